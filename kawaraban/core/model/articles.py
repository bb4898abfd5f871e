"""A post or page, as it was read and with its place on the site."""

from datetime import datetime
from typing import Literal

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.model.body import Body
from kawaraban.core.model.frozen import Checked, Frozen

Kind = Literal["post", "page"]
# The folders of posts and pages, and what the texts in them are.
KINDS: dict[str, Kind] = {"content/posts/": "post", "content/pages/": "page"}
DisclosureMode = Literal["auto", "affiliate", "sponsored", "gifted", "none"]


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
    sponsor: str = ""
    notice: str = "accuracy"
    toc: bool = True
    aliases: tuple[str, ...] = ()
    related: tuple[str, ...] | None = None
    noindex: bool = False
    extra: dict[str, object] = {}
    positions: dict[str, Source] = {}
    items: dict[str, Source] = {}
    unread: frozenset[str] = frozenset()

    def place(self, key: str, item: str) -> Source:
        """Give the place of an item of a list that the author wrote."""
        return self.items.get(f"{key}/{item}") or self.positions[key]


class Manuscript(Frozen, frozen=True, kw_only=True):
    """A post or page as its file holds it."""

    path: str
    kind: Kind
    data: bytes


class RawDocument(Frozen, frozen=True, kw_only=True):
    """A Markdown file as read: its front matter, and its body as text.

    `body_line` is the line of the file on which `body` begins. A front matter with
    mistakes in it is None; `legible` is then what else could be read of it.
    """

    path: str
    kind: Kind
    front_matter: FrontMatter | None
    legible: FrontMatter | None = None
    body: str
    body_line: int = 1


class Document(Frozen, frozen=True, kw_only=True):
    """A parsed post or page, without the text that its own page alone shows.

    A front matter with mistakes is None; `legible` is then what else could be read of it.
    `found` is what is wrong with the front matter, and the body tells what is wrong with itself.
    """

    path: str
    kind: Kind
    front_matter: FrontMatter | None
    legible: FrontMatter | None = None
    title_html: str
    body: Body
    found: tuple[Diagnostic, ...]


class Article(Frozen, frozen=True, kw_only=True):
    """A post or page with its place on the site.

    `title_html` is the title, escaped, with its phrase ends marked by `<wbr>`.
    """

    path: str
    kind: Kind
    front_matter: FrontMatter
    body: Body
    slug: str
    address: str
    title_html: str

    @property
    def title(self) -> str:
        """Give the title as plain text."""
        return self.front_matter.title

    @property
    def description(self) -> str:
        """Give the description of the front matter, else of the first paragraph."""
        return self.front_matter.description or self.body.description

    @property
    def modified(self) -> datetime | None:
        """Give the moment of the last change, which cannot be before the publication."""
        return max(filter(None, (self.front_matter.date, self.front_matter.updated)), default=None)


class Headline(Frozen, frozen=True, array_like=True):
    """A post as the archive names it."""

    title_html: str
    address: str
    date: datetime | None


def headline_of(post: Article) -> Headline:
    """Give a post as the archive names it."""
    return Headline(post.title_html, post.address, post.front_matter.date)
