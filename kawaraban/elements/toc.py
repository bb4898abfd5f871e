"""The table of contents.

[TOC]   →  <nav class="toc"> … there; without it, before the first h2.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from markupsafe import Markup

from kawaraban.elements import Element
from kawaraban.model import Article, Frozen, Heading, Slot

if TYPE_CHECKING:
    from kawaraban.place import Place

_FEWEST = 2
_DEEPEST = 3


class Toc(Slot, frozen=True, kw_only=True):
    """Where the table of contents stands. `written`: the author typed `[TOC]`."""

    written: bool = False


class TocEntry(Frozen, frozen=True, kw_only=True):
    """A heading in the table of contents; `entries` are the headings below it."""

    id: str
    html: Markup
    entries: tuple[TocEntry, ...] = ()


class TocView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    entries: tuple[TocEntry, ...]


def entries_of(article: Article | None) -> tuple[TocEntry, ...]:
    """Give an article's contents as a tree: none with fewer than two headings, or `toc: false`."""
    if article is None or not article.front_matter.toc:
        return ()
    headings = [h for h in article.body.headings if h.level <= _DEEPEST]
    return _nested(headings) if len(headings) >= _FEWEST else ()


def _nested(headings: list[Heading]) -> tuple[TocEntry, ...]:
    """Put each heading under the last one of a smaller level before it."""
    # From the last to the first, each takes what stands after it and is of a greater level.
    entries: deque[tuple[int, TocEntry]] = deque()
    for heading in reversed(headings):
        below = []
        while entries and entries[0][0] > heading.level:
            below.append(entries.popleft()[1])
        # Phrase ends matter in large type; here they would be weight without use.
        html = Markup(heading.html.replace("<wbr>", ""))  # noqa: S704 - our own HTML
        entries.appendleft(
            (heading.level, TocEntry(id=heading.id, html=html, entries=tuple(below)))
        )
    return tuple(entry for _, entry in entries)


def view(_slot: Toc, place: Place) -> TocView | None:
    """Give the contents, or nothing where the article has none; a feed reader makes its own."""
    entries = () if place.feed else entries_of(place.article)
    return TocView(entries=entries) if entries else None


ELEMENT = Element("toc", Toc, view)
