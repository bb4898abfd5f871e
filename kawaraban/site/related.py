"""Related posts: what to read next after a post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kawaraban.core.model import Article
from kawaraban.site.view import SiteView

_RELATED = 4


def related_posts(article: Article, site: SiteView) -> tuple[str, ...]:
    """Return the paths of the posts to read next.

    Those that the author names by slug; else those that share most tags (two points
    each) and the category (one), newest first.
    """
    named = article.front_matter.related
    if named is not None:
        return tuple(filter(None, map(site.post_with_slug, named)))
    points = Counter(_points(article, site))
    del points[article.sort_key]
    best = sorted(sorted(points), key=points.__getitem__, reverse=True)[:_RELATED]
    return tuple(path for _, path in best)


def _points(article: Article, site: SiteView) -> Iterator[tuple[float, str]]:
    """Yield the sort key of each post near the article, once for each point."""
    for tag in article.front_matter.tags:
        near = site.nearest_of_term(f"tags/{tag}")
        yield from near
        yield from near
    if article.front_matter.category:
        yield from site.nearest_of_term(f"categories/{article.front_matter.category}")
