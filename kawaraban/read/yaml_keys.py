"""A YAML text that cannot be read as a whole, key by key: one mistake hides no other.

title: "題            →  told, and `title` is Unread
date: 2025-08-25      →  read as ever
"""

from __future__ import annotations

import re

from kawaraban.diagnostics import Diagnostic, Source, error
from kawaraban.read.nodes import Entry, Mapping, Scalar, Unread
from kawaraban.read.places import Places
from kawaraban.read.yaml_errors import LAYOUT, explain_line
from kawaraban.read.yaml_events import enter, nodes_of

# A line at the margin that begins with a key, in quotes or none, and a colon; and one that
# was meant so, with no space behind its colon or with a wide one.
_KEY = re.compile(
    r"""^(?:"([^"\n]+)"|'([^'\n]+)'|([^\s#"'&*!|>%@`{}\[\],:?-](?:(?![ ]\#)[^\n])*?))"""
    r"[ ]*+:(?=[ \n]|\Z)|^([\w-]++)[ \t]*+[:：]",
    re.MULTILINE,
)
# A first key that is set in, where others are not.
_SET_IN = re.compile(r"(?:[ \t]*(?:#.*)?\n)*(?P<indent>[ \t]+)(?=[\w-]+[ \t]*[:：].*\n)")
_INNER = re.compile(r"^[ \t]+([\w-]+)[ \t]*[:：]", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t]*\n[ \t]*\S")
_MOST_KEYS = 1000


def mapping_by_key(text: str, places: Places) -> tuple[Mapping | None, tuple[Diagnostic, ...]]:
    """Read what stands under each key by itself; no mapping where that finds no mistake.

    The mistake is then one of the text as a whole. Behind one that holds or follows a blank
    line, as where the end of a front matter was forgotten, all may be prose: it is not read.
    """
    entries: dict[str, Entry] = {}
    told: list[Diagnostic] = []
    text = _set_back(text, places, told)
    keys = list(_KEY.finditer(text))
    if not 1 < len(keys) <= _MOST_KEYS:
        return None, ()
    begin, inner = 0, dict[str, Source]()
    for key, end in zip(keys, [*(key.start() for key in keys[1:]), len(text)], strict=True):
        block, place = text[begin:end], places.at(key.start())
        root, found = nodes_of(block, places.part(begin, end))
        told += found
        if isinstance(root, Mapping):
            for name, entry in root.entries.items():
                enter(entries, Scalar(value=name, source=entry.source), entry.node, told)
        else:
            name = key[key.lastindex or 0]
            enter(entries, Scalar(value=name, source=place), Unread(source=place), told)
            inner |= dict.fromkeys(_INNER.findall(block), place)
            if root is not None and (hint := explain_line(block[key.start() - begin :])):
                told.append(error(place, "yaml-syntax", *hint))
            if _BLANK.search(block) or (key[4] and text.endswith("\n\n", 0, begin)):
                break
        begin = end
    if not told:
        return None, ()
    for name, place in inner.items():  # set in by mistake, perhaps: it is not missing
        entries.setdefault(name, Entry(place, Unread(source=place)))
    return Mapping(entries=entries, source=places.at(0)), tuple(told)


def _set_back(text: str, places: Places, told: list[Diagnostic]) -> str:
    """Give a text whose first key stands at the margin, where others do; tell where it did not."""
    first, other = _SET_IN.match(text), _KEY.search(text)
    if not first or not other or first.end() > other.start():
        return text
    told.append(error(places.at(first.end()), "yaml-syntax", *LAYOUT))
    end = text.index("\n", first.end())
    line = text[first.end() : end] + first["indent"]  # what follows keeps its place
    return text[: first.start("indent")] + line + text[end:]
