"""The article elements, one module each, and the registry that finds them.

A module declares one `ELEMENT`: its slot type, the view that its template is
given, what it says is wrong with itself, and the syntax that it takes. Its template
is `templates/elements/NAME.html`, its golden cases are `tests/elements/NAME.md`.
Nothing else names an element.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.discovery import modules
from kawaraban.core.model import AdLink, Frozen, Slot
from kawaraban.core.syntax import (
    Claim,
    DataBlock,
    Decoded,
    Image,
    Paragraph,
    QuotedBlock,
    SchemeLink,
)

if TYPE_CHECKING:
    from kawaraban.core.settings import Settings
    from kawaraban.site.context import CheckContext, PageContext


def _content(_slot: Any, _context: PageContext) -> Iterator[Diagnostic]:  # noqa: ANN401 - any slot has nothing to say
    yield from ()


def _no_ads(_slot: Any, _context: PageContext) -> Iterator[AdLink]:  # noqa: ANN401 - any slot may have none
    yield from ()


class Element(Struct, frozen=True):
    """An article element.

    `view` gives the values for its template, or None where it publishes nothing.
    `check` says what is wrong with a slot on the page where it stands.
    `read`, for a data block, makes the slot of the YAML in a fence of this name.
    `ads` gives the ad links that a slot shows on the page where it stands.
    `repeats` says that many pages show the same view, so that its HTML is kept.

    The syntax that it takes, all of which `kawaraban.core.syntax` describes:
    `boxes` make the slot of a quotation that begins with `[!TYPE]`, by the type, `endings`
    that of one whose last line begins with a sign; `links` that of a link, by its scheme.
    `image` makes that of an image, `paragraph` of a paragraph with any markup or address
    that it takes. Of several elements that would, the first by name does.
    `position` is where each article has the element without any syntax; one at the first
    heading is there only where no paragraph became one.
    """

    name: str
    slot: type[Slot]
    view: Callable[[Any, PageContext], Frozen | None]
    check: Callable[[Any, CheckContext], Iterator[Diagnostic]] = _content
    read: Callable[[DataBlock, Settings], Decoded] | None = None
    ads: Callable[[Any, PageContext], Iterator[AdLink]] = _no_ads
    repeats: bool = False
    boxes: Mapping[str, Callable[[QuotedBlock], Slot]] = {}
    endings: Mapping[re.Pattern[str], Callable[[QuotedBlock], Slot]] = {}
    links: Mapping[str, Callable[[SchemeLink], Slot]] = {}
    paragraph: Callable[[Paragraph], Claim | None] | None = None
    image: Callable[[Image], Decoded] | None = None
    position: Literal["", "introduction-end", "first-heading"] = ""


@cache
def all_elements() -> dict[type[Slot], Element]:
    """Give every element of this folder by its slot type."""
    elements = [module.ELEMENT for module in modules(__name__, __path__)]
    return {element.slot: element for element in elements}


@cache
def data_blocks() -> dict[str, Callable[[DataBlock, Settings], Decoded]]:
    """Give what reads a data block, by the fence's name."""
    return {e.name: e.read for e in all_elements().values() if e.read is not None}


@cache
def boxes() -> dict[str, Callable[[QuotedBlock], Slot]]:
    """Give what makes a slot of a quotation that begins with `[!TYPE]`, by the type."""
    return {kind: make for e in all_elements().values() for kind, make in e.boxes.items()}


@cache
def endings() -> dict[re.Pattern[str], Callable[[QuotedBlock], Slot]]:
    """Give what makes a slot of a quotation, by the sign that its last line begins with."""
    return {sign: make for e in all_elements().values() for sign, make in e.endings.items()}


@cache
def links() -> dict[str, Callable[[SchemeLink], Slot]]:
    """Give what makes a slot of a link, by the link's scheme."""
    return {scheme: make for e in all_elements().values() for scheme, make in e.links.items()}


@cache
def paragraphs() -> tuple[tuple[str, Callable[[Paragraph], Claim | None]], ...]:
    """Give the name of each element that is offered paragraphs, and its function for them."""
    found = ((e.name, e.paragraph) for e in all_elements().values())
    return tuple((name, take) for name, take in found if take is not None)


@cache
def images() -> tuple[Callable[[Image], Decoded], ...]:
    """Give what makes a slot of an image."""
    return tuple(e.image for e in all_elements().values() if e.image is not None)


@cache
def positioned_elements() -> tuple[Element, ...]:
    """Give the elements that each article has without any syntax."""
    return tuple(e for e in all_elements().values() if e.position)
