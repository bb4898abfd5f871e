"""Pictures and files: which ones the published pages use, their size, their published name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from kawaraban.addresses import folder_name
from kawaraban.diagnostics import Diagnostic, Source
from kawaraban.elements.picture import Picture
from kawaraban.elements.product import ProductBox
from kawaraban.images.measure import EXTENSIONS, measured, not_a_picture
from kawaraban.model import Body, FileAddress, Site, Slot
from kawaraban.place import desk
from kawaraban.read.files import FileEntry, unreadable
from kawaraban.settings import Settings


def with_pictures(
    site: Site, settings: Settings, files: Mapping[str, FileEntry]
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """Give the site with every picture and file that its pages use, and no other."""
    used = tuple(_used(site, settings))
    shown = {use.path: use.source for use in used if _is_picture(use.path)}
    others = tuple(use for use in used if use.path not in shown)
    pictures, unusable = measured(shown, files)
    downloads, unread = _downloads(others, files)
    wrong = (not_a_picture(use.path, use.source) for use in others if use.shown)
    return replace(site, pictures=pictures, downloads=downloads), (*unusable, *wrong, *unread)


def _downloads(
    uses: tuple[_Use, ...], files: Mapping[str, FileEntry]
) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """Give the published address of each file that is linked to, and those that are unreadable."""
    read = {use.path: _download(files[use.path]) for use in uses if not use.shown}
    addresses = {path: address for path, (address, _) in read.items() if address}
    return addresses, tuple(found for _, reported in read.values() for found in reported)


def _is_picture(path: str) -> bool:
    return path.rpartition(".")[2].lower() in EXTENSIONS


def _download(entry: FileEntry) -> tuple[str, tuple[Diagnostic, ...]]:
    """Give the published address of a file that is no picture: its own name, under its digest."""
    try:
        digest = hashlib.sha256(Path(entry.real).read_bytes()).hexdigest()[:8]
    except OSError as problem:
        return "", (unreadable(entry.path, problem),)
    stem, dot, extension = entry.path.rpartition("/")[2].rpartition(".")
    return f"files/{digest}/{folder_name(stem)}{dot}{extension}", ()


class _Use(NamedTuple):
    """A file that something published shows as a picture, or links to, and where."""

    path: str
    source: Source
    shown: bool


def _used(site: Site, settings: Settings) -> Iterator[_Use]:
    bodies = [notice.body for notice in site.notices.values()]
    bodies += [*site.bios.values(), *(a.body for a in site.articles.values())]
    place = desk(site, settings, None)
    for use in _written(site, bodies):
        found = place.find(use.source, use.path)
        if found is not None and (use.shown or not found.endswith(".md")):
            yield use._replace(path=found)
    for author in settings.authors:
        if author.image in site.files:
            yield _Use(author.image, Source("site.toml"), shown=True)


def _written(site: Site, bodies: list[Body]) -> Iterator[_Use]:
    for article in site.articles.values():
        if article.front_matter.image:
            place = article.front_matter.positions["image"]
            yield _Use(article.front_matter.image, place, shown=True)
    for body in bodies:
        for slot in body.slots:
            yield from _of_slot(slot, site)


def _of_slot(slot: Slot, site: Site) -> Iterator[_Use]:
    product = site.products.get(slot.product) if isinstance(slot, ProductBox) else None
    if product is not None and product.image:
        yield _Use(product.image, product.source, shown=True)
    file = getattr(slot, "picture", slot)
    if isinstance(file, Picture | FileAddress):
        yield _Use(file.path, file.source, shown=isinstance(file, Picture))
