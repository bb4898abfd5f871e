"""PNG that is written in strips: valid to the letter, and the pixels of a plain encoding."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator

import pytest
from PIL import Image, ImageChops

from kawaraban.images.cards.png import (
    PlacedTile,
    compress_strip,
    compress_tiles,
    join_strips,
    pack_tile,
)

WIDTH = 120
COLOURS = bytes(range(0, 240, 5))  # 16 colours
_INDICES = [value % 4 for value in range(256)]  # indices, of which five may meet


def pixels(data: bytes) -> Image.Image:
    """Decode a picture as any reader does, checksums and all."""
    Image.open(io.BytesIO(data)).verify()
    return Image.open(io.BytesIO(data)).convert("RGB")


def plainly(canvas: Image.Image) -> bytes:
    """Encode a sheet of palette indices with Pillow alone."""
    canvas = canvas.copy()
    canvas.putpalette(COLOURS)
    buffer = io.BytesIO()
    canvas.save(buffer, "PNG", compress_type=3)
    return buffer.getvalue()


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give the chunks of a PNG; nothing may be before, between or after them."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    place = 8
    while place < len(data):
        length, name = struct.unpack_from(">I4s", data, place)
        body = data[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, place + 8 + length)
        assert checksum == zlib.crc32(name + body)
        yield name, body
        place += 12 + length


def rows_of(data: bytes) -> tuple[tuple[int, ...], bytes]:
    """Give the header and the unpacked rows of a PNG that keeps every rule."""
    found = list(chunks(data))
    assert [name for name, _ in found] == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    bodies = dict(found)
    assert len(bodies[b"PLTE"]) in range(3, 49, 3)
    assert not bodies[b"IEND"]
    stream = zlib.decompressobj()
    rows = stream.decompress(bodies[b"IDAT"])
    assert stream.eof, "the stream ends, so its checksum was right"
    assert not stream.unused_data
    return struct.unpack(">IIBBBBB", bodies[b"IHDR"]), rows


def sheet(seed: int, width: int, height: int) -> Image.Image:
    """Give a sheet with runs, single pixels and blank rows, of all the indices."""
    dice = random.Random(seed)  # noqa: S311 - for pixels
    made = Image.new("P", (width, height))
    for _ in range(height * 3):
        x, y = dice.randrange(-9, width), dice.randrange(height)
        made.paste(dice.randrange(16), (x, y, x + dice.choice((1, 2, 9, 40)), y + 1))
    return made


def test_strips_are_the_pixels_of_a_plain_encoding() -> None:
    """Strips of any height, left free or filled, decode to what Pillow makes of the whole."""
    for seed, heights in enumerate(((1,), (40,), (3, 0, 20), (0, 9), (5, 300, 1, 700), (2,) * 90)):
        canvas = Image.new("P", (WIDTH, sum(heights)))
        strips, top = [], 0
        for number, height in enumerate(heights):
            left, width = ((0, WIDTH), (7, 60), (50, WIDTH - 50))[number % 3]
            part = sheet(seed * 100 + number, width, height)
            strips.append(compress_strip(part, left, WIDTH))
            canvas.paste(part, (left, top))
            top += height
        data = join_strips(WIDTH, COLOURS, strips)
        header, rows = rows_of(data)
        assert header == (WIDTH, top, 4, 3, 0, 0, 0)
        assert len(rows) == top * (1 + WIDTH // 2)
        assert pixels(data).tobytes() == pixels(plainly(canvas)).tobytes()


def test_what_hangs_over_the_edge_is_cut() -> None:
    """A sheet wider than the picture loses its right side, and no row runs into the next."""
    wide = sheet(7, WIDTH + 31, 20)
    data = join_strips(WIDTH, COLOURS, [compress_strip(wide, 0, WIDTH)])
    rows_of(data)
    assert pixels(data).tobytes() == pixels(plainly(wide.crop((0, 0, WIDTH, 20)))).tobytes()


@pytest.mark.parametrize("seed", range(12))
def test_tiles_are_the_pixels_of_a_plain_drawing(seed: int) -> None:
    """Letters anywhere, over each other and over the edges, come out as if drawn at once."""
    dice = random.Random(seed)  # noqa: S311 - for pixels
    canvas = Image.new("L", (WIDTH, 60))
    lines: list[list[PlacedTile]] = [[], [], []]
    for number, line in enumerate(lines):
        for place in range(dice.randrange(7)):
            shape = Image.frombytes("L", (9, 15), dice.randbytes(9 * 15))
            left, top = 25 * place + dice.randrange(-12, 12), 20 * number + dice.randrange(12)
            line.append((pack_tile(shape.im, _INDICES, odd=bool(left & 1)), left // 2, top))
            drawn = Image.new("L", canvas.size)
            drawn.paste(shape.point(_INDICES), (left, top))
            canvas = ImageChops.add(canvas, drawn)
    bare = (0, 0, 10, 60), (WIDTH - 10, 0, WIDTH, 60)
    for margin in bare:
        canvas.paste(0, margin)
    above = compress_strip(Image.new("P", (WIDTH, 1)), 0, WIDTH)
    data = join_strips(
        WIDTH, COLOURS, [above, compress_tiles(lines, (0, 60), (5, WIDTH // 2 - 5), WIDTH)]
    )
    rows_of(data)
    canvas = Image.frombytes("P", canvas.size, canvas.tobytes())
    canvas = canvas.crop((0, -1, WIDTH, 60))
    assert pixels(data).tobytes() == pixels(plainly(canvas)).tobytes()


def test_tiles_are_compressed_with_the_blank_row_above() -> None:
    """Tiles are not compressed from nothing, for ISA-L's result would depend on its memory."""
    letter = pack_tile(Image.new("L", (8, 5), 200).im, _INDICES, odd=False)
    made = compress_tiles([[(letter, 3, 4)]], (0, 40), (0, WIDTH // 2), WIDTH)
    with pytest.raises(zlib.error, match="distance"):
        zlib.decompressobj(-zlib.MAX_WBITS).decompress(made.data)
    row = bytes(1 + WIDTH // 2)
    rows = zlib.decompressobj(-zlib.MAX_WBITS, zdict=row).decompress(made.data)
    assert len(rows) == made.size == 40 * len(row)
    assert zlib.adler32(rows) == made.checksum


@pytest.mark.parametrize("size", [(2, 1), (64, 6000), (4000, 64)])
def test_a_flat_picture_is_tiny(size: tuple[int, int]) -> None:
    """Runs are found: a picture of one colour costs next to nothing, at any size."""
    data = join_strips(size[0], COLOURS, [compress_strip(Image.new("P", size, 5), 0, size[0])])
    rows_of(data)
    assert pixels(data).getcolors() == [(size[0] * size[1], tuple(COLOURS[15:18]))]
    assert len(data) < 500 + 5 * size[1]
