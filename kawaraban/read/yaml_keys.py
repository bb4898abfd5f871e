"""A YAML text that cannot be read as a whole, key by key: one mistake hides no other.

title: "題            →  told, and `title` is Unread
date: 2025-08-25      →  read as ever
"""

from __future__ import annotations

import re

from kawaraban.core.diagnostics import Diagnostic, error
from kawaraban.read.nodes import Entry, Items, Mapping, Scalar, Unread
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
_WORD = re.compile(r"""^[ \t]*["']?([\w-]+)""", re.MULTILINE)
# Below it may be prose; a comment stands above a key.
_BLANK = re.compile(r"\n[ \t]*\n[ \t]*[^\s#]")
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
    if not 0 < len(keys) <= _MOST_KEYS:
        return None, ()
    told += nodes_of(text[: keys[0].end()], places)[1]  # of what stands above the first key
    begin = keys[0].start() if told else 0
    hidden = dict.fromkeys(_WORD.findall(text, 0, begin), places.at(0))
    is_prose = _BLANK.search(text, 0, begin) is not None
    for key, end in zip(keys, [*(key.start() for key in keys[1:]), len(text)], strict=True):
        block, place, name = text[begin:end], places.at(key.start()), key[key.lastindex or 0]
        if is_prose:
            hidden.setdefault(name, place)
            continue
        root, found = nodes_of(block, places.part(begin, end))
        told += found
        above = _above(block, places.part(begin, end), found) if found and root is None else root
        unread = {name: Entry(place, Unread(source=place))}
        for known, entry in (above.entries if isinstance(above, Mapping) else unread).items():
            enter(entries, Scalar(value=known, source=entry.source), entry.node, told)
        if not isinstance(root, Mapping):
            hidden |= dict.fromkeys(_WORD.findall(block), place)
            if root is not None and (hint := explain_line(block[key.start() - begin :])):
                told.append(error(place, "yaml-syntax", *hint))
            is_prose = _begins_prose(
                key, text[max(0, begin - 2) : begin], block[key.start() - begin :]
            )
        begin = end
    if not told:
        return None, ()
    for name, place in hidden.items():  # set in by mistake, perhaps: it is not missing
        entries.setdefault(name, Entry(place, Unread(source=place)))
    return Mapping(entries=entries, source=places.at(0)), tuple(told)


def _begins_prose(key: re.Match[str], above: str, block: str) -> bool:
    """Say whether what follows a key that is no YAML may be prose."""
    is_apart = key[4] is not None and above.endswith("\n\n")
    return is_apart or _BLANK.search(block) is not None


def _above(block: str, places: Places, found: tuple[Diagnostic, ...]) -> Mapping | None:
    """Read a key above the line that is no YAML, if its value is whole: it may be wrong as well.

    slug: ../a
    ただの行      →  told; and so is the slug
    """
    count = found[-1].source.line - places.at(0).line
    above = "".join(f"{line}\n" for line in block.split("\n")[:count])
    root, _ = nodes_of(above, places)  # what the parser says of it has been told
    if not isinstance(root, Mapping):
        return None
    return root if all(_is_whole(entry) for entry in root.entries.values()) else None


def _is_whole(entry: Entry) -> bool:
    """Say whether a value may be all that was meant: of a mapping further keys would be missing.

    One in brackets, as begins on the line of its key, has its end.
    """
    node = entry.node
    if isinstance(node, Mapping):
        return node.source.line == entry.source.line
    if isinstance(node, Items):
        return all(isinstance(item, Scalar) for item in node.items)
    return isinstance(node, Scalar) and node.value != ""


def _set_back(text: str, places: Places, told: list[Diagnostic]) -> str:
    """Give a text whose first key stands at the margin, where others do; tell where it did not."""
    first, other = _SET_IN.match(text), _KEY.search(text)
    if not first or not other or first.end() > other.start():
        return text
    told.append(error(places.at(first.end()), "yaml-syntax", *LAYOUT))
    end = text.index("\n", first.end())
    line = text[first.end() : end] + first["indent"]  # what follows keeps its place
    return text[: first.start("indent")] + line + text[end:]
