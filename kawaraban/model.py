"""The vocabulary: the frozen values that the stages hand to each other.

Nothing here reads, decides or renders. Paths are relative to the site's
folder, with `/`, in Unicode NFC. An *address* is a page's path under the
output folder as a reader sees it: `posts/my-post/` (a folder, whose file is its
`index.html`), `404.html`, or the empty string for the home page.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Literal, NamedTuple

import msgspec

from kawaraban.diagnostics import Diagnostic, Source

Kind = Literal["post", "page"]
FormUse = Literal["avif", "webp", "fallback", "small", "sharing", "drawing"]
DisclosureMode = Literal["auto", "affiliate", "sponsored", "gifted", "none"]


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """A value: compared by what it holds, never changed."""


# --- dates ---------------------------------------------------------------


class Month(msgspec.Struct, frozen=True, order=True):
    """A month, for facts that were checked "in August 2025"."""

    year: int
    month: int


Checked = date | Month


# --- a body: parts and slots ---------------------------------------------


class Slot(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A place in a body that is filled when its page is rendered.

    Whatever depends on the date, on another file or on the page it stands on is
    a slot; all else is HTML text by the time a post is parsed. Each article
    element declares its own in `kawaraban/elements/`.
    """

    source: Source


class PostAddress(Slot, frozen=True, kw_only=True):
    """The `href` attribute of a link to another article: the whole attribute, or none.

    `path` is as the author wrote it, percent-decoded and in NFC (`../a.md`); it
    is resolved against the folder of `source.path`, else against `content/`.
    `fragment` is a heading's id, or empty.
    """

    path: str
    fragment: str = ""


class FileAddress(Slot, frozen=True, kw_only=True):
    """The address of a file of the site (a picture, a PDF), inside an attribute's quotes.

    `path` as in `PostAddress`. Raw HTML and links to files use it.
    """

    path: str


Part = str | Slot


class Parts(tuple[Part, ...]):
    """What a body is made of, in order."""

    __slots__ = ()


class Slots(tuple[Slot, ...]):
    """The slots of a body at any depth, in order."""

    __slots__ = ()


class Heading(Frozen, frozen=True, kw_only=True):
    """A heading of a body. `html` is its inline HTML without links, `text` its plain text."""

    level: int
    id: str
    html: str
    text: str


class ExternalLink(Frozen, frozen=True, kw_only=True):
    """A link that leaves the site, as the author wrote it (for checks and reports)."""

    source: Source
    url: str


class AdLink(Frozen, frozen=True, kw_only=True):
    """An ad link of a body, as it is published.

    `network` is a key of `kawaraban.ads` (`amazon`), `owner` the publisher's id in
    it, `programme` what tells its
    programme from the network's others (empty where there is one only). `pasted` is
    ad code that the author pasted as HTML, published byte for byte.
    """

    source: Source
    url: str
    network: str
    owner: str = ""
    programme: str = ""
    pasted: bool = False


class Body(Frozen, frozen=True, kw_only=True):
    """A parsed Markdown text. It depends on that text and the settings alone.

    `description` is the first paragraph as plain text, cut at a sentence or
    phrase end. `ads` are the ad links that stand in the text itself. `fragments`
    are all ids that a link can point at. `slots` are all slots at any depth, in
    document order, so that checks need not walk `parts`.
    """

    parts: Parts = Parts()
    slots: Slots = Slots()
    headings: tuple[Heading, ...] = ()
    fragments: tuple[str, ...] = ()
    links: tuple[ExternalLink, ...] = ()
    ads: tuple[AdLink, ...] = ()
    description: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()


# --- what is read --------------------------------------------------------


class FrontMatter(Frozen, frozen=True, kw_only=True):
    """The keys of a post or page, each with its own type and default.

    `positions` gives the place of each key that the author wrote.
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


class Document(Frozen, frozen=True, kw_only=True):
    """A Markdown file as read: its front matter, and its body as text.

    `body_line` is the line of the file on which `body` begins. A front matter with
    mistakes in it is None.
    """

    path: str
    kind: Kind
    front_matter: FrontMatter | None
    body: str
    body_line: int = 1


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


class Rectangle(NamedTuple):
    """A part of a picture, in pixels of the upright original."""

    x: int
    y: int
    width: int
    height: int


class Form(Frozen, frozen=True, kw_only=True):
    """A published form of a picture: what for, its size in pixels, its output path and bytes.

    `fallback` is what every browser opens, `small` stands in lists, `sharing` is what
    networks show, `drawing` is an SVG.
    """

    use: FormUse
    width: int
    height: int
    path: str = ""
    size: int = 0


class Kept(NamedTuple):
    """Published bytes that need not be held in memory: their number, and how to read them.

    `digest` is what `kawaraban.stamps.digest` makes of them.
    """

    size: int
    digest: bytes
    read: Callable[[], bytes]


Content = bytes | Kept


class PictureFile(Frozen, frozen=True, kw_only=True):
    """A picture of the site: its size in pixels as it is seen, and the digest of its bytes.

    `moving` pictures have several frames. The `redactions` of all its uses are painted
    into each of its `forms`, which are in order of width. `source` is a place of use.
    """

    path: str
    width: int
    height: int
    digest: str
    moving: bool = False
    redactions: tuple[Rectangle, ...] = ()
    mosaic: bool = False
    forms: tuple[Form, ...] = ()
    source: Source = Source("")


# --- registries ----------------------------------------------------------


class Phone(Frozen, frozen=True, kw_only=True):
    """A phone number as it is shown, and in E.164 for `tel:` (`+815030322207`)."""

    label: str = ""
    number: str
    e164: str


class Reference(Frozen, frozen=True, kw_only=True):
    """Where a fact comes from."""

    title: str
    url: str


class Hours(Frozen, frozen=True, kw_only=True):
    """Opening hours: `opens` and `closes` as `HH:MM`."""

    opens: str
    closes: str


class ContactCard(Frozen, frozen=True, kw_only=True):
    """A contact block's facts (`contacts.yaml`, or the block itself).

    Authors write `reference` as `source`.
    """

    name: str
    as_of: Checked
    reference: Reference = msgspec.field(name="source")
    phones: tuple[Phone, ...] = ()
    email: str = ""
    url: str = ""
    hours: tuple[Hours, ...] = ()
    days: str = ""
    hours_note: str = ""
    note: str = ""


class CardEntry(Frozen, frozen=True, kw_only=True):
    """What `cards.yaml` says of an external address. Title only, or more."""

    title: str
    description: str = ""


class Deal(Frozen, frozen=True, kw_only=True):
    """A seasonal deal of `deals.yaml`. `link` is its ad link, made from the site's ids.

    `starts` None: already running; `ends` None: open, said on purpose. `ends` is the
    last moment at which it counts.
    """

    id: str
    shop: str
    text: str
    link: AdLink
    is_ad: bool
    starts: datetime | None = None
    ends: datetime | None = None
    show: tuple[Literal["top", "sidebar"], ...] = ()


class Price(Frozen, frozen=True, kw_only=True):
    """A price with the day on which it was seen, without which it may not be written."""

    amount: int
    currency: str
    as_of: Checked


class ShopLink(Frozen, frozen=True, kw_only=True):
    """A product's link to one shop. `is_ad` false: an ordinary link (the maker's page)."""

    shop: str
    link: AdLink
    is_ad: bool


class Product(Frozen, frozen=True, kw_only=True):
    """A product of `products.yaml`. `source` is the place of its id."""

    id: str
    source: Source
    name: str
    image: str = ""
    note: str = ""
    price: Price | None = None
    links: tuple[ShopLink, ...] = ()


# --- what pages show ----------------------------------------------------


class Stamp(Frozen, frozen=True, kw_only=True):
    """A date for `<time datetime="…">`, and in words (`2025年8月26日`)."""

    datetime: str
    words: str


class Thumbnail(Frozen, frozen=True, kw_only=True):
    """A picture in a list, at its true size in pixels."""

    src: str
    alt: str
    width: int
    height: int


# --- the site at a moment ------------------------------------------------


class Author(Frozen, frozen=True, kw_only=True):
    """An author of `site.toml`. `bio` is Markdown, or a line each."""

    id: str
    name: str
    reading: str = ""
    bio: str = ""
    image: str = ""
    url: str = ""


class Notice(Frozen, frozen=True, kw_only=True):
    """A notice of `content/notices/NAME.md`."""

    name: str
    path: str
    body: Body


class Site(Frozen, frozen=True, kw_only=True, dict=True):
    """Everything that is published at the moment `now`, and nothing else.

    `posts` are newest first. `articles` gives every published article by its
    file's path, `unpublished` the paths of those that are not (a draft, a future
    post, an expired one), so that a link to one can be explained.
    `pictures` and `downloads` hold what published pages use, and no other file;
    `downloads` gives the published address of each. `title_cards` give the drawn sharing
    pictures by the paths of the articles that have no other, the site's own under the
    empty path. `files` are all files of the
    content folder. `deals` are those that run at `now`, and no others; `past_deals`
    and `coming_deals` the ids of those that have ended and that are yet to start, so
    that a link to one can be explained. `tags` and `categories` keep the spelling of
    their newest use as key.
    `next_change` is when the content next changes by date alone, `updated` when an
    article last changed. Until `steady_until` the date changes nothing, nor anything that
    an author is told.
    """

    now: datetime
    posts: Sequence[Article] = ()
    pages: Sequence[Article] = ()
    articles: Mapping[str, Article] = {}
    unpublished: frozenset[str] = frozenset()
    tags: Mapping[str, Sequence[Article]] = {}
    categories: Mapping[str, Sequence[Article]] = {}
    contacts: dict[str, ContactCard] = {}
    products: dict[str, Product] = {}
    deals: dict[str, Deal] = {}
    past_deals: frozenset[str] = frozenset()
    coming_deals: frozenset[str] = frozenset()
    cards: dict[str, CardEntry] = {}
    notices: dict[str, Notice] = {}
    bios: dict[str, Body] = {}
    pictures: dict[str, PictureFile] = {}
    downloads: dict[str, str] = {}
    title_cards: dict[str, str] = {}
    files: frozenset[str] = frozenset()
    next_change: datetime | None = None
    steady_until: datetime | None = None
    updated: datetime | None = None

    @cached_property
    def places(self) -> dict[str, int]:
        """Give where each post stands in `posts`, by its file's path."""
        return {post.path: place for place, post in enumerate(self.posts)}

    @cached_property
    def headlines(self) -> tuple[Headline, ...]:
        """Give the posts as the archive names them, newest first."""
        return tuple(map(headline_of, self.posts))

    @cached_property
    def tag_places(self) -> dict[str, list[int]]:
        """Give where the posts of each tag stand in `posts`."""
        return {name: [self.places[p.path] for p in posts] for name, posts in self.tags.items()}

    @cached_property
    def category_places(self) -> dict[str, list[int]]:
        """Give where the posts of each category stand in `posts`."""
        return {n: [self.places[p.path] for p in posts] for n, posts in self.categories.items()}

    @cached_property
    def by_slug(self) -> dict[str, Article]:
        """Give the posts by their slugs."""
        return {post.slug: post for post in self.posts}
