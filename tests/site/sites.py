"""Small sites of a few articles, made without a folder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from kawaraban.core.model import Article, Body, FrontMatter, Site, headline_of
from kawaraban.core.settings import Settings
from kawaraban.site.taxonomy import group_by_term
from kawaraban.site.view import SiteView

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SETTINGS = Settings(title="試し", base_url="https://example.com/", timezone="UTC")


def make_post(name: str, day: int = 1, **keys: object) -> Article:
    """Return a post of a day of May with some keys of its front matter."""
    front_matter = FrontMatter(
        **{"title": name, "date": datetime(2026, 5, day, tzinfo=UTC)} | keys  # type: ignore[arg-type]
    )
    return Article(
        path=f"content/posts/{name}.md",
        kind="post",
        front_matter=front_matter,
        body=Body(description=f"{name}の要約"),
        slug=front_matter.slug or name,
        address=f"posts/{front_matter.slug or name}/",
        title_html=front_matter.title,
        digest=repr(front_matter).encode(),
    )


def make_site(posts: Iterable[Article], **more: object) -> Site:
    """Return a site of posts, with their tags and categories."""
    posts = tuple(sorted(posts, key=lambda post: post.sort_key))
    own = {
        "now": NOW,
        "posts": posts,
        "articles": {post.path: post for post in posts},
        "headlines": {post.path: headline_of(post) for post in posts},
        "tags": group_by_term(posts, lambda post: post.front_matter.tags),
        "categories": group_by_term(posts, lambda p: filter(None, [p.front_matter.category])),
        "files": frozenset(post.path for post in posts),
    }
    return Site(**own | more)  # type: ignore[arg-type]


def view_of(site: Site) -> SiteView:
    """Return a view of a site."""
    return SiteView(site, SETTINGS, lambda path: site.articles[path].body)
