"""CSS in an SVG: its comments are emptied, and what it would load is found."""

from __future__ import annotations

import re
from collections.abc import Iterator

# CSS Syntax 3, sections 4.3.2, 4.3.5 and 4.3.7: a comment ends at the latest with the text, a
# string with its line, and a backslash takes the next sign out of play in both's beginnings.
_COMMENT = re.compile(
    r"""("(?:[^"\\\n\r\f]|\\.)*+"?|'(?:[^'\\\n\r\f]|\\.)*+'?|\\.)|/\*.*?(?:\*/|\Z)""", re.DOTALL
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})(?:\r\n|\s)?|[\n\r\f]|(.))", re.IGNORECASE | re.DOTALL)
_OWN_URL = re.compile(r"""url\(\s*(["']?)#[^\s"'()\\;{}@*]*\1\s*\)""", re.IGNORECASE)
_MAY_FETCH = re.compile(r"[(@:\\]")
_END, _MOST_SHOWN = re.compile(r"[;)}]"), 200
_FETCH = re.compile(
    r"""url\s*\(|url-prefix\s*\(|src\s*\(|image(?:-set)?\s*\(|@import|@font-face|@namespace
    |(?:java|vb)script\s*:|expression\s*\(|(?<!-)behavior\s*:|-moz-binding|progid\s*:""",
    re.IGNORECASE | re.VERBOSE,
)


def without_comments(css: str) -> str:
    """Give CSS with empty comments in the place of its own: they still part what they parted."""
    return _COMMENT.sub(lambda token: token[1] or "/**/", css) if "/*" in css else css


def fetched(css: str) -> Iterator[str]:
    r"""Give each place where CSS may load something, as it goes on; its comments are empty.

    Escapes hide nothing, nor do comments within a name. References to the file's own ids go
    first, as they are written: `\22#a\22` is no quoted id.
    """
    if not _MAY_FETCH.search(css):
        return
    rest = _OWN_URL.sub(" ", css)
    for text in dict.fromkeys((rest, rest.replace("/**/", ""))):
        plain = _ESCAPE.sub(_sign, text)
        if _FETCH.search(plain):
            yield from _places(plain)
            return


def _places(plain: str) -> Iterator[str]:
    found = _FETCH.search(plain)
    while found:
        yield plain[found.start() : found.start() + _MOST_SHOWN]
        end = _END.search(plain, found.start())
        found = _FETCH.search(plain, end.end()) if end else None


def _sign(escaped: re.Match[str]) -> str:
    number, sign = escaped.groups("")
    return chr(min(int(number, 16), 0x10FFFF)) if number else sign
