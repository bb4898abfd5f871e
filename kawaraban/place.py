"""Where a slot stands: the site at a moment, and the page it is on."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator

import msgspec
from markupsafe import Markup

from kawaraban.diagnostics import Source
from kawaraban.model import Article, Part, Site
from kawaraban.settings import Settings
from kawaraban.words import PageWords, words_of

_HOME_OF_POSTS = "content/posts"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What an element may know of the page it is shown on.

    `article` is None in a notice that stands by itself. `href` gives the link
    from this page to an address of the site or a published file, percent-encoded
    but not yet HTML-escaped. `fill` gives the HTML of parts. In the `feed`, links
    are absolute and nothing that needs the page around it is shown.
    """

    site: Site
    settings: Settings
    words: PageWords
    article: Article | None
    href: Callable[[str], str]
    fill: Callable[[Iterable[Part]], Markup]
    feed: bool = False

    def find(self, source: Source, written: str) -> str | None:
        """Give the file of the site that a path as written means; None where there is none.

        Looked for in the folder of the file that names it, then in `content/`, then
        among the posts; a post in a folder of its own answers to its folder's name too.
        """
        return next((p for p in _meanings(source.path, written) if p in self.site.files), None)


def desk(site: Site, settings: Settings, article: Article | None) -> Place:
    """Give a place for reading a slot before any page exists: addresses stand for links."""
    return Place(
        site=site,
        settings=settings,
        words=words_of(settings.language),
        article=article,
        href=str,
        fill=lambda _: Markup(),
    )


def _meanings(path: str, written: str) -> Iterator[str]:
    folder = posixpath.dirname(path)
    folders = ["content"] if written.startswith("/") else [folder, "content", _HOME_OF_POSTS, ""]
    for base in folders:
        meant = posixpath.normpath(posixpath.join(base, written.lstrip("/")))
        yield meant
        if meant.endswith(".md"):
            yield f"{meant.removesuffix('.md')}/index.md"
