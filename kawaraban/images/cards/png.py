"""Write PNG in strips, so that rows that many pictures share are compressed once.

Four bits a pixel, in one palette. Each strip is a piece of deflate data that refers to
nothing earlier but a blank row, so that pieces can be joined (RFC 1950, RFC 1951, PNG 3).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import sha512
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from zlib import _Compress as Compress

    from PIL import Image
    from PIL._imaging import ImagingCore

# For what is of one picture alone, ISA-L, three times as fast as zlib.
_quick: ModuleType = zlib
_LOOKING = {"strategy": zlib.Z_RLE}  # for runs alone: quick, and good for flat colours
with suppress(ImportError):  # no wheel for this machine
    from isal import isal_zlib

    _quick, _LOOKING = isal_zlib, {}
# A part of each cache key: what another one makes is not the same bytes.
COMPRESSOR = f"{_quick.__name__} {zlib.ZLIB_RUNTIME_VERSION}"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTH, _PALETTE = 4, 3
_HEADER, _END = b"\x78\x01", b"\x03\x00"  # of a zlib stream; a final block, which is empty
_BASE = 65521  # of Adler-32


PlacedTile = tuple["ImagingCore", int, int]
"""A tile, so many bytes from the left edge and rows from the top."""


class Strip(NamedTuple):
    """Some rows of a picture: compressed, and the size and checksum of what they were."""

    rows: int
    data: bytes
    size: int
    checksum: int


def compress_strip(sheet: Image.Image, left: int, width: int) -> Strip:
    """Compress the rows of a sheet of palette indices below 16.

    The sheet is `left` pixels from the edge of a picture of an even `width`; index 0 is beside it.
    """
    # Two pixels of index 0 at the left are the filter byte: no filter.
    packed = _pack_pixels(sheet.crop((-left - 2, 0, width - left, sheet.height)))
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return _compress_rows(packed.height, packed.tobytes(), deflate)


def pack_tile(shape: ImagingCore, indices: Sequence[int], *, odd: bool) -> ImagingCore:
    """Pack a shape whose bytes mean the `indices`, from its first pixel or an `odd` one."""
    from PIL import Image  # noqa: PLC0415 - for cards alone

    width, height = shape.size
    sheet = Image.new("P", (odd + width + (odd + width) % 2, height))
    sheet.im.paste(shape.point(indices, "P"), (odd, 0, odd + width, height))
    return _pack_pixels(sheet).im


def _pack_pixels(sheet: Image.Image) -> Image.Image:
    """Return rows of bytes, each of two pixels."""
    from PIL import Image  # noqa: PLC0415 - for cards alone

    return Image.frombytes("L", (sheet.width // 2, sheet.height), sheet.tobytes("raw", "P;4"))


def _compress_rows(rows: int, packed: bytes | bytearray, deflate: Compress) -> Strip:
    """Compress packed rows, each after a blank byte, its filter (PNG 9.2, None)."""
    data = deflate.compress(packed) + deflate.flush(zlib.Z_SYNC_FLUSH)  # which ends on a byte
    return Strip(rows, data, len(packed), _quick.adler32(packed))


def compress_tiles(
    lines: Iterable[Iterable[PlacedTile]], rows: tuple[int, int], span: tuple[int, int], width: int
) -> Strip:
    """Compress some rows of a picture, with tiles in lines, from the top and the left.

    The row above them must be blank. Where two tiles meet, their indices are added. Outside
    the rows, and a span of bytes from the left, nothing is left of them.
    """
    from PIL import Image  # noqa: PLC0415 - for cards alone

    (first, end), across, floor = rows, 1 + width // 2, 0
    packed = bytearray((end - first) * across)
    core = Image.frombuffer("L", (across, end - first), packed, "raw", "L", 0, 1).im
    for line in lines:
        right = lowest = 0
        for one, left, top in line:
            wide, high = one.size
            box = left + 1, top - first, left + 1 + wide, top - first + high
            free = left >= right and top >= floor
            core.paste(one if free else core.crop(box).chop_add_modulo(one), box)
            right, lowest = max(right, left + wide), max(lowest, top + high)
        floor = max(floor, lowest)
    core.paste(0, (0, 0, 1 + span[0], end - first))
    core.paste(0, (1 + span[1], 0, across, end - first))
    # Without a preceding row, ISA-L 2.32 hashes the third byte with a register that it never set:
    # the output then depends on the address of the stream in memory.
    above = bytes(across)
    deflate = _quick.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=above, **_LOOKING)
    made = _compress_rows(end - first, packed, deflate)
    # ISA-L leaves the upper halves of vector registers in use, which on some processors makes
    # all that follows a tenth slower; OpenSSL's SHA-512 puts them away.
    sha512().digest()
    return made


def join_strips(width: int, palette: bytes, strips: Sequence[Strip]) -> bytes:
    """Return the file of a picture: its strips from the top, and the colours of its indices."""
    height = sum(part.rows for part in strips)
    header = struct.pack(">IIBBBBB", width, height, _DEPTH, _PALETTE, 0, 0, 0)
    pieces = (part.data for part in strips)
    data = b"".join((_HEADER, *pieces, _END, struct.pack(">I", _checksum(strips))))
    parts = (b"IHDR", header), (b"PLTE", palette), (b"IDAT", data), (b"IEND", b"")
    pack = struct.Struct(">I").pack
    chunks = (pack(len(d)) + name + d + pack(_quick.crc32(name + d)) for name, d in parts)
    return _SIGNATURE + b"".join(chunks)


def _checksum(strips: Sequence[Strip]) -> int:
    """Compute the Adler-32 of all strips from their own sums."""
    low, high = 1, 0
    for part in strips:
        high += part.size * (low - 1) + (part.checksum >> 16)
        low += (part.checksum & 0xFFFF) - 1
    return high % _BASE << 16 | low % _BASE
