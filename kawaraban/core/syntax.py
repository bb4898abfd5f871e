"""What the Markdown parser offers an element: each piece of syntax that an element can take.

The parser makes these of an author's text; an element makes a slot of them. Parts are
finished HTML and slots, so an element parses no Markdown itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.model import Parts, PostAddress, Slot

BELOW_ALL = -1


class DataBlock(Struct, frozen=True):
    """A fenced data block as written.

    `source` is the position of the opening fence; the YAML `text` begins on the next line,
    `indent` characters in.
    """

    text: str
    source: Source
    indent: int


class LinkedBlock(Struct, frozen=True):
    """A data block that leads somewhere: `make` makes its slot of the finished link."""

    address: str
    text: str
    source: Source
    make: Callable[[Parts], Slot]


class Decoded(Struct, frozen=True):
    """What a data block or an image became: a slot or what is linked, or None and the reasons."""

    slot: Slot | None
    diagnostics: tuple[Diagnostic, ...] = ()
    linked: LinkedBlock | None = None


class QuotedBlock(Struct, frozen=True, kw_only=True):
    """A block quotation that an element takes.

    > [!TYPE]- line     `kind` is the type as typed, `fold` the sign after it
    > content

    > content
    > SIGN line         `kind` is empty; see `Element.endings`

    `text` is the line as written.
    """

    source: Source
    kind: str = ""
    fold: Literal["", "-", "+"] = ""
    text: str
    line: Parts
    content: Parts


class Link(Struct, frozen=True, kw_only=True):
    """A link that stands alone in its paragraph, to another site (`url`) or to a `post`.

    `is_bare` says that the author wrote the address alone; `text` is the link's plain text.
    """

    url: str = ""
    post: PostAddress | None = None
    is_ad: bool = False
    is_bare: bool = False
    classes: tuple[str, ...] = ()
    text: str = ""


class Paragraph(Struct, frozen=True, kw_only=True):
    """A paragraph that is offered to the elements, with what stands alone in it.

    Of several lines, each that begins with an address or `@[` is offered by itself first.
    `text` is as written. `images` are the slots of images with nothing but white space
    between them. A caption is emphasised text on a line of its own below an image: `captions`
    are the numbers of their images, from 0; `BELOW_ALL` for one below a single line of several.
    `counts` says how many earlier paragraphs of the text each element took, by its name.
    """

    source: Source
    text: str
    images: tuple[Slot, ...] = ()
    captions: tuple[int, ...] = ()
    link: Link | None = None
    counts: Mapping[str, int]


class Claim(Struct, frozen=True):
    """An element's claim to a paragraph: `make` makes its slot of the parts of its captions."""

    make: Callable[[tuple[Parts, ...]], Slot]
    diagnostics: tuple[Diagnostic, ...] = ()


class Image(Struct, frozen=True, kw_only=True):
    """An image: `![alt](path "title"){attributes}`.

    `path` is decoded unless it is the address of another site. Several classes are one
    attribute, of other names the last counts.
    """

    source: Source
    path: str
    alt: str
    title: str
    attributes: dict[str, str]


class SchemeLink(Struct, frozen=True, kw_only=True):
    """A link `[content](scheme:rest)` with a scheme that an element takes."""

    source: Source
    scheme: str
    rest: str
    content: Parts


def unknown_attribute(name: str, source: Source) -> Diagnostic:
    """Report an attribute that means nothing where it stands."""
    return report(source, "unknown-attribute", name=name)
