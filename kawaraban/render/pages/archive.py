"""The archive: all posts by year, and every category and tag."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from markupsafe import Markup

from kawaraban.core.addresses import ARCHIVE
from kawaraban.core.model import Article, Headline
from kawaraban.render.edition import Edition
from kawaraban.render.pages import Output
from kawaraban.render.pages.frame import (
    SETTINGS_FILE,
    Head,
    category_address,
    crumbs_json,
    html_bytes,
    link,
    tag_address,
)
from kawaraban.render.pages.views import Archive, ArchiveEntry, ArchiveYear, Term
from kawaraban.site.context import Place


def outputs(edition: Edition) -> Iterator[Output]:
    """Give the archive's one page."""
    yield Output(ARCHIVE, SETTINGS_FILE, partial(_bytes, edition), "archive.html")


def _bytes(edition: Edition) -> bytes:
    place, words = edition.place(ARCHIVE), edition.words
    trail = ((words.home, ""), (words.archive, ARCHIVE))
    head = Head(
        heading=words.archive,
        description=words.all_posts,
        trail=trail,
        json_ld=(crumbs_json(edition, trail),),
    )
    archive = Archive(
        years=tuple(_years(edition, place)),
        categories=_terms(edition.site.categories, category_address, place),
        tags=_terms(edition.site.tags, tag_address, place),
    )
    return html_bytes(edition, ARCHIVE, "archive.html", head, place, archive=archive)


def _years(edition: Edition, place: Place) -> Iterator[ArchiveYear]:
    for year, posts in groupby(edition.site.headlines, _year):
        entries = tuple(_entry(post, place) for post in posts)
        block = edition.render("archive_year.html", year=year, entries=entries)
        yield ArchiveYear(year=year, block=Markup(block))  # noqa: S704 - a template escapes


def _entry(post: Headline, place: Place) -> ArchiveEntry:
    date = post.date
    return ArchiveEntry(
        title=Markup(post.title_html),  # noqa: S704 - escaped when it was made
        href=place.href(post.address),
        published=place.words.stamp(date) if date else None,
    )


def _year(post: Headline) -> int:
    return post.date.year if post.date else 0


def _terms(
    terms: Mapping[str, Sequence[Article]], address_of: Callable[[str], str], place: Place
) -> tuple[Term, ...]:
    return tuple(
        Term(link=link(place, name, address_of(name)), count=len(posts))
        for name, posts in terms.items()
    )
