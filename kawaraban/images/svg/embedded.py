"""The pictures inside an SVG, made anew: their pixels, and nothing else."""

from __future__ import annotations

import base64
import io
import re
import warnings
from urllib.parse import unquote

from PIL import Image, ImageFile

from kawaraban.core.model import PictureFile
from kawaraban.images.photo.opening import BROKEN, image_in, scale_key, upright_size
from kawaraban.images.photo.pixels import pixels_of

_MOST_PIXELS = 20_000_000
_LEAST_PIXELS = 4096  # one that is smaller takes as long, and counts as so many
_DATA_URL = re.compile(
    r"[ \t\r\n]*data:image/(?:png|jpe?g|gif|webp)(?:;[\w.+=-]+)*?;base64,", re.IGNORECASE
)
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


class Embedded:
    """Makes the pictures of one SVG anew; they share 20 megapixels."""

    def __init__(self) -> None:
        """Begin with no picture."""
        self._left = _MOST_PIXELS

    def made_anew(self, url: str) -> str | None:
        """Give a picture's data URL with a clean picture; None for a URL of another kind.

        JPEG stays JPEG, all else is PNG; of a moving picture the first frame is left.
        Raises ValueError for a broken picture, and where the pixels of all are too many.
        """
        head = _DATA_URL.match(url)
        if head is None:
            return None
        data = _decoded(url[head.end() :])
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the sizes are checked here, and more strictly
                with image_in(io.BytesIO(data), _FORMATS) as image:
                    self._count_in(image)
                    scale_key(image)
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
    width, height = upright_size(image)
    picture = PictureFile(path="", width=width, height=height, digest="")
    plain = pixels_of(image, data, picture, width).image
    # Even a JPEG that seems bare may hold more than it shows: rows, tables, bytes behind the last.
    kind = "jpeg" if image.format in {"JPEG", "MPO"} else "png"
    buffer = io.BytesIO()
    plain.save(buffer, kind, quality=90)
    return kind, buffer.getvalue()
