"""TOML as nodes: `tomllib` reads the values, and a light scan finds where keys and values stand."""

import tomllib

from kawaraban.core.diagnostics import Diagnostic, Reported, Source, Words
from kawaraban.core.messages import report
from kawaraban.core.tables import read_table
from kawaraban.read.nodes import Entry, Items, Mapping, Node, Scalar, TomlType
from kawaraban.read.text import UNPRINTABLE, Positions, control_character, too_deep
from kawaraban.system.regex import lazy_pattern

KeyPath = tuple[str | int, ...]
KeysAndValues = dict[KeyPath, tuple[Source, Source]]
"""The source positions of each key and of its value."""

# TOML 1.0: the four kinds of strings; a multi-line one may end in up to five quotes.
_STRING = r'"""(?:\\.|[^\\])*?"""+|\'\'\'.*?\'\'\'+|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
_KEY_PART = rf"(?:{_STRING}|[A-Za-z0-9_-]+)"
_KEY = rf"{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART})*"
_PART = lazy_pattern(f"(?s){_KEY_PART}")
# The table header or key that follows blank lines and comments.
_STATEMENT = lazy_pattern(
    rf"(?s)(?:\s++|#[^\n]*+)*+(?P<begin>(?P<table>\[\[?)[ \t]*(?P<name>{_KEY})[ \t]*\]\]?"
    rf"|(?P<key>{_KEY})[ \t]*=[ \t]*)"
)
_TOKEN = lazy_pattern(rf"(?s){_STRING}|#[^\n]*|[\[\]{{}},\n]|[^\[\]{{}},\s#\"']+")
_POSITION = lazy_pattern(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
_TYPES: dict[type, TomlType] = {str: "string", bool: "boolean", int: "integer", float: "float"}


class _ControlCharacterError(Exception):
    """A string holds a character that no page may have: an escape brought it in."""


def load_toml(text: str, path: str) -> Reported[Mapping | None]:
    """Read a TOML text; a mistake gives no node, and an error with its position."""
    try:
        data = tomllib.loads(text)
        node = _node(data, (), _positions(text, path), Source(path))
    except _ControlCharacterError as found:
        return None, (control_character(*found.args),)
    except ValueError as problem:  # or a number of too many digits
        return None, (_syntax_error(problem, text, path),)
    except RecursionError:  # in the parser, which does not say where
        return None, (too_deep(Source(path)),)
    return node if isinstance(node, Mapping) else None, ()


def _node(value: object, path: KeyPath, positions: KeysAndValues, source: Source) -> Node:
    if isinstance(value, dict):
        entries = {key: _entry(v, (*path, key), positions, source) for key, v in value.items()}
        return Mapping(entries=entries, source=source)
    if isinstance(value, list):
        inner = (_entry(v, (*path, index), positions, source).node for index, v in enumerate(value))
        return Items(items=tuple(inner), source=source)
    written = str(value).lower() if isinstance(value, bool) else str(value)
    if unprintable := UNPRINTABLE.search(written):
        raise _ControlCharacterError(unprintable[0], source)
    return Scalar(value=written, source=source, toml=_TYPES.get(type(value), "date"))


def _entry(value: object, path: KeyPath, positions: KeysAndValues, above: Source) -> Entry:
    """Convert a value; one without a position of its own has that of what holds it, `above`."""
    of_key, of_value = positions.get(path, (above, above))
    return Entry(of_key, _node(value, path, positions, of_value))


def _positions(text: str, path: str) -> KeysAndValues:
    """Map the path of every key and table of a valid text to its positions.

    Inline tables are not looked into. `[a.b]` alone makes the table `a` too.
    """
    at = Positions(text, path).at
    positions: KeysAndValues = {}
    lengths: dict[KeyPath, int] = {}
    table: KeyPath = ()
    end = 0
    while statement := _STATEMENT.match(text, end):
        start, end = at(statement.start("begin")), statement.end()
        if statement["table"]:
            is_array = statement["table"] == "[["
            key = table = _table_path(_keys(statement["name"]), lengths, is_array=is_array)
            positions[key] = start, start
        else:
            key = (*table, *_keys(statement["key"]))
            positions[key] = start, at(end)
            end = _value_end(text, end)
        for depth in range(1, len(key)):
            positions.setdefault(key[:depth], positions[key])
    return positions


def _keys(dotted: str) -> tuple[str, ...]:
    """Split a dotted key into its parts, without their quotes."""
    parts = _PART.findall(dotted)
    return tuple(tomllib.loads(f"k = {p}")["k"] if p[0] in "\"'" else p for p in parts)


def _table_path(keys: tuple[str, ...], lengths: dict[KeyPath, int], *, is_array: bool) -> KeyPath:
    """Return the path of a table header: a table inside an array belongs to its latest item."""
    path: KeyPath = ()
    for depth, key in enumerate(keys, 1):
        path = (*path, key)
        if is_array and depth == len(keys):
            lengths[path] = lengths.get(path, 0) + 1
        if path in lengths:
            path = (*path, lengths[path] - 1)
    return path


def _value_end(text: str, index: int) -> int:
    """Return the index of the line end behind a value."""
    depth = 0
    for token in _TOKEN.finditer(text, index):
        if token[0] == "\n" and not depth:
            return token.start()
        depth += (token[0] in {"[", "{"}) - (token[0] in {"]", "}"})
    return len(text)


def _syntax_error(problem: Exception, text: str, path: str) -> Diagnostic:
    position = _POSITION.search(str(problem))
    source = Source(path)
    if position is not None:
        end = Positions(text, path).at(len(text.rstrip()))
        source = Source(path, int(position[1]), int(position[2])) if position[1] else end
    reason = _POSITION.sub("", str(problem)).strip()
    unknown = f"TOMLとして読めません（{reason}）"
    meanings = read_table(__file__, dict[str, str])
    known = next((ja for part, ja in meanings.items() if part in reason), unknown)
    message = "toml-twice" if known.endswith("2度書かれています") else "toml-syntax"
    return report(source, message, meaning=Words(known, reason))
