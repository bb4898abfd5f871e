"""Files that are published: pictures in their forms, downloads, and the theme's assets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kawaraban.diagnostics import Source
from kawaraban.elements.picture import (
    LEAD_WIDTH,
    LIST_WIDTH,
    PORTRAIT_WIDTH,
    Form,
    picture_for,
    small,
    whole,
)
from kawaraban.images import encode
from kawaraban.model import PictureFile
from kawaraban.pages import Output
from kawaraban.render import Edition


def outputs(edition: Edition) -> Iterator[Output]:
    """Give every picture and download that a page uses, and every asset."""
    # One picture kept in two folders is published once: its digest is in the name.
    forms = {form.path: (picture, form) for picture, form in _forms(edition)}
    for picture, form in forms.values():
        yield Output(form.path, Source(picture.path), partial(_picture, picture, form, edition))
    downloads = {address: path for path, address in edition.site.downloads.items()}
    for address, path in downloads.items():
        yield Output(address, Source(path), edition.files[path].read_bytes)
    for path, data in edition.assets.files.items():
        yield Output(path, Source("assets"), partial(bytes, data))


def _forms(edition: Edition) -> Iterator[tuple[PictureFile, Form]]:
    pictures, place = edition.site.pictures, edition.place("")
    for picture in pictures.values():
        yield picture, whole(picture)
    for article in edition.site.articles.values():
        listed = picture_for(article, place)
        if listed is not None:
            yield listed, small(listed, LIST_WIDTH)
            if article in edition.site.posts[:1]:
                yield listed, small(listed, LEAD_WIDTH)
    for product in edition.site.products.values():
        shown = pictures.get(place.find(product.source, product.image) or "")
        if shown is not None:
            yield shown, small(shown, LIST_WIDTH)
    for author in edition.settings.authors:
        if author.image in pictures:
            yield pictures[author.image], small(pictures[author.image], PORTRAIT_WIDTH)


def _picture(picture: PictureFile, form: Form, edition: Edition) -> bytes:
    file = edition.files[picture.path]
    if form == whole(picture):
        return file.read_bytes()
    key = f"{encode.RECIPE} {picture.digest} {form.width}x{form.height}"
    return edition.cache.remember(key, lambda: encode.small(file, (form.width, form.height)))
