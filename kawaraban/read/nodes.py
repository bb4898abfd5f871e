"""Data as written: values, lists and mappings with source positions, before they get types."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Frozen

TomlType = Literal["string", "integer", "float", "boolean", "date"]


class Comment(Struct, frozen=True):
    """A comment that may be the rest of a value; `tight`: no space follows its sign (`#甲`)."""

    source: Source
    tight: bool


class Scalar(Frozen, frozen=True, kw_only=True):
    """A value as text, after the format's own reading of quotes and lines.

    `plain`: it was written without quotes. `comment` stands behind a plain value. `toml` is the
    type that TOML gives the value; YAML values have none.
    """

    value: str
    source: Source
    plain: bool = False
    comment: Comment | None = None
    toml: TomlType | None = None


class Items(Frozen, frozen=True, kw_only=True):
    """A list."""

    items: tuple["Node", ...]
    source: Source


class Entry(Struct, frozen=True):
    """The source position of a key, and the value under it."""

    source: Source
    node: "Node"


class Mapping(Frozen, frozen=True, kw_only=True):
    """Keys and their values, in the order of the file."""

    entries: dict[str, Entry]
    source: Source


Node = Scalar | Items | Mapping


def inner_nodes(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield what a list or mapping holds, each with its key or number."""
    if isinstance(node, Items):
        yield from ((str(number), item) for number, item in enumerate(node.items))
    elif isinstance(node, Mapping):
        yield from ((key, entry.node) for key, entry in node.entries.items())


def plain_data(node: Node) -> object:
    """Convert a node to text, lists and dicts."""
    if isinstance(node, Items):
        return [plain_data(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key: plain_data(entry.node) for key, entry in node.entries.items()}
    return node.value
