"""A post or page, as it was read and with its place on the site."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.model.body import Body, Checked, Frozen

Kind = Literal["post", "page"]
# The folders of posts and pages, and what the texts in them are.
KINDS: dict[str, Kind] = {"content/posts/": "post", "content/pages/": "page"}
_FAR_FUTURE = 10**11  # a moment after all others, in seconds since 1970
DisclosureMode = Literal["auto", "affiliate", "sponsored", "gifted", "none"]
_SPONSORED = frozenset({"sponsored", "gifted"})


class Sponsor(Frozen, frozen=True, kw_only=True):
    """Who paid for a post or gave what it is about; links to the host of `url` are ads."""

    name: str
    url: str = ""


class FrontMatter(Frozen, frozen=True, kw_only=True):
    """The keys of a post or page, each with its own type and default.

    `positions` gives the place of the value of each key that the author wrote, `items`
    that of each item of a list of names (`related/甲`); `unread` are the keys of which it is not
    known what they say, since they have mistakes.
    """

    title: str
    date: datetime | None = None
    updated: datetime | None = None
    verified: Checked | None = None
    slug: str = ""
    description: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    image: str = ""
    author: str = ""
    draft: bool = False
    expires: datetime | None = None
    disclosure: DisclosureMode = "auto"
    sponsor: Sponsor | None = None
    notice: str = "accuracy"
    toc: bool = True
    aliases: tuple[str, ...] = ()
    related: tuple[str, ...] | None = None
    noindex: bool = False
    lang: str = ""
    extra: dict[str, object] = {}
    positions: dict[str, Source] = {}
    items: dict[str, Source] = {}
    unread: frozenset[str] = frozenset()

    @property
    def is_sponsored(self) -> bool:
        """Return whether the whole post is advertising, which its title is to say everywhere."""
        return self.disclosure in _SPONSORED

    def place(self, key: str, item: str) -> Source:
        """Return the place of an item of a list that the author wrote."""
        return self.items.get(f"{key}/{item}") or self.positions[key]


class Manuscript(Frozen, frozen=True, kw_only=True):
    """A post or page as its file holds it: `digest` stands for the bytes that `read` returns."""

    path: str
    kind: Kind
    digest: bytes
    read: Callable[[], bytes]


class Document(Frozen, frozen=True, kw_only=True):
    """A parsed post or page, without the text that its own page alone shows.

    A front matter with mistakes is None; `legible` is then what else could be read of it.
    `found` is what is wrong with the front matter; the body holds what is wrong with itself.
    `digest` stands for the bytes of the file.
    """

    path: str
    kind: Kind
    front_matter: FrontMatter | None
    legible: FrontMatter | None = None
    title_html: str
    body: Body
    found: tuple[Diagnostic, ...]
    digest: bytes = b""


class Article(Frozen, frozen=True, kw_only=True):
    """A post or page with its place on the site.

    `title_html` is the title, escaped, with its phrase ends marked by `<wbr>`. `digest` stands
    for the bytes of its file.
    """

    path: str
    kind: Kind
    front_matter: FrontMatter
    body: Body
    slug: str
    address: str
    title_html: str
    digest: bytes = b""

    @property
    def title(self) -> str:
        """Return the title as plain text."""
        return self.front_matter.title

    @property
    def description(self) -> str:
        """Return the description of the front matter, else of the first paragraph."""
        return self.front_matter.description or self.body.description

    @property
    def modified(self) -> datetime | None:
        """Return the moment of the last change, which cannot be before the publication."""
        date, updated = self.front_matter.date, self.front_matter.updated
        return max(date, updated) if date and updated else date or updated

    @property
    def sort_key(self) -> str:
        """Return what articles are sorted by: newest first, then by path.

        It ends in the path, behind a space.
        """
        date = self.front_matter.date
        age = _FAR_FUTURE - (date.timestamp() if date else 0)
        return f"{age:019.6f} {self.path}"


class Headline(Frozen, frozen=True, kw_only=True):
    """An article as other pages show it: in lists, the archive, link cards, the sitemap.

    `picture` is the path, as written, of the picture that stands for it, or empty.
    """

    path: str
    kind: Kind
    title: str
    title_html: str
    description: str
    address: str
    published: datetime | None
    updated: datetime | None
    category: str
    tags: tuple[str, ...]
    picture: str
    is_sponsored: bool = False


def headline_of(article: Article) -> Headline:
    """Return an article as other pages show it."""
    front_matter = article.front_matter
    return Headline(
        path=article.path,
        kind=article.kind,
        title=front_matter.title,
        title_html=article.title_html,
        description=article.body.excerpt or article.description,
        address=article.address,
        published=front_matter.date,
        updated=front_matter.updated,
        category=front_matter.category,
        tags=front_matter.tags,
        picture=front_matter.image or article.body.picture,
        is_sponsored=front_matter.is_sponsored,
    )


def last_change(articles: Iterable[Article]) -> datetime | None:
    """Return the moment at which one of some articles was changed last."""
    return max(filter(None, (article.modified for article in articles)), default=None)
