"""Measure the pictures that a site publishes: size, digest, animation."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import msgpack

from kawaraban.core.diagnostics import Diagnostic, Reported, Source
from kawaraban.core.model import PictureFile
from kawaraban.images.photo import kinds
from kawaraban.images.photo.plan import TALLEST
from kawaraban.incremental.cache import Cache
from kawaraban.read.files import FileEntry

# A part of each cache key: to be changed with what is measured here.
_RULES = 7
# More than 50 megapixels take in any format but the most wasteful.
_MOST_BYTES = 400_000_000
_HEAD = 200


def measure_pictures(
    used: Mapping[str, Source], files: Mapping[str, FileEntry], cache: Cache
) -> Reported[dict[str, PictureFile]]:
    """Measure each picture that is used; `used` has a source position for each path.

    A file that has not changed since it was measured is not opened.
    """
    pictures: dict[str, PictureFile] = {}
    found: list[Diagnostic] = []
    for path, source in used.items():
        try:
            pictures[path] = _measure_cached(files[path], cache)
        except kinds.BadPictureError as bad:
            found.append(bad.at(source))
    return pictures, tuple(found)


def _measure_cached(entry: FileEntry, cache: Cache) -> PictureFile:
    if entry.settled:
        key = f"picture {_RULES} {entry.stamp}"
        data = cache.remember(key, lambda: msgpack.encode(_measure(entry)))
        with suppress(msgspec.DecodeError):  # another version's value
            return msgpack.decode(data, type=PictureFile)
    return _measure(entry)


def _measure(entry: FileEntry) -> PictureFile:
    from kawaraban.images import svg  # noqa: PLC0415 - not always needed
    from kawaraban.images.photo import opening  # noqa: PLC0415 - likewise

    path, file = entry.path, Path(entry.real)
    if entry.size > _MOST_BYTES:
        raise kinds.BadPictureError("picture-too-large", path=path)
    try:
        with file.open("rb") as data:
            kinds.refuse_pointer(data.read(_HEAD), path)
            data.seek(0)
            digest = hashlib.file_digest(data, "sha256").hexdigest()
        if kinds.extension_of(path) == "svg":
            (width, height), moving = svg.size(file.read_bytes()), False
        else:
            with opening.open_picture(file, path) as image:
                width, height = opening.upright_size(image)
                moving = opening.is_moving(image, path)
    except opening.BROKEN as reason:
        raise kinds.broken_picture(path) from reason
    if height > width * TALLEST and kinds.extension_of(path) != "svg":
        raise kinds.BadPictureError("picture-too-tall", path=path)
    return PictureFile(path=path, width=width, height=height, digest=digest, moving=moving)
