"""Documents as bytes, which can be stored and sent between processes.

What other pages ask of a document is light; its text, which its own page alone shows, is packed
apart and unpacked when that page is made.
"""

from functools import cache
from types import GenericAlias
from typing import Any, Union

import msgspec
from msgspec.structs import replace

from kawaraban.core import model
from kawaraban.elements import all_elements

_Text = tuple[tuple[model.Part, ...], tuple[model.Heading, ...], tuple[model.ExternalLink, ...]]


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """A document without its text, and its text, both as bytes."""

    light: bytes
    text: bytes


def pack_document(document: model.Document) -> Packed:
    """Pack a document that holds all of its text."""
    body = document.body
    bare = replace(body, parts=model.Parts(), slots=model.Slots(), headings=(), links=())
    return Packed(
        # JSON keeps the offset of a moment, which MessagePack does not.
        light=msgspec.json.encode((replace(document, body=bare), body.slots)),
        text=msgspec.msgpack.encode((body.parts, body.headings, body.links)),
    )


def unpack_document(light: bytes) -> model.Document:
    """Unpack a document; its body has no text. Raises `msgspec.DecodeError`."""
    document, slots = _light_decoder().decode(light)
    return replace(document, body=replace(document.body, slots=model.Slots(slots)))


def with_text(body: model.Body, text: bytes) -> model.Body:
    """Return a body with its text. Raises `msgspec.DecodeError`."""
    parts, headings, links = _text_decoder().decode(text)
    return replace(body, parts=model.Parts(parts), headings=headings, links=links)


# What most bodies hold is read by types that are named here: the hook takes longer.
@cache
def _light_decoder() -> msgspec.json.Decoder[tuple[model.Document, tuple[model.Slot, ...]]]:
    kind = GenericAlias(tuple, (model.Document, _tuple_of(_any_slot())))
    return msgspec.json.Decoder(kind, dec_hook=_decode_parts)


@cache
def _text_decoder() -> msgspec.msgpack.Decoder[_Text]:
    kinds = (str | _any_slot(), model.Heading, model.ExternalLink)
    kind = GenericAlias(tuple, tuple(map(_tuple_of, kinds)))
    return msgspec.msgpack.Decoder(kind, dec_hook=_decode_parts)


def _tuple_of(kind: object) -> GenericAlias:
    """Return the type of a tuple of any length; that of slots is made at run time."""
    return GenericAlias(tuple, (kind, ...))


def _decode_parts(kind: type, value: Any) -> object:  # noqa: ANN401 - msgspec's plain data
    """Make the parts or slots of a body: texts, and slots of any element.

    An author's own keys (`object`) are plain data already.
    """
    if kind is object:
        return value
    slot = _any_slot()
    return kind(
        part if isinstance(part, str) else msgspec.convert(part, slot, dec_hook=_decode_parts)
        for part in value
    )


@cache
def _any_slot() -> Any:  # noqa: ANN401 - a union that is known at run time only
    return Union[(model.PostAddress, model.FileAddress, *all_elements())]
