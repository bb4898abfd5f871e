"""The size and digest of the pictures that a site publishes."""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from kawaraban.diagnostics import Diagnostic, Source, Words, error
from kawaraban.model import PictureFile
from kawaraban.read.files import FileEntry

_RASTER = {
    "png": "PNG",
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "gif": "GIF",
    "webp": "WEBP",
    "avif": "AVIF",
}
EXTENSIONS = (*_RASTER, "svg")
_MOST_PIXELS = 50_000_000
_ORIENTATION = 0x0112
_QUARTER_TURNS = range(5, 9)
_SVG_TAG = re.compile(rb"<svg\b[^>]*>", re.IGNORECASE)
_SVG_SIZE = re.compile(rb"""\s(width|height|viewBox)\s*=\s*["']([^"']*)["']""")
_DEFAULT_SVG_SIZE = (300, 150)


class BadPictureError(Exception):
    """A picture cannot be published; says why, for an author."""

    def __init__(self, rule: str, what: Words, remedy: Words) -> None:
        """Take the rule's name, what is wrong, and the remedy."""
        super().__init__(rule)
        self.rule, self.what, self.remedy = rule, what, remedy


def measured(
    used: Mapping[str, Source], files: Mapping[str, FileEntry]
) -> tuple[dict[str, PictureFile], tuple[Diagnostic, ...]]:
    """Measure each picture that is used; `used` gives a place of use for each path."""
    pictures: dict[str, PictureFile] = {}
    found: list[Diagnostic] = []
    for path, source in used.items():
        try:
            pictures[path] = _measured(path, Path(files[path].real))
        except BadPictureError as bad:
            found.append(error(source, bad.rule, bad.what, bad.remedy))
    return pictures, tuple(found)


def not_a_picture(path: str, source: Source) -> Diagnostic:
    """Say that a file that is shown as a picture is something else."""
    kinds = "PNG, JPEG, GIF, WebP, AVIF, SVG"
    return error(
        source,
        "bad-picture-type",
        Words(f"「{path}」は使える画像の形式ではありません", f"'{path}' is no known picture type"),
        Words(f"{kinds} のどれかにしてください", f"use one of {kinds}"),
    )


def _measured(path: str, file: Path) -> PictureFile:
    extension = path.rpartition(".")[2].lower()
    try:
        data = file.read_bytes()
        width, height = (
            _svg_size(data) if extension == "svg" else _raster_size(file, extension, path)
        )
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError) as reason:
        raise _broken(path) from reason
    digest = hashlib.sha256(data).hexdigest()
    return PictureFile(path=path, width=width, height=height, digest=digest)


def _raster_size(file: Path, extension: str, path: str) -> tuple[int, int]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(file, formats=[_RASTER[extension]]) as image:
                size = _upright(image)
        except Image.DecompressionBombError as reason:
            raise _too_large(path) from reason
    if size[0] * size[1] > _MOST_PIXELS:
        raise _too_large(path)
    return size


def _upright(image: Image.Image) -> tuple[int, int]:
    """Give the size as browsers show it: the camera's orientation is followed (Exif 2.32)."""
    width, height = image.size
    turned = image.getexif().get(_ORIENTATION, 1) in _QUARTER_TURNS
    return (height, width) if turned else (width, height)


def _svg_size(data: bytes) -> tuple[int, int]:
    """Give the size of the root element: its own, else its view box's (SVG 2, section 8.2)."""
    tag = _SVG_TAG.search(data)
    if tag is None:
        raise ValueError
    found = {
        name.decode(): value.decode("utf-8", "replace") for name, value in _SVG_SIZE.findall(tag[0])
    }
    box = tuple(_lengths(found.get("viewBox", "")))[2:4]
    width, height = box if len(box) == len(_DEFAULT_SVG_SIZE) else _DEFAULT_SVG_SIZE
    own = (found.get("width", ""), found.get("height", ""))
    sizes = [next(_lengths(text), 0.0) if not text.endswith("%") else 0.0 for text in own]
    if all(sizes):
        width, height = sizes
    elif sizes[0]:
        width, height = sizes[0], sizes[0] * height / width
    elif sizes[1]:
        width, height = sizes[1] * width / height, sizes[1]
    return max(1, round(width)), max(1, round(height))


def _lengths(text: str) -> Iterator[float]:
    yield from (float(n) for n in re.findall(r"\d+(?:\.\d+)?|\.\d+", text))


def _broken(path: str) -> BadPictureError:
    return BadPictureError(
        "bad-picture",
        Words(f"画像「{path}」が開けません", f"the picture '{path}' cannot be opened"),
        Words(
            "壊れているか、拡張子と中身が違います。書き出し直してください",
            "it is broken, or is not what its extension says; export it again",
        ),
    )


def _too_large(path: str) -> BadPictureError:
    return BadPictureError(
        "picture-too-large",
        Words(f"画像「{path}」が大きすぎます", f"the picture '{path}' is too large"),
        Words("5,000万画素までに縮めてください", "scale it to at most 50 megapixels"),
    )
