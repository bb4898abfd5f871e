"""The sitemap (sitemaps.org, protocol 0.9), and robots.txt which names it (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kawaraban.core.addresses import ARCHIVE, absolute
from kawaraban.core.model import Frozen
from kawaraban.render.edition import Edition
from kawaraban.render.pages import ROBOTS, Output
from kawaraban.render.pages.feed import xml_text
from kawaraban.render.pages.frame import SETTINGS_FILE, category_address, tag_address

SITEMAP = "sitemap.xml"


class Url(Frozen, frozen=True, kw_only=True):
    """A page of the sitemap; `lastmod` is empty where nobody wrote a date."""

    loc: str
    lastmod: str


def outputs(edition: Edition) -> Iterator[Output]:
    """Give `sitemap.xml` and `robots.txt`."""
    yield Output(SITEMAP, SETTINGS_FILE, lambda: _sitemap(edition).encode())
    yield Output(ROBOTS, SETTINGS_FILE, lambda: _robots(edition).encode())


def _sitemap(edition: Edition) -> str:
    return xml_text(edition.render("sitemap.xml", urls=tuple(_urls(edition))))


def _urls(edition: Edition) -> Iterator[Url]:
    site = edition.site
    lists = [("", site.posts), (ARCHIVE, site.posts)]
    lists += [(tag_address(name), posts) for name, posts in site.tags.items()]
    lists += [(category_address(name), posts) for name, posts in site.categories.items()]
    for address, posts in lists:
        newest = max(filter(None, (post.modified for post in posts)), default=None)
        yield _url(edition, address, newest)
    for article in (*site.posts, *site.pages):
        if not article.front_matter.noindex:
            yield _url(edition, article.address, article.modified)


def _url(edition: Edition, address: str, modified: datetime | None) -> Url:
    return Url(
        loc=absolute(edition.settings.base_url, address),
        lastmod=modified.isoformat(timespec="seconds") if modified else "",
    )


def _robots(edition: Edition) -> str:
    sitemap = absolute(edition.settings.base_url, SITEMAP)
    return f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n"
