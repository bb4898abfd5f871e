"""The content security policy that allows what a page requests and nothing else.

It names no host of the site's own: `'self'` holds on any host, and from a disk
too. Source: Content Security Policy Level 3 (W3C).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256

from kawaraban.core.model import Grants
from kawaraban.csp.html import requests_of_html
from kawaraban.csp.scripts import SCRIPTED
from kawaraban.csp.sources import Request

OWN: Grants = (
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("img-src", "'self'"),
    # Lighthouse asks for robots.txt as a script of the page would, and marks a site down without.
    ("connect-src", "'self'"),
)
"""What every page of the product's templates loads: its script, stylesheets and pictures."""
# These do not fall back on `default-src`.
_CLOSED = {"base-uri": ["'none'"], "form-action": ["'none'"]}


def build_policy(grants: Iterable[tuple[str, str]]) -> str:
    """Return the policy of these grants alone, for an attribute in double quotes."""
    named: dict[str, list[str]] = {}
    for directive, source in sorted(set(grants)):
        named.setdefault(directive, []).append(source)
    for directive, sources in named.items():
        if "'unsafe-inline'" in sources:  # which a hash would take back (CSP 3, section 6.7.3.2)
            named[directive] = [one for one in sources if not one.startswith("'sha256-")]
    rules = {"default-src": ["'none'"], **_CLOSED, **named}
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in rules.items())


def add_hosts(grants: Grants, hosts: Iterable[str]) -> Grants:
    """Add the hosts that foreign code loads further, where a page has foreign code.

    Each directive with a foreign source gets them; where a script runs, all that a script may load.
    """
    foreign = {directive for directive, source in grants if "//" in source}
    runs = any(d == "script-src" and s.startswith("'sha256") for d, s in grants)
    widened = sorted(foreign | set(SCRIPTED if runs else ()))
    return (*grants, *((directive, f"https://{host}") for directive in widened for host in hosts))


def grants_of_html(html: str) -> Grants:
    """Return the grants that HTML needs, once each and in order."""
    return grants_of_requests(requests_of_html(html))


def grants_of_requests(requests: Iterable[Request]) -> Grants:
    """Return the grants that requests need; a text of the page's own is named by its hash."""
    return tuple(sorted({grant for request in requests for grant in _grants(request)}))


def _grants(request: Request) -> Iterator[tuple[str, str]]:
    if request.kind == "source":
        yield request.directive, request.text
        return
    if request.kind == "attribute":
        yield request.directive, "'unsafe-hashes'"
    digest = b64encode(sha256(request.text.encode()).digest()).decode()
    yield request.directive, f"'sha256-{digest}'"
