"""The archive: all posts by year, and every category and tag."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from kawaraban.model import Article
from kawaraban.pages import Output
from kawaraban.pages.frame import (
    ARCHIVE,
    SETTINGS_FILE,
    Head,
    category_address,
    crumbs_json,
    html_page,
    link,
    page_of,
    summary_of,
    tag_address,
)
from kawaraban.pages.views import Archive, ArchiveYear, Term
from kawaraban.place import Place
from kawaraban.render import Edition


def outputs(edition: Edition) -> Iterator[Output]:
    """Give the archive's one page."""
    place, words = edition.place(ARCHIVE), edition.words
    trail = ((words.home, ""), (words.archive, ARCHIVE))
    head = Head(
        heading=words.archive,
        description=words.all_posts,
        trail=trail,
        json_ld=(crumbs_json(edition, trail),),
    )
    page = page_of(edition, ARCHIVE, head)
    archive = Archive(
        years=tuple(_years(edition, place)),
        categories=_terms(edition.site.categories, category_address, place),
        tags=_terms(edition.site.tags, tag_address, place),
    )
    yield html_page(edition, ARCHIVE, "archive.html", page, SETTINGS_FILE, archive=archive)


def _years(edition: Edition, place: Place) -> Iterator[ArchiveYear]:
    for year, posts in groupby(edition.site.posts, _year):
        yield ArchiveYear(
            year=year, summaries=tuple(summary_of(post, edition, place) for post in posts)
        )


def _year(post: Article) -> int:
    return post.front_matter.date.year if post.front_matter.date else 0


def _terms(
    terms: Mapping[str, tuple[Article, ...]], address_of: Callable[[str], str], place: Place
) -> tuple[Term, ...]:
    return tuple(
        Term(link=link(place, name, address_of(name)), count=len(posts))
        for name, posts in terms.items()
    )
