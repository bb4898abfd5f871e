"""The table of contents.

[TOC]   →  <nav class="toc"> … there; without it, before the first h2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.core.model import Frozen, Slot
from kawaraban.elements import Element
from kawaraban.site.toc import TocEntry

if TYPE_CHECKING:
    from kawaraban.site.context import PageContext


class Toc(Slot, frozen=True, kw_only=True):
    """Where the table of contents stands. `written`: the author typed `[TOC]`."""

    written: bool = False


class TocView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    entries: tuple[TocEntry, ...]


def view(_slot: Toc, context: PageContext) -> TocView | None:
    """Give the contents, or nothing where the article has none; a feed reader makes its own."""
    entries = () if context.feed else context.contents
    return TocView(entries=entries) if entries else None


ELEMENT = Element("toc", Toc, view)
