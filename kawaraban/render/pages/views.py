"""What the templates are given: finished values, no decisions left.

Every `href` is ready to stand in the page (relative and percent-encoded). Plain
`str` is text, which the templates escape; `Markup` is HTML that we made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from markupsafe import Markup

from kawaraban.core.model import Frozen, Stamp, Thumbnail
from kawaraban.site.freshness import Staleness


class Link(Frozen, frozen=True, kw_only=True):
    """A link to a page of the site. `current`: it is this page, or the part it belongs to."""

    text: str
    href: str
    current: bool = False


class Summary(Frozen, frozen=True, kw_only=True):
    """An article in a list. `title` has its phrase ends marked with `<wbr>`.

    `label` is the site's word for advertising where all of the article is.
    """

    title: Markup
    href: str
    description: str = ""
    label: str = ""
    published: Stamp | None = None
    updated: Stamp | None = None
    category: Link | None = None
    picture: Thumbnail | None = None
    tag_links: Callable[[], tuple[Link, ...]] = tuple

    @property
    def initial(self) -> str:
        """Return the first letter of the title, drawn where there is no picture."""
        return next((sign for sign in self.title.unescape() if sign.isalnum()), "")

    @property
    def tags(self) -> tuple[Link, ...]:
        """Return the links to the tags, made only where a template asks for them."""
        return self.tag_links()


class Page(Frozen, frozen=True, kw_only=True):
    """What every page's head and frame need.

    `title` is the document's (`記事の題 | サイトの名`), `og_type` `article` or
    `website`. `json_ld` is one JSON text, safe inside `<script>`; `services` is the code of
    the services that the site uses.
    """

    title: str
    heading: str
    description: str
    canonical: str
    og_type: Literal["article", "website"]
    og_image: str = ""
    published: str = ""
    modified: str = ""
    noindex: bool = False
    json_ld: Markup = Markup()
    breadcrumbs: tuple[Link, ...] = ()
    stylesheet: str
    script: str
    icon: str
    feed: str
    json_feed: str
    services: Markup = Markup()


class Frame(Frozen, frozen=True, kw_only=True):
    """The site around every page; `logo` stands for its title, `footer` is all that it links."""

    title: str
    description: str
    language: str
    logo: Thumbnail | None
    home: Link
    nav: tuple[Link, ...]
    footer: tuple[Link, ...]
    archive: Link
    search: Link | None = None
    feed: Link
    year: int


class ArticleView(Frozen, frozen=True, kw_only=True):
    """A post or page. `toc` and deals are empty where there are none; `extra` are its `x_` keys.

    `shares` lead to services by which a post is shared.
    """

    kind: Literal["post", "page"]
    title: Markup
    lang: str
    body: Markup
    published: Stamp | None
    updated: Stamp | None
    verified: Stamp | None
    verified_age: Staleness | None
    category: Link | None
    tags: tuple[Link, ...]
    disclosure: Markup
    top_deals: Markup
    side_deals: Markup
    toc: Markup
    author: Markup
    newer: Link | None
    older: Link | None
    related: tuple[Summary, ...]
    shares: tuple[Link, ...]
    draft: bool = False
    extra: dict[str, object] = {}


class Pagination(Frozen, frozen=True, kw_only=True):
    """Where a list page stands among its own kind (`number` of `count`)."""

    number: int
    count: int
    newer: Link | None
    older: Link | None


class Listing(Frozen, frozen=True, kw_only=True):
    """A list of posts: the home page, a tag's or a category's.

    The home page has its own `text` and `blocks`. A `disclosure` tells of ads in blocks.
    """

    kind: Literal["home", "tag", "category"]
    name: str
    summaries: tuple[Summary, ...]
    pagination: Pagination
    disclosure: Markup
    text: ArticleView | None
    blocks: tuple[BlockView, ...]


class Term(Frozen, frozen=True, kw_only=True):
    """A tag, category or year, and how many posts it has."""

    link: Link
    count: int


class BlockView(Frozen, frozen=True, kw_only=True):
    """A block of the home page or beside a text: HTML of elements, links with counts, or posts."""

    name: str
    title: str = ""
    html: Markup = Markup()
    terms: tuple[Term, ...] = ()
    posts: tuple[Summary, ...] = ()


class ArchiveYear(Frozen, frozen=True, kw_only=True):
    """A year of the archive. `block` is the HTML of its posts, newest first."""

    year: int
    block: Markup


class Archive(Frozen, frozen=True, kw_only=True):
    """All posts by year, and all categories and tags. A `disclosure` tells of ads in blocks."""

    years: tuple[ArchiveYear, ...]
    categories: tuple[Term, ...]
    tags: tuple[Term, ...]
    disclosure: Markup
