"""Reduce a picture to the pixels that may be published: upright, in sRGB, redacted."""

import io
import math
from contextlib import suppress
from typing import NamedTuple

from PIL import Image, ImageCms, ImageFile, ImageStat

from kawaraban.core.model import PictureFile
from kawaraban.images.photo.opening import QUARTER_TURNS, orientation, to_plain_mode

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
_OPAQUE = (255, 255)
_BLOCKS = 6
_MOST_FLAT_COLOURS = 4096


class Pixels(NamedTuple):
    """The pixels of a picture, and whether they have a drawing's few colours.

    `flat` is only known of an image that has not been scaled.
    """

    image: Image.Image
    flat: bool


def pixels_of(image: ImageFile.ImageFile, picture: PictureFile, width: int) -> Pixels:
    """Return the pixels of an opened picture, at most `width` wide, as RGB or RGBA.

    Of an animation they are those of its first frame. Redactions are painted on the original's
    pixels, which are scaled later.
    """
    turned = orientation(image)
    size = (width, math.ceil(picture.height * width / picture.width))
    if not picture.redactions and image.format == "JPEG":
        # Its decoder can leave out what is not needed. Others may give a thumbnail in the file,
        # which may be older than the picture.
        image.draft(None, size[::-1] if turned in QUARTER_TURNS else size)
    image.load()
    plain = paint_redactions(turn_upright(to_plain_mode(image), turned), picture)
    flat = picture.width <= width and plain.getcolors(_MOST_FLAT_COLOURS) is not None
    scaled = scale_in_srgb(plain, size)
    if scaled.mode == "RGBA":
        scaled = hide_erased_colours(scaled)
    scaled.info = {"credit": picture.credit}
    return Pixels(scaled, flat)


def turn_upright(image: Image.Image, orientation: int) -> Image.Image:
    """Turn an image as its camera was held; return the image itself where it is upright."""
    return image.transpose(_TURNS[orientation]) if orientation in _TURNS else image


def scale_in_srgb(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Scale an image down to a size, and convert it to sRGB."""
    if image.width > size[0]:
        image = image.resize(size, Image.Resampling.LANCZOS)
    return _to_srgb(image)


def _to_srgb(image: Image.Image) -> Image.Image:
    """Convert an image to sRGB by its colour profile, where it has one that can be read."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours, turned = image.convert("RGB") if alpha else image, None
    if profile := image.info.get("icc_profile"):
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):  # it does not fit
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(colours, source, target, outputMode="RGB")
    colours = turned or colours.convert("RGB")
    if alpha is not None:
        colours.putalpha(alpha)
    return colours


def hide_erased_colours(image: Image.Image) -> Image.Image:
    """Set transparent pixels to the mean colour of the others; drop an alpha channel without any.

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


def paint_redactions(image: Image.Image, picture: PictureFile) -> Image.Image:
    """Paint over each redaction of a picture in its upright image; may change that one."""
    if picture.redactions and image.mode == "CMYK":
        image = _to_srgb(image)  # black ink alone is a grey in many profiles
        image.info = {}
    for x, y, width, height in picture.redactions:
        box = (x, y, x + width, y + height)
        black = _BLACK[: len(image.getbands())]
        image.paste(_pixelate(image.crop(box)) if picture.mosaic else black, box)
    return image


def _pixelate(part: Image.Image) -> Image.Image:
    """Return a part of an image as a few blocks of its mean colours."""
    few = (min(_BLOCKS, part.width), min(_BLOCKS, part.height))
    return part.resize(few, Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)
