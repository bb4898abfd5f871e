"""What a file says beside its pixels: its orientation, profile, aperture."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from kawaraban.images.photo import opening
from tests.desk import Desk, post
from tests.images import files, formats
from tests.images.files import saved
from tests.images.limits import noise
from tests.images.test_refusals import refusals


def _turned_behind(name: bytes, body: bytes) -> bytes:
    """Give a PNG whose chunk about its orientation follows its pixels."""
    plain = saved(Image.new("RGB", (64, 40)), "PNG")
    end = formats.png_chunk(b"IEND", b"")
    return plain.removesuffix(end) + formats.png_chunk(name, body) + end


def test_an_orientation_behind_the_pixels_counts(tmp_path: Path) -> None:
    """An orientation behind the pixels is found, and the published size is the upright one."""
    file = tmp_path / "a.png"
    file.write_bytes(_turned_behind(b"eXIf", formats.exif(6)))
    with opening.open_picture(file, "a.png") as image:
        assert opening.upright_size(image) == (40, 64)


_XMP = b'<x tiff:Orientation="6"/>'
UNTURNED = {
    "a.png": _turned_behind(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + _XMP),
    "a.jpg": saved(Image.new("RGB", (64, 40)), "JPEG", xmp=_XMP),
    "a.webp": saved(Image.new("RGB", (64, 40)), "WEBP", xmp=_XMP),
}


@pytest.mark.parametrize("name", UNTURNED)
def test_an_orientation_in_xmp_does_not_count(tmp_path: Path, name: str) -> None:
    """The picture is published as browsers show it, and redacted where the author measured it."""
    file = tmp_path / name
    file.write_bytes(UNTURNED[name])
    with opening.open_picture(file, name) as image:
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
        end = formats.png_chunk(b"IEND", b"")
        behind = formats.png_chunk(b"tEXt", b"date:create\0x") + end
        datas.append(saved(picture, kind).removesuffix(end) + behind)
    for data in datas:
        file = tmp_path / f"a.{files.EXTENSIONS[kind]}"
        file.write_bytes(data)
        with opening.open_picture(file, file.name) as image:
            assert opening.upright_size(image) == (64, 40)
            assert not decoded


def test_a_png_may_have_a_large_profile() -> None:
    """A colour profile of some megabytes, as devices have, is accepted."""
    packed = zlib.compress(b"profile" * 300_000)
    profile = formats.png_chunk(b"iCCP", b"a\0\0" + packed)
    data = saved(Image.new("RGB", (64, 40)), "PNG")
    with opening.open_picture(data[:33] + profile + data[33:], "a.png") as image:
        image.load()


def test_damaged_pixels_are_refused(desk: Desk) -> None:
    """Missing rows are refused, as Pillow reports them."""
    whole = saved(noise((200, 150)), "PNG")
    bad = {
        "zeros.png": whole[: len(whole) // 2].ljust(len(whole), b"\0"),
        "cut.png": whole[: len(whole) // 2],
        "cut.jpg": saved(noise((200, 150)), "JPEG")[:9000],
        "no-palette.png": formats.png((8, 8), 4, 3, zlib.compress(bytes(5) * 8)),
    }
    assert refusals(desk, bad, desk.build).rules == dict.fromkeys(bad, "bad-picture")


def test_an_avif_with_a_clean_aperture_is_refused(desk: Desk) -> None:
    """Its cropped parts are in the file, and libavif decodes them though browsers do not."""
    data = saved(noise((64, 40)), "AVIF", speed=10)
    bad = {"a.avif": data + formats.aperture(32, 1, 40, 1, -16, 1, 0, 1)}
    done = refusals(desk, bad, desk.build)
    assert done.rules == {"a.avif": "bad-picture"}
    assert "clap" in done.built.out


@pytest.mark.parametrize("kind", ["tEXt", "zTXt"])
def test_texts_named_after_settings_of_pixels_break_nothing(desk: Desk, kind: str) -> None:
    """A picture with such texts, which Pillow stores beside its settings, gives no traceback."""
    data = saved(noise((64, 40)), "PNG")
    for name in ("transparency", "exif", "icc_profile", "gamma", "duration", "default_image"):
        body = b"20 words" if kind == "tEXt" else b"\0" + zlib.compress(b"20 words")
        text = formats.png_chunk(kind.encode(), name.encode() + b"\0" + body)
        desk.write({f"content/posts/a/{name}.png": formats.png_with(data, text)})
    lines = "\n\n".join(
        f"![絵]({file.name})" for file in (desk.folder / "content/posts/a").iterdir()
    )
    built = desk.write({"content/posts/a/index.md": post(lines)}).build()
    assert "Traceback" not in built.err
