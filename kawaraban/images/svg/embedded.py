"""The pictures inside an SVG, made anew: their pixels, and nothing else."""

from __future__ import annotations

import base64
import io
import re
import warnings
from urllib.parse import unquote

from PIL import Image, ImageFile

from kawaraban.images.opening import BROKEN, upright_size
from kawaraban.images.pixels import pixels_of
from kawaraban.model import PictureFile

_MOST_PIXELS = 20_000_000
_LEAST_PIXELS = 4096  # one that is smaller takes as long, and counts as so many
_DATA_URL = re.compile(
    r"[ \t\r\n]*data:image/(?:png|jpe?g|gif|webp)(?:;[\w.+=-]+)*?;base64,", re.IGNORECASE
)
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
# A JPEG as encoders begin it (JFIF), the segments that may follow, and its one scan.
_BARE_BEGIN = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
_BARE_SEGMENTS = (b"\xff\xdb", b"\xff\xc0", b"\xff\xc4", b"\xff\xda")
_BARE_SCAN = re.compile(rb"(?:[^\xff]++|\xff[\x00\xd0-\xd7])*+\xff\xd9")


class Embedded:
    """Makes the pictures of one SVG anew; they share 20 megapixels."""

    def __init__(self) -> None:
        """Begin with no picture."""
        self._left = _MOST_PIXELS

    def made_anew(self, url: str) -> str | None:
        """Give a picture's data URL with a clean picture; None for a URL of another kind.

        JPEG stays JPEG, all else is PNG; of a moving picture the first frame is left. A JPEG
        that says nothing but its pixels is not written again: it would lose a little each time.
        Raises ValueError for a broken picture, and where the pixels of all are too many.
        """
        head = _DATA_URL.match(url)
        if head is None:
            return None
        data = _decoded(url[head.end() :])
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the sizes are checked here, and more strictly
                with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                    self._count_in(image)
                    kind, data = _encoded(image, data)
        except (*BROKEN, Image.DecompressionBombError) as reason:
            raise ValueError from reason
        return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"

    def _count_in(self, image: Image.Image) -> None:
        self._left -= max(image.width * image.height, _LEAST_PIXELS)
        if self._left < 0:
            raise ValueError


def _decoded(coded: str) -> bytes:
    packed = "".join(unquote(coded).split())
    return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)


def _encoded(image: ImageFile.ImageFile, data: bytes) -> tuple[str, bytes]:
    kind = "jpeg" if image.format in {"JPEG", "MPO"} else "png"
    width, height = upright_size(image)
    picture = PictureFile(path="", width=width, height=height, digest="")
    plain = pixels_of(image, data, picture, width).image
    if kind == "jpeg" and _is_bare_jpeg(data):
        return kind, data
    buffer = io.BytesIO()
    plain.save(buffer, kind, quality=90)
    return kind, buffer.getvalue()


def _is_bare_jpeg(data: bytes) -> bool:
    """Say whether a JPEG holds one scan and its tables, and no more (ITU-T T.81, annex B)."""
    if not data.startswith(_BARE_BEGIN):
        return False
    at, segment = len(_BARE_BEGIN) + 9, b""
    while segment != _BARE_SEGMENTS[-1] and data[at : at + 2] in _BARE_SEGMENTS:
        segment = data[at : at + 2]
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return segment == _BARE_SEGMENTS[-1] and _BARE_SCAN.fullmatch(data, at) is not None
