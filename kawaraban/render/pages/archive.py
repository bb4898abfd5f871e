"""The archive: all posts by year, and every category and tag."""

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from markupsafe import Markup

from kawaraban.core.addresses import ARCHIVE
from kawaraban.elements import slots_in
from kawaraban.render.pages import Output, frame
from kawaraban.render.pages.blocks import blocks_of, terms_of
from kawaraban.render.pages.views import Archive, ArchiveYear, Summary
from kawaraban.render.programmes import filler, grants_of
from kawaraban.render.renderer import Renderer
from kawaraban.render.snapshot import Snapshot
from kawaraban.site.context import PageContext


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Yield the archive's one page."""
    yield Output(ARCHIVE, frame.SETTINGS_FILE, partial(_bytes, snapshot.renderer), "archive.html")


def _bytes(renderer: Renderer) -> bytes:
    context, words = renderer.context(ARCHIVE), renderer.words
    trail = ((words.home, ""), (words.archive, ARCHIVE))
    disclosure = filler(context)(slots_in("above-body", context))
    side = blocks_of(renderer.settings.side, renderer, context)
    head = frame.Head(
        heading=words.archive,
        description=words.all_posts,
        trail=trail,
        json_ld=(frame.crumbs_json(renderer, trail),),
        grants=grants_of(context, (disclosure, *(block.html for block in side))),
    )
    archive = Archive(
        years=tuple(_years(renderer, context)),
        categories=tuple(terms_of("categories", context)),
        tags=tuple(terms_of("tags", context)),
        disclosure=disclosure,
    )
    values = {"archive": archive, "side": side}
    return frame.html_bytes(renderer, ARCHIVE, "archive.html", head, context, **values)


def _years(renderer: Renderer, context: PageContext) -> Iterator[ArchiveYear]:
    posts_of = groupby(context.site.headlines(), lambda p: p.published.year if p.published else 0)
    for year, posts in posts_of:
        entries = tuple(
            Summary(
                title=Markup(post.title_html),  # noqa: S704 - escaped when it was made
                href=context.href(post.address),
                label=context.ad_label if post.is_sponsored else "",
                published=context.words.stamp(post.published) if post.published else None,
            )
            for post in posts
        )
        block = renderer.render("archive_year.html", year=year, entries=entries)
        yield ArchiveYear(year=year, block=Markup(block))  # noqa: S704 - a template escapes
