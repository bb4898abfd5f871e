"""Posts and pages as pieces of work: read and parsed, and as bytes that can be remembered.

What other pages ask of an article is light; its text, which its own page alone shows, stays
closed until then.
"""

from __future__ import annotations

from functools import cache
from types import GenericAlias
from typing import Any, Union

import msgspec
from msgspec.structs import replace

from kawaraban.core.model import (
    Article,
    Body,
    Document,
    FileAddress,
    Frozen,
    Heading,
    Part,
    Parts,
    PostAddress,
    Slot,
    Slots,
)
from kawaraban.elements import all_elements
from kawaraban.incremental.cache import Cache

# The key under which the site of the last build is remembered.
LAST_SITE = "last site"


class Packed(Frozen, frozen=True, array_like=True):
    """A paper, and the text that was taken from it, as bytes."""

    light: bytes
    text: bytes


class Texts(Frozen, frozen=True, kw_only=True):
    """All texts of a site, published or not.

    `bodies` are those of all by path (`bio_key` for a bio); those of `papers` are without
    what their own page alone shows, which `closed` holds by path. `digests` are those of
    their files, under which they are remembered in the `family` of their recipe and settings.
    """

    papers: tuple[Document, ...]
    family: str
    digests: dict[str, str]
    closed: dict[str, bytes]
    bodies: dict[str, Body]


def packed_paper(paper: Document) -> Packed:
    """Pack a paper that holds all of its text."""
    body = paper.body
    bare = replace(body, parts=Parts(), slots=Slots(), headings=())
    return Packed(
        # JSON keeps the offset of a moment, which MessagePack does not.
        light=msgspec.json.encode((replace(paper, body=bare), body.slots)),
        text=msgspec.msgpack.encode((body.parts, body.headings)),
    )


def paper_of(light: bytes) -> Document:
    """Unpack a paper."""
    paper, slots = _papers().decode(light)
    return replace(paper, body=replace(paper.body, slots=Slots(slots)))


def opened(article: Article, text: bytes) -> Article:
    """Give an article with its text."""
    return replace(article, body=opened_body(article.body, text))


def opened_body(body: Body, text: bytes) -> Body:
    """Give the body of a paper with its text."""
    parts, headings = _texts().decode(text)
    return replace(body, parts=Parts(parts), headings=headings)


def paper_key(family: str, path: str, digest: str) -> str:
    """Give the key that a paper is remembered under."""
    return f"{family} {path} {digest}"


def code_key(family: str) -> str:
    """Give the key that the highlighted code of the texts last edited is remembered under."""
    return f"{family} code"


def remembered_paper(key: str, cache: Cache) -> Packed | None:
    """Give a paper that is remembered under a key, or None."""
    return recalled_paper(cache.get(key) or b"")


def recalled_paper(value: bytes) -> Packed | None:
    """Give a paper of the bytes that were remembered, or None."""
    try:
        return msgspec.msgpack.decode(value, type=Packed)
    except msgspec.DecodeError:
        return None


# What most bodies hold is read by types that are named here: the hook takes longer.
@cache
def _papers() -> msgspec.json.Decoder[tuple[Document, tuple[Slot, ...]]]:
    kind = GenericAlias(tuple, (Document, _any_of(_any_slot())))
    return msgspec.json.Decoder(kind, dec_hook=parts_or_slots)


@cache
def _texts() -> msgspec.msgpack.Decoder[tuple[tuple[Part, ...], tuple[Heading, ...]]]:
    kind = GenericAlias(tuple, (_any_of(str | _any_slot()), _any_of(Heading)))
    return msgspec.msgpack.Decoder(kind, dec_hook=parts_or_slots)


def _any_of(kind: object) -> GenericAlias:
    """Give the type of a tuple of so many values of a kind; that of slots is made at run time."""
    return GenericAlias(tuple, (kind, ...))


def parts_or_slots(kind: type, found: Any) -> object:  # noqa: ANN401 - msgspec's plain data
    """Give what is packed as parts or slots of a body: texts, and slots of any element.

    An author's own keys (`object`) are plain data already.
    """
    if kind is object:
        return found
    any_slot = _any_slot()
    return kind(
        part if isinstance(part, str) else msgspec.convert(part, any_slot, dec_hook=parts_or_slots)
        for part in found
    )


@cache
def _any_slot() -> Any:  # noqa: ANN401 - a union that is known at run time only
    return Union[(PostAddress, FileAddress, *all_elements())]
