"""The content security policy that grants what a page asks for and nothing else.

It names no host of the site's own: `'self'` holds wherever the folder stands, from a disk
too. Source: Content Security Policy Level 3 (W3C).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256

from kawaraban.core.model import Grants
from kawaraban.csp import SCRIPTED, Ask, asked

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


def policy(grants: Iterable[tuple[str, str]]) -> str:
    """Give the policy that grants this and no more, for an attribute in double quotes."""
    named: dict[str, list[str]] = {}
    for directive, source in sorted(set(grants)):
        named.setdefault(directive, []).append(source)
    rules = {"default-src": ["'none'"], **_CLOSED, **named}
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in rules.items())


def with_hosts(grants: Grants, hosts: Iterable[str]) -> Grants:
    """Add the hosts that foreign code loads further, where a page has foreign code.

    They stand beside each foreign source; a script may load from them whatever it likes.
    """
    foreign = {directive for directive, source in grants if "//" in source}
    runs = any(d == "script-src" and s.startswith("'sha256") for d, s in grants)
    widened = sorted(foreign | set(SCRIPTED if runs else ()))
    return (*grants, *((directive, f"https://{host}") for directive in widened for host in hosts))


def grants_of(html: str) -> Grants:
    """Give what HTML needs granted, once each and in order."""
    return granted(asked(html))


def granted(asks: Iterable[Ask]) -> Grants:
    """Give what grants some asks: a text of the page's own by its hash."""
    return tuple(sorted({grant for ask in asks for grant in _grants(ask)}))


def _grants(ask: Ask) -> Iterator[tuple[str, str]]:
    if ask.kind == "source":
        yield ask.directive, ask.text
        return
    if ask.kind == "attribute":
        yield ask.directive, "'unsafe-hashes'"
    yield ask.directive, f"'sha256-{b64encode(sha256(ask.text.encode()).digest()).decode()}'"
