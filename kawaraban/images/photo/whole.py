"""Whether a file holds all pixels of its picture: decoders fill what is missing, in silence.

What marks and sums say is looked at in each file; only where the end of the last row is what
decoders fill with is the file itself looked through.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import IO

from PIL import Image, ImageChops, ImageFile

_SIGNATURE, _HEAD, _CHECKSUM = 8, struct.Struct(">I4s"), 4
# Bytes of a chunk before its data, and before and behind them.
HEAD, AROUND = _HEAD.size, _HEAD.size + _CHECKSUM
_HEADER, _FRAME = struct.Struct(">IIBBBBB"), struct.Struct(">4xII")
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a pixel, by the kind of colour
_PIECE, _PART = 1 << 16, 1 << 20
_PIXELS = frozenset({b"IDAT", b"fdAT"})
# A marker that is neither a stuffed byte nor one of a restart, without the bytes that fill.
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_START, _END, _COMMENT = 0xD8, 0xD9, 0xFE
_WITH_SEGMENT = frozenset({*range(0xC0, 0xF0), _COMMENT})
_MOST_SEGMENTS = 50_000  # a picture has some hundreds at most
# Of no meaning, then the same behind each marker of a restart, as one of them may be missed.
_NOISE = bytes(range(1, 255)) * 9
_EXTRA = _NOISE * 9 + b"".join(bytes((0xFF, 0xD0 + n % 8)) + _NOISE for n in range(16))
_GREY = range(112, 145)  # what no coefficients give, as smoothing may have left it


def check_whole(image: ImageFile.ImageFile, data: bytes) -> None:
    """Raise EOFError where the data of a loaded picture end before its pixels do."""
    row = image.crop((0, image.height - 1, image.width, image.height))
    is_whole = True
    if image.format == "PNG":
        is_whole = _has_right_sums(data)
        if is_whole and (getattr(image, "is_animated", False) or not any(row.tobytes())):
            is_whole = _is_whole_png(io.BytesIO(data))
    elif image.format in {"JPEG", "MPO"}:
        end = _end_of_jpeg(data)
        if _is_grey(row.crop((row.width - 1, 0, row.width, 1))):
            is_whole = _is_whole_jpeg(data, end)
    if not is_whole:
        raise EOFError


def chunks(file: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """Give the name and the length of each chunk of a PNG; the file stands where its data begin.

    Source: PNG (third edition), 5.3.
    """
    at = _SIGNATURE
    file.seek(at)
    while len(head := file.read(HEAD)) == HEAD:
        length, name = _HEAD.unpack(head)
        yield name, length
        at += AROUND + length
        file.seek(at)


def _has_right_sums(data: bytes) -> bool:
    """Add up what holds pixels, which Pillow does not (PNG, third edition, 5.5)."""
    view, file = memoryview(data), io.BytesIO(data)
    for name, length in chunks(file):
        if name in _PIXELS:
            start = file.tell()
            end = start + length
            summed = zlib.crc32(view[start - len(name) : end])
            if view[end : end + _CHECKSUM] != summed.to_bytes(_CHECKSUM):
                return False
        elif name == b"IEND":
            break
    return True


def _is_whole_png(file: IO[bytes]) -> bool:
    """Count the bytes of each frame's rows; a PNG that is interlaced is left to its decoder."""
    needed, got, inflate = 0, 0, zlib.decompressobj()
    for name, length in chunks(file):
        if name == b"IHDR":
            width, height, depth, kind, _, _, interlaced = _HEADER.unpack(file.read(_HEADER.size))
            if interlaced:
                return True
            bits = depth * _SAMPLES[kind]
            needed = height * (1 + (width * bits + 7) // 8)
        elif name == b"fcTL" and got:
            if got < needed:
                return False
            width, height = _FRAME.unpack(file.read(_FRAME.size))
            needed, got, inflate = height * (1 + (width * bits + 7) // 8), 0, zlib.decompressobj()
        elif name in _PIXELS:
            skipped = 4 if name == b"fdAT" else 0  # its number
            data = memoryview(file.read(length))[skipped:]
            got += _inflated(inflate, data, needed - got)
    return got >= needed


def _inflated(inflate: zlib._Decompress, data: memoryview, enough: int) -> int:
    """Give to how many bytes some data inflate, as far as that matters."""
    size = 0
    for start in range(0, len(data), _PIECE):
        piece: bytes | memoryview = data[start : start + _PIECE]
        while piece and size < enough:
            size += len(inflate.decompress(piece, _PART))
            piece = inflate.unconsumed_tail
        if size >= enough:
            break
    return size


def _is_grey(corner: Image.Image) -> bool:
    # Of what is missing the light alone is grey: its colours are mixed with those above.
    bands = corner.convert("L").split() if corner.mode == "RGB" else corner.split()
    return all(shade in _GREY for band in bands for shade in band.getextrema())


def _is_whole_jpeg(data: bytes, end: int) -> bool:
    """Put more before its end: a decoder that misses nothing passes it over."""
    end = len(data[:end].rstrip(b"\xff"))  # what fills belongs to the mark
    few, more = (_small(data[:end] + extra + data[end:]) for extra in (b"", _EXTRA))
    return ImageChops.difference(few, more).getbbox() is None


def _end_of_jpeg(data: bytes) -> int:
    """Give where the end of the first picture in a JPEG is marked (ISO 10918-1, B.1).

    A decoder takes zeros for pixels: one without its end is not whole, whatever follows it.
    """
    at = len(b"\xff\xd8")
    for _ in range(_MOST_SEGMENTS):
        mark = _MARKER.search(data, at)
        if mark is None or mark[0][1] == _START:  # of another picture
            break
        if mark[0][1] == _END:
            return mark.start()
        at = mark.end()
        if mark[0][1] in _WITH_SEGMENT:
            at += int.from_bytes(data[at : at + 2])
    raise EOFError


def _small(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        image.draft("L", (1, 1))
        image.load()
        return image.copy()
