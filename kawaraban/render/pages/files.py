"""Files that are published: pictures in their forms, downloads, and the theme's assets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from kawaraban.core.diagnostics import Source
from kawaraban.render.edition import Edition
from kawaraban.render.pages import Output


def outputs(edition: Edition) -> Iterator[Output]:
    """Give every picture and download that a page uses, and every asset."""
    for path, kept in edition.pictures.items():
        yield Output(path, Source("content"), kept)
    for path, draw in edition.cards.items():
        yield Output(path, Source("content"), draw, lasting=True)
    downloads = {address: path for path, address in edition.site.downloads.items()}
    for address, path in downloads.items():
        yield Output(address, Source(path), Path(edition.files[path].real).read_bytes)
    for path, data in edition.assets.files.items():
        yield Output(path, Source("assets"), partial(bytes, data))
