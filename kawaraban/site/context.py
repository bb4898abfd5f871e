"""Where a slot stands: the site at a moment, and the page it is on."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

import msgspec
from markupsafe import Markup

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Article, Part, Site
from kawaraban.core.settings import Settings
from kawaraban.core.words import PageWords, words_of
from kawaraban.site.toc import TocEntry, contents_of

_HOME_OF_POSTS = "content/posts"


class Place(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What an element may know of the page it is shown on.

    `article` is None in a notice that stands by itself. `href` gives the link
    from this page to an address of the site or a published file, percent-encoded
    but not yet HTML-escaped. `filler` gives the HTML of parts at a place. In the `feed`,
    links are absolute and nothing that needs the page around it is shown. `shown` collects
    the paths of the articles that the page names. `misread` are the articles, by path, whose
    front matter has mistakes, which are told elsewhere, `scheduled` those that will appear on
    their day; there are none of both where pages are made.
    """

    site: Site
    settings: Settings
    words: PageWords
    article: Article | None
    href: Callable[[str], str]
    filler: Callable[[Iterable[Part], Place], Markup]
    feed: bool = False
    shown: set[str] = msgspec.field(default_factory=set)
    misread: Mapping[str, Article] = MappingProxyType({})
    scheduled: Mapping[str, Article] = MappingProxyType({})

    def fill(self, parts: Iterable[Part]) -> Markup:
        """Give the HTML of parts here."""
        return self.filler(parts, self)

    @cached_property
    def contents(self) -> tuple[TocEntry, ...]:
        """Give the contents of the article, which stand in its text and beside it."""
        return contents_of(self.article)

    def find(self, source: Source, written: str) -> str | None:
        """Give the file of the site that a path as written means; None where there is none.

        Looked for in the folder of the file that names it, then in `content/`, then
        among the posts; a post in a folder of its own answers to its folder's name too.
        """
        return next((p for p in _meanings(source.path, written) if p in self.site.files), None)


def desk(
    site: Site,
    settings: Settings,
    article: Article | None,
    misread: Mapping[str, Article] = MappingProxyType({}),
    scheduled: Mapping[str, Article] = MappingProxyType({}),
) -> Place:
    """Give a place for reading a slot before any page exists: addresses stand for links."""
    return Place(
        site=site,
        settings=settings,
        words=words_of(settings.language),
        article=article,
        href=str,
        filler=lambda _parts, _place: Markup(),
        misread=misread,
        scheduled=scheduled,
    )


def _meanings(path: str, written: str) -> Iterator[str]:
    folder = posixpath.dirname(path)
    folders = ["content"] if written.startswith("/") else [folder, "content", _HOME_OF_POSTS, ""]
    for base in folders:
        meant = posixpath.normpath(posixpath.join(base, written.lstrip("/")))
        yield meant
        if meant.endswith(".md"):
            yield f"{meant.removesuffix('.md')}/index.md"
