"""A picture's file, opened by the decoder of its extension and no other."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import (  # each registers its decoder and encoder; no other plugin is loaded
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from kawaraban.diagnostics import Diagnostic, Source, Words, error

CODECS = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
# Pillow's documentation, "Block allocator": blocks this large go back to the system as soon
# as an image goes; smaller ones stay with the thread that had it, and add up.
Image.core.set_block_size(1 << 26)  # type: ignore[attr-defined] # untyped, not private
_RASTER = {
    "png": "PNG",
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "jpe": "JPEG",
    "jfif": "JPEG",
    "apng": "PNG",
    "gif": "GIF",
    "webp": "WEBP",
    "avif": "AVIF",
}
EXTENSIONS = (*_RASTER, "svg")
# Pictures that no browser shows, or not well: an original that may say where it was taken.
_ORIGINALS = frozenset(
    {"bmp", "heic", "heif", "jif", "jp2", "jxl", "psd", "tif", "tiff"}
    | {"arw", "cr2", "cr3", "dng", "nef", "raw"}
)
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
    struct.error,
    zlib.error,
    UnidentifiedImageError,
)
_MOST_PIXELS = 50_000_000
_MOST_MOVING_PIXELS = 500_000_000
_MOVING = frozenset({"GIF", "PNG", "WEBP", "AVIF"})
_TURNED = range(5, 9)
_ORIENTATION = 0x0112
# git-lfs, docs/spec.md, "The Pointer".
_POINTER = b"version https://git-lfs.github.com/spec/"


class BadPictureError(Exception):
    """A picture cannot be published; says why, for an author."""

    def __init__(self, rule: str, what: Words, remedy: Words) -> None:
        """Take the rule's name, what is wrong, and the remedy."""
        super().__init__(rule)
        self.rule, self.what, self.remedy = rule, what, remedy

    def at(self, source: Source) -> Diagnostic:
        """Say so at a place where the picture is used."""
        return error(source, self.rule, self.what, self.remedy)


def extension_of(path: str) -> str:
    """Give the extension of a path in lower case."""
    return path.rpartition(".")[2].lower()


def is_picture(path: str) -> bool:
    """Say whether a path has the extension of a picture that can be published."""
    return extension_of(path) in EXTENSIONS


def is_original(path: str) -> bool:
    """Say whether a path is a camera's or an editor's picture, which is never published."""
    return extension_of(path) in _ORIGINALS


@contextmanager
def opened(file: Path, path: str) -> Iterator[ImageFile.ImageFile]:
    """Open a picture; what is wrong with it, then or while it is read, is a `BadPictureError`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the sizes are checked here, and more strictly
            with Image.open(file, formats=[_RASTER[extension_of(path)]]) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise too_large(path)
                yield image
    except (Image.DecompressionBombError, MemoryError) as reason:
        raise too_large(path) from reason
    except BROKEN as reason:
        raise broken(path) from reason


def orientation(image: Image.Image) -> int:
    """Give how the camera was held, 1 to 8 (Exif 2.32, 4.6.4 A); 1 where it says nothing else."""
    try:
        number = image.getexif().get(_ORIENTATION, 1)
    except BROKEN:  # a broken block of metadata is no reason to refuse its picture
        return 1
    return number if number in range(1, 9) else 1


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Give the size as browsers show it: the camera's orientation is followed."""
    width, height = image.size
    return (height, width) if orientation(image) in _TURNED else (width, height)


def frame_count(image: ImageFile.ImageFile) -> int:
    """Give the number of frames of an animation; 1 for every other picture.

    A camera's JPEG may hold further pictures, which are none of its frames.
    """
    return int(getattr(image, "n_frames", 1)) if image.format in _MOVING else 1


def first_frame(image: ImageFile.ImageFile) -> int:
    """Give the number of an animation's first frame, after a PNG's stand-in (APNG 1.0)."""
    return int(bool(getattr(image, "default_image", False)))


def is_moving(image: ImageFile.ImageFile, path: str) -> bool:
    """Say whether a picture is an animation; one with too many pixels in all is refused."""
    count = frame_count(image)
    if count * image.width * image.height > _MOST_MOVING_PIXELS:
        raise too_large(path)
    return count - first_frame(image) > 1


def refuse_pointer(data: bytes, path: str) -> None:
    """Refuse what Git LFS leaves in place of a file that has not been fetched."""
    if data.startswith(_POINTER):
        raise BadPictureError(
            "lfs-pointer",
            Words(
                f"画像「{path}」の中身がまだ取得されていません（Git LFS）",
                f"the picture '{path}' has not been fetched (Git LFS)",
            ),
            Words("git lfs pull を実行してください", "run git lfs pull"),
        )


def not_a_picture(path: str, source: Source) -> Diagnostic:
    """Say that a file that is shown as a picture is something else."""
    kinds = "PNG, JPEG, GIF, WebP, AVIF, SVG"
    return error(
        source,
        "bad-picture-type",
        Words(f"「{path}」は使える画像の形式ではありません", f"'{path}' is no known picture type"),
        Words(f"{kinds} のどれかにしてください", f"use one of {kinds}"),
    )


def broken(path: str) -> BadPictureError:
    """Give the error of a file that cannot be opened as what its extension says."""
    return BadPictureError(
        "bad-picture",
        Words(f"画像「{path}」が開けません", f"the picture '{path}' cannot be opened"),
        Words(
            "壊れているか、拡張子と中身が違います。書き出し直してください",
            "it is broken, or is not what its extension says; export it again",
        ),
    )


def too_large(path: str) -> BadPictureError:
    """Give the error of a picture with too many pixels."""
    return BadPictureError(
        "picture-too-large",
        Words(f"画像「{path}」が大きすぎます", f"the picture '{path}' is too large"),
        Words(
            "5,000万画素まで（動く画像は全コマで5億画素まで）に縮めてください",
            "scale it to at most 50 megapixels (500 for all frames of an animation)",
        ),
    )
