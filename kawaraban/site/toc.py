"""An article's table of contents: its headings as a tree."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from kawaraban.core.model import Article, Frozen, Heading

_FEWEST = 2
_DEEPEST = 3


class TocEntry(Frozen, frozen=True, kw_only=True):
    """A heading in the table of contents; `entries` are the headings below it."""

    id: str
    html: Markup
    entries: tuple[TocEntry, ...] = ()


def contents_of(article: Article | None) -> tuple[TocEntry, ...]:
    """Return an article's headings as a tree: none with fewer than two, or with `toc: false`."""
    if article is None or not article.front_matter.toc:
        return ()
    headings = [h for h in article.body.headings if h.level <= _DEEPEST]
    return _nest(headings) if len(headings) >= _FEWEST else ()


def _nest(headings: Sequence[Heading]) -> tuple[TocEntry, ...]:
    """Put each heading under the last one of a smaller level before it."""
    # From the last to the first: each takes those of a greater level that stand next to it.
    waiting: list[tuple[int, TocEntry]] = []
    for heading in reversed(headings):
        below = []
        while waiting and waiting[-1][0] > heading.level:
            below.append(waiting.pop()[1])
        # Phrase ends matter in large type; here they would be weight without use.
        html = Markup(heading.html.replace("<wbr>", ""))  # noqa: S704 - our own HTML
        entry = TocEntry(id=heading.id, html=html, entries=tuple(below))
        waiting.append((heading.level, entry))
    return tuple(entry for _, entry in reversed(waiting))
