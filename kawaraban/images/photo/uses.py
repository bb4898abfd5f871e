"""Which pictures and files the published pages use, where, and what for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Article, Author, Body, FileAddress, Site, Slot
from kawaraban.core.settings import Settings
from kawaraban.elements.author import box_of
from kawaraban.elements.notice import notice_of
from kawaraban.elements.picture import Picture, picture_of
from kawaraban.elements.product import ProductBox
from kawaraban.images.photo.plan import Purpose
from kawaraban.site.context import check_context, site_view
from kawaraban.site.pictures import LEAD_WIDTH, LIST_WIDTH, PORTRAIT_WIDTH


class Use(NamedTuple):
    """A file that something published shows, or links to, and where.

    `path` is as written until `picture_uses` has found the file.
    """

    path: str
    source: Source
    purpose: Purpose
    linked: bool = False


def picture_uses(site: Site, settings: Settings) -> Iterator[Use]:
    """Give each use of a file of the site by what is published."""
    yield from _find_files(_written_uses(site, settings), site, settings)


def uses_by(articles: Iterable[Article], site: Site, settings: Settings) -> Iterator[Use]:
    """Give each use of a file of the site by articles, published or not."""
    for article in articles:
        yield from _find_files(_of_article(article, site), site, settings)


def _find_files(uses: Iterable[Use], site: Site, settings: Settings) -> Iterator[Use]:
    context = check_context(site, settings)
    for use in uses:
        found = context.find(use.source, use.path)
        if found is not None and not (use.linked and found.endswith(".md")):
            yield use._replace(path=found)


def redacting(
    bodies: Iterable[Body], site: Site, settings: Settings
) -> Iterator[tuple[str, Picture]]:
    """Give each picture with a redaction and its file's path, in what is not published too.

    A draft that covers a name knows better than the post that has forgotten it.
    """
    context = check_context(site, settings)
    for body in bodies:
        for slot in body.slots:
            picture = getattr(slot, "picture", slot)
            if isinstance(picture, Picture) and picture.redact is not None:
                found = context.find(picture.source, picture.path)
                if found is not None:
                    yield found, picture


def _written_uses(site: Site, settings: Settings) -> Iterator[Use]:
    for article in site.articles.values():
        yield from _standing_for(article, site)
    for body in _shown_bodies(site, settings):
        for slot in body.slots:
            yield from _of_slot(slot, site)
    for author in _shown_authors(site, settings):
        if author.image in site.files:
            yield Use(author.image, Source("site.toml"), Purpose(small=frozenset({PORTRAIT_WIDTH})))
    if settings.sharing.image:
        yield Use(settings.sharing.image, Source("site.toml"), Purpose(shared=True))


def _shown_bodies(site: Site, settings: Settings) -> Iterator[Body]:
    """Give the texts that some published page shows."""
    names, view = {"disclosure"}, site_view(site, settings)
    for article in site.articles.values():
        yield article.body
        if notice_of(check_context(site, settings, article, view=view)) is not None:
            names.add(str(article.front_matter.notice))
    yield from (site.notices[name].body for name in sorted(names) if name in site.notices)
    for author in _shown_authors(site, settings):
        if author.id in site.bios:
            yield site.bios[author.id]


def _shown_authors(site: Site, settings: Settings) -> tuple[Author, ...]:
    boxes = (box_of(article, settings) for article in site.articles.values())
    return tuple({box.author.id: box.author for box in boxes if box is not None}.values())


def _standing_for(article: Article, site: Site) -> Iterator[Use]:
    """Give the use of an article's picture in lists, and where it is shared."""
    written = picture_of(article)
    if written is not None:
        widths = {LIST_WIDTH, LEAD_WIDTH} if article in site.posts[:1] else {LIST_WIDTH}
        yield Use(*written, Purpose(small=frozenset(widths), shared=True))


def _of_article(article: Article, site: Site) -> Iterator[Use]:
    yield from _standing_for(article, site)
    for slot in article.body.slots:
        yield from _of_slot(slot, site)


def _of_slot(slot: Slot, site: Site) -> Iterator[Use]:
    product = site.products.get(slot.product) if isinstance(slot, ProductBox) else None
    if product is not None and product.image:
        yield Use(product.image, product.image_source, Purpose(small=frozenset({LIST_WIDTH})))
    file = getattr(slot, "picture", slot)
    if isinstance(file, Picture):
        yield Use(file.path, file.source, Purpose(shown=True))
    elif isinstance(file, FileAddress):
        yield Use(file.path, file.source, Purpose(shown=True), linked=True)
