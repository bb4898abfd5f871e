"""The site at a moment, and the small things that its pages show."""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from kawaraban.core.addresses import alias_address
from kawaraban.core.model.articles import Article, Headline
from kawaraban.core.model.body import Body, Frozen
from kawaraban.core.model.pictures import PictureFile
from kawaraban.core.model.registries import CardEntry, ContactCard, Deal, Ledger, Product, Speaker


class Stamp(Frozen, frozen=True, kw_only=True):
    """A date for `<time datetime="…">`, and in words (`2025年8月26日`)."""

    datetime: str
    words: str


class Thumbnail(Frozen, frozen=True, kw_only=True):
    """A picture in a list, at its true size in pixels; 0 where that is not known."""

    src: str
    alt: str
    width: int
    height: int


class Author(Frozen, frozen=True, kw_only=True):
    """An author of `site.toml`: `bio` is Markdown, or a line each, `same_as` other profiles."""

    id: str
    name: str
    reading: str = ""
    bio: str = ""
    image: str = ""
    url: str = ""
    same_as: tuple[str, ...] = ()


class Notice(Frozen, frozen=True, kw_only=True):
    """A notice of `content/notices/NAME.md`."""

    name: str
    path: str
    body: Body


class Neighbours(NamedTuple):
    """The paths of the newer and the older post beside a post."""

    newer: str | None = None
    older: str | None = None


class ListPage(NamedTuple):
    """A page of a list: the paths of its posts, and how many pages the list has."""

    paths: tuple[str, ...]
    pages: int


class Site(Frozen, frozen=True, kw_only=True, dict=True, gc=True):
    """Everything that is published at the moment `now`, and nothing else.

    `posts` are newest first. `articles` gives every published article by its file's path,
    `headlines` the same as other pages show it, `unpublished` the paths of those that are not (a
    draft, a future post, an expired one), so that a link to one can be explained. `other_days` are
    the addresses of lists and aliases that are there on some day. `pictures` and `downloads` hold
    what published pages use, and no other file; `downloads` gives the published address of each.
    `title_cards` give the drawn sharing pictures by the paths of the articles that have no other,
    the site's own under the empty path. `loads` are the hosts that articles load from, and whether
    only on a reader's request. `files` are all files of the content folder. `misread` are the ids
    of entries of registries that have mistakes, and the paths of registries that could not be read
    at all. `deals` are those that run at `now`, and no others; `past_deals` are the ids of those
    that have ended, so that a link to one can be explained, `coming_deals` those that are yet to
    start. `tags` and `categories` keep the spelling of their newest use as key. `changes` are the
    moments to come at which posts or deals begin or end, `updated` is when an article last changed.
    Until `steady_until` the date changes nothing, nor anything that an author is told.
    """

    now: datetime
    posts: Sequence[Article] = ()
    pages: Sequence[Article] = ()
    articles: Mapping[str, Article] = {}
    headlines: Mapping[str, Headline] = {}
    unpublished: frozenset[str] = frozenset()
    other_days: frozenset[str] = frozenset()
    tags: Mapping[str, Sequence[Article]] = {}
    categories: Mapping[str, Sequence[Article]] = {}
    contacts: dict[str, ContactCard] = {}
    products: dict[str, Product] = {}
    deals: dict[str, Deal] = {}
    past_deals: frozenset[str] = frozenset()
    coming_deals: dict[str, Deal] = {}
    ledger: Ledger = Ledger()
    cards: dict[str, CardEntry] = {}
    speakers: dict[str, Speaker] = {}
    notices: dict[str, Notice] = {}
    bios: dict[str, Body] = {}
    pictures: dict[str, PictureFile] = {}
    downloads: dict[str, str] = {}
    title_cards: dict[str, str] = {}
    snippets: dict[str, Body] = {}
    loads: tuple[tuple[str, bool], ...] = ()
    files: frozenset[str] = frozenset()
    misread: frozenset[str] = frozenset()
    changes: Sequence[datetime] = ()
    steady_until: datetime | None = None
    updated: datetime | None = None

    def lacks(self, name: str, registry: str, known: Container[str]) -> bool:
        """Return whether a registry, of which some names are known, has no entry of a name."""
        return name not in known and not self.misread & {name, registry}

    @cached_property
    def _indices(self) -> dict[str, int]:
        return {post.path: index for index, post in enumerate(self.posts)}

    def neighbours(self, path: str) -> Neighbours:
        """Return the neighbours of an article; a page has none."""
        index = self._indices.get(path)
        if index is None:
            return Neighbours()
        posts = self.posts
        newer = posts[index - 1].path if index else None
        return Neighbours(newer, posts[index + 1].path if index + 1 < len(posts) else None)

    def terms(self, kind: str) -> Mapping[str, Sequence[Article]]:
        """Return the posts of each of the `tags` or `categories`."""
        return self.tags if kind == "tags" else self.categories

    def list_of(self, name: str) -> Sequence[Article]:
        """Return the posts of a list: `home`, `tags/NAME` or `categories/NAME`."""
        kind, _, term = name.partition("/")
        return self.terms(kind).get(term, ()) if term else self.posts

    @cached_property
    def named(self) -> dict[str, str]:
        """Return the file of each name under `content/`; of several the one that sorts first.

        A text in a folder of its own has the folder's name.
        """
        named = {
            path.removesuffix("/index.md") + ".md" * path.endswith("/index.md"): path
            for path in self.files
        }
        return {n.rpartition("/")[2]: named[n] for n in sorted(named, reverse=True)}

    @cached_property
    def by_alias(self) -> dict[str, Article]:
        """Return the published articles by their old addresses."""
        articles = self.articles.values()
        return {alias_address(old): one for one in articles for old in one.front_matter.aliases}

    @cached_property
    def by_slug(self) -> dict[str, Article]:
        """Return the posts by their slugs."""
        return {post.slug: post for post in self.posts}
