"""A picture's pixels as they may be published: upright, in sRGB, redacted, and nothing else."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image, ImageCms, ImageFile

from kawaraban.images.opening import frame_count, orientation, upright_size
from kawaraban.model import PictureFile, Rectangle

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
# Modes of 16 bits a sample, of which eight are shown.
_DEEP = ("I", "I;16", "I;16B", "I;16L")
_OPAQUE = (255, 255)
_BLOCKS = 6
_USUAL_DURATION = 100
_MOST_FLAT_COLOURS = 4096


class Pixels(NamedTuple):
    """What is left of a picture's file: its colours, and whether they are a drawing's few.

    That is only known of an image that has not been scaled.
    """

    image: Image.Image
    flat: bool


def pixels_of(opened: ImageFile.ImageFile, picture: PictureFile, width: int) -> Pixels:
    """Give the pixels of an opened picture, at most `width` wide, as RGB, or RGBA with holes.

    Redactions are painted on all of the original's pixels, before anything is scaled.
    """
    height = math.ceil(picture.height * width / picture.width)
    if not picture.redactions:
        stored = (width, height) if upright_size(opened) == opened.size else (height, width)
        opened.draft(None, stored)  # a JPEG's decoder can leave out what is not needed
    opened.load()
    held = orientation(opened)
    image = _plain(opened)
    flat = picture.width <= width and image.getcolors(_MOST_FLAT_COLOURS) is not None
    if picture.redactions:
        image = _in_srgb(_turned(image, held))
        image = redacted(image, picture.redactions, mosaic=picture.mosaic)
        return Pixels(_bare(_scaled(image, width, height)), flat)
    image = _scaled(image, *((width, height) if held < _FIRST_ON_ITS_SIDE else (height, width)))
    return Pixels(_bare(_in_srgb(_turned(image, held))), flat)


def _turned(image: Image.Image, held: int) -> Image.Image:
    return image.transpose(_TURNS[held]) if held in _TURNS else image


def _plain(image: Image.Image) -> Image.Image:
    """Give an image in a mode that can be scaled: no palette, eight bits a sample."""
    if image.mode in _DEEP:
        return image.point(lambda sample: sample / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in {"RGB", "L", "CMYK"}:
        return image
    return image.convert("RGB")


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
            if "sRGB" not in ImageCms.getProfileDescription(source):
                target = ImageCms.createProfile("sRGB")
                turned = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
                if turned is not None:
                    return turned
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile that does not fit its picture says nothing
    return image.convert("RGB")


def _bare(image: Image.Image) -> Image.Image:
    """Drop a channel of transparency without holes, and all that a file said beside pixels."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == _OPAQUE:
        image = image.convert("RGB")
    image.info = {}
    return image


def redacted(
    image: Image.Image, redactions: tuple[Rectangle, ...], *, mosaic: bool = False
) -> Image.Image:
    """Paint over each rectangle of an upright RGB or RGBA image; gives a new image."""
    painted = image.copy()
    for x, y, width, height in redactions:
        box = (x, y, x + width, y + height)
        painted.paste(_blocks(image.crop(box)) if mosaic else _BLACK[: len(image.getbands())], box)
    return painted


def _blocks(part: Image.Image) -> Image.Image:
    """Give a part of an image as a few blocks of its mean colours."""
    few = (min(_BLOCKS, part.width), min(_BLOCKS, part.height))
    return part.resize(few, Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)


class Rhythm(NamedTuple):
    """How long each frame is shown, in milliseconds, and how often all are played (0: always)."""

    durations: tuple[int, ...]
    plays: int


class Moving(Image.Image):
    """An animation whose frames are made one at a time, as an encoder asks for them."""

    def __init__(self, frame: Callable[[int], Image.Image], count: int) -> None:
        """Take what gives the frame of a number, and how many there are."""
        super().__init__()
        self._frame, self.n_frames, self._at = frame, count, 0
        self.is_animated = True
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Go to a frame."""
        if not 0 <= frame < self.n_frames:
            raise EOFError(frame)
        made = self._frame(frame)
        self.im, self._mode, self._size, self._at = made.im, made.mode, made.size, frame

    def tell(self) -> int:
        """Give the number of the frame that is shown."""
        return self._at


def moving(opened: ImageFile.ImageFile, picture: PictureFile, size: tuple[int, int]) -> Moving:
    """Give an animation at a size, each frame like a still picture's pixels."""

    def frame(number: int) -> Image.Image:
        opened.seek(number)
        image = _in_srgb(opened.convert("RGBA"))
        if picture.redactions:
            image = redacted(image, picture.redactions, mosaic=picture.mosaic)
        image = _scaled(image, *size)
        image.info = {}
        return image

    return Moving(frame, frame_count(opened))


def rhythm_of(opened: ImageFile.ImageFile) -> Rhythm:
    """Give how an animation runs."""
    shown = []
    for number in range(frame_count(opened)):
        opened.seek(number)
        shown.append(round(float(opened.info.get("duration", _USUAL_DURATION))))
    opened.seek(0)
    loop = opened.info.get("loop")
    if opened.format == "GIF":  # which says how often to play again
        return Rhythm(tuple(shown), 1 if loop is None else loop and loop + 1)
    return Rhythm(tuple(shown), loop or 0)
