"""Pictures whose file ends before their pixels do: decoders fill the rest without a word."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from kawaraban.images.photo.whole import check_whole
from msgspec.structs import replace
from PIL import Image

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Form
from kawaraban.images.photo import opening
from kawaraban.images.photo.forms import form_jobs
from kawaraban.images.photo.kinds import BadPictureError
from kawaraban.images.photo.measure import measure_pictures
from kawaraban.images.photo.work import Job
from kawaraban.incremental.cache import Cache
from kawaraban.read.files import scan
from tests.desk import Desk
from tests.images import files
from tests.images.files import saved
from tests.images.test_bounds import noise, refusals

# Bits of a pixel by colour kind and depth, the bytes of a row, and what else the file needs.
_PALETTE = files.png_chunk(b"PLTE", b"\1\2\3" * 16)
_KINDS = {
    "grey1": (0, 1, b"\0" * 2, b""),
    "grey16": (0, 16, b"\0" * 26, b""),
    "colour": (2, 8, b"\0" * 39, b""),
    "palette4": (3, 4, b"\0" * 7, _PALETTE),
    "transparent": (6, 8, b"\0" * 52, b""),
}
_GREY = (128, 128, 128)
_A_PART = 1 << 20  # bytes


def _png(kind: str, rows: int, *, height: int = 9, first: bytes = b"") -> bytes:
    """Give a PNG of 13 pixels by `height` with so many rows in it, in zlib's good order."""
    colours, depth, row, more = _KINDS[kind]
    head = struct.pack(">IIBBBBB", 13, height, depth, colours, 0, 0, 0)
    pixels = zlib.compress(first + (b"\0" + row) * (rows - bool(first)))
    chunks = ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
    start, *others = (files.png_chunk(*chunk) for chunk in chunks)
    return b"\x89PNG\r\n\x1a\n" + start + more + b"".join(others)


def _apng(rows: int) -> bytes:
    """Give an animation whose second frame has so many of its nine rows."""
    colours, depth, row, _ = _KINDS["colour"]
    head = struct.pack(">IIBBBBB", 13, 9, depth, colours, 0, 0, 0)

    def control(number: int) -> bytes:
        return struct.pack(">IIIIIHHBB", number, 13, 9, 0, 0, 1, 10, 0, 0)

    bright = b"\0" + b"\xff" * len(row)
    chunks = (
        (b"IHDR", head),
        (b"acTL", struct.pack(">II", 2, 0)),
        (b"fcTL", control(0)),
        (b"IDAT", zlib.compress(bright * 9)),
        (b"fcTL", control(1)),
        (b"fdAT", struct.pack(">I", 2) + zlib.compress(bright * rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(files.png_chunk(*chunk) for chunk in chunks)


def _grey_below(mode: str = "RGB", **options: object) -> bytes:
    """Give a JPEG that ends in the very grey that a decoder fills with."""
    image = noise((200, 150))
    image.paste(_GREY, (0, 70, 200, 150))
    return saved(image.convert(mode), "JPEG", **options)


def _ended(data: bytes) -> bytes:
    """Give a JPEG whose end is marked in the middle of its pixels."""
    start = data.index(b"\xff\xda")
    return data[: start + (len(data) - start) // 2] + b"\xff\xd9"


def _taller(data: bytes) -> bytes:
    """Give a JPEG that says it is twice as tall."""
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">H", 300) + data[at + 2 :]


def _zeroed(data: bytes, part: float = 0.5) -> bytes:
    """Give a file that ends in zeros, as a disk leaves one that was not written to its end."""
    kept = int(len(data) * part)
    return data[:kept].ljust(len(data), b"\0")


def _missummed(data: bytes, name: bytes) -> bytes:
    """Give a PNG whose last chunk of a name has another sum than it says."""
    at = data.rindex(name)
    end = at + 4 + int.from_bytes(data[at - 4 : at])
    return data[:end] + bytes([data[end] ^ 1]) + data[end + 1 :]


def _behind(data: bytes) -> bytes:
    """Give a PNG with a wrong sum in a text behind its pixels, and a wrong chunk after its end."""
    end = files.png_chunk(b"IEND", b"")
    text = _missummed(files.png_chunk(b"tEXt", b"date:create\0x"), b"tEXt")
    more = _missummed(files.png_chunk(b"IDAT", b"more"), b"IDAT")
    return data.removesuffix(end) + text + end + more


def _stored(height: int = 60) -> bytes:
    """Give a PNG whose pixels are packed as they are, none of them black."""
    pixels = zlib.compress((b"\0" + b"\xf0" * 180) * height, 0)
    return files.png((60, height), 8, 2, pixels)


_FEW = noise((200, 150)).point(lambda shade: (shade >> 7) * 127 + 128)  # colours, none black
_NOISE = saved(noise((200, 150)), "JPEG")
_SEVERAL = saved(noise((200, 150)), "MPO", save_all=True, append_images=[noise((200, 150), 2)])
WHOLE = {
    "noise.jpg": _NOISE,
    "progressive.jpg": saved(noise((200, 150)), "JPEG", progressive=True),
    "restarts.jpg": saved(noise((200, 150)), "JPEG", restart_marker_blocks=3),
    "filled.jpg": _NOISE[:-2] + b"\xff" * 9 + b"\xff\xd9",
    "filled-segments.jpg": _NOISE.replace(b"\xff\xdb", b"\xff" * 9 + b"\xff\xdb"),
    "more.jpg": _NOISE + b"\0" * 999,
    "several.jpg": _SEVERAL,
    "preview.jpg": saved(noise((200, 150)), "JPEG", exif=files.exif(1, thumbnail=_NOISE)),
    "stored.png": _stored(),
    "behind.png": _behind(_stored()),
    **{f"{kind}.png": _png(kind, 9) for kind in _KINDS},
    "moving.apng": _apng(9),
    "grey.jpg": _grey_below(),
    "grey-l.jpg": _grey_below("L"),
    "grey-progressive.jpg": _grey_below(progressive=True),
    "grey-restarts.jpg": _grey_below(restart_marker_blocks=3),
    "grey-trailing.jpg": _grey_below() + b"\xff\xd9 and more",
    "grey-preview.jpg": _grey_below(exif=files.exif(1, thumbnail=_NOISE)),
    "flat.jpg": saved(Image.new("RGB", (64, 40), _GREY), "JPEG"),
}
SHORT = {
    "sum.png": _missummed(_png("colour", 9), b"IDAT"),
    "sum-bright.png": _missummed(_stored(), b"IDAT"),
    "sum.apng": _missummed(_apng(9), b"fdAT"),
    "zeros.png": _zeroed(_stored()),
    "zeros-la.png": _zeroed(saved(_FEW.convert("LA"), "PNG")),
    "zeros-deep.png": _zeroed(saved(_FEW.convert("L").convert("I;16"), "PNG")),
    "zeros-late.png": _zeroed(_stored(), 0.99),
    "zeros.jpg": _zeroed(_NOISE),
    "zeros-preview.jpg": _zeroed(WHOLE["preview.jpg"], 0.75),
    "zeros-and-another.jpg": _zeroed(_NOISE) + _NOISE,
    "no-end.jpg": _NOISE[:-2] + b"\0" * 99,
    **{f"{kind}.png": _png(kind, 8) for kind in _KINDS},
    "half.png": _png("colour", 4, first=b"\0" + b"\xff\x80\x20" * 13),
    "moving.apng": _apng(4),
    "ended.jpg": _ended(_NOISE),
    "ended-l.jpg": _ended(saved(noise((200, 150)).convert("L"), "JPEG")),
    "ended-cmyk.jpg": _ended(saved(noise((200, 150)).convert("CMYK"), "JPEG")),
    "ended-grey.jpg": _ended(_grey_below()),
    "ended-restarts.jpg": _ended(saved(noise((200, 150)), "JPEG", restart_marker_blocks=3)),
    "taller.jpg": _taller(_NOISE),
}


def _look(file: Path, data: bytes) -> None:
    """Write a file and look through it."""
    file.write_bytes(data)
    with opening.opened(file, file.name) as image:
        image.load()
        check_whole(image, data)


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_picture_is_taken_for_whole(tmp_path: Path, name: str) -> None:
    """Whatever colour it ends in."""
    _look(tmp_path / name, WHOLE[name])


@pytest.mark.parametrize("name", SHORT)
def test_a_short_picture_is_refused(tmp_path: Path, name: str) -> None:
    """Its decoder would fill the rest, and say nothing."""
    with pytest.raises(BadPictureError, match="bad-picture"):
        _look(tmp_path / name, SHORT[name])


BOMBS = {
    "filled.jpg": _grey_below()[:-2] + b"\xff" * 300_000 + b"\0" + b"\xff\xd9",
    "filled-often.jpg": _grey_below()[:-2] + (b"\xff" * 300 + b"\0") * 1000 + b"\xff\xd9",
    "more.png": _png("grey1", 60_000_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_a_file_holds_beyond_its_picture_takes_no_time(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fill bytes are looked at once, and what is packed beyond the rows not at all."""
    sizes: list[int] = []

    class Counting:
        def __init__(self) -> None:
            self._own = zlib_decompressobj()

        def decompress(self, data: bytes, most: int) -> bytes:
            made = self._own.decompress(data, most)
            sizes.append(len(made))
            return made

        @property
        def unconsumed_tail(self) -> bytes:
            return self._own.unconsumed_tail

    zlib_decompressobj = zlib.decompressobj
    monkeypatch.setattr("kawaraban.images.photo.whole.zlib.decompressobj", Counting)
    _look(tmp_path / name, BOMBS[name])  # else it takes minutes
    assert sum(sizes) <= _A_PART


def _job(folder: Path, cache: Cache, inode: int = 1) -> Job:
    """Measure the only picture of a folder, and give the job of its forms."""
    (entry,), _ = scan(folder)
    entry = replace(entry, settled=True, size=99, mtime_ns=1, ctime_ns=1, inode=inode)
    place = Source("a.md")
    pictures, _ = measure_pictures({entry.path: place}, {entry.path: entry}, cache)
    form = Form(width=10, height=10, use="fallback")
    picture = replace(pictures[entry.path], forms=(form,), source=place)
    return form_jobs([picture], {entry.path: entry})[entry.path]


def test_a_picture_that_changes_meanwhile_is_not_taken_for_the_old_one(tmp_path: Path) -> None:
    """What is made of it would be kept as the old one's for ever."""
    file, cache = tmp_path / "content" / "a.png", Cache(None)
    file.parent.mkdir()
    file.write_bytes(saved(Image.new("RGB", (40, 40), "red"), "PNG"))
    job = _job(tmp_path, cache)
    assert list(job.make())
    file.write_bytes(saved(Image.new("RGB", (40, 40), "blue"), "PNG"))
    with pytest.raises(BadPictureError, match="changed-picture"):
        list(job.make())
    assert _job(tmp_path, cache).key == job.key
    assert _job(tmp_path, cache, inode=2).key != job.key  # another file of the same times


def test_no_part_of_a_picture_is_published_in_silence(desk: Desk) -> None:
    """Each is told where it is used; so is a palette picture without its palette."""
    bad = SHORT | {"no-palette.png": _png("palette4", 9).replace(_PALETTE, b"")}
    assert refusals(desk, bad, desk.build).rules == dict.fromkeys(bad, "bad-picture")
