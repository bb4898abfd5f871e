"""Huge, broken and lying files are refused by name, within bounds; work is done once."""

from __future__ import annotations

import os
import random
import re
import shutil
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image, ImageFile

from kawaraban.images.photo import opening
from kawaraban.incremental.cache import OURS
from tests.desk import NOW, PROJECT, Built, Desk, post
from tests.images import files
from tests.images.files import good, saved, site

GIB = 1 << 30
LIMITED = (
    "import os, resource, sys\n"
    f"resource.setrlimit(resource.RLIMIT_AS, ({GIB}, {GIB}))\n"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])\n"
)
WEIGHED = (
    "import resource, subprocess, sys\n"
    "status = subprocess.call([sys.executable, *sys.argv[1:]])\n"
    "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
    f"sys.exit(status or (peak > {GIB >> 10} and f'{{peak}} KiB'))\n"
)
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits address space")


def noise(size: tuple[int, int], seed: int = 1) -> Image.Image:
    """Give random pixels, which no format packs well."""
    dice = random.Random(seed)  # noqa: S311
    return Image.frombytes("RGB", size, dice.randbytes(size[0] * size[1] * 3))


# Refused


def resized_png(size: tuple[int, int]) -> bytes:
    """Give a PNG of a few bytes that says it is huge."""
    return files.png(size, 8, 6, zlib.compress(b"\0" * 64))


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
    return files.gif_header(screen) + b"".join(map(files.gif_frame, frames)) + b";"


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
        files.png_chunk(b"acTL", struct.pack(">II", frames, 0)),
        files.png_chunk(b"fcTL", control),
    ]
    return files.png(size, 1, 0, files.rows(size, 1), *parts)


HUGE: Mapping[str, Callable[[], bytes]] = {
    "header.png": lambda: resized_png((60_000, 60_000)),
    "most.png": lambda: resized_png((2**31 - 1, 2**31 - 1)),
    "real.png": lambda: files.png((10_000, 6000), 1, 0, files.rows((10_000, 6000), 1)),
    "just.png": lambda: files.png((10_000, 5001), 1, 0, files.rows((10_000, 5001), 1)),
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
    """Build a post with a bad picture a line; gives the rule of the error at each line."""
    site(desk, bad)
    done = built()
    found = re.findall(
        r"content/posts/a/index\.md:(\d+):\d+: error: .*\[([a-z-]+)\]$", done.out, re.MULTILINE
    )
    lines = {int(line): rule for line, rule in found}
    rules = {name: lines[8 + 2 * n] for n, name in enumerate(bad) if 8 + 2 * n in lines}
    return Refused(done, rules)


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


def test_a_pointer_is_named_as_one(refused: Refused) -> None:
    """What Git LFS left is told apart from a broken file."""
    assert {refused.rules[name] for name in LYING if "pointer" in name} == {"lfs-pointer"}


def test_what_is_no_file_is_refused(desk: Desk) -> None:
    """A folder, a link to nothing, a pipe and an unreadable file named like pictures."""
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


def _turned_behind(name: bytes, body: bytes) -> bytes:
    """Give a PNG whose chunk about its orientation follows its pixels."""
    plain = saved(Image.new("RGB", (64, 40)), "PNG")
    end = files.png_chunk(b"IEND", b"")
    return plain.removesuffix(end) + files.png_chunk(name, body) + end


def _spoilt(data: bytes, place: int, new: bytes, old: int = 1) -> bytes:
    """Give a PNG whose pixels are damaged: so many old bytes are replaced at a place."""
    at = data.index(b"IDAT") + 4 + place
    return data[:at] + new + data[at + old :]


def test_broken_pixels_are_told_whatever_follows_them(desk: Desk) -> None:
    """A chunk behind them, a byte more or less: no half of a picture is published in silence."""
    whole = saved(noise((64, 40)), "PNG")
    end = files.png_chunk(b"IEND", b"")
    behind = whole.removesuffix(end) + files.png_chunk(b"tEXt", b"date:create\0x") + end
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
    """It is not called broken; one that can be made narrower is."""
    tall = {name: saved(Image.new("RGB", size), "PNG") for name, size in TALL.items()}
    done = refusals(desk, tall, desk.build)
    assert done.rules == {"1.png": "picture-too-large", "2.png": "picture-too-large"}


TALL = {"1.png": (1, 20_000), "2.png": (2, 33_000), "3.png": (2, 32_000)}


def test_an_orientation_behind_the_pixels_counts(tmp_path: Path) -> None:
    """It is found where Pillow finds it, and the size says so."""
    file = tmp_path / "a.png"
    file.write_bytes(_turned_behind(b"eXIf", files.exif(6)))
    with opening.opened(file, "a.png") as image:
        assert opening.upright_size(image) == (40, 64)


_XMP = b'<x tiff:Orientation="6"/>'
UNTURNED = {
    "a.png": _turned_behind(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + _XMP),
    "a.jpg": saved(Image.new("RGB", (64, 40)), "JPEG", xmp=_XMP),
    "a.webp": saved(Image.new("RGB", (64, 40)), "WEBP", xmp=_XMP),
}


@pytest.mark.parametrize("name", UNTURNED)
def test_no_browser_turns_a_picture_for_its_xmp(tmp_path: Path, name: str) -> None:
    """It is published as its author sees it, and redacted where they measured it."""
    file = tmp_path / name
    file.write_bytes(UNTURNED[name])
    with opening.opened(file, name) as image:
        assert opening.upright_size(image) == (64, 40)


@pytest.mark.parametrize("kind", files.EXTENSIONS)
def test_measuring_decodes_no_pixels(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The size of an upright picture comes from the head of its file, whatever it says there."""
    picture, decoded = Image.new("RGB", (64, 40)), list[object]()

    def load(image: ImageFile.ImageFile) -> None:  # a builtin would not be bound
        decoded.append(image)

    monkeypatch.setattr(ImageFile.ImageFile, "load", load)
    datas = [saved(picture, kind)]
    datas += [files.camera(kind, picture, 6)] if kind != "GIF" else []
    if kind == "PNG":  # as some programmes write them
        end = files.png_chunk(b"IEND", b"")
        behind = files.png_chunk(b"tEXt", b"date:create\0x") + end
        datas.append(saved(picture, kind).removesuffix(end) + behind)
    for data in datas:
        file = tmp_path / f"a.{files.EXTENSIONS[kind]}"
        file.write_bytes(data)
        with opening.opened(file, file.name) as image:
            assert opening.upright_size(image) == (64, 40)
            assert not decoded


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


def test_a_copy_of_a_broken_picture_is_named_too(desk: Desk) -> None:
    """Of files with the same bytes each one is told, by its own name and at its own line."""
    whole = saved(noise((64, 40)), "JPEG")
    bad = {name: whole[: len(whole) // 2] for name in ("a.jpg", "b.jpg", "c.jpg")}
    done = refusals(desk, bad, desk.build)
    assert set(done.rules) == set(bad)
    assert all(f"/{name}" in done.built.out for name in bad), done.built.out


def test_packed_text_and_profiles_do_not_fill_memory(desk: Desk) -> None:
    """Metadata that unpacks to hundreds of megabytes is not unpacked."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(400)) + packer.flush()
    plain = saved(files.cornered(), "PNG")
    bad = {
        "text.png": files.png_with(plain, files.png_chunk(b"zTXt", b"Comment\0\0" + packed)),
        "long.png": files.png_with(plain, files.png_chunk(b"iTXt", b"T\0\1\0\0\0" + packed)),
        "colour.png": files.png_with(plain, files.png_chunk(b"iCCP", b"profile\0\0" + packed)),
    }
    built = refusals(desk, bad, lambda: limited(desk)).built
    assert "Traceback" not in built.err, built.err[-600:]
    assert built.status in {0, 1}


# Memory


def limited(desk: Desk, *arguments: str, wrapper: str = LIMITED) -> Built:
    """Build with a gibibyte of address space, or (WEIGHED) fail with more memory in use."""
    command = [sys.executable, "-c", wrapper] if sys.platform == "linux" else [sys.executable]
    done = subprocess.run(
        [*command, PROJECT / "build.py", "--site", desk.folder, "--now", NOW, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    return Built(done.returncode, done.stdout, done.stderr, desk.folder / "output")


LARGE = (7000, 7000)


def large(mode: str, kind: str, size: tuple[int, int] = LARGE, **options: object) -> bytes:
    """Give a soft picture of 49 megapixels."""
    image = Image.linear_gradient("L").resize(size)
    if mode == "RGBA":
        image = Image.merge("RGBA", (image, image, image, image))
    return saved(image.convert(mode), kind, **options)


EXTREMES: Mapping[str, Callable[[], bytes]] = {
    "rgba.png": lambda: large("RGBA", "PNG", compress_level=1),
    "turned.png": lambda: large(
        "RGBA", "PNG", compress_level=1, exif=files.exif(6), icc_profile=files.profile("gbr")
    ),
    "base.jpg": lambda: large("RGB", "JPEG"),
    "progressive.jpg": lambda: large("RGB", "JPEG", progressive=True, subsampling=0),
    "cmyk.jpg": lambda: large("CMYK", "JPEG", progressive=True, subsampling=0),
    "deep.png": lambda: files.png(LARGE, 16, 2, files.rows(LARGE, 16, b"\x80\x40" * 3)),
    "deep-alpha.png": lambda: files.png(LARGE, 16, 6, files.rows(LARGE, 16, b"\x80\x40" * 4)),
    "deep-grey.png": lambda: files.png(LARGE, 16, 0, files.rows(LARGE, 16, b"\x80\x40")),
    "bit.png": lambda: files.png(LARGE, 1, 0, files.rows(LARGE, 1)),
    "key.png": lambda: files.png(
        LARGE, 8, 2, files.rows(LARGE, 8, b"\1\2\3"), files.png_chunk(b"tRNS", b"\0\1\0\2\0\3")
    ),
    "exact.webp": lambda: large("RGBA", "WEBP", lossless=True, method=0, quality=0),
    "lossy.webp": lambda: large("RGB", "WEBP", method=0),
    "large.avif": lambda: large("RGB", "AVIF", speed=10),
    "alpha.avif": lambda: large("RGBA", "AVIF", speed=10, subsampling="4:4:4"),
    "large.gif": lambda: large("L", "GIF"),
    "tall.png": lambda: large("RGBA", "PNG", (2400, 20_000), compress_level=1),
    "wide.png": lambda: large("RGBA", "PNG", (48_000, 1000), compress_level=1),
    "tall.jpg": lambda: large("RGB", "JPEG", (760, 65_000), progressive=True),
}
SAMPLE = ("turned.png",)


@linux
@pytest.mark.parametrize("redact", ["", '{redact="10 10 200 60"}'], ids=["plain", "redacted"])
@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[] if n in SAMPLE else pytest.mark.heavy) for n in EXTREMES]
)
def test_the_largest_pictures_fit_in_a_gibibyte(desk: Desk, name: str, redact: str) -> None:
    """A picture of 49 megapixels is published, redacted or not.

    WebP's and AVIF's decoders take less than a gibibyte, but reserve more addresses.
    """
    site(desk, {name: EXTREMES[name]()}, attributes={name: redact})
    built = limited(desk, "--jobs", "2")
    if built.status == 1 and name.endswith((".webp", ".avif")):
        assert "Traceback" not in built.err
        assert re.search(r"index\.md:8:\d+: error: .*\[picture-too-large\]", built.out)
    else:
        good(built)


@linux
@pytest.mark.heavy
def test_many_large_pictures_fit_in_a_gibibyte(desk: Desk) -> None:
    """Several of the largest at once, and many that are just not large, with many threads."""
    marks = {"a.png": '{redact="10 10 200 60"}', "b.png": '{redact="20 10 200 60"}'}
    made = {name: EXTREMES["turned.png"]() for name in ("a.png", "b.png")}
    made["c.jpg"], made["d.png"] = EXTREMES["cmyk.jpg"](), EXTREMES["deep-alpha.png"]()
    site(desk, made, attributes=marks)
    good(limited(desk, "--jobs", "8", wrapper=WEIGHED))
    size = (3900, 2050)
    middling = {f"m{n}.png": large("RGBA", "PNG", size, compress_level=1) for n in range(16)}
    # Each has a redaction of its own, so that no two are one.
    attributes = {name: f'{{redact="{n} 0 30 30"}}' for n, name in enumerate(middling)}
    site(desk, middling, attributes=attributes)
    good(limited(desk, "--jobs", "16", wrapper=WEIGHED))


@linux
@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_long_animations_fit_in_a_gibibyte(desk: Desk, kind: str) -> None:
    """Two animations of 300 frames of 1000 by 800 at once."""
    made = {}
    for seed in (1, 2):
        base = files.texture((1000, 800), 50, seed)
        frames = []
        for number in range(300):
            frame = base.copy()
            frame.paste(128, (3 * number, 0, 3 * number + 60, 800))
            frames.append(frame if kind == "GIF" else frame.convert("RGB"))
        fast: dict[str, object] = {"method": 0, "quality": 30} if kind == "WEBP" else {}
        made[f"a{seed}.{files.EXTENSIONS[kind]}"] = saved(
            frames[0], kind, save_all=True, append_images=frames[1:], duration=50, **fast
        )
    built = good(limited(site(desk, made), "--jobs", "2"))
    assert files.pictures(built)


# Done once


def several(count: int, size: tuple[int, int] = (500, 300)) -> dict[str, bytes]:
    """Give pictures that take a moment each."""
    made = {f"p{n}.png": saved(noise(size, n), "PNG", compress_level=1) for n in range(count)}
    return made | {
        "alone.gif": dict(whole_files())["moving.gif"],
        "flat.png": saved(files.flat(), "PNG"),
    }


def old(desk: Desk) -> Desk:
    """Wait until a change to a file must show in its times."""
    time.sleep(0.1)
    return desk


@pytest.mark.skipif(not os.environ.get("CI") and shutil.which("strace") is None, reason="no strace")
def test_unchanged_pictures_are_not_opened(desk: Desk, tmp_path: Path) -> None:
    """A second build opens none of the pictures, nor does one after the text has changed."""
    built = good(old(site(desk, several(2))).build())
    for text in (
        None,
        "文が変わりました。\n\n![p0.png](p0.png)\n\n![p1.png](p1.png)\n\n![f](flat.png)",
    ):
        if text:
            desk.write({"content/posts/a/index.md": post(text)})
        log = tmp_path / "opened"
        subprocess.run(
            ["strace", "-f", "-qq", "-o", log, "-e", "trace=open,openat,openat2", sys.executable,
             PROJECT / "build.py", "--site", desk.folder, "--now", NOW],
            check=True, capture_output=True,
        )  # fmt: skip
        opened = log.read_text("utf-8", "replace")
        assert "manifest" in opened
        assert not re.findall(r'content/posts/a/[^"]+\.(?:png|gif)"', opened)
    assert "変わりました" in built.page("posts/a/")


def test_killed_work_is_not_done_again(desk: Desk) -> None:
    """What a killed build had finished is neither made nor written again by the next."""
    site(desk, several(6))
    command = [
        sys.executable,
        PROJECT / "build.py",
        "--site",
        desk.folder,
        "--now",
        NOW,
        "--jobs",
        "1",
    ]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while running.poll() is None and len(made_before(desk)) < 6:
        time.sleep(0.01)
    running.kill()
    running.wait()
    before = made_before(desk)
    assert len(before) >= 6
    assert not (desk.folder / "output").exists()
    built = good(desk.build())
    after = made_before(desk)
    # The last one may have been written without what says that it is finished.
    again = [name for name, changed in before.items() if after.get(name) not in {changed, None}]
    assert len(again) <= 6, (len(again), len(before))
    assert {p.name for p in (desk.folder / ".cache").iterdir()} <= OURS
    everything = built.everything()
    fresh = Desk(desk.folder.parent / "fresh")
    assert good(site(fresh, several(6)).build()).everything() == everything


def made_before(desk: Desk) -> dict[bytes, int]:
    """Give the number of each picture that is remembered: made anew, it has another."""
    return {name: number for name, number, data in files.entries(desk) if len(data) > 2000}


def test_the_same_bytes_come_out_every_way(desk: Desk) -> None:
    """Cold, warm, without a cache, with one worker or four: the output is the same."""
    site(desk, several(3))
    whole = good(desk.build("--jobs", "1")).everything()
    assert good(desk.build()).everything() == whole
    assert good(desk.build("--no-cache", "--jobs", "4")).everything() == whole
    shutil.rmtree(desk.folder / "output")
    assert good(desk.build()).everything() == whole
    shutil.rmtree(desk.folder / "output")
    shutil.rmtree(desk.folder / ".cache")
    assert good(desk.build("--jobs", "4")).everything() == whole


def flip(data: bytes) -> bytes:
    """Give bytes of which one in the middle has changed."""
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


DAMAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[: len(data) // 2],
    "flipped": flip,
    "empty": lambda _: b"",
    "other": lambda _: b"x" * 500,
}


def test_a_damaged_cache_gives_the_same(desk: Desk) -> None:
    """Entries cut, flipped, emptied or replaced are made anew; so are all without a folder."""
    site(desk, several(1))
    whole = good(desk.build()).everything()
    cache = desk.folder / ".cache"
    damages = tuple(DAMAGES.values())
    for turn in range(2):
        for number, file in enumerate(sorted(cache.iterdir())):
            file.write_bytes(damages[(number + turn) % len(damages)](file.read_bytes()))
        shutil.rmtree(desk.folder / "output")
        assert good(desk.build()).everything() == whole, turn
    shutil.rmtree(cache)
    cache.write_text("a file where the folder should be")
    shutil.rmtree(desk.folder / "output")
    assert good(desk.build()).everything() == whole


def test_a_damaged_output_is_mended(desk: Desk) -> None:
    """A published picture that was cut or deleted by others comes out right again."""
    site(desk, several(1))
    built = good(desk.build())
    whole = built.everything()
    cut, gone = list(files.published(built))[:2]
    (built.output / cut).write_bytes(whole[cut][:50])
    (built.output / gone).unlink()
    assert good(desk.build()).everything() == whole
