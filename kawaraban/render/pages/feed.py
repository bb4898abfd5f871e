"""The feeds: the newest posts with their full content, as Atom (RFC 4287) and JSON Feed 1.1."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from markupsafe import Markup
from msgspec import json

from kawaraban.core.addresses import FEED, JSON_FEED, absolute
from kawaraban.core.model import Article, Frozen, last_change
from kawaraban.elements import slots_in
from kawaraban.render.pages import Output
from kawaraban.render.pages.frame import SETTINGS_FILE
from kawaraban.render.programmes import filler
from kawaraban.render.renderer import Renderer
from kawaraban.render.snapshot import Snapshot
from kawaraban.system.regex import lazy_pattern

ENTRIES = 20
_ANCHOR = lazy_pattern(r'<a class="anchor".*?</a>')
_FRAGMENT = lazy_pattern(r'(<a\b[^>]*?\shref=")#')
_NO_POSTS_YET = "1970-01-01T00:00:00+00:00"


class Entry(Frozen, frozen=True, kw_only=True):
    """A post in the feed. `content` is HTML with absolute addresses."""

    id: str
    title: str
    published: str
    updated: str
    summary: str
    author: str
    categories: tuple[str, ...]
    content: Markup


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Yield `feed.xml` and `feed.json`."""
    yield Output(FEED, SETTINGS_FILE, partial(_atom, snapshot.renderer))
    yield Output(JSON_FEED, SETTINGS_FILE, partial(_json, snapshot.renderer))


def _atom(renderer: Renderer) -> bytes:
    settings, posts = renderer.settings, _posts(renderer)
    newest = last_change(posts)
    text = renderer.render(
        "feed.xml",
        settings=settings,
        url=absolute(settings.base_url, FEED),
        updated=_rfc3339(newest) if newest else _NO_POSTS_YET,
        entries=(feed_entry(post, renderer) for post in posts),
    )
    return xml_text(text).encode()


def _posts(renderer: Renderer) -> tuple[Article, ...]:
    view = renderer.view
    return tuple(map(view.published_article, view.newest_posts(str(ENTRIES))))


def _json(renderer: Renderer) -> bytes:
    """Return the JSON Feed (jsonfeed.org, version 1.1)."""
    settings = renderer.settings
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": settings.title,
        "home_page_url": settings.base_url,
        "feed_url": absolute(settings.base_url, JSON_FEED),
        "description": settings.description,
        "language": settings.language,
        "authors": [{"name": settings.authors[0].name if settings.authors else settings.title}],
        "items": [
            {
                "id": entry.id,
                "url": entry.id,
                "title": entry.title,
                "content_html": str(entry.content),
                "summary": entry.summary,
                "date_published": entry.published,
                "date_modified": entry.updated,
                "authors": [{"name": entry.author}],
                "tags": entry.categories,
            }
            for entry in (feed_entry(post, renderer) for post in _posts(renderer))
        ],
    }
    return json.encode(feed)


def feed_entry(post: Article, renderer: Renderer) -> Entry:
    """Return a post as feeds have it, made once a build."""
    return renderer.share("feed entry", post.path, lambda: _entry(post, renderer))


def _entry(post: Article, renderer: Renderer) -> Entry:
    context = renderer.feed_context(post)
    author = renderer.settings.author(post.front_matter.author)
    url = absolute(renderer.settings.base_url, post.address)
    names = dict.fromkeys(filter(None, (post.front_matter.category, *post.front_matter.tags)))
    parts = (*slots_in("above-body", context), *post.body.parts)
    content = _ANCHOR.sub("", filler(context)(parts))  # links of headings to themselves
    content = _FRAGMENT.sub(lambda match: f"{match[1]}{url}#", content)
    return Entry(
        id=url,
        title=context.titled(post.title, is_sponsored=post.front_matter.is_sponsored),
        published=_rfc3339(post.front_matter.date),
        updated=_rfc3339(post.modified),
        summary=post.description,
        author=author.name if author else renderer.settings.title,
        categories=tuple(names),
        content=Markup(content),  # noqa: S704 - as it came
    )


def _rfc3339(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else _NO_POSTS_YET


def xml_text(text: str) -> str:
    """Return the text without the characters that XML 1.0 cannot hold (section 2.2)."""
    return text.translate(_NOT_XML)


_NOT_XML = dict.fromkeys(
    [*(c for c in range(0x20) if chr(c) not in "\t\n\r"), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)]
)
