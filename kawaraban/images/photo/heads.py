"""What the head of a file says that its decoder is slow to read, or leaves to its caller."""

from __future__ import annotations

import io
import os
import re
import struct
from collections.abc import Iterator
from typing import IO

from PIL.JpegImagePlugin import MARKER

from kawaraban.core.diagnostics import Words
from kawaraban.images.photo.kinds import BadPictureError
from kawaraban.images.photo.whole import AROUND, HEAD, chunks

_SIGNATURE, _PIECE = 2, 1 << 12
_MARK = re.compile(rb"\xff[^\x00\xff]")
_START_OF_SCAN = 0xFFDA
# Bytes before the scan of a JPEG that no segment holds: writers fill with a few at most.
_MOST_BETWEEN = 1 << 16
# Exif is one segment of 64 KiB (Exif 2.32, 4.7.2), which some writers do not keep to.
_EXIF, _MOST_EXIF = b"Exif\0\0", 1 << 24

_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_MOST_CHUNKS = 100_000  # of 8 KB as libpng writes them, twice what a file may hold

_BOX, _APERTURE = struct.Struct(">I4s"), struct.Struct(">IIIIiIiI")
# Where a clean aperture may be: among the properties of pictures, or in a track of frames.
_WAYS: tuple[tuple[bytes, ...], ...] = (
    (b"meta", b"iprp", b"ipco", b"clap"),
    (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"av01", b"clap"),
)
# What stands in some of these boxes before those within.
_BEFORE = {b"meta": 4, b"stsd": 8, b"av01": 78}
_MOST_BOXES = 20_000


def takes_long(file: IO[bytes]) -> bool:
    """Say whether Pillow would take long to find the scan of a JPEG (ISO 10918-1, B.1.1).

    It passes over what lies between segments a byte at a time, and copies all Exif before for
    each segment more of it. So its own table says here what has a segment.
    """
    at, between, exif = _SIGNATURE, 0, 0
    while between <= _MOST_BETWEEN and exif <= _MOST_EXIF:
        file.seek(at)
        piece = file.read(_PIECE)
        mark = _MARK.search(piece)
        if mark is None and len(piece) < _PIECE:
            return False
        passed = mark.end() if mark else len(piece) - 1  # the last may begin a marker
        at, between = at + passed, between + passed
        if mark is None:
            continue
        kind = int.from_bytes(mark[0])
        if kind == _START_OF_SCAN or kind not in MARKER:
            return False
        if MARKER[kind][2]:
            file.seek(at)
            length = max(2, int.from_bytes(file.read(2)))
            exif += length if file.read(len(_EXIF)) == _EXIF else 0
            at += length
    return True


def without_texts(file: IO[bytes]) -> IO[bytes]:
    """Give a PNG without its texts, which Pillow keeps among what it knows of the pixels.

    A text called `transparency` or `duration` would count as that, and a long one would end it.
    Raises ValueError for so many pieces that Pillow would take long: each costs as much.
    """
    parts: list[bytes] = []
    end = 0
    for count, (name, length) in enumerate(chunks(file)):
        if count == _MOST_CHUNKS:
            raise ValueError
        if name == b"IEND":
            break
        if name in _TEXTS:
            start = file.tell() - HEAD
            file.seek(end)
            parts.append(file.read(start - end))
            end = start + AROUND + length
    file.seek(end)
    return io.BytesIO(b"".join((*parts, file.read()))) if parts else file


def is_cropped(file: IO[bytes], size: tuple[int, int]) -> bool:
    """Say whether an AVIF of a size has a clean aperture that is not all of it.

    Browsers show no more than that; libavif decodes all, and leaves the cropping to its caller.
    Source: ISO/IEC 14496-12, 12.1.4.
    """
    for data in _apertures(file):
        width, of, height, of_height, right, _, down, _ = _APERTURE.unpack(data)
        whole = (size[0] * of, size[1] * of_height, 0, 0)
        if (width, height, right, down) != whole or 0 in whole[:2]:
            return True
    return False


def _apertures(file: IO[bytes]) -> Iterator[bytes]:
    """Find each clean aperture's data in a file of boxes (ISO/IEC 14496-12, 4.2)."""
    todo = [(0, file.seek(0, os.SEEK_END), way) for way in _WAYS]
    for _ in range(_MOST_BOXES):
        if not todo:
            return
        at, end, way = todo.pop()
        if at + _BOX.size > end:
            continue
        file.seek(at)
        length, name = _BOX.unpack(file.read(_BOX.size))
        inside = at + _BOX.size
        if length == 1:  # it is said behind the name
            length, inside = int.from_bytes(file.read(8)), inside + 8
        behind = at + length if length else end
        if behind < inside:  # no box: what is left was put behind them
            continue
        todo.append((behind, end, way))
        if name == way[0]:
            inside += _BEFORE.get(name, 0)
            if way[1:]:
                todo.append((inside, min(behind, end), way[1:]))
            else:
                file.seek(inside)
                yield file.read(_APERTURE.size)
    raise ValueError


def cropped(path: str) -> BadPictureError:
    """Give the error of a picture that holds more than it shows."""
    return BadPictureError(
        "bad-picture",
        Words(
            f"画像「{path}」には、切り取って見えなくした部分（clap）が残っています",
            f"the picture '{path}' still holds what was cropped away (clap)",
        ),
        Words(
            "切り取ったものを、clap のない形で書き出し直してください",
            "crop it, and export it again without a clean aperture",
        ),
    )
