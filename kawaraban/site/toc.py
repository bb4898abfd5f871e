"""An article's table of contents: its headings as nested lists."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from kawaraban.core.model import Article, Heading

_FEWEST = 2
_DEEPEST = 3


def contents_of(article: Article | None) -> Markup:
    """Return links to an article's headings; none with fewer than two, or with `toc: false`."""
    if article is None or not article.front_matter.toc:
        return Markup()
    headings = [h for h in article.body.headings if h.level <= _DEEPEST]
    return Markup(_nest(headings) if len(headings) >= _FEWEST else "")  # noqa: S704 - our own HTML


def _nest(headings: Sequence[Heading]) -> str:
    """Put each heading under the last one of a smaller level before it."""
    # From the last to the first: each takes those of a greater level that stand next to it.
    waiting: list[tuple[int, str]] = []
    for heading in reversed(headings):
        below = []
        while waiting and waiting[-1][0] > heading.level:
            below.append(waiting.pop()[1])
        # Phrase ends matter in large type; here they would be weight without use.
        text = heading.html.replace("<wbr>", "")
        link = f'<a href="#{escape(heading.id)}">{text}</a>'
        waiting.append((heading.level, f"<li>{link}{_list(below)}</li>\n"))
    return _list([item for _, item in reversed(waiting)])


def _list(items: Sequence[str]) -> str:
    return f"<ol>\n{''.join(items)}</ol>" if items else ""
