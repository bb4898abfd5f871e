"""Data blocks of a text: YAML as a struct, and names of what a registry holds."""

from datetime import tzinfo
from functools import cache
from typing import TypeVar

from msgspec import Struct, defstruct
from msgspec.structs import replace

from kawaraban.core.diagnostics import Reported, Source
from kawaraban.core.model import Frozen
from kawaraban.core.syntax import DataBlock
from kawaraban.read.decode import list_of, read_struct
from kawaraban.read.decoding import AS_TYPED, Decoding, Nothing, Reader, Rules, then
from kawaraban.read.nodes import Mapping
from kawaraban.read.values import text
from kawaraban.read.yaml import load_yaml

T = TypeVar("T", bound=Struct)


class Named(Frozen, frozen=True, kw_only=True):
    """A name and its position."""

    name: str
    source: Source


def read_block(base: T, block: DataBlock, zone: tzinfo, rules: Rules = AS_TYPED) -> Reported[T]:
    """Read a block as a struct; `base` stands for what is missing or has mistakes."""
    source = block.source
    node, found = load_yaml(block.text, source.path, source.line + 1, block.indent + 1)
    if node is None and found:
        return base, found
    decoding = Decoding(zone, replace(rules, stand_ins={type(base): base}), lenient=True)
    value = read_struct(type(base), node or Mapping(entries={}, source=source), decoding)
    return base if isinstance(value, Nothing) else value, (*found, *decoding.found)


def read_name(key: str, block: DataBlock, zone: tzinfo) -> Reported[Named]:
    """Read a block that is `key: NAME` alone; the name is empty where none can be read."""
    base = _with_name(key)(**{key: Named(name="", source=block.source)})
    read, found = read_block(base, block, zone, Rules(special={key: named(key)}))
    return getattr(read, key), found


@cache
def _with_name(key: str) -> type[Struct]:
    return defstruct("Block", [(key, Named)], frozen=True, kw_only=True)


def named(key: str) -> Reader:
    """Return a reader of a name."""
    return then(text(key), lambda name, node, _: Named(name=name, source=node.source))


def one_name(key: str) -> Reader:
    """Return a reader of a name, as a list of one."""
    return then(named(key), lambda name, *_: (name,))


def names(key: str) -> Reader:
    """Return a reader of a list of names."""
    return list_of(named(key), key, commas=True)
