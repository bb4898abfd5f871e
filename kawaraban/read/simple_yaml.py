"""The YAML that most front matter is: a line for each key, and a text or a list of texts.

title: "題"
date: 2025-08-25T12:00:00+09:00
tags: ["一つ目", 二つ目]

It is read without the parser's events. `kawaraban.read.yaml` gives the same for every text
that is read here; what is written in any other way is left to it.
"""

from __future__ import annotations

import re

from kawaraban.core.diagnostics import Source
from kawaraban.read.nodes import Entry, Items, Mapping, Scalar

# Comments, escapes, tabs, and what ends a line in YAML alone.
_DOUBTFUL = "#\\\t\r\x85\u2028\u2029"
_BEGIN = r"[^\x00-/:-@\[-`{-\x9f]"  # no sign of ASCII: YAML's own are among them
_QUOTED = r"""\"[^\"\n]*+\"|'[^'\n]*+'"""
_IN_LIST = r"[^\x00-*,/:-@\[-^`{-\x9f]"  # letters of all scripts, digits, `+`, `-`, `.` and `_`
_ITEM = rf"{_QUOTED}|{_BEGIN}{_IN_LIST}*+(?:[ ]+{_IN_LIST}++)*+"
_ITEMS = re.compile(_ITEM)
_LINE = re.compile(
    r"([A-Za-z_][A-Za-z0-9_-]{0,99}+):[ ]+"
    rf"(?:({_QUOTED})[ ]*|(\[[ ]*(?:(?:{_ITEM})[ ]*(?:,[ ]*(?:{_ITEM})[ ]*)*+)?\])[ ]*|"
    rf"({_BEGIN}(?:[^\n:]|:(?=[^ \n]))*+))\n"
)


def simple_mapping(text: str, path: str, line: int, column: int) -> Mapping | None:
    """Read a text that begins at a line and column of a file, where it is simple; else None."""
    if any(sign in text for sign in _DOUBTFUL):
        return None
    entries: dict[str, Entry] = {}
    begin = Source(path, line, column)
    at = 0
    while at < len(text):
        found = _LINE.match(text, at)
        if found is None or found[1] in entries:
            return None
        entries[found[1]] = Entry(Source(path, line, column), _node(found, path, line, column - at))
        at = found.end()
        line += 1
    return Mapping(entries=entries, source=begin) if entries else None


def _node(found: re.Match[str], path: str, line: int, shift: int) -> Items | Scalar:
    """Give the value on a line; `shift` makes columns of the text's indexes."""
    if found[3] is None:
        written = found[2] or found[4].rstrip(" ")
        return _scalar(written, Source(path, line, shift + found.start(found.lastindex or 0)))
    begin, end = found.span(3)
    return Items(
        items=tuple(
            _scalar(item[0], Source(path, line, shift + item.start()))
            for item in _ITEMS.finditer(found.string, begin + 1, end - 1)
        ),
        source=Source(path, line, shift + begin),
    )


def _scalar(written: str, source: Source) -> Scalar:
    plain = written[0] not in "\"'"
    return Scalar(value=written if plain else written[1:-1], source=source, plain=plain)
