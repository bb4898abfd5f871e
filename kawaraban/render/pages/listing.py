"""Lists of posts: the home page, tags and categories, with pagination."""

from collections.abc import Iterator
from functools import partial
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kawaraban.core.addresses import ARCHIVE, HOME_TEXT, absolute, list_address
from kawaraban.core.diagnostics import Source
from kawaraban.core.words import PageWords
from kawaraban.elements import slots_in
from kawaraban.render.pages import Output, frame
from kawaraban.render.pages.article import article_view, regions_of
from kawaraban.render.pages.blocks import blocks_of
from kawaraban.render.pages.views import Link, Listing, Pagination
from kawaraban.render.programmes import filler, grants_of
from kawaraban.render.renderer import Renderer
from kawaraban.render.snapshot import Snapshot
from kawaraban.site.context import PageContext
from kawaraban.site.pictures import LEAD_WIDTH, LIST_WIDTH


class _List(Struct, frozen=True):
    """A list as a whole: what it is called, and where its first page stands.

    `key` is its name among the lists of the site (`home`, `tags/NAME`).
    """

    kind: Literal["home", "tag", "category"]
    key: str
    name: str
    heading: str
    address: str


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Yield every page of every list."""
    site, words = snapshot.site, snapshot.renderer.words
    yield from _pages(_List("home", "home", "", "", ""), frame.SETTINGS_FILE, snapshot)
    for name, posts in site.tags.items():
        heading = words.tagged.format(name=name)
        whole = _List("tag", f"tags/{name}", name, heading, list_address("tags", name))
        yield from _pages(whole, frame.origin_of(posts[0], "tags"), snapshot)
    for name, posts in site.categories.items():
        heading = words.in_category.format(name=name)
        address = list_address("categories", name)
        whole = _List("category", f"categories/{name}", name, heading, address)
        yield from _pages(whole, frame.origin_of(posts[0], "category"), snapshot)


def _pages(whole: _List, origin: Source, snapshot: Snapshot) -> Iterator[Output]:
    posts = snapshot.site.list_of(whole.key)
    count = max(1, -(-len(posts) // snapshot.settings.posts.per_page))
    for number in range(1, count + 1):
        make = partial(_bytes, whole, number, snapshot.renderer)
        yield Output(_address(whole, number), origin, make, "list.html")


def _bytes(whole: _List, number: int, renderer: Renderer) -> bytes:
    address = _address(whole, number)
    context = _context(address, renderer)
    article, settings = context.article, renderer.settings
    paths, count = context.site.list_page(f"{number}/{whole.key}")
    lead = paths[0] if context.is_home and paths else None
    side = blocks_of(settings.side, renderer, context)
    listing = Listing(
        kind=whole.kind,
        name=whole.name,
        summaries=tuple(
            frame.summary_of(path, renderer, context, LEAD_WIDTH if path == lead else LIST_WIDTH)
            for path in paths
        ),
        pagination=_pagination(whole, number, count, context),
        disclosure=filler(context)(slots_in("above-body", context)),
        text=article_view(article, renderer, context) if article else None,
        blocks=blocks_of(settings.home, renderer, context) if context.is_home else (),
    )
    shown = regions_of(listing.text, (*side, *listing.blocks))
    head = _head(whole, number, count, renderer)
    head = replace(head, grants=grants_of(context, (listing.disclosure, *shown)))
    if article:
        described = article.front_matter.description or head.description
        head = replace(head, description=described, noindex=article.front_matter.noindex)
    values = {"listing": listing, "side": side}
    return frame.html_bytes(renderer, address, "list.html", head, context, **values)


def _context(address: str, renderer: Renderer) -> PageContext:
    """Return the context of a list's page; the home page has a text of its own."""
    context = renderer.context(address)
    article = context.site.article(HOME_TEXT) if context.is_home else None
    return renderer.context(address, article) if article and not article.address else context


def _head(whole: _List, number: int, count: int, renderer: Renderer) -> frame.Head:
    trail, settings = _trail(whole, renderer), renderer.settings
    site: dict[str, object] = {
        "@type": "WebSite",
        "name": settings.title,
        "url": absolute(settings.base_url, ""),
        "inLanguage": settings.language,
    }
    return frame.Head(
        heading=_heading(whole, number, count, renderer.words),
        description=settings.description if whole.kind == "home" else whole.heading,
        trail=trail,
        json_ld=(frame.crumbs_json(renderer, trail) if trail else site,),
    )


def _address(whole: _List, number: int) -> str:
    return whole.address if number == 1 else f"{whole.address}page/{number}/"


def _heading(whole: _List, number: int, count: int, words: PageWords) -> str:
    if number == 1:
        return whole.heading
    where = words.page_of.format(number=number, count=count)
    return f"{whole.heading or words.newest} — {where}"


def _pagination(whole: _List, number: int, count: int, context: PageContext) -> Pagination:
    def to(other: int, text: str) -> Link | None:
        return frame.link(context, text, _address(whole, other)) if 1 <= other <= count else None

    return Pagination(
        number=number,
        count=count,
        newer=to(number - 1, context.words.newer_page),
        older=to(number + 1, context.words.older_page),
    )


def _trail(whole: _List, renderer: Renderer) -> frame.Trail:
    if whole.kind == "home":
        return ()
    words = renderer.words
    return ((words.home, ""), (words.archive, ARCHIVE), (whole.heading, whole.address))
