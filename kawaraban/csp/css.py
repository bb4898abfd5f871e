"""What a stylesheet loads: others, fonts, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

_STRING = r"""(?:"([^"]*)"|'([^']*)')"""
_BARE = r"""(?:\\[0-9a-f]{1,6}+\s?+|[^"'()\s])++"""
_URL = rf"""url\(\s*(?:{_STRING}|({_BARE}))\s*\)"""
# In a string and an address, no comment begins; one that is not closed goes on to the end
# (CSS Syntax 3, section 4.3.2).
_COMMENT = re.compile(
    rf"""("[^"]*"|'[^']*'|url\(\s*{_BARE})|/\*.*?(?:\*/|\Z)""", re.DOTALL | re.IGNORECASE
)
# A string by itself is only text, and a namespace is only a name.
_TOKEN = re.compile(
    rf"""@namespace[^;{{}}]*|@import\s*(?:url\(\s*["']?|["'])(?P<sheet>[^"')\s;]+)[^;]*
    |@font-face\s*\{{(?P<font>(?:"[^"]*+"|'[^']*+'|[^}}"'])*+)
    |image-set\((?P<images>(?:[^()"']|"[^"]*"|'[^']*'|\([^()]*\))*)
    |(?P<url>{_URL})|{_STRING}""",
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESS = re.compile(_URL, re.IGNORECASE)
# In a set of images a string is an address too, but for that of a type.
_IMAGE = re.compile(rf"type\([^)]*\)|{_URL}|{_STRING}", re.IGNORECASE)
# A letter that is written by its number or after a needless sign is that letter.
_LETTER = re.compile(r"\\(?:0{0,4}([46][1-9a-f]|[57][0-9a])(?![0-9a-f])\s?|([g-z]))", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?", re.IGNORECASE)


def loaded_by(css: str) -> Iterator[tuple[str, str]]:
    """Give each address that a stylesheet loads, with the directive that grants it."""
    plain = _LETTER.sub(lambda found: found[2] or chr(int(found[1], 16)), css)
    for token in _TOKEN.finditer(_COMMENT.sub(lambda found: found[1] or " ", plain)):
        if token["sheet"]:
            yield "style-src", _unescaped(token["sheet"])
            continue
        if token["font"]:
            directive, found = "font-src", _ADDRESS.finditer(token["font"])
        elif token["images"]:
            directive, found = "img-src", _IMAGE.finditer(token["images"])
        elif token["url"]:
            directive, found = "img-src", _ADDRESS.finditer(token["url"])
        else:
            continue
        for one in found:
            address = _unescaped(next(filter(None, one.groups()), ""))
            if not address.startswith("#"):
                yield directive, address


def _unescaped(text: str) -> str:
    """Give what a text of a stylesheet says (CSS Syntax 3, section 4.3.7)."""
    text = text.replace("\\\n", "")
    return _ESCAPE.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)), text)
