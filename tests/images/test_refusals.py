"""Huge, broken and lying files are refused by name."""

from __future__ import annotations

import os
import random
import re
import struct
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import pytest
from PIL import Image

from tests.desk import Built, Desk, post
from tests.images import files, formats
from tests.images.files import saved, site
from tests.images.limits import GIB, limited, noise


def resized_png(size: tuple[int, int]) -> bytes:
    """Give a PNG of a few bytes that says it is huge."""
    return formats.png(size, 8, 6, zlib.compress(b"\0" * 64))


def resized_jpeg(size: tuple[int, int]) -> bytes:
    """Give a small JPEG whose header says another size."""
    data = saved(Image.new("RGB", (16, 16)), "JPEG")
    at = data.find(b"\xff\xc0")
    return data[: at + 5] + struct.pack(">HH", size[1], size[0]) + data[at + 9 :]


def resized_webp(size: tuple[int, int]) -> bytes:
    """Give a small lossless WebP whose header says another size."""
    data = saved(Image.new("RGB", (16, 16)), "WEBP", lossless=True)
    at = data.find(b"VP8L") + 9
    return data[:at] + struct.pack("<I", size[0] - 1 | (size[1] - 1) << 14) + data[at + 4 :]


def resized_avif(size: tuple[int, int]) -> bytes:
    """Give a small AVIF whose boxes say another size."""
    data = saved(Image.new("RGB", (16, 16)), "AVIF")
    at = data.find(b"ispe") + 8
    return data[:at] + struct.pack(">II", *size) + data[at + 8 :]


def gif(screen: tuple[int, int], *frames: tuple[int, int]) -> bytes:
    """Give a GIF whose frames have sizes of their own."""
    return formats.gif_header(screen) + b"".join(map(formats.gif_frame, frames)) + b";"


def growing_gif(size: tuple[int, int]) -> bytes:
    """Give a GIF of four pixels whose second frame is whole, and much larger."""
    image = Image.new("P", size)
    image.putpalette([0, 0, 0, 255, 255, 255])
    data = saved(image, "GIF")
    frame = data[data.index(b"\x2c" + struct.pack("<HHHH", 0, 0, *size)) :]
    small = saved(Image.new("1", (2, 2)).convert("P"), "GIF")
    return small[:-1] + frame


def apng(size: tuple[int, int], frames: int) -> bytes:
    """Give a PNG that says that it has many frames, and has as many of next to nothing."""
    control = struct.pack(">IIIIIHHBB", 0, *size, 0, 0, 1, 10, 0, 0)
    parts = [
        formats.png_chunk(b"acTL", struct.pack(">II", frames, 0)),
        formats.png_chunk(b"fcTL", control),
    ]
    return formats.png(size, 1, 0, formats.rows(size, 1), *parts)


HUGE: Mapping[str, Callable[[], bytes]] = {
    "header.png": lambda: resized_png((60_000, 60_000)),
    "most.png": lambda: resized_png((2**31 - 1, 2**31 - 1)),
    "real.png": lambda: formats.png((10_000, 6000), 1, 0, formats.rows((10_000, 6000), 1)),
    "just.png": lambda: formats.png((10_000, 5001), 1, 0, formats.rows((10_000, 5001), 1)),
    "header.jpg": lambda: resized_jpeg((60_000, 60_000)),
    "less.jpg": lambda: resized_jpeg((9000, 9000)),
    "screen.gif": lambda: gif((65_535, 65_535), (1, 1)),
    "frame.gif": lambda: gif((1, 1), (65_535, 65_535)),
    "frames.gif": lambda: gif((1000, 800), *[(1000, 800)] * 2000),
    "header.webp": lambda: resized_webp((16_383, 16_383)),
    "header.avif": lambda: resized_avif((20_000, 20_000)),
    "frames.png": lambda: apng((1000, 800), 2000),
}
POINTER = (
    b"version https://git-lfs.github.com/spec/v1\n"
    b"oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
)
LYING: Mapping[str, Callable[[], bytes]] = {
    "empty.png": lambda: b"",
    "empty.jpg": lambda: b"",
    "text.jpg": lambda: "これは文です。\n".encode() * 40,
    "page.png": lambda: b"<!doctype html><title>404</title>",
    "png.jpg": lambda: saved(files.cornered(), "PNG"),
    "jpg.png": lambda: saved(files.cornered(), "JPEG"),
    "tiff.png": lambda: saved(files.cornered(), "TIFF"),
    "bmp.gif": lambda: saved(files.cornered(), "BMP"),
    "ps.jpg": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "pointer.png": lambda: POINTER,
    "pointer.jpg": lambda: POINTER,
    "pointer.svg": lambda: POINTER,
    "zeros.webp": lambda: b"\0" * 5000,
    "kind.tiff": lambda: saved(files.cornered(), "TIFF"),
    "kind.bmp": lambda: saved(files.cornered(), "BMP"),
}
CUTS = (1, 7, 12, 20, 33, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9)


def whole_files() -> Iterator[tuple[str, bytes]]:
    """Give a good file of each kind, most of whose bytes are pixels."""
    image, options = noise((160, 120)), dict[str, object](save_all=True, duration=90)
    more = [noise((160, 120), seed) for seed in (2, 3, 4)]
    yield "base.jpg", saved(image, "JPEG", quality=90)
    yield "progressive.jpg", saved(image, "JPEG", quality=90, progressive=True)
    yield "plain.png", saved(image, "PNG")
    yield "plain.gif", saved(image, "GIF")
    yield "lossy.webp", saved(image, "WEBP")
    yield "exact.webp", saved(image, "WEBP", lossless=True)
    yield "plain.avif", saved(image, "AVIF", speed=10)
    yield "moving.gif", saved(image, "GIF", append_images=more, **options)
    yield "moving.png", saved(image, "PNG", append_images=more, **options)
    yield "moving.webp", saved(image, "WEBP", append_images=more, **options)
    yield "moving.avif", saved(image, "AVIF", append_images=more, speed=10, **options)


def cut_files() -> dict[str, bytes]:
    """Give each kind of file cut at each point."""
    return {
        f"cut{number}-{name}": data[: cut if isinstance(cut, int) else int(len(data) * cut)]
        for name, data in whole_files()
        for number, cut in enumerate(CUTS)
    }


class Refused(NamedTuple):
    """What a build said of each file: the rule, by the name of the file."""

    built: Built
    rules: dict[str, str]


def refusals(desk: Desk, bad: Mapping[str, bytes], built: Callable[[], Built]) -> Refused:
    """Build a post with a bad picture a line; gives the rule of the error at each line.

    Those that only decoding finds are refused by a second build, without the others.
    """
    site(desk, bad)
    done = built()
    rules = _rules(done, bad)
    if rules.keys() != bad.keys():
        text = (desk.folder / "content/posts/a/index.md").read_text("utf-8")
        for name in rules:
            text = text.replace(f"![{name}]({name})", "文。")
        desk.write({"content/posts/a/index.md": text})
        again = built()
        assert "Traceback" not in again.err, again.err[-600:]
        rules |= _rules(again, bad)
    return Refused(done, rules)


def _rules(built: Built, bad: Iterable[str]) -> dict[str, str]:
    found = re.findall(
        r"content/posts/a/index\.md:(\d+):\d+: error: .*\[([a-z-]+)\]$", built.out, re.MULTILINE
    )
    lines = {int(line): rule for line, rule in found}
    return {name: lines[8 + 2 * n] for n, name in enumerate(bad) if 8 + 2 * n in lines}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Refused:
    """Build one post with all bad pictures, in a gibibyte."""
    makers = {**HUGE, **LYING}
    bad = {name: make() for name, make in makers.items()} | cut_files()
    desk = files.place_for(tmp_path_factory.mktemp("refused"), "site")
    return refusals(desk, bad, lambda: limited(desk))


ALL_BAD = [
    *HUGE,
    *LYING,
    *(f"cut{n}-{name}" for name, _ in whole_files() for n in range(len(CUTS))),
]


@pytest.mark.parametrize("name", ALL_BAD)
def test_a_bad_picture_is_refused_at_its_line(refused: Refused, name: str) -> None:
    """Bombs, cut files, lies: each one is an error with file, line, column and rule, in one run."""
    assert name in refused.rules, sorted(refused.rules)[:8]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits address space")
def test_a_gif_whose_later_frame_is_huge_is_refused(desk: Desk) -> None:
    """A GIF that grows while it plays is refused by name, and so is the one after it."""
    bad = {"grows.gif": growing_gif((12_000, 12_000)), "text.jpg": b"text"}
    done = refusals(desk, bad, lambda: limited(desk))
    assert "Traceback" not in done.built.err, done.built.err[-600:]
    assert set(done.rules) == set(bad)


def test_a_run_with_bad_pictures_ends_in_order(refused: Refused) -> None:
    """There is no traceback, the status is 1, and there is no output."""
    assert "Traceback" not in refused.built.err
    assert refused.built.status == 1
    assert not refused.built.output.exists()


def test_a_git_lfs_pointer_is_reported_as_one(refused: Refused) -> None:
    """A pointer file of Git LFS is not reported as a broken picture."""
    assert {refused.rules[name] for name in LYING if "pointer" in name} == {"lfs-pointer"}


def test_what_is_no_file_is_refused(desk: Desk) -> None:
    """A folder, a broken link, a pipe and an unreadable file named like pictures are refused."""
    folder = desk.folder / "content/posts/a"
    names = ["folder.png", "nowhere.png", "pipe.png", "locked.png"]
    desk.write(
        {"content/posts/a/index.md": post("文。\n\n" + "\n\n".join(f"![絵]({n})" for n in names))}
    )
    (folder / "folder.png").mkdir()
    (folder / "nowhere.png").symlink_to("gone.png")
    os.mkfifo(folder / "pipe.png")
    desk.picture("content/posts/a/locked.png")
    (folder / "locked.png").chmod(0)
    built = desk.build()
    assert built.status == 1
    assert "Traceback" not in built.err
    for number in range(3 if os.geteuid() == 0 else 4):  # root reads everything
        assert re.search(rf"index\.md:{8 + 2 * number}:\d+: error: .*\[[a-z-]+\]", built.out), (
            number
        )


def _spoilt(data: bytes, place: int, new: bytes, old: int = 1) -> bytes:
    """Give a PNG whose pixels are damaged: so many old bytes are replaced at a place."""
    at = data.index(b"IDAT") + 4 + place
    return data[:at] + new + data[at + old :]


def test_broken_pixels_are_refused_whatever_follows_them(desk: Desk) -> None:
    """No half of a picture is published, whatever chunk or byte follows its pixels."""
    whole = saved(noise((64, 40)), "PNG")
    end = formats.png_chunk(b"IEND", b"")
    behind = whole.removesuffix(end) + formats.png_chunk(b"tEXt", b"date:create\0x") + end
    bad = {
        "alone.png": _spoilt(whole, 2, b"\x07"),
        "behind.png": _spoilt(behind, 2, b"\x07"),
        "later.png": _spoilt(behind, 3000, b"\0" * 40, 40),
        "more.png": _spoilt(whole, 900, b"\r\n"),
        "less.png": _spoilt(whole, 900, b"", 20),
        "more.apng": _spoilt(behind, 900, b"\r\n"),
    }
    done = refusals(desk, bad, desk.build)
    assert done.rules == dict.fromkeys(bad, "bad-picture")
    assert done.built.status == 1


def test_a_picture_that_no_width_makes_low_enough_is_too_tall(desk: Desk) -> None:
    """A picture too tall at every width is reported as too tall; others are made narrower."""
    tall = {name: saved(Image.new("RGB", size), "PNG") for name, size in TALL.items()}
    done = refusals(desk, tall, desk.build)
    assert done.rules == {"1.png": "picture-too-large", "2.png": "picture-too-large"}


TALL = {"1.png": (1, 20_000), "2.png": (2, 33_000), "3.png": (2, 32_000)}


@pytest.mark.parametrize(
    "amount", [40, pytest.param(1500, marks=pytest.mark.heavy)], ids=["sample", "all"]
)
def test_flipped_bytes_never_end_in_a_traceback(desk: Desk, amount: int) -> None:
    """Files with random damage are published or refused, each by name."""
    dice = random.Random(amount)  # noqa: S311
    wholes, bad = list(whole_files()), dict[str, bytes]()
    for number in range(amount):
        name, data = wholes[number % len(wholes)]
        damaged = bytearray(data)
        for _ in range(dice.choice((1, 3, 20))):
            at = dice.randrange(len(data) if number % 2 else min(len(data), 200))
            damaged[at] = dice.randrange(256)
        bad[f"flip{number}-{name}"] = bytes(damaged)
    built = refusals(desk, bad, desk.build).built
    assert "Traceback" not in built.err, built.err[-2000:]
    assert built.status in {0, 1}
    assert ": error: " in built.out or built.status == 0


def test_a_huge_file_is_not_read_whole(desk: Desk) -> None:
    """A file of three gigabytes that begins like a picture is refused, or read in parts."""
    desk.write({"content/posts/a/a.png": saved(files.cornered(), "PNG")[:-12]})
    with (desk.folder / "content/posts/a/a.png").open("r+b") as file:
        file.truncate(3 * GIB)
    desk.write({"content/posts/a/index.md": post("![絵](a.png)")})
    built = limited(desk)
    assert "Traceback" not in built.err, built.err[-600:]
    assert "MemoryError" not in built.err


def test_packed_text_and_profiles_do_not_fill_memory(desk: Desk) -> None:
    """Metadata that unpacks to hundreds of megabytes is not unpacked."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(400)) + packer.flush()
    plain = saved(files.cornered(), "PNG")
    bad = {
        "text.png": formats.png_with(plain, formats.png_chunk(b"zTXt", b"Comment\0\0" + packed)),
        "long.png": formats.png_with(plain, formats.png_chunk(b"iTXt", b"T\0\1\0\0\0" + packed)),
        "colour.png": formats.png_with(plain, formats.png_chunk(b"iCCP", b"profile\0\0" + packed)),
    }
    built = refusals(desk, bad, lambda: limited(desk)).built
    assert "Traceback" not in built.err, built.err[-600:]
    assert built.status in {0, 1}
