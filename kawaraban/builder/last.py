"""The site of the last build, of which only what is asked for is read.

Kept beside the manifest for the build after an edit: it needs a few articles, not all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import overload

import msgspec
from msgspec.structs import replace

from kawaraban.checks import Proof
from kawaraban.core.diagnostics import Diagnostic, Format
from kawaraban.core.model import Article, Frozen, Grants, Headline, Site
from kawaraban.core.settings import Settings
from kawaraban.incremental.cache import Cache
from kawaraban.markdown.stored import (
    LAST_SITE,
    Packed,
    Texts,
    paper_key,
    paper_of,
    parts_or_slots,
    remembered_paper,
)
from kawaraban.render.edition import Edition
from kawaraban.site.gather import arranged_one

_SHOWN = "last shown"
_Shown = dict[str, Sequence[str]]


class UnfitError(Exception):
    """What is remembered is not enough; the whole site must be built."""


class Last(Frozen, frozen=True, kw_only=True):
    """What is kept of a site, its articles aside.

    `papers` gives the digest of each post and page by path, under which it is remembered in
    the `family` of all. `posts`, `pages`, `tags` and `categories` are those of the site, as
    paths and as places among the posts. `found` are the diagnostics, `slugs` those of all
    posts, `assets` the published path of each asset, and `theme` what its templates need of a
    browser. The `nonce` is also in the manifest, the `shown_nonce` with what each page names,
    so that an older memory is told. `strict` and `format` are those of the command.
    """

    settings: Settings
    site: Site
    family: str
    papers: dict[str, str]
    posts: tuple[str, ...]
    pages: tuple[str, ...]
    tags: dict[str, list[int]]
    categories: dict[str, list[int]]
    headlines: tuple[Headline, ...]
    slugs: tuple[str, ...]
    assets: dict[str, str]
    theme: dict[str, Grants]
    found: tuple[Diagnostic, ...]
    nonce: str = ""
    shown_nonce: str = ""
    strict: bool = False
    format: Format = "text"


def last_of(edition: Edition, texts: Texts, proof: Proof, found: tuple[Diagnostic, ...]) -> Last:
    """Give what is to be kept of a site that has been built."""
    site = edition.site
    return Last(
        settings=proof.settings,
        site=site,
        family=texts.family,
        papers=texts.digests,
        posts=tuple(post.path for post in site.posts),
        pages=tuple(page.path for page in site.pages),
        tags=site.tag_places,
        categories=site.category_places,
        headlines=site.headlines,
        slugs=proof.slugs,
        assets=dict(edition.assets.names),
        theme=dict(edition.theme),
        found=found,
    )


def keep(last: Last, cache: Cache) -> None:
    """Remember a site."""
    bare = replace(last.site, posts=(), pages=(), articles={}, tags={}, categories={})
    cache.put(LAST_SITE, msgspec.json.encode(replace(last, site=bare)))


def keep_shown(shown: Mapping[str, Sequence[str]], nonce: str, cache: Cache) -> None:
    """Remember which articles each page names, by its path; `nonce` is that of the build."""
    cache.put(_SHOWN, msgspec.json.encode((nonce, shown)))


def recalled(cache: Cache) -> Last | None:
    """Give the site of the last build, where it is remembered."""
    try:
        return _decoder().decode(cache.get(LAST_SITE) or b"")
    except msgspec.DecodeError:
        return None


def recalled_shown(nonce: str, cache: Cache) -> dict[str, Sequence[str]]:
    """Give which articles each page names; `UnfitError` where that is not remembered."""
    try:
        found = msgspec.json.decode(cache.get(_SHOWN) or b"", type=tuple[str, _Shown])
    except msgspec.DecodeError as lost:
        raise UnfitError from lost
    if found[0] != nonce:
        raise UnfitError
    return found[1]


@cache
def _decoder() -> msgspec.json.Decoder[Last]:
    return msgspec.json.Decoder(Last, dec_hook=parts_or_slots)


class Papers(Mapping[str, bytes]):
    """The texts of articles by path, as `kawaraban.markdown.stored` packs them."""

    def __init__(self, last: Last, cache: Cache, fresh: Mapping[str, Packed]) -> None:
        """Take what is kept of the site, and those that are not to be read from memory."""
        self._keys = last.papers
        self._family = last.family
        self._cache = cache
        self._fresh = fresh

    def packed(self, path: str) -> Packed:
        """Give an article as it is packed; `UnfitError` where it is not remembered."""
        found = self._fresh.get(path) or remembered_paper(
            paper_key(self._family, path, self._keys[path]), self._cache
        )
        if found is None:
            raise UnfitError(path)
        return found

    def __getitem__(self, path: str) -> bytes:
        """Give the text of an article."""
        return self.packed(path).text

    def __iter__(self) -> Iterator[str]:
        """Give the paths."""
        return iter(self._keys)

    def __len__(self) -> int:
        """Give their number."""
        return len(self._keys)


class Shelf(Mapping[str, Article]):
    """The published articles by path, each unpacked when it is asked for."""

    def __init__(self, paths: Sequence[str], papers: Papers, settings: Settings) -> None:
        """Take the paths of all, and where they are packed."""
        self._paths = dict.fromkeys(paths)
        self._papers = papers
        self._settings = settings
        self._unpacked: dict[str, Article] = {}

    def __getitem__(self, path: str) -> Article:
        """Give an article."""
        if path not in self._unpacked:
            if path not in self._paths:
                raise KeyError(path)
            paper = paper_of(self._papers.packed(path).light)
            if paper.front_matter is None:
                raise UnfitError(path)
            self._unpacked[path] = arranged_one(paper, paper.front_matter, self._settings)
        return self._unpacked[path]

    def __iter__(self) -> Iterator[str]:
        """Give the paths."""
        return iter(self._paths)

    def __len__(self) -> int:
        """Give their number."""
        return len(self._paths)


class Row(Sequence[Article]):
    """Articles in order, each unpacked when it is asked for."""

    def __init__(self, paths: Sequence[str], shelf: Shelf) -> None:
        """Take their paths."""
        self._paths = paths
        self._shelf = shelf

    @overload
    def __getitem__(self, place: int) -> Article: ...
    @overload
    def __getitem__(self, place: slice) -> Row: ...
    def __getitem__(self, place: int | slice) -> Article | Row:
        """Give an article, or a part of the row."""
        if isinstance(place, slice):
            return Row(self._paths[place], self._shelf)
        return self._shelf[self._paths[place]]

    def __len__(self) -> int:
        """Give their number."""
        return len(self._paths)


def with_cards(site: Site, cards: Mapping[str, str]) -> Site:
    """Give the site with other title cards, and with what has been worked out of its articles."""
    other = replace(site, title_cards=dict(cards))
    vars(other).update(vars(site))
    return other


def site_of(last: Last, papers: Papers) -> Site:
    """Give the site, whose articles are unpacked when they are asked for."""
    shelf = Shelf((*last.posts, *last.pages), papers, last.settings)

    def rows(places: Mapping[str, list[int]]) -> dict[str, Row]:
        return {n: Row([last.posts[p] for p in found], shelf) for n, found in places.items()}

    site = replace(
        last.site,
        posts=Row(last.posts, shelf),
        pages=Row(last.pages, shelf),
        articles=shelf,
        tags=rows(last.tags),
        categories=rows(last.categories),
    )
    # What is worked out of all articles at other times.
    vars(site).update(
        places={path: place for place, path in enumerate(last.posts)},
        tag_places=last.tags,
        category_places=last.categories,
        headlines=last.headlines,
    )
    return site
