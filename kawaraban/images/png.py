"""PNG in strips: rows that many pictures share are packed and compressed once.

Four bits a pixel, in one palette. Each strip is a piece of deflate data that refers to
nothing before it, so that pieces join as they are (RFC 1950, RFC 1951, PNG 3).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL import Image

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTH, _PALETTE = 4, 3
_HEADER, _LAST = b"\x78\x01", b"\x03\x00"  # of a zlib stream; a last block, which is empty
_BASE = 65521  # of Adler-32


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
    # Two pixels at the left make room for the filter byte, 0 (none): differences between rows
    # are hardly smaller for letters, and take a while.
    rows = sheet.crop((-left - 2, 0, width - left, sheet.height)).tobytes("raw", "P;4")
    # Runs alone are looked for: quick, and small for flat colours. The flush ends on a byte.
    deflate = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS, strategy=zlib.Z_RLE)
    data = deflate.compress(rows) + deflate.flush(zlib.Z_SYNC_FLUSH)
    return Strip(sheet.height, data, len(rows), zlib.adler32(rows))


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
