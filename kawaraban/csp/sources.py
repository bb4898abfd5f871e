"""What a page requests of a browser, and the sources that a policy names for it.

Source: Content Security Policy Level 3 (W3C).
"""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import unquote

from msgspec import Struct

from kawaraban.ads.address import destination, parse, trim
from kawaraban.ads.rules import loads_of
from kawaraban.core.services import service_of
from kawaraban.system.regex import lazy_pattern

_OTHER_SCHEME = lazy_pattern(r"(?i)([a-z][a-z0-9+.-]*):")
# Of the web's own schemes, browsers take any number of slashes (URL Standard, section 4.4).
_WEB = lazy_pattern(r"(?i)(?:(https?|wss?):[/\\]*|[/\\]{2})([^/\\?#]*)")
_HOST = lazy_pattern(r"([a-z0-9-]+(?:\.[a-z0-9-]+)*\.?)(?::([0-9]*))?")


class Request(Struct, frozen=True):
    """Something that a page asks a browser for.

    `kind` is `source`, where `text` is a source to load from; otherwise `text` is the page's
    own script or style, in an `element` or in an `attribute`.
    """

    directive: str
    kind: Literal["source", "element", "attribute"]
    text: str


def source_of(address: str) -> str:
    """Return the source that an address is loaded from, or nothing where it is none.

    One without a scheme follows its page's: `http:` grants both (CSP 3, section 6.7.2.8).
    """
    text = trim(address)
    if web := _WEB.match(text):
        host = _host(web[2])
        return f"{(web[1] or 'http').lower()}://{host}" if host else ""
    if scheme := _OTHER_SCHEME.match(text):
        name = scheme[1].lower()
        return f"{name}:" if name in {"data", "blob", "mailto"} else ""
    return "'self'" if text else ""


def host_in(source: str) -> str:
    """Return the host of a policy's source, or nothing: a hash may hold `//` too."""
    return "" if source.startswith("'") else source.partition("//")[2]


def _host(authority: str) -> str:
    """Return a host and its port as a policy names them, or nothing where it names none."""
    host = unquote(authority.rpartition("@")[2]).lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return ""
    found = _HOST.fullmatch(host)
    if found is None:
        return ""
    return f"{found[1]}:{found[2]}" if found[2] else found[1]


def loads_from(source: str) -> tuple[str, ...]:
    """Return the hosts to which an ad network's source leads, or from which its scripts load."""
    return loads_of(source.rpartition("//")[2].partition(":")[0]) if "//" in source else ()


def requests_of_address(directive: str, address: str) -> Iterator[Request]:
    """Yield what a page asks for that loads an address under a directive."""
    source = source_of(address)
    if not source:
        return
    yield Request(directive, "source", source)
    yield from (Request(directive, "source", f"https://{host}") for host in loads_from(source))
    if directive == "style-src":
        yield from _requests_of_sheet(source)
    if directive == "object-src":
        # A page or picture in an object is a frame as well; Chromium checks both.
        yield Request("frame-src", "source", source)
    if directive == "img-src" and "//" in source:
        yield from _requests_of_redirect(address)


def _requests_of_redirect(address: str) -> Iterator[Request]:
    """Yield the addresses in the query of a network's picture, which may redirect to them."""
    redirect = parse(address)
    for field in redirect.fields if redirect else ():
        if inner := source_of(destination(field.value) or ""):
            yield Request("img-src", "source", inner)


def _requests_of_sheet(source: str) -> Iterator[Request]:
    """Yield what a stylesheet from elsewhere may load: from its host, and its service's others."""
    host = host_in(source)
    service = service_of(host)
    others = service.hosts if service and service.kind == "files" else ()
    for one in (source, *(f"https://{other}" for other in others)) if host else ():
        yield from (Request(d, "source", one) for d in ("style-src", "font-src", "img-src"))
