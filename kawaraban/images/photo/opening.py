"""Open a picture by the decoder of its extension and no other, and read its header."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from PIL import (  # each registers its decoder and encoder; no other plugin is loaded
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from kawaraban.images.photo.kinds import RASTER, BadPictureError, broken_picture, extension_of

CODECS = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
_MOST_PIXELS = 50_000_000
# Pillow raises an error for twice as many.
Image.MAX_IMAGE_PIXELS = _MOST_PIXELS // 2
# Pillow's documentation, "Block allocator": blocks this large go back to the system as soon
# as an image goes; smaller ones stay with the thread that had it, and add up.
Image.core.set_block_size(1 << 26)  # type: ignore[attr-defined] # untyped, not private
# A profile of a device may be larger than Pillow takes, which then refuses the picture.
PngImagePlugin.MAX_TEXT_CHUNK = 1 << 24
# What decoders raise on a file that is truncated or of another format.
_OF_PYTHON = (SyntaxError, ValueError, LookupError, ArithmeticError, RuntimeError, TypeError)
BROKEN = (OSError, EOFError, AssertionError, struct.error, zlib.error, *_OF_PYTHON)
_MOST_MOVING_PIXELS = 500_000_000
# A frame that is smaller counts as so many, as each takes some milliseconds.
_LEAST_PIXELS = 250_000
_MOVING = frozenset({"GIF", "PNG", "WEBP", "AVIF"})
# Modes of 16 bits a sample, of which eight are published.
_DEEP = ("I", "I;16", "I;16B", "I;16L")
# Orientations whose width is the stored height.
QUARTER_TURNS = range(5, 9)
_ORIENTATION = 0x0112
_HEAD = 12


@contextmanager
def open_picture(file: Path | bytes, path: str) -> Iterator[ImageFile.ImageFile]:
    """Open a picture by its path's extension, from its file or its bytes.

    What is wrong with it, then or while it is read, is raised as a `BadPictureError`.
    """
    kind, head = RASTER[extension_of(path)], b""
    if kind == "HEIF":  # what telephones take; libheif turns it upright
        from pillow_heif import register_heif_opener  # noqa: PLC0415 - few sites have one

        register_heif_opener()
    try:
        with (
            warnings.catch_warnings(action="ignore"),  # of a size that is within ours
            io.BytesIO(file) if isinstance(file, bytes) else file.open("rb") as data,
        ):
            head = data.read(_HEAD)
            data.seek(0)
            with Image.open(data, formats=(kind,)) as image:
                # Browsers show what its clean aperture leaves (ISO/IEC 14496-12, 12.1.4); libavif
                # decodes all.
                if kind == "AVIF" and _contains(data, b"clap"):
                    raise BadPictureError("cropped-picture", path=path)
                yield image
    except (Image.DecompressionBombError, MemoryError) as reason:
        raise BadPictureError("picture-too-large", path=path) from reason
    except BROKEN as reason:
        raise broken_picture(path, head) from reason


def _contains(file: IO[bytes], name: bytes) -> bool:
    """Return whether some bytes are anywhere in a file, and restore its position."""
    position = file.tell()
    file.seek(0)
    found = name in file.read()
    file.seek(position)
    return found


def to_plain_mode(image: Image.Image) -> Image.Image:
    """Return an image in a mode that can be scaled: no palette, eight bits a sample."""
    if image.mode in _DEEP:
        return image.point(lambda sample: sample / 256).convert("L")
    if image.mode == "RGBA":
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"RGB", "L", "CMYK"} else image.convert("RGB")


def orientation(image: ImageFile.ImageFile) -> int:
    """Return how the camera was held, 1 to 8 (Exif 2.32, 4.6.4 A); 1 where that is unknown.

    As in browsers, XMP and old profiles among a PNG's texts do not count.
    """
    file = image.fp if image.format == "PNG" and "exif" not in image.info else None
    if file and _contains(file, b"eXIf"):
        image.load()  # it may follow the pixels (PNG, third edition, 5.6)
    exif = Image.Exif()
    try:
        exif.load(image.info.get("exif", b""))
        number = exif.get(_ORIENTATION, 1)
    except BROKEN:  # a broken block of metadata is no reason to refuse its picture
        return 1
    return number if number in range(1, 9) else 1


def upright_size(image: ImageFile.ImageFile) -> tuple[int, int]:
    """Return the size as browsers show it: the camera's orientation is followed."""
    width, height = image.size
    return (height, width) if orientation(image) in QUARTER_TURNS else (width, height)


def has_extra_default(image: Image.Image) -> bool:
    """Return whether an APNG begins with a picture for those who show no animations."""
    return bool(getattr(image, "default_image", False))


def frame_count(image: ImageFile.ImageFile) -> int:
    """Return the number of frames of an animation; 1 for a still picture."""
    if image.format not in _MOVING:
        return 1
    return int(getattr(image, "n_frames", 1)) - has_extra_default(image)


def is_moving(image: ImageFile.ImageFile, path: str) -> bool:
    """Return whether a picture is an animation; one with too many pixels in all is refused."""
    count = frame_count(image)
    if count > 1 and count * max(image.width * image.height, _LEAST_PIXELS) > _MOST_MOVING_PIXELS:
        raise BadPictureError("picture-too-large", path=path)
    return count > 1
