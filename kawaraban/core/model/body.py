"""The base of all frozen values, and a parsed text: HTML, and slots that its page fills."""

from datetime import date

import msgspec

from kawaraban.core.diagnostics import Diagnostic, Source


class Frozen(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A value: compared by what it holds, never changed, and so in no circle."""


class Month(msgspec.Struct, frozen=True, order=True):
    """A month, for facts that were checked "in August 2025"."""

    year: int
    month: int


Checked = date | Month


class Slot(msgspec.Struct, frozen=True, kw_only=True, tag=True, gc=False):
    """A gap in a body that is filled when its page is rendered.

    What depends on the date, on another file or on the page around it is
    a slot; all else is HTML text by the time a post is parsed. Each article
    element declares its own in `kawaraban/elements/`.
    """

    source: Source


class PostAddress(Slot, frozen=True, kw_only=True):
    """The `href` attribute of a link to another article: the whole attribute, or none.

    `path` is as the author wrote it, percent-decoded and in NFC (`../a.md`); it is resolved against
    the folder of `source.path`, else against `content/`. `fragment` is a heading's id, or empty.
    """

    path: str
    fragment: str = ""


class FileAddress(Slot, frozen=True, kw_only=True):
    """The address of a file of the site (a picture, a PDF), inside an attribute's quotes.

    `path` as in `PostAddress`. Raw HTML and links to files use it. What raw HTML loads
    `is_loaded`: it must be a file.
    """

    path: str
    is_loaded: bool = False


class FileUse(Frozen, frozen=True, kw_only=True):
    """A picture of the site that a slot shows: its path as written, resolved as in `PostAddress`.

    It stands in a text at the widths of texts, or small, `width` pixels wide for dense screens.
    `redact` is the author's redaction as written, None where there is none.
    """

    path: str
    source: Source
    width: int = 0
    redact: str | None = None
    redact_style: str = ""


Part = str | Slot


class Parts(tuple[Part, ...]):
    """What a body is made of, in order."""

    __slots__ = ()


class Slots(tuple[Slot, ...]):
    """The slots of a body at any depth, in order."""

    __slots__ = ()


Grants = tuple[tuple[str, str], ...]
"""What a page needs of its policy: pairs of a directive and a source."""


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

    `network` is a key of `kawaraban.ads` (`amazon`), `owner` the publisher's id in it, `programme`
    what distinguishes its programme from the network's others (empty where there is one only).
    `pasted` is ad code that the author pasted as HTML, published byte for byte. By its `keys`, the
    most exact first and tabs between, it is found in the ledger.
    """

    source: Source
    url: str
    network: str
    owner: str = ""
    programme: str = ""
    pasted: bool = False
    keys: str = ""


class Body(Frozen, frozen=True, kw_only=True):
    """A parsed Markdown text. It depends on that text and the settings alone.

    `description` is the first paragraph as plain text, cut at a sentence or
    phrase end, `excerpt` what stands before `<!--more-->`. `ads` are the ad links in the
    text itself. `fragments` are all ids that a link can point at, a line each. `slots` are all
    slots at any depth, in document order, so that checks need not walk `parts`. `grants` is
    what raw HTML needs (`kawaraban.csp.policy`). `suspects` are the links to the site's own
    address, and those that may be ads. `picture` is the path of the first picture, as
    written, or empty. `length` is that of the Markdown text.
    """

    parts: Parts = Parts()
    slots: Slots = Slots()
    headings: tuple[Heading, ...] = ()
    fragments: str = ""
    links: tuple[ExternalLink, ...] = ()
    suspects: tuple[ExternalLink, ...] = ()
    ads: tuple[AdLink, ...] = ()
    grants: Grants = ()
    description: str = ""
    excerpt: str = ""
    picture: str = ""
    length: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
