"""Which pages an edit concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kawaraban.addresses import file_of
from kawaraban.model import Article, Site
from kawaraban.pages import Output, archive, article, feed, listing, redirect
from kawaraban.render import Edition
from kawaraban.revise.edits import Text


def affected(
    edition: Edition, texts: Mapping[str, Text], shown: Mapping[str, Sequence[str]]
) -> Iterator[Output]:
    """Give the pages that the edited texts stand on, and those that name one of them.

    `shown` gives which articles each page names, by the page's path.
    """
    site = edition.site
    public = [text for path, text in texts.items() if path in site.articles]
    own = [article.output_of(text.now, edition) for text in public]
    if any(post.path in texts for post in site.posts[: feed.ENTRIES]):
        own += feed.outputs(edition)
    yield from own
    renamed = {text.now.path: text.now for text in public if text.is_renamed}
    if renamed:
        naming = {path for path, names in shown.items() if renamed.keys() & names}
        yield from _naming(renamed.values(), naming - {output.path for output in own}, edition)


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
