"""Which pictures and files the published pages use, where, and what for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kawaraban.diagnostics import Source
from kawaraban.elements.picture import Picture, picture_of
from kawaraban.elements.product import ProductBox
from kawaraban.images.plan import Purpose
from kawaraban.model import Article, FileAddress, Site, Slot
from kawaraban.pictures import LEAD_WIDTH, LIST_WIDTH, PORTRAIT_WIDTH
from kawaraban.place import Place, desk
from kawaraban.settings import Settings


class Use(NamedTuple):
    """A file that something published shows, or links to, and where.

    `path` is as written until `used` has found the file. A `Picture` in a text is `slot`.
    """

    path: str
    source: Source
    purpose: Purpose
    linked: bool = False
    slot: Picture | None = None


def used(site: Site, settings: Settings) -> Iterator[Use]:
    """Give each use of a file of the site by what is published."""
    place = desk(site, settings, None)
    for use in _written(site, place):
        found = place.find(use.source, use.path)
        if found is not None and not (use.linked and found.endswith(".md")):
            yield use._replace(path=found)
    for author in settings.authors:
        if author.image in site.files:
            yield Use(author.image, Source("site.toml"), Purpose(small=frozenset({PORTRAIT_WIDTH})))


def _written(site: Site, place: Place) -> Iterator[Use]:
    for article in site.articles.values():
        yield from _standing_for(article, site)
    bodies = [notice.body for notice in site.notices.values()]
    bodies += [*site.bios.values(), *(a.body for a in site.articles.values())]
    for body in bodies:
        for slot in body.slots:
            yield from _of_slot(slot, site)
    if place.settings.sharing.image:
        yield Use(place.settings.sharing.image, Source("site.toml"), Purpose(shared=True))


def _standing_for(article: Article, site: Site) -> Iterator[Use]:
    """Give the use of an article's picture in lists, and where it is shared."""
    written = picture_of(article)
    if written is not None:
        widths = {LIST_WIDTH, LEAD_WIDTH} if article in site.posts[:1] else {LIST_WIDTH}
        yield Use(*written, Purpose(small=frozenset(widths), shared=True))


def _of_slot(slot: Slot, site: Site) -> Iterator[Use]:
    product = site.products.get(slot.product) if isinstance(slot, ProductBox) else None
    if product is not None and product.image:
        yield Use(product.image, product.source, Purpose(small=frozenset({LIST_WIDTH})))
    file = getattr(slot, "picture", slot)
    if isinstance(file, Picture):
        yield Use(file.path, file.source, Purpose(shown=True), slot=file)
    elif isinstance(file, FileAddress):
        yield Use(file.path, file.source, Purpose(shown=True), linked=True)
