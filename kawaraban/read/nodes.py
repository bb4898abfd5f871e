"""Data as written: values, lists and mappings with their places, not yet typed."""

from __future__ import annotations

from typing import Literal

import msgspec

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Frozen

TomlType = Literal["string", "integer", "float", "boolean", "date"]


class Scalar(Frozen, frozen=True, kw_only=True):
    """A value as text, after the format's own reading of quotes and lines.

    `plain`: it stood without quotes. `comment` is the place of a comment behind
    a plain value, or below a key that has none, or behind the sign of a text of lines; it
    is `tight` where no space follows its sign, as in `#甲`.
    `toml` is the type that TOML gives the value; YAML's have none.
    """

    value: str
    source: Source
    plain: bool = False
    comment: Source | None = None
    tight: bool = False
    toml: TomlType | None = None


class Unread(Scalar, frozen=True, kw_only=True):
    """What stands under a key and could not be read, as has been told."""

    value: str = ""


class Items(Frozen, frozen=True, kw_only=True):
    """A list; `tight` where a comment begins behind its bracket, or behind the key above it."""

    items: tuple[Node, ...]
    source: Source
    comment: Source | None = None
    tight: bool = False


class Entry(msgspec.Struct, frozen=True):
    """What stands under a key: the place of the key, and its value."""

    source: Source
    node: Node


class Mapping(Frozen, frozen=True, kw_only=True):
    """Keys and their values, in the order of the file; a comment as that of a list."""

    entries: dict[str, Entry]
    source: Source
    comment: Source | None = None
    tight: bool = False


Node = Scalar | Items | Mapping


def plain(node: Node) -> object:
    """Give a node as plain data: text, lists, mappings; TOML's own types where it has them."""
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key: plain(entry.node) for key, entry in node.entries.items()}
    match node.toml:
        case "integer":
            return int(node.value)
        case "float":
            return float(node.value)
        case "boolean":
            return node.value == "true"
        case _:
            return node.value
