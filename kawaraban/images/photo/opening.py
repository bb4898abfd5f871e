"""A picture's file, opened by the decoder of its extension and no other."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import dropwhile, islice
from pathlib import Path
from typing import IO

from PIL import (  # each registers its decoder and encoder; no other plugin is loaded
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageChops,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from kawaraban.images.photo.frames import gif_frames
from kawaraban.images.photo.heads import cropped, is_cropped, takes_long, without_texts
from kawaraban.images.photo.kinds import RASTER, broken, extension_of, too_large
from kawaraban.images.photo.whole import chunks

CODECS = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
# Pillow's documentation, "Block allocator": blocks this large go back to the system as soon
# as an image goes; smaller ones stay with the thread that had it, and add up.
Image.core.set_block_size(1 << 26)  # type: ignore[attr-defined] # untyped, not private
# A profile of a device may be larger than Pillow takes, which then refuses the picture.
PngImagePlugin.MAX_TEXT_CHUNK = 1 << 24
# What decoders raise on a file that is cut short, or is not what it says.
BROKEN = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    TypeError,
    AssertionError,
    struct.error,
    zlib.error,
    UnidentifiedImageError,
)
_MOST_PIXELS = 50_000_000
_MOST_MOVING_PIXELS = 500_000_000
# A frame that is smaller counts as so many, as each takes some milliseconds.
_LEAST_PIXELS = 250_000
_MOST_FRAMES = _MOST_MOVING_PIXELS // _LEAST_PIXELS
_MOVING = frozenset({"GIF", "PNG", "WEBP", "AVIF"})
# The highest sample of Pillow's raw modes of few bits, whose samples it makes ones of eight.
_HIGHEST = {"L;2": 3, "L;4": 15}
# Modes of 16 bits a sample, of which eight are shown.
_DEEP = ("I", "I;16", "I;16B", "I;16L")
_JPEG, _GIF, _PNG = b"\xff\xd8", b"GIF8", b"\x89PNG\r\n\x1a\n"
_TURNED = range(5, 9)
_ORIENTATION = 0x0112


@contextmanager
def opened(file: Path | IO[bytes], path: str) -> Iterator[ImageFile.ImageFile]:
    """Open a picture; what is wrong with it, then or while it is read, is a `BadPictureError`."""
    try:
        with warnings.catch_warnings(), _bytes_of(file) as data:
            warnings.simplefilter("ignore")  # the sizes are checked here, and more strictly
            with image_in(data, (RASTER[extension_of(path)],)) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise too_large(path)
                if image.format == "AVIF" and is_cropped(data, image.size):
                    raise cropped(path)
                scale_key(image)
                yield image
    except (Image.DecompressionBombError, MemoryError) as reason:
        raise too_large(path) from reason
    except BROKEN as reason:
        raise broken(path) from reason


def _bytes_of(file: Path | IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    return file.open("rb") if isinstance(file, Path) else nullcontext(file)


def image_in(file: IO[bytes], kinds: tuple[str, ...]) -> ImageFile.ImageFile:
    """Open what is one of these kinds; ValueError where Pillow would take long for its head."""
    start = file.read(len(_PNG))
    file.seek(0)
    if start.startswith(_JPEG) and takes_long(file):
        raise ValueError
    if start.startswith(_GIF) and next(gif_frames(file), None) is None:
        raise ValueError
    file.seek(0)
    return Image.open(without_texts(file) if start == _PNG else file, formats=kinds)


def scale_key(image: Image.Image) -> None:
    """Scale the grey that is a hole as Pillow scales samples of two and four bits, but not it.

    Source: PNG (third edition), 11.3.1.1; an animation begins anew with what it began with.
    """
    png = image.png if isinstance(image, PngImagePlugin.PngImageFile) else None
    highest = _HIGHEST.get(png.im_rawmode or "") if png else None
    if png is None or highest is None:
        return
    for said in (image.info, png.rewind_state.info):
        if "transparency" in said:
            said["transparency"] = (said["transparency"] & highest) * 255 // highest


def plain(image: Image.Image) -> Image.Image:
    """Give an image in a mode that can be scaled: no palette, eight bits a sample."""
    if image.mode in _DEEP:
        return _shallow(image)
    if image.mode == "RGBA":
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"RGB", "L", "CMYK"} else image.convert("RGB")


def _shallow(image: Image.Image) -> Image.Image:
    """Give an image of 16 bits a sample with eight; the grey that is a hole stays one."""
    shown = image.point(lambda sample: sample / 256).convert("L")
    key = image.info.get("transparency")
    if key is None:
        return shown
    wide = image.convert("I")
    above, below = (
        wide.point(lambda sample, sign=sign: sample * sign - key * sign) for sign in (1, -1)
    )
    alpha = ImageChops.lighter(above.convert("L"), below.convert("L"))
    shown = shown.convert("RGBA")
    shown.putalpha(alpha.point(lambda distance: 255 if distance else 0))
    return shown


def orientation(image: Image.Image) -> int:
    """Give how the camera was held, 1 to 8 (Exif 2.32, 4.6.4 A); 1 where it says nothing else.

    As browsers do: what XMP or an old profile among a PNG's texts says counts for nothing.
    """
    if _goes_on(image):
        image.load()  # Pillow would too, but then say nothing of pixels that are broken
    exif = Image.Exif()
    try:
        exif.load(image.info.get("exif", b""))
        number = exif.get(_ORIENTATION, 1)
    except BROKEN:  # a broken block of metadata is no reason to refuse its picture
        return 1
    return number if number in range(1, 9) else 1


def _goes_on(image: Image.Image) -> bool:
    """Say whether what may turn a PNG follows its first pixels (PNG, third edition, 5.6)."""
    file = image.fp if isinstance(image, PngImagePlugin.PngImageFile) else None
    if file is None:  # of another kind, or read already
        return False
    place = file.tell()
    try:
        names = (name for name, _ in chunks(file))
        return b"eXIf" in dropwhile(lambda name: name != b"IDAT", names)
    finally:
        file.seek(place)


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Give the size as browsers show it: the camera's orientation is followed."""
    width, height = image.size
    return (height, width) if orientation(image) in _TURNED else (width, height)


def frame_count(image: ImageFile.ImageFile) -> int:
    """Give the number of frames that an animation says it has; 1 for every other picture.

    A camera's JPEG may hold further pictures, which are none of its frames, as a PNG's stand-in
    is none (APNG 1.0).
    """
    count = int(getattr(image, "n_frames", 1)) if image.format in _MOVING else 1
    return count - bool(getattr(image, "default_image", False))


def is_moving(image: ImageFile.ImageFile, path: str) -> bool:
    """Say whether a picture is an animation; one with too many pixels in all is refused."""
    if isinstance(image, GifImagePlugin.GifImageFile) and image.fp:  # Pillow would count them all
        count = sum(1 for _ in islice(gif_frames(image.fp), _MOST_FRAMES + 1))
    else:
        count = frame_count(image)
    if count > 1 and count * max(image.width * image.height, _LEAST_PIXELS) > _MOST_MOVING_PIXELS:
        raise too_large(path)
    return count > 1
