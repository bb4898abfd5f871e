"""Files that are published as they are: pictures, downloads, and the theme's assets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kawaraban.elements.picture import published_path
from kawaraban.pages import Output
from kawaraban.render import Edition


def outputs(edition: Edition) -> Iterator[Output]:
    """Give every picture and download that a page uses, and every asset."""
    for path, picture in edition.site.pictures.items():
        yield Output(published_path(picture), path, edition.files[path].read_bytes)
    for path, address in edition.site.downloads.items():
        yield Output(address, path, edition.files[path].read_bytes)
    for path, data in edition.assets.files.items():
        yield Output(path, "assets", partial(bytes, data))
