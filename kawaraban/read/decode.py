"""Nodes to the types of the vocabulary: every mistake in one run, each with its position."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import cache
from types import UnionType
from typing import Literal, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kawaraban.core.diagnostics import Reported, did_you_mean
from kawaraban.core.nearest import is_absent
from kawaraban.read import values
from kawaraban.read.decoding import ABSENT, AS_TYPED, BAD, Decoding, Nothing, Reader, Rules
from kawaraban.read.nodes import Items, Mapping, Node, Scalar

T = TypeVar("T", bound=Struct)

_COMMAS = str.maketrans("、，", ",,")


class _Field(Struct, frozen=True):
    """A field as its file knows it: `name` is the key, `attribute` our own name."""

    name: str
    attribute: str
    read: Reader
    required: bool
    is_text: bool


def decode(kind: type[T], node: Node, zone: tzinfo, rules: Rules = AS_TYPED) -> Reported[T | None]:
    """Decode a node into a struct, field by field; any error gives None.

    `zone` is the site's time zone, `rules` what the type alone does not say.
    """
    decoding = Decoding(zone, rules)
    value = read_struct(kind, node, decoding)
    found = tuple(decoding.found)
    failed = any(d.severity == "error" for d in found)
    return (None if failed or isinstance(value, Nothing) else value), found


def decode_partly(base: T, node: Mapping, zone: tzinfo, rules: Rules = AS_TYPED) -> T:
    """Decode what is right in a mapping that has mistakes; `base` stands for everything else.

    Of a list, the items that are right are decoded.
    """
    rules = replace(rules, stand_ins={**rules.stand_ins, type(base): base})
    value = read_struct(type(base), node, Decoding(zone, rules, lenient=True))
    return base if isinstance(value, Nothing) else value


def read_struct(kind: type[T], node: Node, decoding: Decoding) -> T | Nothing:
    """Read a mapping as a struct: its keys, then what is missing."""
    fields = _fields(kind, decoding.rules.hidden)
    if not isinstance(node, Mapping):
        needed = tuple(field.name for field in fields.values() if field.required)
        return _not_a_mapping(node, decoding, needed)
    return _construct(kind, fields, _read_fields(fields, node, decoding), decoding)


def _construct(
    kind: type[T], fields: dict[str, _Field], read: dict[str, object], decoding: Decoding
) -> T | Nothing:
    """Make a struct of the values of its attributes, which may be BAD."""
    right = {name: value for name, value in read.items() if value is not BAD}
    if decoding.lenient and kind in decoding.rules.stand_ins:
        return replace(decoding.rules.stand_ins[kind], **right)  # type: ignore[return-value]
    has_mistakes = len(right) < len(read) and not decoding.lenient
    lacks_some = any(field.required and field.attribute not in right for field in fields.values())
    return BAD if has_mistakes or lacks_some else kind(**right)


def _read_fields(fields: dict[str, _Field], node: Mapping, decoding: Decoding) -> dict[str, object]:
    """Read each key once, by attribute, and report keys that are unknown, doubled or missing."""
    written: dict[str, str] = {}
    read: dict[str, object] = {}
    for key, entry in node.entries.items():
        field = fields.get(decoding.rules.aliases.get(key, key))
        if field is None:
            near = did_you_mean(key, [*fields, *decoding.rules.aliases])
            decoding.refuse(entry.source, "unknown-key", key=key, near=near)
        elif field.name in written:
            decoding.refuse(entry.source, "key-twice", other=written[field.name], key=key)
        else:
            written[field.name] = key
            value = _read_field(field, entry.node, decoding)
            if value is not ABSENT:
                read[field.attribute] = value
    for field in fields.values():
        if field.required and field.attribute not in read:
            _missing_key(field, written.get(field.name), fields, node, decoding)
    return read


def _read_field(field: _Field, node: Node, decoding: Decoding) -> object:
    reader = decoding.rules.special.get(field.name, field.read)
    value = reader(node, decoding) if field.is_text or not values.is_null(node) else ABSENT
    if isinstance(node, Scalar):
        decoding.found += values.cut_value(field.name, node, decoding.found)
    return value


def _missing_key(
    field: _Field, key: str | None, fields: dict[str, _Field], node: Mapping, decoding: Decoding
) -> None:
    """Report a required key that is missing, or empty where it was written as `key`."""
    known = (*fields, *decoding.rules.aliases)
    if key is not None:
        decoding.refuse(node.entries[key].source, "missing-value", name=field.name)
    elif is_absent(field.name, node.entries, known):  # a misspelt one has been reported
        decoding.refuse(node.source, "missing-key", name=field.name)


@cache
def _fields(kind: type[Struct], hidden: frozenset[str]) -> dict[str, _Field]:
    return {
        info.encode_name: _Field(
            info.encode_name,
            info.name,
            _reader(info.type, info.encode_name),
            info.required,
            info.type is str,
        )
        for info in msgspec.structs.fields(kind)
        if info.encode_name not in hidden
    }


def _reader(kind: object, name: str) -> Reader:
    """Return the reader of a type: a struct, a list, fixed words, or a basic type; or None."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        first, *others = (arg for arg in args if arg is not type(None))
        return values.day_or_month(name) if others else _reader(first, name)
    if origin is Literal:
        return values.choice(args, name)
    if origin is dict:
        return _read_texts
    if origin is tuple:
        return list_of(_reader(args[0], name), name, commas=args[0] is str)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return lambda node, decoding: read_struct(kind, node, decoding)
    return _BASIC[kind](name)


def _read_texts(node: Node, decoding: Decoding) -> object:
    """Read a mapping from names of the author's own to texts."""
    if not isinstance(node, Mapping):
        return _not_a_mapping(node, decoding)
    found: dict[str, object] = {}
    for key, entry in node.entries.items():
        field = _Field(key, key, values.text(key), required=False, is_text=True)
        found[key] = _read_field(field, entry.node, decoding)
    if BAD in found.values() and not decoding.lenient:
        return BAD
    return {key: value for key, value in found.items() if isinstance(value, str)}


def list_of(one: Reader, name: str, *, commas: bool = False) -> Reader:
    """Return a reader of lists. One value is a list of one; with `commas` it may hold several."""

    def read(node: Node, decoding: Decoding) -> object:
        is_list = isinstance(node, Items)
        given = node.items if isinstance(node, Items) else (node,)
        items = [part for value in given for part in _split(value, commas=commas, is_item=is_list)]
        found = [_item(one(item, decoding), item, name, decoding) for item in items]
        for item in items if is_list else ():
            if isinstance(item, Scalar):
                decoding.found += values.cut_value(name, item, decoding.found)
        right = tuple(value for value in found if value is not BAD)
        is_whole = len(right) == len(found) or (decoding.lenient and right)
        return right if is_whole else BAD

    return read


def _split(node: Node, *, commas: bool, is_item: bool) -> tuple[Node, ...]:
    """Split a text at its commas, an item of a list where one of them is Japanese."""
    if not commas or not isinstance(node, Scalar) or node.toml is not None:
        return (node,)
    if is_item and not (node.plain and {*"、，"} & {*node.value}):
        return (node,)
    parts = (part.strip() for part in node.value.translate(_COMMAS).split(","))
    return tuple(replace(node, value=part) for part in parts if part)


def _item(value: object, node: Node, name: str, decoding: Decoding) -> object:
    return decoding.refuse(node.source, "empty-item", name=name) if value is ABSENT else value


_BASIC: dict[object, Callable[[str], Reader]] = {
    str: values.text,
    bool: values.boolean,
    int: values.integer,
    datetime: values.moment,
}


def _not_a_mapping(node: Node, decoding: Decoding, needed: tuple[str, ...] = ()) -> Nothing:
    from kawaraban.read.yaml_errors import explain_line  # noqa: PLC0415 - not always needed

    if node.source.path.endswith(".toml"):
        return decoding.refuse(node.source, "not-a-table")
    if hint := explain_line(node.value) if isinstance(node, Scalar) else None:
        return decoding.refuse(node.source, hint, rule="bad-type")
    if len(needed) > 1:
        form = f"{{{', '.join(f'{key}: …' for key in needed)}}}"
        return decoding.refuse(node.source, "not-that-mapping", form=form)
    return decoding.refuse(node.source, "not-a-mapping")
