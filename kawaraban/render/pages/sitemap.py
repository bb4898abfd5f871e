"""The sitemap (sitemaps.org, protocol 0.9), and robots.txt which names it (RFC 9309)."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from kawaraban.core.addresses import ARCHIVE, absolute, list_address
from kawaraban.core.model import Frozen
from kawaraban.core.services import table
from kawaraban.render.pages import ROBOTS, Output
from kawaraban.render.pages.feed import xml_text
from kawaraban.render.pages.frame import SETTINGS_FILE
from kawaraban.render.renderer import Renderer
from kawaraban.render.snapshot import Snapshot

SITEMAP = "sitemap.xml"


class Url(Frozen, frozen=True, kw_only=True):
    """A page of the sitemap; `lastmod` is empty where nobody wrote a date."""

    loc: str
    lastmod: str


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Yield `sitemap.xml` and `robots.txt`."""
    yield Output(SITEMAP, SETTINGS_FILE, partial(_sitemap, snapshot.renderer))
    yield Output(ROBOTS, SETTINGS_FILE, partial(_robots, snapshot.renderer))


def _sitemap(renderer: Renderer) -> bytes:
    return xml_text(renderer.render("sitemap.xml", urls=tuple(_urls(renderer)))).encode()


def _urls(renderer: Renderer) -> Iterator[Url]:
    for name, modified in renderer.view.list_changes():
        kind, _, term = name.partition("/")
        yield _url(renderer, list_address(kind, term) if term else "", modified)
        if name == "home":
            yield _url(renderer, ARCHIVE, modified)
    for address, modified in renderer.view.indexed_articles():
        yield _url(renderer, address, modified)


def _url(renderer: Renderer, address: str, modified: datetime | None) -> Url:
    return Url(
        loc=absolute(renderer.settings.base_url, address),
        lastmod=modified.isoformat(timespec="seconds") if modified else "",
    )


def _robots(renderer: Renderer) -> bytes:
    sitemap = absolute(renderer.settings.base_url, SITEMAP)
    denied = table().ai_crawlers if renderer.settings.machines.ai_crawlers == "deny" else ()
    names = "".join(f"User-agent: {name}\n" for name in denied)
    rules = f"{names}Disallow: /\n\n" if names else ""
    return f"{rules}User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n".encode()
