"""Frames of animations are laid on one another as GIF89a and PNG say, and browsers do."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import NamedTuple

import pytest
from kawaraban.images.photo.film import film_of
from PIL import Image

from kawaraban.images.photo import opening
from kawaraban.images.photo.kinds import BadPictureError
from tests.desk import Desk
from tests.images import files
from tests.images.files import good, site
from tests.images.test_bounds import gif, refusals
from tests.images.test_forms import WIDTHS, forms, near

CANVAS = (4, 2)
COLOURS = {"R": (220, 30, 30), "G": (30, 180, 30), "B": (40, 60, 220), "W": (255, 255, 255)}
KEPT, CLEARED, RESTORED = range(3)
_HOW_IN_GIF = {KEPT: 1, CLEARED: 2, RESTORED: 3}


class Part(NamedTuple):
    """A frame of one colour, or of a hole (`.`): its place, what comes after it, and its blend."""

    colour: str
    box: tuple[int, int, int, int] = (0, 0, 4, 2)
    after: int = KEPT
    over: bool = True


def gif_of(*parts: Part, canvas: tuple[int, int] = CANVAS, scale: int = 1) -> bytes:
    """Give a GIF, each frame with a table of its own colour and a hole's; the common one is red."""
    data = files.gif_header(canvas)[:-6] + bytes(COLOURS["R"]) * 2
    for colour, box, after, _ in parts:
        left, top, right, below = (scale * side for side in box)
        width, height = right - left, below - top
        hole, index = (1, 1) if colour == "." else (0, 0)
        data += b"\x21\xf9\x04" + struct.pack("<BHBx", _HOW_IN_GIF[after] << 2 | hole, 8, 1)
        data += b"\x2c" + struct.pack("<HHHHB", left, top, width, height, 0x80)
        data += bytes(COLOURS.get(colour, (0, 0, 0))) + bytes(COLOURS["W"])
        # Codes of three bits, begun anew before there is one of four.
        codes = [4, *(code for at in range(width * height) for code in (index, 4)[: 1 + at % 2]), 5]
        bits = sum(code << 3 * at for at, code in enumerate(codes))
        packed = bits.to_bytes(-(-3 * len(codes) // 8), "little")
        pieces = (packed[at : at + 255] for at in range(0, len(packed), 255))
        data += b"\x02" + b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\0"
    return data + b";"


def apng_of(*parts: Part, canvas: tuple[int, int] = CANVAS, scale: int = 1) -> bytes:
    """Give an APNG of RGBA."""
    chunks = [files.png_chunk(b"acTL", struct.pack(">II", len(parts), 0))]
    number = 0
    for colour, box, after, over in parts:
        left, top, right, below = (scale * side for side in box)
        width, height = right - left, below - top
        control = (number, width, height, left, top, 8, 100, after, over)
        chunks.append(files.png_chunk(b"fcTL", struct.pack(">IIIIIHHBB", *control)))
        pixel = bytes((*COLOURS[colour], 255)) if colour in COLOURS else bytes(4)
        body = zlib.compress((b"\0" + pixel * width) * height)
        if number:
            body = struct.pack(">I", number + 1) + body
        chunks.append(files.png_chunk(b"fdAT" if number else b"IDAT", body))
        number += 2 if number else 1
    header = struct.pack(">IIBBBBB", *canvas, 8, 6, 0, 0, 0)
    chunks = [files.png_chunk(b"IHDR", header), *chunks, files.png_chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


MAKERS: dict[str, Callable[..., bytes]] = {"a.gif": gif_of, "a.png": apng_of}


def shown(data: bytes, name: str) -> list[str]:
    """Give each frame, its rows from the top, as the names of its colours."""
    names = {(*colour, 255): name for name, colour in COLOURS.items()}
    with opening.opened(io.BytesIO(data), name) as image:
        film = film_of(image, data)
        frames = [film.frame(number).copy() for number in range(len(film.rhythm.durations))]
    return [
        "/".join(
            "".join(names.get(frame.getpixel((x, y)), ".") for x in range(frame.width))
            for y in range(frame.height)
        )
        for frame in frames
    ]


LEFT, MIDDLE, RIGHT = (0, 0, 1, 1), (1, 0, 3, 1), (3, 1, 4, 2)
LAID = {
    "kept": (
        (Part("R"), Part("G", MIDDLE), Part("B", RIGHT)),
        ("RRRR/RRRR", "RGGR/RRRR", "RGGR/RRRB"),
    ),
    "cleared": (
        (Part("R"), Part("G", MIDDLE, CLEARED), Part("B", RIGHT)),
        ("RRRR/RRRR", "RGGR/RRRR", "R..R/RRRB"),
    ),
    "first cleared": (
        (Part("R", after=CLEARED), Part("G", MIDDLE), Part("B", RIGHT)),
        ("RRRR/RRRR", ".GG./....", ".GG./...B"),
    ),
    "restored": (
        (Part("R"), Part("G", MIDDLE, RESTORED), Part("B", RIGHT)),
        ("RRRR/RRRR", "RGGR/RRRR", "RRRR/RRRB"),
    ),
    "first restored": (
        (Part("R", after=RESTORED), Part("G", MIDDLE)),
        ("RRRR/RRRR", ".GG./...."),
    ),
    "restored to cleared": (
        (Part("R"), Part("G", MIDDLE, CLEARED), Part("B", LEFT, RESTORED), Part("W", RIGHT)),
        ("RRRR/RRRR", "RGGR/RRRR", "B..R/RRRR", "R..R/RRRW"),
    ),
    "holes let through": (
        (Part("R"), Part(".", MIDDLE), Part(".", after=CLEARED), Part("G", LEFT)),
        ("RRRR/RRRR", "RRRR/RRRR", "RRRR/RRRR", "G.../...."),
    ),
}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("case", LAID)
def test_frames_are_laid_on_one_another(name: str, case: str) -> None:
    """What a frame leaves is kept, cleared to a hole, or as it was before."""
    parts, frames = LAID[case]
    assert shown(MAKERS[name](*parts), name) == list(frames)


def test_a_png_may_replace_what_was_there() -> None:
    """So that a hole in it is one."""
    data = apng_of(Part("R"), Part(".", MIDDLE, RESTORED, over=False), Part("B", LEFT))
    assert shown(data, "a.png") == ["RRRR/RRRR", "R..R/RRRR", "BRRR/RRRR"]


def test_a_frame_that_shines_through_leaves_no_hole() -> None:
    """What is opaque stays so (PNG, third edition, 13.16)."""
    half = bytes((0, 255, 0, 128))
    data = apng_of(Part("R"), Part("G"))
    old = zlib.compress((b"\0" + bytes((*COLOURS["G"], 255)) * 4) * 2)
    new = struct.pack(">I", 2) + zlib.compress((b"\0" + half * 4) * 2)
    at = data.index(b"fdAT") - 4
    data = data[:at] + files.png_chunk(b"fdAT", new) + data[at + 16 + len(old) :]
    with opening.opened(io.BytesIO(data), "a.png") as image:
        pixel = film_of(image, data).frame(1).getpixel((0, 0))
    # 128 parts of 255 green, the rest of (220, 30, 30) below it.
    assert pixel == (110, 143, 15, 255)


def test_what_no_frame_of_a_gif_covers_is_a_hole() -> None:
    """Also in the first, which may be smaller than the screen."""
    data = gif_of(Part("G", MIDDLE), Part("B", RIGHT))
    assert shown(data, "a.gif") == [".GG./....", ".GG./...B"]


def test_frames_can_be_looked_at_again() -> None:
    """Each form of an animation begins anew."""
    data = gif_of(*LAID["cleared"][0])
    with opening.opened(io.BytesIO(data), "a.gif") as image:
        film = film_of(image, data)
        once = [film.frame(number).tobytes() for number in (0, 1, 2)]
        assert [film.frame(number).tobytes() for number in (2, 1, 0)] == once[::-1]
    assert film.rhythm.durations == (80, 80, 80)


@pytest.mark.parametrize("mark", ["", '{redact="76 34 30 20"}'])
@pytest.mark.parametrize("name", MAKERS)
def test_published_animations_show_what_was_laid(desk: Desk, name: str, mark: str) -> None:
    """Every form of them; what is redacted stays covered, whatever a frame does there."""
    parts = (Part("R", after=CLEARED), Part("G", (0, 0, 2, 1), CLEARED), Part("B", (2, 1, 4, 2)))
    data = MAKERS[name](*parts, canvas=(120, 60), scale=30)
    built = good(site(desk, {name: data}, attributes={name: mark}, settings=WIDTHS).build())
    wanted = ("RRRR", "G...", "...B")
    for path, image in forms(built, name):
        data = (built.output / path).read_bytes()
        film = film_of(image, data)
        for number, corners in enumerate(wanted):
            frame = film.frame(number)
            for at, colour in zip(((1, 1), (3, 1), (1, 3), (3, 3)), corners, strict=True):
                covered = mark and at == (3, 3)
                x, y = frame.width * at[0] // 4, frame.height * at[1] // 4
                *pixel, alpha = frame.getpixel((x, y))
                assert alpha == (255 if covered or colour != "." else 0), (path, number, at)
                if alpha:
                    right = (0, 0, 0) if covered else COLOURS[colour]
                    assert near(pixel, right), (path, number, at)


@pytest.mark.parametrize("count", [1, 2])
def test_still_forms_of_a_gif_have_its_holes(desk: Desk, count: int) -> None:
    """The first frame stands still in lists, and a GIF of one everywhere."""
    part = Part("G", (0, 0, 2, 1))
    data = gif_of(*[part] * count, canvas=(120, 60), scale=30)
    built = good(site(desk, {"a.gif": data}).build())
    for path, published in files.published(built).items():
        still = Image.open(io.BytesIO(published)).convert("RGBA")
        if still.size == (120, 60):
            assert near(still.getpixel((30, 15))[:3], COLOURS["G"]), path
            assert still.getpixel((90, 45))[3] == 0, path


BROKEN = {
    "outside.gif": gif_of(Part("R"), Part("G", (3, 1, 5, 3))),
    "outside.png": apng_of(Part("R"), Part("G", (3, 1, 5, 3))),
    "empty.gif": gif_of(Part("R"), Part("G", (1, 1, 1, 1))),
    "empty.png": apng_of(Part("R"), Part("G", (1, 1, 1, 1))),
    "cut.gif": gif_of(Part("R"), Part("G"))[:-22],
    "control.gif": gif_of(Part("R"), Part("G"))[:-1] + b"\x21\xf9\x00\x00;",
    "fewer.png": apng_of(Part("R"), Part("G")).replace(
        *(files.png_chunk(b"acTL", struct.pack(">II", count, 0)) for count in (2, 3))
    ),
    "order.png": apng_of(Part("R"), Part("G"), Part("B")).replace(b"fdAT\0\0\0\2", b"fdAT\0\0\0\3"),
    "way.png": apng_of(Part("R"), Part("G", after=3)),
}


def test_broken_animations_are_told(desk: Desk) -> None:
    """Frames that lie elsewhere, are of no size, are missing, or in no order."""
    done = refusals(desk, BROKEN, desk.build)
    assert done.rules == dict.fromkeys(BROKEN, "bad-picture")
    assert "Traceback" not in done.built.err


def _many(count: int, size: tuple[int, int] = (1, 1)) -> bytes:
    return gif(size, *[(1, 1)] * count)


@pytest.mark.parametrize("size", [(1, 1), (500, 500)])
def test_frames_are_bounded(size: tuple[int, int]) -> None:
    """A minute of 30 frames a second is no bomb; however small they are, many more are."""
    for count, fits in ((1800, True), (2000, True), (2001, False), (100_000, False)):
        with opening.opened(io.BytesIO(_many(count, size)), "a.gif") as image:
            if fits:
                assert opening.is_moving(image, "a.gif")
                continue
            with pytest.raises(BadPictureError, match="picture-too-large"):
                opening.is_moving(image, "a.gif")


@pytest.mark.parametrize("block", [b"\x21\xfe\0", b"\x21\xfe\x01 \x01 \x01 \0"])
def test_a_gif_of_comments_alone_is_refused(block: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow would read them all, one at a time."""
    monkeypatch.setattr("kawaraban.images.photo.frames._MOST_BLOCKS", 1000)
    start, end = files.gif_header((1, 1)), files.gif_frame((1, 1)) + b";"
    with opening.opened(io.BytesIO(start + block * 10 + end), "a.gif") as image:
        assert not opening.is_moving(image, "a.gif")
    many = io.BytesIO(start + block * 2000 + end)
    with pytest.raises(BadPictureError, match="bad-picture"), opening.opened(many, "a.gif"):
        pass
