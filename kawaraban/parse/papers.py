"""A post or page as one piece of work: read and parsed, and as bytes that can be remembered.

What other pages ask of an article is light; its text, which its own page alone shows, stays
closed until then.
"""

from __future__ import annotations

from functools import cache
from types import GenericAlias
from typing import Any, Union

import msgspec
from markupsafe import Markup, escape
from msgspec.structs import replace

from kawaraban.diagnostics import Diagnostic
from kawaraban.elements import all_elements
from kawaraban.model import (
    Article,
    Body,
    FileAddress,
    FrontMatter,
    Frozen,
    Heading,
    Kind,
    Part,
    Parts,
    PostAddress,
    Slot,
    Slots,
)
from kawaraban.parse import parse
from kawaraban.parse.japanese import phrases
from kawaraban.read.front_matter import read_document
from kawaraban.read.source import Manuscript
from kawaraban.settings import Settings


class Paper(Frozen, frozen=True, kw_only=True):
    """A post or page without the text that its own page alone shows.

    A front matter with mistakes is None. `found` is what is wrong with the front matter, and
    the body tells what is wrong with itself.
    """

    path: str
    kind: Kind
    front_matter: FrontMatter | None
    title_html: str
    body: Body
    found: tuple[Diagnostic, ...]


class Packed(Frozen, frozen=True, array_like=True):
    """A paper, and the text that was taken from it, as bytes."""

    light: bytes
    text: bytes


def packed(manuscript: Manuscript, settings: Settings) -> Packed:
    """Read and parse a post or page. The result depends on the arguments alone."""
    path, kind = manuscript.path, manuscript.kind
    document, found = read_document(path, manuscript.data, kind, settings.zone)
    body = parse(document.body, path, document.body_line, settings)
    front_matter = document.front_matter
    paper = Paper(
        path=path,
        kind=kind,
        front_matter=front_matter,
        title_html=_title_html(front_matter.title, settings.language) if front_matter else "",
        found=found,
        body=replace(body, parts=Parts(), slots=Slots(), headings=()),
    )
    return Packed(
        # JSON keeps the offset of a moment, which MessagePack does not.
        light=msgspec.json.encode((paper, body.slots)),
        text=msgspec.msgpack.encode((body.parts, body.headings)),
    )


def paper_of(light: bytes) -> Paper:
    """Unpack a paper."""
    paper, slots = _papers().decode(light)
    return replace(paper, body=replace(paper.body, slots=Slots(slots)))


def opened(article: Article, text: bytes) -> Article:
    """Give an article with its text."""
    parts, headings = _texts().decode(text)
    body = replace(article.body, parts=Parts(parts), headings=headings)
    return replace(article, body=body)


def _title_html(title: str, language: str) -> str:
    pieces = phrases(title) if language == "ja" else (title,)
    return str(Markup("<wbr>").join(escape(piece) for piece in pieces))


# What most bodies hold is read by types that are named here: the hook takes longer.
@cache
def _papers() -> msgspec.json.Decoder[tuple[Paper, tuple[Slot, ...]]]:
    kind = GenericAlias(tuple, (Paper, _any_of(_any_slot())))
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
