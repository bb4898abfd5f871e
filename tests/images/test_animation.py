"""Animations stay animations, redacted in every frame."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import NamedTuple

import pytest
from PIL import Image

from kawaraban.core.model import PictureFile
from kawaraban.images.photo import opening
from kawaraban.images.photo.animation import animation_of
from kawaraban.images.photo.kinds import BadPictureError
from tests.desk import Built, Desk
from tests.images import files, formats
from tests.images.files import good, near, pictures, published, saved, site
from tests.images.test_forms import UPRIGHT, WIDTHS, forms
from tests.images.test_refusals import gif, refusals

TIMES = (80, 240, 400)
FRAME_COLOURS = ((220, 30, 30), (30, 180, 30), (40, 60, 220))


def animation(kind: str, size: tuple[int, int] = UPRIGHT, **options: object) -> bytes:
    """Give an animation of three frames, each of another colour and length."""
    frames = [Image.new("RGB", size, colour) for colour in FRAME_COLOURS]
    for number, frame in enumerate(frames):
        frame.paste((255, 255, 255), (10 + 20 * number, 10, 20 + 20 * number, 20))
    given = {"duration": list(TIMES), "loop": 0} | options
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], **given)


def apng_with_another_picture() -> bytes:
    """Give an APNG whose still picture is none of its frames."""
    frames = [Image.new("RGB", UPRIGHT, colour) for colour in FRAME_COLOURS]
    return saved(
        Image.new("RGB", UPRIGHT, (255, 255, 255)), "PNG", save_all=True, append_images=frames,
        duration=list(TIMES), loop=0, default_image=True,
    )  # fmt: skip


ANIMATIONS = {
    "a.gif": lambda: animation("GIF"),
    "b.png": lambda: animation("PNG"),
    "c.webp": lambda: animation("WEBP", quality=90),
    "d.avif": lambda: animation("AVIF", speed=10),
    "e.png": apng_with_another_picture,
}


@pytest.fixture(scope="module", params=["", '{redact="60 40 60 40"}'], ids=["plain", "redacted"])
def animated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a post with animations."""
    made = {name: make() for name, make in ANIMATIONS.items()}
    desk = files.place_for(tmp_path_factory.mktemp("animated"), "site")
    marks = dict.fromkeys(made, request.param)
    return good(site(desk, made, attributes=marks, settings=WIDTHS).build())


def played(image: Image.Image) -> list[tuple[Image.Image, int]]:
    """Give the frames of an animation and the milliseconds of each."""
    frames = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        image.load()
        frames.append((image.convert("RGB"), round(image.info.get("duration", 0))))
    return frames


@pytest.mark.parametrize("name", ANIMATIONS)
def test_animations_stay_animations(animated: Built, name: str) -> None:
    """Every form of an animation plays the frames of its original, each as long."""
    for path, image in forms(animated, name):
        frames = played(image)
        assert len(frames) == len(TIMES), path
        assert [time for _, time in frames] == list(TIMES), path
        for (frame, _), colour in zip(frames, FRAME_COLOURS, strict=True):
            at = (frame.width // 4, frame.height * 3 // 4)
            assert near(frame.getpixel(at), colour), (path, frame.getpixel(at))


@pytest.mark.parametrize("name", ANIMATIONS)
def test_redactions_cover_every_frame(animated: Built, name: str) -> None:
    """The lower right quarter of each frame is black where it was redacted."""
    wanted = "redact=" in (animated.output.parent / "content/posts/a/index.md").read_text("utf-8")
    for path, image in forms(animated, name):
        for frame, _ in played(image):
            pixel = frame.getpixel((frame.width * 3 // 4, frame.height * 3 // 4))
            assert near(pixel, (0, 0, 0)) == wanted, (path, pixel)


@pytest.mark.parametrize(("loop", "plays"), [(None, 1), (0, 0), (2, 3)])
def test_a_gif_plays_as_often_as_its_original(desk: Desk, loop: int | None, plays: int) -> None:
    """GIF says how often to repeat, WebP how often in all; 0 means always."""
    data = animation("GIF", loop=loop) if loop is not None else animation("GIF")
    if loop is None:
        at = data.find(b"\x21\xff\x0bNETSCAPE2.0")
        data = data[:at] + data[at + 19 :] if at > 0 else data
    assert Image.open(io.BytesIO(data)).info.get("loop") == loop
    built = good(site(desk, {"a.gif": data}, settings=WIDTHS).build())
    for path, image in forms(built, "a.gif"):
        if path.endswith(".gif"):
            assert image.info.get("loop") == loop, path
        else:
            assert image.info.get("loop") == plays, path


def test_thumbnails_of_animations_stand_still(desk: Desk) -> None:
    """Lists and networks get one frame."""
    built = good(site(desk, {"a.gif": animation("GIF", (600, 400))}).build())
    in_text = set(pictures(built)["a.gif"].paths)
    others = [d for p, d in published(built).items() if p not in in_text]
    assert others
    assert all(getattr(Image.open(io.BytesIO(d)), "n_frames", 1) == 1 for d in others)


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
    data = formats.gif_header(canvas)[:-6] + bytes(COLOURS["R"]) * 2
    for colour, box, after, _ in parts:
        left, top, right, below = (scale * side for side in box)
        width, height = right - left, below - top
        hole, index = 1, int(colour == ".")
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
    chunks = [formats.png_chunk(b"acTL", struct.pack(">II", len(parts), 0))]
    number = 0
    for colour, box, after, over in parts:
        left, top, right, below = (scale * side for side in box)
        width, height = right - left, below - top
        control = (number, width, height, left, top, 8, 100, after, over)
        chunks.append(formats.png_chunk(b"fcTL", struct.pack(">IIIIIHHBB", *control)))
        pixel = bytes((*COLOURS[colour], 255)) if colour in COLOURS else bytes(4)
        body = zlib.compress((b"\0" + pixel * width) * height)
        if number:
            body = struct.pack(">I", number + 1) + body
        chunks.append(formats.png_chunk(b"fdAT" if number else b"IDAT", body))
        number += 2 if number else 1
    header = struct.pack(">IIBBBBB", *canvas, 8, 6, 0, 0, 0)
    chunks = [formats.png_chunk(b"IHDR", header), *chunks, formats.png_chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


LEFT, MIDDLE, RIGHT = (0, 0, 2, 1), (1, 0, 3, 1), (3, 1, 4, 2)
COMPOSED = {
    "kept": ((Part("R"), Part("G", MIDDLE)), ("RRRR/RRRR", "RGGR/RRRR")),
    "cleared": (
        (Part("R"), Part("G", MIDDLE, CLEARED), Part("B", RIGHT)),
        ("RRRR/RRRR", "RGGR/RRRR", "R..R/RRRB"),
    ),
    "first cleared": (
        (Part("R", after=CLEARED), Part("G", MIDDLE), Part("B", RIGHT)),
        ("RRRR/RRRR", ".GG./....", ".GG./...B"),
    ),
}


@pytest.mark.parametrize(("name", "make"), [("a.gif", gif_of), ("a.png", apng_of)])
@pytest.mark.parametrize("case", COMPOSED)
def test_frames_are_composed(name: str, make: Callable[..., bytes], case: str) -> None:
    """What a frame leaves stays, or is cleared to a hole; seeking back starts once more."""
    parts, wanted = COMPOSED[case]
    names = {(*colour, 255): name for name, colour in COLOURS.items()}
    picture = PictureFile(path=name, width=4, height=2, digest="")
    with opening.open_picture(make(*parts), name) as image:
        composed = animation_of(image, picture, CANVAS)
        for number in (*range(len(wanted)), 0):
            composed.seek(number)
            pixels = [Image.Image.getpixel(composed, (x, y)) for y in (0, 1) for x in range(4)]
            found = "".join(names.get(pixel, ".") for pixel in pixels)
            assert f"{found[:4]}/{found[4:]}" == wanted[number], number


@pytest.mark.parametrize("mark", ["", '{redact="76 34 30 20"}'])
def test_a_cleared_frame_stays_redacted(desk: Desk, mark: str) -> None:
    """What a frame clears to a hole is a hole, and what is redacted is covered in every form.

    Pillow reads the background of a GIF otherwise than browsers: its holes are not looked at.
    """
    parts = (Part("R", after=CLEARED), Part("G", LEFT, CLEARED), Part("B", (2, 1, 4, 2)))
    data = apng_of(*parts, canvas=(120, 60), scale=30)
    built = good(site(desk, {"a.png": data}, attributes={"a.png": mark}, settings=WIDTHS).build())
    for path, image in forms(built, "a.png"):
        for number, corners in enumerate(("RRRR", "G...", "...B")):
            image.seek(number)
            frame = image.convert("RGBA")
            for at, colour in zip(((1, 1), (3, 1), (1, 3), (3, 3)), corners, strict=True):
                covered = mark and at == (3, 3)
                *pixel, alpha = frame.getpixel(
                    (frame.width * at[0] // 4, frame.height * at[1] // 4)
                )
                if colour == "." and not covered:
                    assert alpha == 0 or path.endswith(".gif"), (path, number, at)
                else:
                    right = (0, 0, 0) if covered else COLOURS[colour]
                    assert alpha == 255, (path, number, at)
                    assert near(pixel, right), (path, number, at)


BROKEN = {
    "outside.gif": gif_of(Part("R"), Part("G", (3, 1, 5, 3))),
    "outside.png": apng_of(Part("R"), Part("G", (3, 1, 5, 3))),
    "empty.gif": gif_of(Part("R"), Part("G", (1, 1, 1, 1))),
    "empty.png": apng_of(Part("R"), Part("G", (1, 1, 1, 1))),
    "cut.gif": gif_of(Part("R"), Part("G"))[:-22],
    "fewer.png": apng_of(Part("R"), Part("G")).replace(
        *(formats.png_chunk(b"acTL", struct.pack(">II", count, 0)) for count in (2, 3))
    ),
    "order.png": apng_of(Part("R"), Part("G"), Part("B")).replace(b"fdAT\0\0\0\2", b"fdAT\0\0\0\3"),
}


def test_broken_animations_are_refused(desk: Desk) -> None:
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
        with opening.open_picture(_many(count, size), "a.gif") as image:
            if fits:
                assert opening.is_moving(image, "a.gif")
                continue
            with pytest.raises(BadPictureError, match="picture-too-large"):
                opening.is_moving(image, "a.gif")
