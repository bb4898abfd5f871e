"""Which pages an edit concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kawaraban.builder.revise.edits import Text
from kawaraban.core.addresses import file_of
from kawaraban.core.model import Article, Site
from kawaraban.render.edition import Edition
from kawaraban.render.pages import Output, archive, article, feed, listing, redirect


def affected(
    edition: Edition, texts: Mapping[str, Text], shown: Mapping[str, Sequence[str]]
) -> Iterator[Output]:
    """Give the pages that the edited texts stand on, and those that name one of them.

    `shown` gives which articles each page names, by the page's path.
    """
    public = {path: text for path, text in texts.items() if path in edition.site.articles}
    own = tuple(_showing(public, edition))
    yield from own
    renamed = {path: text.now for path, text in public.items() if text.is_renamed}
    if renamed:
        naming = {path for path, names in shown.items() if renamed.keys() & names}
        yield from _naming(renamed.values(), naming - {output.path for output in own}, edition)


def _showing(texts: Mapping[str, Text], edition: Edition) -> Iterator[Output]:
    """Give the pages that show the texts themselves."""
    for text in texts.values():
        yield article.output_of(text.now, edition)
    if any(post.path in texts for post in edition.site.posts[: feed.ENTRIES]):
        yield from feed.outputs(edition)


def _naming(renamed: Iterable[Article], naming: set[str], edition: Edition) -> Iterator[Output]:
    """Give the other pages that show the title or the description of an article."""
    for one in renamed:
        yield from redirect.outputs_of(one, edition)
    for one in _articles_at(naming, edition.site):
        yield article.output_of(one, edition)
    yield from archive.outputs(edition)
    others = (*listing.outputs(edition), *feed.outputs(edition))
    yield from (output for output in others if output.path in naming)


def _articles_at(files: set[str], site: Site) -> Iterator[Article]:
    """Give the articles whose pages are at some of the files."""
    for place, headline in enumerate(site.headlines):
        if file_of(headline.address) in files:
            yield site.posts[place]
    yield from (page for page in site.pages if file_of(page.address) in files)
