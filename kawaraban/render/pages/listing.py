"""Lists of posts: the home page, tags and categories, with pagination."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Literal

from msgspec import Struct

from kawaraban.core.addresses import ARCHIVE, absolute
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Article
from kawaraban.core.words import PageWords
from kawaraban.render.edition import Edition
from kawaraban.render.pages import Output
from kawaraban.render.pages.frame import (
    SETTINGS_FILE,
    Head,
    Json,
    Trail,
    category_address,
    crumbs_json,
    html_bytes,
    link,
    origin_of,
    summary_of,
    tag_address,
)
from kawaraban.render.pages.views import Link, Listing, Pagination
from kawaraban.site.context import Place
from kawaraban.site.pictures import LEAD_WIDTH, LIST_WIDTH


class _List(Struct, frozen=True):
    """A list as a whole: what it is called, where its first page stands, what it holds."""

    kind: Literal["home", "tag", "category"]
    name: str
    heading: str
    address: str
    posts: Sequence[Article]
    origin: Source


def outputs(edition: Edition) -> Iterator[Output]:
    """Give every page of every list."""
    for whole in _lists(edition):
        yield from _pages(whole, edition)


def _lists(edition: Edition) -> Iterator[_List]:
    site, words = edition.site, edition.words
    yield _List("home", "", "", "", site.posts, SETTINGS_FILE)
    for name, posts in site.tags.items():
        heading = words.tagged.format(name=name)
        yield _List("tag", name, heading, tag_address(name), posts, origin_of(posts[0], "tags"))
    for name, posts in site.categories.items():
        heading = words.in_category.format(name=name)
        origin = origin_of(posts[0], "category")
        yield _List("category", name, heading, category_address(name), posts, origin)


def _pages(whole: _List, edition: Edition) -> Iterator[Output]:
    count = max(1, -(-len(whole.posts) // edition.settings.posts.per_page))
    for number in range(1, count + 1):
        make = partial(_bytes, whole, number, count, edition)
        yield Output(_address(whole, number), whole.origin, make, "list.html")


def _bytes(whole: _List, number: int, count: int, edition: Edition) -> bytes:
    address, size = _address(whole, number), edition.settings.posts.per_page
    posts = whole.posts[(number - 1) * size : number * size]
    lead = posts[0] if whole.kind == "home" and number == 1 and posts else None
    place = edition.place(address)
    listing = Listing(
        kind=whole.kind,
        name=whole.name,
        summaries=tuple(
            summary_of(post, edition, place, LEAD_WIDTH if post is lead else LIST_WIDTH)
            for post in posts
        ),
        pagination=_pagination(whole, number, count, place),
    )
    head = _head(whole, number, count, edition)
    return html_bytes(edition, address, "list.html", head, place, listing=listing)


def _head(whole: _List, number: int, count: int, edition: Edition) -> Head:
    trail = _trail(whole, edition)
    return Head(
        heading=_heading(whole, number, count, edition.words),
        description=edition.settings.description if whole.kind == "home" else whole.heading,
        trail=trail,
        json_ld=tuple(_json_ld(edition, trail)),
    )


def _address(whole: _List, number: int) -> str:
    return whole.address if number == 1 else f"{whole.address}page/{number}/"


def _heading(whole: _List, number: int, count: int, words: PageWords) -> str:
    if number == 1:
        return whole.heading
    where = words.page_of.format(number=number, count=count)
    return f"{whole.heading or words.newest} — {where}"


def _pagination(whole: _List, number: int, count: int, place: Place) -> Pagination:
    def to(other: int, text: str) -> Link | None:
        return link(place, text, _address(whole, other)) if 1 <= other <= count else None

    return Pagination(
        number=number,
        count=count,
        newer=to(number - 1, place.words.newer_page),
        older=to(number + 1, place.words.older_page),
    )


def _trail(whole: _List, edition: Edition) -> Trail:
    if whole.kind == "home":
        return ()
    words = edition.words
    return ((words.home, ""), (words.archive, ARCHIVE), (whole.heading, whole.address))


def _json_ld(edition: Edition, trail: Trail) -> Iterator[Json]:
    if trail:
        yield crumbs_json(edition, trail)
    else:
        yield {
            "@type": "WebSite",
            "name": edition.settings.title,
            "url": absolute(edition.settings.base_url, ""),
            "inLanguage": edition.settings.language,
        }
