"""A post or page as one piece of work: read and parsed, and as bytes that can be remembered.

What other pages ask of an article is light; its text, which its own page alone shows, stays
closed until then.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Union, cast

import msgspec
from markupsafe import Markup, escape
from msgspec.structs import replace

from kawaraban.diagnostics import Diagnostic
from kawaraban.elements import all_elements
from kawaraban.model import (
    AdLink,
    Article,
    Body,
    ExternalLink,
    FileAddress,
    FrontMatter,
    Frozen,
    Heading,
    Kind,
    Parts,
    PostAddress,
    Slot,
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


class _Light(Frozen, frozen=True, array_like=True):
    """A paper as it is packed."""

    path: str
    kind: Kind
    front_matter: FrontMatter | None
    title_html: str
    found: tuple[Diagnostic, ...]
    slots: Parts
    fragments: tuple[str, ...]
    links: tuple[ExternalLink, ...]
    ads: tuple[AdLink, ...]
    description: str
    diagnostics: tuple[Diagnostic, ...]


class _Text(Frozen, frozen=True, array_like=True):
    """A text as it is packed."""

    parts: Parts
    headings: tuple[Heading, ...]


def packed(manuscript: Manuscript, settings: Settings) -> Packed:
    """Read and parse a post or page. The result depends on the arguments alone."""
    path, kind = manuscript.path, manuscript.kind
    document, found = read_document(path, manuscript.data, kind, settings.zone)
    body = parse(document.body, path, document.body_line, settings)
    front_matter = document.front_matter
    light = _Light(
        path=path,
        kind=kind,
        front_matter=front_matter,
        title_html=_title_html(front_matter.title, settings.language) if front_matter else "",
        found=found,
        slots=Parts(body.slots),
        fragments=body.fragments,
        links=body.links,
        ads=body.ads,
        description=body.description,
        diagnostics=body.diagnostics,
    )
    text = _Text(parts=body.parts, headings=body.headings)
    # JSON keeps the offset of a moment, which MessagePack does not.
    return Packed(msgspec.json.encode(light), msgspec.msgpack.encode(text))


def paper_of(light: bytes) -> Paper:
    """Unpack a paper."""
    found = _lights().decode(light)
    return Paper(
        path=found.path,
        kind=found.kind,
        front_matter=found.front_matter,
        title_html=found.title_html,
        found=found.found,
        body=Body(
            slots=cast("tuple[Slot, ...]", tuple(found.slots)),
            fragments=found.fragments,
            links=found.links,
            ads=found.ads,
            description=found.description,
            diagnostics=found.diagnostics,
        ),
    )


def opened(article: Article, text: bytes) -> Article:
    """Give an article with its text."""
    found = _texts().decode(text)
    body = replace(article.body, parts=found.parts, headings=found.headings)
    return replace(article, body=body)


def _title_html(title: str, language: str) -> str:
    pieces = phrases(title) if language == "ja" else (title,)
    return str(Markup("<wbr>").join(escape(piece) for piece in pieces))


@cache
def _lights() -> msgspec.json.Decoder[_Light]:
    return msgspec.json.Decoder(_Light, dec_hook=_parts)


@cache
def _texts() -> msgspec.msgpack.Decoder[_Text]:
    return msgspec.msgpack.Decoder(_Text, dec_hook=_parts)


def _parts(_kind: type, found: list[object]) -> Parts:
    """Give the parts of a body: texts, and slots of any element."""
    any_slot = _any_slot()
    return Parts(
        part if isinstance(part, str) else msgspec.convert(part, any_slot, dec_hook=_parts)
        for part in found
    )


@cache
def _any_slot() -> Any:  # noqa: ANN401 - a union that is known at run time only
    return Union[(PostAddress, FileAddress, *all_elements())]
