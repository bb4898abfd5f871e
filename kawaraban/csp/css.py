"""What a stylesheet loads: other stylesheets, fonts, pictures."""

from collections.abc import Iterator

from kawaraban.core.tables import read_patterns
from kawaraban.csp.sources import Request, requests_of_address

_P = read_patterns(__file__)


def requests_of_css(css: str) -> Iterator[Request]:
    """Yield what a stylesheet loads."""
    if not _P["loads"].search(
        css
    ):  # most stylesheets load nothing, and to take them apart takes long
        return
    for directive, address in css_addresses(css):
        yield from requests_of_address(directive, address)


def css_addresses(css: str) -> Iterator[tuple[str, str]]:
    """Yield each address that a stylesheet loads, after the directive that allows it."""
    for token in _P["token"].finditer(_P["comment"].sub(lambda found: found[1] or " ", css)):
        if token["sheet"]:
            yield "style-src", _unescape(token["sheet"])
        directive = "font-src" if token["font"] else "img-src"
        for one in _P["address"].finditer(token["font"] or token["picture"] or ""):
            address = _unescape(next(filter(None, one.groups()), ""))
            if not address.startswith("#"):
                yield directive, address


def _unescape(text: str) -> str:
    """Return what a text of a stylesheet means (CSS Syntax 3, section 4.3.7)."""
    text = text.replace("\\\n", "")
    return _P["escape"].sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)), text)
