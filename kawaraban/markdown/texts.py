"""Every Markdown text of a site parsed, what has not changed from memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from hashlib import sha256

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kawaraban.core.diagnostics import Diagnostic, Source, Words
from kawaraban.core.model import Body, Document, Parts, Slots
from kawaraban.core.settings import Settings
from kawaraban.elements.notice import NoticePlace
from kawaraban.elements.toc import Toc
from kawaraban.incremental.cache import Cache
from kawaraban.markdown.stored import (
    Packed,
    Texts,
    opened_body,
    packed_paper,
    paper_key,
    paper_of,
    recalled_paper,
)
from kawaraban.read.source import SiteSource, bio_key
from kawaraban.system.pool import parallel_map
from kawaraban.system.progress import progress

# Below this, starting a process costs more than it saves.
_WORTH_A_PROCESS = 60
# So many are remembered at once; a killed build loses no more.
_AT_ONCE = 50
_OF_AN_ARTICLE = (NoticePlace, Toc)


def parse_site(
    source: SiteSource,
    cache: Cache,
    recipe: str,
    jobs: int,
    meanwhile: Callable[[], None] = lambda: None,
) -> Texts:
    """Read and parse every post, page, notice and author's bio.

    `recipe` says with what: a text that was parsed with the same recipe and settings is
    remembered. `meanwhile` is something else to do, which may be done while others parse.
    """
    family = f"paper {recipe} {sha256(msgspec.json.encode(source.settings)).hexdigest()}"
    digests = {m.path: sha256(m.data).hexdigest() for m in source.manuscripts}
    keys = {path: paper_key(family, path, digest) for path, digest in digests.items()}
    pages = _pages(source, cache, keys, jobs, meanwhile)
    papers = tuple(paper for paper, _ in pages.values())
    bodies = {paper.path: paper.body for paper in papers}
    return Texts(
        papers=papers,
        family=family,
        digests=digests,
        closed={path: text for path, (_, text) in pages.items()},
        bodies=bodies | dict(_others(source, family, cache)),
    )


def _pages(
    source: SiteSource,
    cache: Cache,
    keys: Mapping[str, str],
    jobs: int,
    meanwhile: Callable[[], None],
) -> dict[str, tuple[Document, bytes]]:
    """Give each paper and its closed text by path, unpacked while others are being read."""
    paths = {own: path for path, own in keys.items()}
    found: dict[str, tuple[Document, bytes] | None] = dict.fromkeys(keys)
    for own, value in cache.get_all(paths):
        found[paths[own]] = _unpacked(recalled_paper(value))
    left = [m for m in source.manuscripts if found[m.path] is None]
    if not left:
        meanwhile()
        return {path: page for path, page in found.items() if page is not None}
    from kawaraban.markdown import warm_up  # noqa: PLC0415 - not needed where all is remembered
    from kawaraban.markdown.manuscript import packed  # noqa: PLC0415

    work = partial(packed, settings=source.settings)
    if len(left) >= 2 * _WORTH_A_PROCESS:
        warm_up(source.settings)  # before a fork
    cache.close()  # likewise
    made = parallel_map(work, left, jobs, _WORTH_A_PROCESS, meanwhile)
    what = Words("記事を読み込み中", "parsing").in_language(source.settings.language)
    waiting: list[tuple[str, bytes]] = []
    for manuscript, page in zip(left, progress(made, len(left), what), strict=True):
        found[manuscript.path] = _unpacked(page)
        waiting.append((keys[manuscript.path], msgspec.msgpack.encode(page)))
        if len(waiting) == _AT_ONCE or manuscript is left[-1]:
            cache.put_all(waiting)
            waiting.clear()
    return {path: page for path, page in found.items() if page is not None}


def _unpacked(page: Packed | None) -> tuple[Document, bytes] | None:
    return None if page is None else (paper_of(page.light), page.text)


def misparsed(texts: Texts) -> Iterator[Diagnostic]:
    """Give what is wrong with the texts themselves."""
    for paper in texts.papers:
        yield from paper.found
    for body in texts.bodies.values():
        yield from body.diagnostics


class _Other(Struct, frozen=True):
    """A text that is no article: a notice, or an author's bio in the settings."""

    path: str
    line: int
    text: str

    @property
    def digest(self) -> str:
        """Give what tells it from another at the same place."""
        return sha256(f"{self.line} {self.text}".encode()).hexdigest()


def _others(source: SiteSource, family: str, cache: Cache) -> Iterator[tuple[str, Body]]:
    """Give the bodies of what is no article."""
    texts = dict(_other_texts(source))
    keys = {paper_key(family, name, other.digest): name for name, other in texts.items()}
    known = {keys[own]: recalled_paper(value) for own, value in cache.get_all(keys)}
    for own, name in keys.items():
        page = known.get(name)
        if page is None:
            page = _packed(texts[name], source.settings)
            cache.put(own, msgspec.msgpack.encode(page))
        yield name, _without_frame(opened_body(paper_of(page.light).body, page.text))


def _packed(other: _Other, settings: Settings) -> Packed:
    from kawaraban.markdown import parse  # noqa: PLC0415 - not needed where all is remembered

    body = parse(other.text, other.path, other.line, settings)
    return packed_paper(
        Document(
            path=other.path, kind="page", front_matter=None, title_html="", body=body, found=()
        )
    )


def _other_texts(source: SiteSource) -> Iterator[tuple[str, _Other]]:
    for path, text in source.texts.items():
        yield path, _Other(path, 1, text)
    for number, author in enumerate(source.settings.authors):
        if author.bio:
            # Each line of a bio stands by itself: two spaces are Markdown's line break.
            lines = author.bio.replace("\n", "  \n")
            place = source.settings.positions.get(f"authors.{number}.bio", Source("site.toml"))
            # TOML's long texts begin on the line after their opening quotes.
            line = place.line + ("\n" in author.bio)
            yield bio_key(author.id), _Other("site.toml", line, lines)


def _without_frame(body: Body) -> Body:
    """Take the places away that only an article has: a notice has no notice of its own."""
    return replace(
        body,
        parts=Parts(part for part in body.parts if not isinstance(part, _OF_AN_ARTICLE)),
        slots=Slots(slot for slot in body.slots if not isinstance(slot, _OF_AN_ARTICLE)),
    )
