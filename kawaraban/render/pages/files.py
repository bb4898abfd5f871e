"""Files that are published: pictures in their forms, downloads, and the theme's assets."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from kawaraban.core.diagnostics import Source
from kawaraban.render.pages import Output
from kawaraban.render.snapshot import Snapshot


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Yield every picture and download that a page uses, and every asset."""
    for path, kept in snapshot.pictures.items():
        yield Output(path, Source("content"), kept)
    for path, draw in snapshot.cards.items():
        yield Output(path, Source("content"), draw, made_from="name")
    downloads = {address: path for path, address in snapshot.site.downloads.items()}
    for address, path in downloads.items():
        read = Path(snapshot.files[path].real).read_bytes
        yield Output(address, Source(path), read, made_from="file")
    for path, data in snapshot.assets.files.items():
        yield Output(path, Source("assets"), partial(bytes, data), made_from="file")
