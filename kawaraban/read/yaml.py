"""YAML as nodes with their places. Text stays text: no value is given a type here."""

from __future__ import annotations

import re
from itertools import islice

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
from kawaraban.read.nodes import Mapping, Node
from kawaraban.read.places import Places
from kawaraban.read.simple_yaml import simple_mapping
from kawaraban.read.text import NO_CHARACTERS

MAX_DATA_CHARACTERS = 1 << 20
MAX_DEPTH = 20
_MOST_TOLD = 20
TOO_DEEP = (
    "too-deep",
    Words(f"入れ子が深すぎます（{MAX_DEPTH}段まで）", f"nested deeper than {MAX_DEPTH}"),
    Words("浅く書き直してください", "write it flatter"),
)

UNCLOSED_QUOTE = (
    "yaml-syntax",
    Words("引用符の閉じる前に、ほかのキーの行があります", "lines of other keys stand in a quote"),
    Words("値の終わりで引用符を閉じてください", "close the quote where its value ends"),
)

# YAML 1.1, section 5.1: what no stream may hold, and what no page may (U+0085). Naming what it
# may takes 3 ms to compile.
UNPRINTABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff{NO_CHARACTERS}]")


def load_yaml(
    text: str,
    path: str,
    first_line: int = 1,
    first_column: int = 1,
    limit: int = MAX_DATA_CHARACTERS,
) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Read one YAML text that begins at a line and column of a file.

    `first_column` holds for every line, as in an indented fence. An empty text
    gives no node and no diagnostic. Whatever is wrong gives an error with its
    place; the node is there where the rest can be read, so that its mistakes are found too.
    """
    if not text:  # as most sites' registries are
        return None, ()
    places = Places(text, path, first_line, first_column)
    if len(text) > limit:
        return None, (_too_large(places.at(0), limit),)
    if strange := list(islice(UNPRINTABLE.finditer(text), _MOST_TOLD)):
        told = tuple(control_character(one[0], places.at(one.start())) for one in strange)
        clean = UNPRINTABLE.sub("", text)
        node, found = load_yaml(clean, path, first_line, first_column, limit)
        return node, (*told, *found)
    simple = simple_mapping(text, path, first_line, first_column)
    if simple is not None:
        return simple, ()
    from kawaraban.read.yaml_events import nodes_of  # noqa: PLC0415 - not always needed

    node, found = nodes_of(text, places)
    if node is not None or not found:
        return node, found
    from kawaraban.read.yaml_keys import mapping_by_key  # noqa: PLC0415 - not always needed

    by_key, told = mapping_by_key(text, places)
    return (by_key, told) if told else (node, found)


def load_simple(text: str, path: str, first_line: int, limit: int) -> Mapping | None:
    """Read a YAML text of the simplest form; None for every other, and where anything is wrong."""
    if len(text) > limit or UNPRINTABLE.search(text):
        return None
    return simple_mapping(text, path, first_line, 1)


def _too_large(place: Source, limit: int) -> Diagnostic:
    return error(
        place,
        "too-large",
        Words(f"データが大きすぎます（{limit}文字まで）", f"more than {limit} characters of data"),
        Words("分けるか、本文に移してください", "split it, or move it to the text"),
    )


def control_character(sign: str, place: Source) -> Diagnostic:
    """Say that a text holds a character that no text may hold."""
    code = f"U+{ord(sign):04X}"
    return error(
        place,
        "control-character",
        Words(f"制御文字 {code} があります", f"control character {code}"),
        Words("その文字を消してください", "delete it"),
    )
