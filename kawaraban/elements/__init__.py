"""The article elements, one module each, and the registry that finds them.

A module declares one `ELEMENT`: its slot type, the view that its template is
given, what it says is wrong with itself, and, for a data block, how the block is
read. Its template is `templates/elements/NAME.html`, its golden cases are
`tests/elements/NAME.md`. Nothing else names an element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.discovery import modules
from kawaraban.core.model import AdLink, Frozen, Slot

if TYPE_CHECKING:
    from kawaraban.core.settings import Settings
    from kawaraban.site.context import CheckContext, PageContext


class DataBlock(Struct, frozen=True):
    """A fenced data block as written: its YAML text and the place of its first line.

    `source` is the place of the opening fence; the YAML begins on the next line,
    `indent` characters in.
    """

    text: str
    source: Source
    indent: int


class Decoded(Struct, frozen=True):
    """What a data block became: a slot, or nothing and the reasons."""

    slot: Slot | None
    diagnostics: tuple[Diagnostic, ...] = ()


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
    """

    name: str
    slot: type[Slot]
    view: Callable[[Any, PageContext], Frozen | None]
    check: Callable[[Any, CheckContext], Iterator[Diagnostic]] = _content
    read: Callable[[DataBlock, Settings], Decoded] | None = None
    ads: Callable[[Any, PageContext], Iterator[AdLink]] = _no_ads
    repeats: bool = False


@cache
def all_elements() -> dict[type[Slot], Element]:
    """Give every element of this folder by its slot type."""
    elements = [module.ELEMENT for module in modules(__name__, __path__)]
    return {element.slot: element for element in elements}


@cache
def data_blocks() -> dict[str, Element]:
    """Give the elements that a fence can hold, by the fence's name."""
    return {e.name: e for e in all_elements().values() if e.read is not None}
