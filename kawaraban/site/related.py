"""Related posts: what to read next after a post."""

from collections import Counter

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
    near: list[str] = []  # the sort key of each post, once for each point
    for tag in article.front_matter.tags:
        near += site.nearest_of_term(f"tags/{tag}") * 2
    if article.front_matter.category:
        near += site.nearest_of_term(f"categories/{article.front_matter.category}")
    points = Counter(near)
    del points[article.sort_key]
    nearest = sorted(sorted(points), key=points.__getitem__, reverse=True)
    return tuple(key.partition(" ")[2] for key in nearest[:_RELATED])
