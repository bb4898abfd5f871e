"""TOML as nodes with their places, which the standard library's parser does not keep."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
from kawaraban.read.nodes import Entry, Items, Mapping, Node, Scalar, TomlType, Unread
from kawaraban.read.places import Places
from kawaraban.read.yaml import MAX_DEPTH, TOO_DEEP, UNPRINTABLE, control_character

Path = tuple[str | int, ...]

# TOML 1.0: the four kinds of strings; a multi-line one may end in up to five quotes.
_STRING = (
    r'"""(?:\\.|[^\\])*?"""+'
    r"|'''.*?'''+"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
)
_KEY_PART = re.compile(rf"[ \t]*({_STRING}|[A-Za-z0-9_-]+)[ \t]*\.?", re.DOTALL)
_PIECE = re.compile(rf"{_STRING}|#[^\n]*|[\[\]{{}}\n]|[^\[\]{{}}\n#\"']+", re.DOTALL)
_OF_ITEM = re.compile(rf"{_STRING}|#[^\n]*|[\[\]{{}},]|[^\[\]{{}},#\"']+", re.DOTALL)
_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_KEY = r"[A-Za-z0-9_-]+(?:[ \t]*\.[ \t]*[A-Za-z0-9_-]+)*"
_KEY_LINE = re.compile(rf"[ \t]*{_KEY}(?=[\s=:]|$)")
_SIGN, _BRACKET = re.compile("[=:\"'#]"), re.compile(r"[\[\](){}［］（）｛｝【】「」]")
_TABLE_LINE = re.compile(rf"[ \t]*(\[{{1,2}})[ \t]*({_KEY})[ \t]*+(\]{{0,2}}+)[ \t]*+(?:#.*)?$")
_UNREAD, _MOST_MISTAKES = "\N{OBJECT REPLACEMENT CHARACTER}unread", 20
_PLACE = r"\(at (?:line (\d+), column (\d+)|end of document)\)"
_MEANINGS = (
    ("Expected ']", "「]」が閉じていません"),
    ("initial character for a key", "キーの文字が正しくありません"),
    ("Unclosed array", "「[」が閉じていません"),
    ("Unclosed inline table", "「{」が閉じていません"),
    ("Unterminated string", "文字列の引用符が閉じていません"),
    ("Illegal character '\\n'", "文字列の引用符が閉じていません"),
    ("Invalid value", '値が正しくありません。文字は「"」で囲みます'),
    ("Cannot overwrite", "同じキーが2度書かれています"),
    ("twice", "同じ表が2度書かれています"),
    ("Expected '='", "キーの後に「=」がありません"),
    ("Expected newline", "値の後に余分な文字があります"),
    ("Invalid statement", "「キー = 値」の形ではありません"),
)
_DELETE_ONE = Words("どちらかを消してください", "delete one of the two")
_CHECK_SIGNS = Words(
    "この行と、その上の行の引用符と括弧を確かめてください",
    "check the quotes and brackets of this line and the one above",
)


class Place(NamedTuple):
    """Where a key and its value stand."""

    key: Source
    value: Source


class _TooDeepError(Exception):
    """A value is nested deeper than any setting is."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source


def load_toml(text: str, path: str) -> tuple[Mapping | None, tuple[Diagnostic, ...]]:
    """Read a TOML text; each mistake gives an error with its place.

    A key whose value is none is `Unread`, and what else is wrong in one line is passed over,
    so that the rest is read too; with any other mistake there is no node.
    """
    told: list[Diagnostic] = []
    passed_over: str | None = text
    while passed_over is not None:
        text, last = passed_over, told[-1].source.line if told else 0
        node, found = _load(text, path)
        line = found[0].source.line if found else 0
        if found and line <= last:
            break  # it was another mistake than it seemed
        told += found
        passed_over = _passed_over(text, line) if len(told) < _MOST_MISTAKES else None
    return node, tuple(told)


def _passed_over(text: str, line: int) -> str | None:
    """Give a text without what is wrong on a line, where that alone makes it no TOML; else None."""
    lines = text.split("\n")
    if not line or not _is_sound("\n".join(lines[: line - 1])):
        return None
    stand_in = _stand_in(lines[line - 1])
    if stand_in is None:
        return None
    lines[line - 1] = stand_in
    return "\n".join(lines)


def _stand_in(line: str) -> str | None:
    """Give what is read for a line: its key without a value, or its table with its brackets.

    A key that stands there for the second time is dropped, and so is what names nothing.
    None: it is not known which table the lines below belong to.
    """
    table, key = _TABLE_LINE.match(line), _KEY_LINE.match(line)
    if table or line.lstrip().startswith("["):
        if table is None or _is_sound(line) or len(table[3]) > len(table[1]):
            return None
        return table[1] + table[2] + "]" * len(table[1])
    if _BRACKET.search(line) and not _SIGN.search(line):  # of a table, without its first one
        return None
    return f'{key[0]} = "{_UNREAD}"' if key and not _is_sound(line) else ""


def _is_sound(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _load(text: str, path: str) -> tuple[Mapping | None, tuple[Diagnostic, ...]]:
    try:
        data = tomllib.loads(text)
        places = _with_tables_above(dict(_places(text, path)))
        entries = {key: _entry(value, (key,), places, Source(path)) for key, value in data.items()}
        node = Mapping(entries=entries, source=Source(path))
        found = tuple(_unprintable(node))
    except ValueError as problem:  # or a number of too many digits
        return None, (_syntax_error(problem, text, path),)
    except _TooDeepError as deep:
        return None, (error(deep.source, *TOO_DEEP),)
    except RecursionError:  # in the parser, which does not say where
        return None, (error(Source(path), *TOO_DEEP),)
    return (None if found else node), found


def _unprintable(node: Node) -> Iterator[Diagnostic]:
    """Find control characters, which a string can bring in as escapes."""
    if isinstance(node, Scalar):
        if bad := UNPRINTABLE.search(node.value):
            yield control_character(bad[0], node.source)
        return
    below = node.items if isinstance(node, Items) else (e.node for e in node.entries.values())
    for inner in below:
        yield from _unprintable(inner)


def _entry(value: object, path: Path, places: dict[Path, Place], above: Source) -> Entry:
    place = places.get(path) or Place(above, above)
    if len(path) > MAX_DEPTH:
        raise _TooDeepError(place.key)
    return Entry(place.key, _node(value, path, places, place.value))


def _node(value: object, path: Path, places: dict[Path, Place], source: Source) -> Node:
    """Give a value as a node; what has no place of its own has that of what holds it."""
    if isinstance(value, dict):
        entries = {key: _entry(v, (*path, key), places, source) for key, v in value.items()}
        return Mapping(entries=entries, source=source)
    if isinstance(value, list):
        inner = (_entry(v, (*path, index), places, source).node for index, v in enumerate(value))
        return Items(items=tuple(inner), source=source)
    if value == _UNREAD:
        return Unread(source=source)
    return Scalar(value=_as_text(value), source=source, toml=_type(value))


def _type(value: object) -> TomlType:
    kinds: tuple[tuple[type, TomlType], ...] = (
        (str, "string"),
        (bool, "boolean"),
        (int, "integer"),
        (float, "float"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "date")


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _places(text: str, path: str) -> Iterator[tuple[Path, Place]]:
    """Give the place of every key and table of a text that is known to be valid."""
    at = Places(text, path).at
    lengths: dict[Path, int] = {}
    prefix: Path = ()
    index = _skip_blank(text, 0)
    while index < len(text):
        brackets = len(text[index : index + 2]) - len(text[index : index + 2].lstrip("["))
        keys, end = _keys(text, index + brackets)
        here = at(index)
        if brackets:
            prefix = _resolved(keys, lengths, is_array=brackets > 1)
            yield prefix, Place(here, here)
            end = text.find("\n", end) + 1 or len(text)
        else:
            value = _skip_blank(text, end + 1)
            yield (*prefix, *keys), Place(here, at(value))
            for number, item in enumerate(_items(text, value)):
                yield (*prefix, *keys, number), Place(at(item), at(item))
            end = _value_end(text, value)
        index = _skip_blank(text, end)


def _with_tables_above(places: dict[Path, Place]) -> dict[Path, Place]:
    """Add the place of tables that are only named on the way: `[a.b]` alone makes `a` too."""
    above = {
        path[:depth]: place
        for path, place in reversed(places.items())  # the first one that names it
        for depth in range(1, min(len(path), MAX_DEPTH))
    }
    return above | places


def _keys(text: str, index: int) -> tuple[tuple[str, ...], int]:
    """Read a dotted key, and give where it ends."""
    keys: list[str] = []
    while match := _KEY_PART.match(text, index):
        keys.append(_unquoted(match[1]))
        index = match.end()
        if not match[0].endswith("."):
            break
    return tuple(keys), index


def _unquoted(key: str) -> str:
    return str(tomllib.loads(f"key = {key}")["key"]) if key[0] in "\"'" else key


def _resolved(keys: tuple[str, ...], lengths: dict[Path, int], *, is_array: bool) -> Path:
    """Give the path of a table header: a table inside an array belongs to its last item."""
    path: Path = ()
    for depth, key in enumerate(keys, 1):
        path = (*path, key)
        if is_array and depth == len(keys):
            lengths[path] = lengths.get(path, 0) + 1
        if path in lengths:
            path = (*path, lengths[path] - 1)
    return path


def _value_end(text: str, index: int) -> int:
    """Give where a value ends: at the first line end outside of brackets and strings."""
    depth = 0
    while match := _PIECE.match(text, index):
        sign = match[0]
        if sign == "\n" and depth == 0:
            break
        depth += (sign in "[{") - (sign in "]}")
        index = match.end()
    return index


def _items(text: str, index: int) -> Iterator[int]:
    """Give where each item of an array begins; of another value, nothing."""
    if text[index] != "[":
        return
    index = _skip_blank(text, index + 1)
    while text[index] != "]":
        yield index
        depth = 0
        while (match := _OF_ITEM.match(text, index)) and (depth or match[0] not in {",", "]"}):
            depth += (match[0] in "[{") - (match[0] in "]}")
            index = match.end()
        index = _skip_blank(text, index + (text[index] == ","))


def _skip_blank(text: str, index: int) -> int:
    match = _BLANK.match(text, index)
    return index if match is None else match.end()


def _syntax_error(problem: Exception, text: str, path: str) -> Diagnostic:
    said = str(problem)
    match = re.search(_PLACE, said)
    source = Source(path)
    if match is not None:
        end = Places(text, path).at(len(text.rstrip()))
        source = Source(path, int(match[1]), int(match[2])) if match[1] else end
    reason = re.sub(_PLACE, "", said).strip()
    unknown = f"TOMLとして読めません（{reason}）"
    known = next((ja for part, ja in _MEANINGS if part in reason), unknown)
    return error(
        source,
        "toml-syntax",
        Words(known, f"not TOML ({reason})"),
        _DELETE_ONE if known.endswith("2度書かれています") else _CHECK_SIGNS,
    )
