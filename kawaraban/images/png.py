"""PNG in strips: rows that many pictures share are packed and compressed once.

Four bits a pixel, in one palette. Each strip is a piece of deflate data that refers to
nothing before it, so that pieces join as they are (RFC 1950, RFC 1951, PNG 3).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL import Image
    from PIL._imaging import ImagingCore

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTH, _PALETTE = 4, 3
_HEADER, _LAST = b"\x78\x01", b"\x03\x00"  # of a zlib stream; a last block, which is empty
_BASE = 65521  # of Adler-32


class Laid(NamedTuple):
    """A tile, so many bytes from the left edge and rows from the top."""

    tile: ImagingCore
    left: int
    top: int


class Strip(NamedTuple):
    """Some rows of a picture: compressed, and the size and checksum of what they were."""

    rows: int
    data: bytes
    size: int
    checksum: int


def strip(sheet: Image.Image, left: int, width: int) -> Strip:
    """Compress the rows of a sheet of palette indices below 16.

    The sheet stands `left` pixels from the edge of a picture of an even `width`; beside it
    is index 0.
    """
    # Two pixels of index 0 at the left make room for the filter byte.
    return _compressed(_differences(sheet.crop((-left - 2, 0, width - left, sheet.height))))


def tile(shape: ImagingCore, indices: Sequence[int], *, odd: bool) -> ImagingCore:
    """Pack a shape whose bytes stand for the `indices`, from its first pixel or an `odd` one.

    Its rows are made ready to be compressed, and one more ends it: so a letter that comes
    again takes next to nothing.
    """
    from PIL import Image  # noqa: PLC0415 - for cards alone

    width, height = shape.size
    sheet = Image.new("P", (odd + width + (odd + width) % 2, height + 1))
    sheet.im.paste(shape.point(indices, "P"), (odd, 0, odd + width, height))
    return _differences(sheet).im


def _differences(sheet: Image.Image) -> Image.Image:
    """Pack rows, each as what it differs by from the row above: upright strokes become blank."""
    from PIL import Image, ImageChops  # noqa: PLC0415 - for cards alone

    width, height = sheet.width // 2, sheet.height
    packed = Image.frombytes("L", (width, height), sheet.tobytes("raw", "P;4"))
    return ImageChops.subtract_modulo(packed, packed.crop((0, -1, width, height - 1)))


def _compressed(sheet: Image.Image) -> Strip:
    """Compress rows of differences, each with room for its filter byte.

    The first row stands for itself (filter 0), for the strip above is not known; each other
    is a difference (filter 2).
    """
    if sheet.height:
        sheet.paste(2, (0, 1, 1, sheet.height))
    rows = sheet.tobytes()
    # Runs alone are looked for: quick, and small for flat colours. The flush ends on a byte.
    deflate = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS, strategy=zlib.Z_RLE)
    data = deflate.compress(rows) + deflate.flush(zlib.Z_SYNC_FLUSH)
    return Strip(sheet.height, data, len(rows), zlib.adler32(rows))


def laid(lines: Iterable[Sequence[Laid]], rows: int, span: tuple[int, int], width: int) -> Strip:
    """Compress some rows of a picture, where tiles lie in lines from the top and the left.

    Where two meet, their indices are added. Outside a span of bytes from the left nothing is
    left of them.
    """
    from PIL import Image  # noqa: PLC0415 - for cards alone

    sheet = Image.new("L", (1 + width // 2, rows))
    core, floor = sheet.im, 0
    for line in lines:
        right = lowest = 0
        for one, left, top in line:
            box = left + 1, top, left + 1 + one.size[0], top + one.size[1]
            free = left >= right and top >= floor
            core.paste(one if free else core.crop(box).chop_add_modulo(one), box)
            right, lowest = max(right, box[2] - 1), max(lowest, box[3])
        floor = max(floor, lowest)
    sheet.paste(0, (0, 0, 1 + span[0], rows))
    sheet.paste(0, (1 + span[1], 0, sheet.width, rows))
    return _compressed(sheet)


def png(width: int, palette: bytes, strips: Sequence[Strip]) -> bytes:
    """Give the file of a picture: its strips from the top, and the colours of its indices."""
    height = sum(part.rows for part in strips)
    header = struct.pack(">IIBBBBB", width, height, _DEPTH, _PALETTE, 0, 0, 0)
    pieces = (part.data for part in strips)
    data = b"".join((_HEADER, *pieces, _LAST, struct.pack(">I", _checksum(strips))))
    chunks = (b"IHDR", header), (b"PLTE", palette), (b"IDAT", data), (b"IEND", b"")
    return _SIGNATURE + b"".join(_chunk(*chunk) for chunk in chunks)


def _checksum(strips: Sequence[Strip]) -> int:
    """Give the Adler-32 of all strips, which its sums give without their bytes."""
    low, high = 1, 0
    for part in strips:
        high += part.size * (low - 1) + (part.checksum >> 16)
        low += (part.checksum & 0xFFFF) - 1
    return high % _BASE << 16 | low % _BASE


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
