"""A picture's pixels as they may be published: upright, in sRGB, redacted, and nothing else."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image, ImageCms, ImageFile, ImageStat

from kawaraban.core.model import PictureFile, Rectangle
from kawaraban.images.photo.film import Film, still_gif
from kawaraban.images.photo.opening import orientation, plain
from kawaraban.images.photo.whole import check_whole

_BLACK = (0, 0, 0, 255)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_FIRST_ON_ITS_SIDE = 5
_OPAQUE = (255, 255)
_BLOCKS = 6
_MOST_FLAT_COLOURS = 4096


class Pixels(NamedTuple):
    """What is left of a picture's file: its colours, and whether they are a drawing's few.

    That is only known of an image that has not been scaled.
    """

    image: Image.Image
    flat: bool


def pixels_of(opened: ImageFile.ImageFile, data: bytes, picture: PictureFile, width: int) -> Pixels:
    """Give the pixels of a picture opened from its data, at most `width` wide, as RGB or RGBA.

    Redactions are painted on all of the original's pixels, before anything is scaled.
    """
    held = orientation(opened)
    height = math.ceil(picture.height * width / picture.width)
    stored = (width, height) if held < _FIRST_ON_ITS_SIDE else (height, width)
    if not picture.redactions:
        opened.draft(None, stored)  # a JPEG's decoder can leave out what is not needed
    opened.load()
    check_whole(opened, data)
    image = still_gif(opened, data) if opened.format == "GIF" else plain(opened)
    image = painted(image, picture, held)
    flat = picture.width <= width and image.getcolors(_MOST_FLAT_COLOURS) is not None
    image = _in_srgb(_turned(_scaled(image, *stored), held))
    return Pixels(_bare(image), flat)


def _turned(image: Image.Image, held: int) -> Image.Image:
    return image.transpose(_TURNS[held]) if held in _TURNS else image


def _scaled(image: Image.Image, width: int, height: int) -> Image.Image:
    if image.width <= width:
        return image
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _in_srgb(image: Image.Image) -> Image.Image:
    """Turn an image into sRGB by its colour profile, where it has one that can be read."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha else image
    colours = _converted(colours, image.info.get("icc_profile"))
    if alpha is not None:
        colours.putalpha(alpha)
    return colours


def _converted(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
            if turned is not None:
                return turned
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile that does not fit its picture says nothing
    return image.convert("RGB")


def _bare(image: Image.Image) -> Image.Image:
    """Drop a channel of transparency without holes, and all that a file said beside pixels."""
    if image.mode == "RGBA":
        image = _without_hidden(image)
    image.info = {}
    return image


def _without_hidden(image: Image.Image) -> Image.Image:
    """Give what a hole hides the mean colour of what is seen: it is no secret, nor a dark edge."""
    alpha = image.getchannel("A")
    least, most = alpha.getextrema()
    if (least, most) == _OPAQUE:
        return image.convert("RGB")
    if least == 0:
        seen = ImageStat.Stat(image.convert("RGB"), alpha).mean if most else (0, 0, 0)
        hole = alpha.point(lambda cover: 0 if cover else 255)
        image.paste((*map(round, seen), 0), (0, 0), hole)
    return image


def painted(image: Image.Image, picture: PictureFile, held: int) -> Image.Image:
    """Paint over each redaction of a picture in its image as stored, in place where it can be."""
    if picture.redactions and image.mode == "CMYK":
        image = _in_srgb(image)  # black ink alone is a grey in many profiles
        image.info = {}
    for part in picture.redactions:
        x, y, width, height = _as_stored(part, picture, held)
        box = (x, y, x + width, y + height)
        black = _BLACK[: len(image.getbands())]
        image.paste(_blocks(image.crop(box)) if picture.mosaic else black, box)
    return image


def _as_stored(part: Rectangle, picture: PictureFile, held: int) -> Rectangle:
    """Give where a part of the upright picture lies in its file (Exif 2.32, 4.6.4 A)."""
    x, y, width, height = part
    right, below = picture.width - x - width, picture.height - y - height
    return {
        2: Rectangle(right, y, width, height),
        3: Rectangle(right, below, width, height),
        4: Rectangle(x, below, width, height),
        5: Rectangle(y, x, height, width),
        6: Rectangle(y, right, height, width),
        7: Rectangle(below, right, height, width),
        8: Rectangle(below, x, height, width),
    }.get(held, part)


def _blocks(part: Image.Image) -> Image.Image:
    """Give a part of an image as a few blocks of its mean colours."""
    few = (min(_BLOCKS, part.width), min(_BLOCKS, part.height))
    return part.resize(few, Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)


class Moving(Image.Image):
    """An animation whose frames are made one at a time, as an encoder asks for them.

    `has_holes` says whether one of those that were made is not opaque.
    """

    def __init__(self, frame: Callable[[int], Image.Image], count: int) -> None:
        """Take what gives the frame of a number, and how many there are."""
        super().__init__()
        self._frame, self.n_frames, self._at = frame, count, 0
        self.is_animated, self.has_holes = True, False
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Go to a frame."""
        if not 0 <= frame < self.n_frames:
            raise EOFError(frame)
        made = self._frame(frame)
        self.has_holes |= made.getchannel("A").getextrema() != _OPAQUE
        self.im, self._mode, self._size, self._at = made.im, made.mode, made.size, frame

    def tell(self) -> int:
        """Give the number of the frame that is shown."""
        return self._at


def moving(
    opened: ImageFile.ImageFile, film: Film, picture: PictureFile, size: tuple[int, int]
) -> Moving:
    """Give the animation of an opened picture at a size, each frame like a still one's pixels."""
    held = orientation(opened)
    stored = size if held < _FIRST_ON_ITS_SIDE else size[::-1]

    def frame(number: int) -> Image.Image:
        image = film.frame(number)
        if picture.redactions:
            image = painted(image.copy(), picture, held)
        image = _in_srgb(_turned(_scaled(image, *stored), held))
        alpha = image.getchannel("A")
        image = _without_hidden(image)
        image.putalpha(alpha)  # all frames have one
        image.info = {}
        return image

    return Moving(frame, len(film.rhythm.durations))
