"""Every Markdown text of a site parsed, in as many processes as are worth starting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from kawaraban.diagnostics import Diagnostic, Source, Words
from kawaraban.elements.notice import NoticePlace
from kawaraban.elements.toc import Toc
from kawaraban.model import Body
from kawaraban.parse import parse
from kawaraban.progress import progress
from kawaraban.read.source import SiteSource, bio_key
from kawaraban.settings import Settings

# Below this, starting a process costs more than it saves.
_WORTH_A_PROCESS = 60
_OF_AN_ARTICLE = (NoticePlace, Toc)


class _Text(NamedTuple):
    key: str
    path: str
    text: str
    line: int
    is_article: bool = True


def parse_site(source: SiteSource, jobs: int) -> dict[str, Body]:
    """Give the body of every document, notice and author's bio, by path (`bio_key` for a bio)."""
    texts = list(_texts(source))
    parse_one = partial(_parsed, settings=source.settings)
    what, language = Words("記事を読み込み中", "parsing"), source.settings.language
    if jobs == 1 or len(texts) < 2 * _WORTH_A_PROCESS:
        return dict(progress(map(parse_one, texts), len(texts), what, language))
    with ProcessPoolExecutor(min(jobs, len(texts) // _WORTH_A_PROCESS)) as pool:
        bodies = pool.map(parse_one, texts, chunksize=25)
        return dict(progress(bodies, len(texts), what, language))


def misparsed(bodies: Mapping[str, Body]) -> Iterator[Diagnostic]:
    """Give what is wrong with the texts themselves."""
    for body in bodies.values():
        yield from body.diagnostics


def _texts(source: SiteSource) -> Iterator[_Text]:
    for document in source.documents:
        yield _Text(document.path, document.path, document.body, document.body_line)
    for path, text in source.texts.items():
        yield _Text(path, path, text, 1, is_article=False)
    for number, author in enumerate(source.settings.authors):
        if author.bio:
            # Each line of a bio stands by itself: two spaces are Markdown's line break.
            lines = author.bio.replace("\n", "  \n")
            place = source.settings.positions.get(f"authors.{number}.bio", Source("site.toml"))
            # TOML's long texts begin on the line after their opening quotes.
            line = place.line + ("\n" in author.bio)
            yield _Text(bio_key(author.id), "site.toml", lines, line, is_article=False)


def _parsed(text: _Text, settings: Settings) -> tuple[str, Body]:
    body = parse(text.text, text.path, text.line, settings)
    return text.key, body if text.is_article else _without_frame(body)


def _without_frame(body: Body) -> Body:
    """Take the places away that only an article has: a notice has no notice of its own."""
    return replace(
        body,
        parts=tuple(part for part in body.parts if not isinstance(part, _OF_AN_ARTICLE)),
        slots=tuple(slot for slot in body.slots if not isinstance(slot, _OF_AN_ARTICLE)),
    )
