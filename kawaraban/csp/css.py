"""What a stylesheet loads: other stylesheets, fonts, pictures."""

from collections.abc import Iterator

from kawaraban.csp.sources import Request, requests_of_address
from kawaraban.system.regex import lazy_pattern

_STRING = r"""(?:"([^"]*)"|'([^']*)')"""
_BARE = r"""(?:\\[0-9a-f]{1,6}+\s?+|[^"'()\s])++"""
_URL = rf"""url\(\s*(?:{_STRING}|({_BARE}))\s*\)"""
# In a string and an address, no comment begins; one that is not closed goes on to the end
# (CSS Syntax 3, section 4.3.2).
_COMMENT = lazy_pattern(rf"""(?is)("[^"]*"|'[^']*'|url\(\s*{_BARE})|/\*.*?(?:\*/|\Z)""")
# A string by itself is only text, and a namespace is only a name.
_TOKEN = lazy_pattern(
    rf"""(?ix)@namespace[^;{{}}]*|@import\s*(?:url\(\s*["']?|["'])(?P<sheet>[^"')\s;]+)[^;]*
    |@font-face\s*\{{(?P<font>(?:"[^"]*+"|'[^']*+'|[^}}"'])*+)
    |(?P<picture>{_URL})|{_STRING}"""
)
_ADDRESS = lazy_pattern(f"(?i){_URL}")
_LOADS = lazy_pattern(r"(?i)url\(|@import")
_ESCAPE = lazy_pattern(r"(?i)\\([0-9a-f]{1,6})\s?")


def requests_of_css(css: str) -> Iterator[Request]:
    """Yield what a stylesheet loads."""
    if not _LOADS.search(css):  # most stylesheets load nothing, and to take them apart takes long
        return
    for directive, address in css_addresses(css):
        yield from requests_of_address(directive, address)


def css_addresses(css: str) -> Iterator[tuple[str, str]]:
    """Yield each address that a stylesheet loads, after the directive that allows it."""
    for token in _TOKEN.finditer(_COMMENT.sub(lambda found: found[1] or " ", css)):
        if token["sheet"]:
            yield "style-src", _unescape(token["sheet"])
        directive = "font-src" if token["font"] else "img-src"
        for one in _ADDRESS.finditer(token["font"] or token["picture"] or ""):
            address = _unescape(next(filter(None, one.groups()), ""))
            if not address.startswith("#"):
                yield directive, address


def _unescape(text: str) -> str:
    """Return what a text of a stylesheet means (CSS Syntax 3, section 4.3.7)."""
    text = text.replace("\\\n", "")
    return _ESCAPE.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)), text)
