"""Definitions of link references and footnotes, and the parts of links.

Source: CommonMark 4.7 and 6.3.
"""

import html
import unicodedata
from html.entities import html5
from typing import NamedTuple

from kawaraban.markdown.attributes import Attributes
from kawaraban.markdown.blocks.nodes import Footnote
from kawaraban.markdown.context import Context
from kawaraban.system.regex import lazy_pattern

MAX_LABEL = 999
_MAX_PARENTHESES = 32

_LABEL = lazy_pattern(r"(?s)[ ]{0,3}\[((?:[^\\\[\]]|\\.)*+)\]:[ \t]*\n?[ \t]*")
_POINTY = lazy_pattern(r"<((?:[^<>\n\\]|\\.)*+)>")
_TITLE = lazy_pattern(r"""(?s)"((?:[^"\\]|\\.)*+)"|'((?:[^'\\]|\\.)*+)'|\(((?:[^()\\]|\\.)*+)\)""")
# In the quotes that an input method makes of others, or that Japanese has.
_LOOSE_TITLE = lazy_pattern(
    r"[ \t\u3000]+(?:[\"“”„‟＂]([^\"“”„‟＂\n]+)[\"“”„‟＂]|['‘’＇]([^'‘’＇\n]+)['‘’＇]"
    r"|「([^「」\n]+)」|『([^『』\n]+)』)[ \t]*(?=\))"
)
_SPACE = lazy_pattern(r"[ \t]*\n?[ \t]*")
_REST = lazy_pattern(r"[ \t]*(?:\n|$)")
_WORD = lazy_pattern(r"(?a)[^\s()\\\x00-\x1f\x7f]++|\\.?|[()]")
_BLANK_LINE = lazy_pattern(r"\n[ \t]*\n")
ENTITY = lazy_pattern(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED = lazy_pattern(r"\\([!-/:-@\[-`{-~])|" + ENTITY.pattern)


# Controls, and halves of characters.
_NO_TEXT = frozenset({"Cc", "Cs"})


class Target(NamedTuple):
    """What a link or picture points at, and where in the text it ends."""

    address: str
    title: str
    end: int
    attributes: Attributes = ()


def normal_label(label: str) -> str:
    """Return the form in which two labels are the same."""
    return " ".join(label.split()).casefold()


def character(entity: str) -> str:
    """Return the text of an entity, or the entity as typed where it is none."""
    if entity[1] != "#":
        return html5.get(entity[1:], entity)
    text = html.unescape(entity)
    is_control = not text or (text not in "\t\n" and unicodedata.category(text) in _NO_TEXT)
    return "\ufffd" if is_control else text


def unescape(text: str) -> str:
    """Undo backslash escapes and entities, as in addresses and titles."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPED.sub(lambda found: found[1] or character(found[0]), text)


def destination(text: str, pos: int) -> tuple[str, int] | None:
    """Read a link's destination at `pos`: its address, and where it ends."""
    if text.startswith("<", pos):
        found = _POINTY.match(text, pos)
        return (unescape(found[1]), found.end()) if found else None
    end = _bare_end(text, pos)
    return None if end is None else (unescape(text[pos:end]), end)


def _bare_end(text: str, pos: int) -> int | None:
    depth = 0
    while found := _WORD.match(text, pos):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth -= 1
        if depth < 0:
            return pos
        if depth > _MAX_PARENTHESES:
            return None
        pos = found.end()
    return pos if depth == 0 else None


def title(text: str, pos: int) -> tuple[str, int] | None:
    """Read a link's title at `pos`: its text, and where it ends."""
    found = _TITLE.match(text, pos)
    if not found or _BLANK_LINE.search(found[0]):
        return None
    return unescape(found[1] or found[2] or found[3] or ""), found.end()


def loose_title(text: str, pos: int) -> tuple[str, int] | None:
    """Read a title in curly or corner quotes between an address and `)`, with its spaces."""
    found = _LOOSE_TITLE.match(text, pos)
    return (unescape(next(filter(None, found.groups()))), found.end()) if found else None


def define(text: str, references: dict[str, tuple[str, str]]) -> int:
    """Take the definitions that `text` begins with; give how many lines they are."""
    pos = 0
    while found := _LABEL.match(text, pos):
        read = _definition(text, found.end())
        label = normal_label(found[1])
        if read is None or not label or len(found[1]) > MAX_LABEL or read[0].startswith("("):
            break  # one in brackets was to be a link's
        address, words, pos = read
        references.setdefault(label, (address, words))
    return text.count("\n", 0, pos) + (pos == len(text) and not text.endswith("\n")) if pos else 0


def _definition(text: str, pos: int) -> tuple[str, str, int] | None:
    target = destination(text, pos)
    if target is None or (target[1] == pos):
        return None
    address, pos = target
    gap = _SPACE.match(text, pos)
    start = gap.end() if gap else pos
    words = title(text, start) if start > pos else None
    if words and (rest := _REST.match(text, words[1])):
        return address, words[0], rest.end()
    rest = _REST.match(text, pos)
    return (address, "", rest.end()) if rest else None


def define_footnote(footnote: Footnote, context: Context) -> None:
    """Store a footnote's definition; report a second one of the same label."""
    label = normal_label(footnote.label)
    if context.footnotes.setdefault(label, footnote) is not footnote:
        source = context.source(footnote.start, footnote.column)
        context.add(source, "duplicate-footnote", label=footnote.label)
