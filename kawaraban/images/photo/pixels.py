"""A picture's pixels as they may be published: upright, in sRGB, redacted, and nothing else."""

from __future__ import annotations

import io
import math
from typing import NamedTuple

from PIL import Image, ImageCms, ImageFile, ImageStat

from kawaraban.core.model import PictureFile, Rectangle
from kawaraban.images.photo.opening import orientation, to_plain_mode

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


def pixels_of(image: ImageFile.ImageFile, picture: PictureFile, width: int) -> Pixels:
    """Give the pixels of an opened picture, at most `width` wide, as RGB or RGBA.

    Of an animation they are those of its first frame. Redactions are painted on all of the
    original's pixels, before anything is scaled.
    """
    turned = orientation(image)
    size = (width, math.ceil(picture.height * width / picture.width))
    if not picture.redactions:
        # A JPEG's decoder can leave out what is not needed.
        image.draft(None, _stored_size(size, turned))
    image.load()
    plain = paint_redactions(to_plain_mode(image), picture, turned)
    flat = picture.width <= width and plain.getcolors(_MOST_FLAT_COLOURS) is not None
    fit = fit_to_publish(plain, size, turned)
    if fit.mode == "RGBA":
        fit = hide_erased_colours(fit)
    fit.info = {}
    return Pixels(fit, flat)


def fit_to_publish(image: Image.Image, size: tuple[int, int], turned: int) -> Image.Image:
    """Scale a stored image down to an upright size, turn it upright, and into sRGB."""
    width, height = _stored_size(size, turned)
    if image.width > width:
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    if turned in _TURNS:
        image = image.transpose(_TURNS[turned])
    return _to_srgb(image)


def _stored_size(size: tuple[int, int], turned: int) -> tuple[int, int]:
    return size if turned < _FIRST_ON_ITS_SIDE else size[::-1]


def _to_srgb(image: Image.Image) -> Image.Image:
    """Convert an image to sRGB by its colour profile, where it has one that can be read."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha else image
    colours = _apply_profile(colours, image.info.get("icc_profile"))
    if alpha is not None:
        colours.putalpha(alpha)
    return colours


def _apply_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
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


def hide_erased_colours(image: Image.Image) -> Image.Image:
    """Give transparent pixels the mean colour of the others; drop an alpha channel without any.

    What an author erased is then gone, and leaves no dark edge.
    """
    alpha = image.getchannel("A")
    least, most = alpha.getextrema()
    if (least, most) == _OPAQUE:
        return image.convert("RGB")
    if least == 0:
        seen = ImageStat.Stat(image.convert("RGB"), alpha).mean if most else (0, 0, 0)
        hole = alpha.point(lambda cover: 0 if cover else 255)
        image.paste((*map(round, seen), 0), (0, 0), hole)
    return image


def paint_redactions(image: Image.Image, picture: PictureFile, turned: int) -> Image.Image:
    """Paint over each redaction of a picture in its stored image; may change that one."""
    if picture.redactions and image.mode == "CMYK":
        image = _to_srgb(image)  # black ink alone is a grey in many profiles
        image.info = {}
    for part in picture.redactions:
        x, y, width, height = _stored_rectangle(part, picture, turned)
        box = (x, y, x + width, y + height)
        black = _BLACK[: len(image.getbands())]
        image.paste(_pixelate(image.crop(box)) if picture.mosaic else black, box)
    return image


def _stored_rectangle(part: Rectangle, picture: PictureFile, turned: int) -> Rectangle:
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
    }.get(turned, part)


def _pixelate(part: Image.Image) -> Image.Image:
    """Give a part of an image as a few blocks of its mean colours."""
    few = (min(_BLOCKS, part.width), min(_BLOCKS, part.height))
    return part.resize(few, Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)
