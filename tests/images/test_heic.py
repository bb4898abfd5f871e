"""Photographs as telephones take them (HEIC): upright, bare, redacted like all others."""

from __future__ import annotations

import io

import pillow_heif
import pytest
from PIL import Image

from kawaraban.core.model import PictureFile
from kawaraban.images.photo.opening import open_picture
from kawaraban.images.photo.pixels import pixels_of
from tests.desk import Desk, post
from tests.images import files, formats
from tests.images.files import CORNERS, corners_of, decoded, near, stored

SIZE = (640, 400)
CANARY = "himitsu-no-basho-5d1c"
pillow_heif.register_heif_opener()


def heic(
    upright: Image.Image, orientation: int = 1, *, thumbnails: tuple[int, ...] = (), note: str = ""
) -> bytes:
    """Give the file of a telephone that was held in a way, with its place and a note."""
    out = io.BytesIO()
    stored(upright, orientation).save(
        out, "HEIF", quality=95, chroma=444, exif=formats.exif(orientation, note or CANARY),
        xmp=formats.xmp(note or CANARY), thumbnails=list(thumbnails),
    )  # fmt: skip
    return out.getvalue()


@pytest.mark.parametrize("name", ["IMG_0001.HEIC", "a.heif", "b.hif"])
def test_a_photograph_is_published_in_the_usual_forms(desk: Desk, name: str) -> None:
    """It is published as AVIF, WebP, JPEG and PNG, with none of what its file says beside it."""
    data = heic(files.cornered(SIZE))
    assert CANARY.encode() in data
    desk.write({f"content/posts/{name}": data, "content/posts/a.md": post(f"![図]({name})")})
    built = desk.build()
    assert built.status == 0, built.out
    everything = built.everything()
    pictures = {path: made for path, made in everything.items() if path.startswith("images/")}
    assert {path.rpartition(".")[2] for path in pictures} == {"avif", "webp", "jpg", "png"}
    for path, made in pictures.items():
        assert not dict(Image.open(io.BytesIO(made)).getexif()), path
    signs = (CANARY.encode(), b"ftypheic", b"GPS", b"Exif", b"http://ns.adobe.com/xap")
    assert not [p for p, made in pictures.items() for sign in signs if sign in made]
    cache = (f.read_bytes() for f in (desk.folder / ".cache").rglob("*") if f.is_file())
    assert not any(CANARY.encode() in one for one in cache)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright(desk: Desk, orientation: int) -> None:
    """However the telephone was held, the page shows what was seen."""
    desk.write({
        "content/posts/p.heic": heic(files.cornered(SIZE), orientation),
        "content/posts/a.md": post("![図](p.heic)"),
    })  # fmt: skip
    built = desk.build()
    assert 'width="640" height="400"' in built.page("posts/a/")
    for path, data in built.everything().items():
        if path.endswith((".avif", ".webp", ".jpg")) and decoded(data).size == SIZE:
            assert all(map(near, corners_of(decoded(data)), CORNERS)), path


def test_what_is_redacted_is_gone(desk: Desk) -> None:
    """A redaction counts in the upright picture, in every form, a thumbnail inside or not."""
    data = heic(files.cornered(SIZE), 6, thumbnails=(320,))
    desk.write({
        "content/posts/p.heic": data,
        "content/posts/a.md": post('![図](p.heic){redact="0 0 320 200"}'),
    })  # fmt: skip
    built = desk.build()
    made = [d for p, d in built.everything().items() if p.endswith((".avif", ".webp", ".jpg"))]
    assert len(made) > 4
    for one in (data for data in made if decoded(data).size != (1200, 630)):
        corners = corners_of(decoded(one))
        assert near(corners[0], (0, 0, 0)), "it was red"
        assert near(corners[2], CORNERS[2])


def test_a_thumbnail_in_the_file_is_not_published() -> None:
    """Small forms are made of the picture itself: a thumbnail may be older than it."""
    data = heic(files.texture((1600, 1000)), thumbnails=(480,))
    whole = PictureFile(path="p.heic", width=1600, height=1000, digest="")
    with open_picture(data, "p.heic") as image:
        assert image.info["thumbnails"] == [480]
        assert pixels_of(image, whole, 400).image.size == (400, 250)
        assert image.size == (1600, 1000)


def test_no_other_site_loads_the_library(desk: Desk) -> None:
    """The library is loaded for such a picture alone."""
    desk.picture("content/posts/p.png").write({"content/posts/a.md": post("![図](p.png)")})
    (desk.folder / "lib").mkdir()
    (desk.folder / "lib/pillow_heif.py").write_text("raise SystemExit('loaded')\n")
    path = f"{desk.folder / 'lib'}"
    assert desk.build(env={"PYTHONPATH": path}).status == 0
    desk.write({"content/posts/q.heic": heic(files.cornered())})
    desk.write({"content/posts/a.md": post("![図](q.heic)")})
    assert "loaded" in desk.build(env={"PYTHONPATH": path}).err


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "heic"), ("a.heic", "jpg"), ("a.png", "webp"), ("a.webp", "gif")]
)
def test_a_wrong_extension_is_told_with_the_right_one(desk: Desk, name: str, kind: str) -> None:
    """Telephones and browsers save pictures under other names: the remedy is the right one."""
    image = files.cornered()
    formats_of = {"jpg": "JPEG", "gif": "GIF", "webp": "WEBP"}
    data = heic(image) if kind == "heic" else files.saved(image, formats_of[kind])
    desk.write({f"content/posts/{name}": data, "content/posts/a.md": post(f"![図]({name})")})
    out = desk.build().out
    assert f"画像「content/posts/{name}」が開けません" in out
    assert f"名前の終わりを .{kind} にしてください [bad-picture]" in out


def test_a_broken_photograph_is_refused(desk: Desk) -> None:
    """A file that is cut short is an error that names it and says how to make another."""
    data = heic(files.texture(SIZE))
    desk.write({
        "content/posts/p.heic": data[: len(data) // 2],
        "content/posts/a.md": post("![図](p.heic)"),
    })  # fmt: skip
    built = desk.build()
    assert built.status == 1
    assert "「content/posts/p.heic」が開けません" in built.out
    assert "PNG か JPEG に書き出してください [bad-picture]" in built.out


def test_what_is_refused_is_named_with_a_remedy(desk: Desk) -> None:
    """Formats that are not published, and an SVG with a script, say which file and what to do."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>'
    desk.write({
        "content/posts/p.tiff": b"II*\0",
        "content/posts/d.svg": svg,
        "content/posts/a.md": post("![図](p.tiff)"),
        "content/posts/b.md": post("![図](d.svg)"),
    })  # fmt: skip
    out = desk.build().out
    assert "「content/posts/p.tiff」は使える画像の形式ではありません" in out
    assert "PNG か JPEG に書き出してください [bad-picture-type]" in out
    desk.write({"content/posts/a.md": post("文です。")})
    out = desk.build().out
    assert "画像「content/posts/d.svg」の1行目" in out
    assert "PNG に書き出し直してください [unsafe-svg]" in out
