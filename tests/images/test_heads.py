"""What heads of files say that decoders pass over: scattered segments, apertures, keys."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from kawaraban.images.photo.film import film_of
from PIL import Image

from kawaraban.core.model import PictureFile
from kawaraban.images.photo import heads, opening
from kawaraban.images.photo.kinds import BadPictureError
from kawaraban.images.photo.pixels import moving, pixels_of
from tests.desk import Desk
from tests.images import files
from tests.images.files import good, saved, site
from tests.images.test_bounds import noise, refusals

_SIZE = (64, 40)
_JPEG = saved(noise(_SIZE), "JPEG")
_EMPTY = files.jpeg_segment(0xFE, b"")
_CASES = {
    "fill": b"\xff",
    "junk": b"\0",
    "stuffed": b"\xff\0",
    "restarts": b"\xff\xd0",
    "ends": b"\xff\xd9",
    "extensions": b"\xff\xf0",
    "segments": _EMPTY,
}


def _scattered(what: bytes, size: int) -> bytes:
    """Give a JPEG with so many bytes of something between its first segment and the second."""
    at = _JPEG.index(b"\xff\xdb")
    return _JPEG[:at] + what * (size // len(what)) + _JPEG[at:]


@pytest.mark.parametrize("name", _CASES)
def test_what_lies_between_segments_is_bounded(name: str) -> None:
    """Pillow looks at it a byte at a time: there may be some, but not much."""
    few, many = (_scattered(_CASES[name], size) for size in (1 << 12, 1 << 18))
    with opening.opened(io.BytesIO(few), "a.jpg") as image:
        assert image.size == _SIZE
    with (
        pytest.raises(BadPictureError, match="bad-picture"),
        opening.opened(io.BytesIO(many), "a.jpg"),
    ):
        pass


@pytest.mark.parametrize(("number", "is_good"), [(1000, True), (100_000, False)])
def test_a_png_in_many_pieces(tmp_path: Path, number: int, is_good: bool) -> None:  # noqa: FBT001
    """As many as a writer may make are read."""
    data = saved(Image.new("RGB", _SIZE), "PNG")
    at = data.index(b"IDAT") - 4
    file = tmp_path / "a.png"
    file.write_bytes(data[:at] + files.png_chunk(b"IDAT", b"") * number + data[at:])
    if is_good:
        with opening.opened(file, "a.png") as image:
            image.load()
    else:
        with pytest.raises(BadPictureError), opening.opened(file, "a.png"):
            pass


_NAMES = ("transparency", "exif", "icc_profile", "gamma", "duration", "loop", "bbox", "disposal",
          "background", "default_image")  # fmt: skip


def _png(kind: str) -> bytes:
    if kind == "moving":
        frames = [noise(_SIZE), noise(_SIZE).rotate(180)]
        return saved(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=[80, 120])
    picture = noise(_SIZE).convert("L" if kind == "grey" else "RGB")
    return saved(picture.quantize(8), "PNG", transparency=3) if kind == "palette" else (
        saved(picture, "PNG")
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["grey", "colour", "palette", "moving"])
def test_no_text_of_a_png_counts_as_what_it_is_called(desk: Desk, kind: str) -> None:
    """Pillow keeps both in one place: a text named after a setting would stand for it."""
    data, texts = _png(kind), {"plain": b""}
    for name in _NAMES:
        texts[name] = files.png_chunk(b"tEXt", name.encode() + b"\0 20 words")
    packed = zlib.compress(b"words" * 300_000)
    texts["long"] = files.png_chunk(b"zTXt", b"Comment\0\0" + packed)
    texts["long-i"] = files.png_chunk(b"iTXt", b"Comment\0\1\0\0\0" + packed)
    for at, where in ((33, "front"), (-12, "back")):
        pictures = {
            f"{name}-{where}.png": data[:at] + text + data[at:] for name, text in texts.items()
        }
        built = good(site(desk, pictures).build())
        made: dict[str, set[bytes]] = {}
        for path, one in built.everything().items():
            if f"{where}-{_SIZE[0]}-" in path:
                made.setdefault(Path(path).suffix, set()).add(one)
        assert made
        assert {len(ones) for ones in made.values()} == {1}


def test_a_large_profile_is_no_reason_to_refuse_a_png() -> None:
    """Those of devices are of some megabytes."""
    packed = zlib.compress(b"profile" * 300_000)
    profile = files.png_chunk(b"iCCP", b"a\0\0" + packed)
    data = saved(Image.new("RGB", _SIZE), "PNG")
    with opening.opened(io.BytesIO(data[:33] + profile + data[33:]), "a.png") as image:
        image.load()


def test_what_lies_behind_the_end_of_a_png_counts_for_nothing() -> None:
    """Zeros look like so many empty pieces."""
    data = saved(Image.new("RGB", _SIZE), "PNG") + bytes(1 << 21)
    with opening.opened(io.BytesIO(data), "a.png") as image:
        image.load()


def test_what_segments_hold_may_be_much() -> None:
    """Colours, previews and maps of depth take many segments."""
    full = files.jpeg_segment(0xE2, b"\xff" * 65_533)
    with opening.opened(io.BytesIO(files.jpeg_with(_JPEG, *[full] * 300)), "a.jpg") as image:
        assert image.size == _SIZE


def test_exif_may_take_several_segments_but_not_hundreds() -> None:
    """Pillow copies all of it for each one more."""
    block = files.jpeg_segment(0xE1, b"Exif\0\0" + b"\0" * 65_000)
    with opening.opened(io.BytesIO(files.jpeg_with(_JPEG, *[block] * 9)), "a.jpg") as image:
        assert image.size == _SIZE
    with (
        pytest.raises(BadPictureError, match="bad-picture"),
        opening.opened(io.BytesIO(files.jpeg_with(_JPEG, *[block] * 300)), "a.jpg"),
    ):
        pass


# Clean apertures

_WHOLE_APERTURES = {
    "plain": (64, 1, 40, 1, 0, 1, 0, 1),
    "halves": (128, 2, 80, 2, 0, 2, 0, 7),
}
_APERTURES = {
    "left": (32, 1, 40, 1, -16, 1, 0, 1),
    "low": (64, 1, 20, 1, 0, 1, 10, 1),
    "moved": (64, 1, 40, 1, 1, 1, 0, 1),
    "nothing": (0, 0, 0, 0, 0, 0, 0, 0),
}


def _avif(*numbers: int) -> bytes:
    data = saved(noise(_SIZE), "AVIF", speed=10)
    return files.avif_with(data, files.aperture(*numbers))


def test_an_avif_that_was_cropped_by_a_word_is_refused(desk: Desk) -> None:
    """What was cropped away is all there; browsers, which do as told, do not show it."""
    bad = {f"{name}.avif": _avif(*numbers) for name, numbers in _APERTURES.items()}
    done = refusals(desk, bad, desk.build)
    assert done.rules == dict.fromkeys(bad, "bad-picture")
    assert "clap" in done.built.out


def test_an_aperture_that_is_the_whole_picture_hides_nothing(desk: Desk) -> None:
    """Such a picture is published."""
    whole = {f"{name}.avif": _avif(*numbers) for name, numbers in _WHOLE_APERTURES.items()}
    good(site(desk, whole).build())


def _track(*, length: int | None = None) -> bytes:
    """Give the boxes of a film around an aperture of half its width."""
    body = files.aperture(32, 1, 40, 1, 0, 1, 0, 1)
    before = {b"av01": 78, b"stsd": 8}
    for name in (b"av01", b"stsd", b"stbl", b"minf", b"mdia", b"trak"):
        body = files.box(name, bytes(before.get(name, 0)) + body)
    if length is None:
        return files.box(b"moov", body)
    return struct.pack(">I4s", length, b"moov") + (struct.pack(">Q", len(body) + 16) + body)


_BOXES = {
    "track": _track(),
    "long": _track(length=1),
    "later": files.box(b"free", b"\xff" * 99) + _track(),
    "more": _track() + b"\0\0\0\2 and more",
}


@pytest.mark.parametrize("name", _BOXES)
def test_an_aperture_is_found_in_a_film(name: str) -> None:
    """Wherever boxes may hold it, and however their lengths are said."""
    assert heads.is_cropped(io.BytesIO(_BOXES[name]), _SIZE)


def test_boxes_are_not_looked_for_without_end() -> None:
    """A file of nothing but boxes is given up; one with something else behind them is not."""
    with pytest.raises(ValueError, match=r"^$"):
        heads.is_cropped(io.BytesIO(files.box(b"free", b"") * 99_999), _SIZE)
    for more in (b"\0", b"\0\0\0\2free", b"\0" * 999, b"\xff" * 999):
        assert not heads.is_cropped(io.BytesIO(files.box(b"free", b"") + more), _SIZE)


# Keys

_KEYS = [(depth, key) for depth in (1, 2, 4, 8, 16) for key in (0, 1, 2**depth - 1)]


def _grey(depth: int, key: int, *chunks: bytes) -> bytes:
    """Give a grey picture, 16 pixels square, whose left half is of the key and the right not."""
    other = 2 ** (depth - 1) if key != 2 ** (depth - 1) else 0
    row = "".join(format(shade, f"0{depth}b") * 8 for shade in (key, other))
    line = b"\0" + int(row, 2).to_bytes(2 * depth)
    body = zlib.compress(line * 16)
    return files.png(
        (16, 16), depth, 0, body, files.png_chunk(b"tRNS", struct.pack(">H", key)), *chunks
    )


@pytest.mark.parametrize(("depth", "key"), _KEYS)
def test_the_grey_that_is_a_hole_is_one_at_each_depth(depth: int, key: int) -> None:
    """It is of as many bits as the samples (PNG, third edition, 11.3.1.1)."""
    data = _grey(depth, key)
    picture = PictureFile(path="a.png", width=16, height=16, digest="")
    with opening.opened(io.BytesIO(data), "a.png") as image:
        alpha = pixels_of(image, data, picture, 16).image.getchannel("A")
    assert (alpha.getpixel((2, 2)), alpha.getpixel((13, 2))) == (0, 255)


def test_the_grey_that_is_a_hole_is_one_in_each_frame(tmp_path: Path) -> None:
    """Also when an animation has begun anew."""
    control = [struct.pack(">IIIIIHHBB", n, 16, 16, 0, 0, 1, 10, 0, 0) for n in (0, 1)]
    data = _grey(
        4, 1,
        files.png_chunk(b"acTL", struct.pack(">II", 2, 0)),
        files.png_chunk(b"fcTL", control[0]),
    )  # fmt: skip
    end = files.png_chunk(b"IEND", b"")
    at = data.index(b"IDAT")
    pixels = data[at + 4 : at + 4 + int.from_bytes(data[at - 4 : at])]
    second = files.png_chunk(b"fdAT", struct.pack(">I", 2) + pixels)
    file = tmp_path / "a.png"
    data = data.removesuffix(end) + files.png_chunk(b"fcTL", control[1]) + second + end
    file.write_bytes(data)
    picture = PictureFile(path="a.png", width=16, height=16, digest="", moving=True)
    with opening.opened(file, "a.png") as image:
        film = moving(image, film_of(image, data), picture, (16, 16))
        for number in (0, 1, 0, 1):
            film.seek(number)
            alpha = Image.Image.getchannel(film, "A")
            assert (alpha.getpixel((2, 2)), alpha.getpixel((13, 2))) == (0, 255), number
