"""Downloads, addresses and remedies that a build checks."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.desk import LINUX, SETTINGS, Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


@pytest.mark.parametrize("name", ["x.MD", "x.markdown", "x.YAML", "x.Toml", "../deals.Yml"])
def test_a_source_file_is_no_download(desk: Desk, name: str) -> None:
    """A link to Markdown, YAML or TOML of any spelling stops the build: a draft may be in it."""
    desk.write({f"content/posts/{name}": "draft: true"})
    built = desk.write({"content/posts/p1.md": post(f'<script src="{name}"></script>')}).build()
    assert (built.status, "[source-file]" in built.out) == (1, True), built.out


def test_metadata_in_an_asset_is_reported(desk: Desk) -> None:
    """Assets are published as they are, so Exif data in one is a warning."""
    camera = b"\xff\xd8\xff\xe1\0\x10Exif\0\0"
    built = desk.write({"assets/root/icon.jpg": camera, "assets/a.png": b"\x89PNG"}).build()
    assert built.out.startswith("assets/root/icon.jpg:1:1: warning: ")
    assert (built.status, built.out.count("[asset-metadata]")) == (0, 1)


@pytest.mark.parametrize("alias", ["/posts//p2/", "/posts/p2//", "/tags//t/", "/a//b/"])
def test_an_alias_with_two_slashes_is_an_error(desk: Desk, alias: str) -> None:
    """Two slashes are one to a disk, so such an alias would replace a page."""
    desk.write({"content/posts/p1.md": post("文", aliases=f'["{alias}"]')})
    built = desk.build()
    assert (built.status, built.out.count("[bad-alias]")) == (1, 1)


def test_keys_of_other_tools_are_reported_once_with_their_number(desk: Desk) -> None:
    """A key that each file of another tool has is one message, a warning or an error."""
    keys = {"emoji": "a", "pubDate": "2026-05-01"}
    desk.write({f"content/posts/q{n}.md": post("文", **keys) for n in range(3)})
    lines = desk.write({"content/posts/q3.md": post("文", weight="2")}).build().out.splitlines()
    assert [(line.split(": ")[1], "（3か所）" in line) for line in lines] == [
        ("warning", True),
        ("error", True),
        ("warning", False),
    ]
    assert all("[foreign-key]" in line for line in lines)


def test_keys_that_do_nothing_in_a_page_are_reported(desk: Desk) -> None:
    """A page stands in no list of tags, and has no related posts."""
    keys = "tags: [鍵]\ncategory: 手続き\nrelated: [p1]\ntoc: false\n"
    built = desk.write({"content/pages/a.md": f"---\ntitle: 案内\n{keys}---\n文\n"}).build()
    assert (built.status, built.out.count("[key-of-posts]")) == (0, 3)
    assert "content/pages/a.md:3:7: warning: 「tags」" in built.out


JPEG = b"\xff\xd8\xff\xe1\x00\x10Exif\0\0"


WHERE = {
    "IMG.orf": b"IIRO\x08\0\0\0",
    "IMG.rw2": b"IIU\0\x18\0\0\0",
    "f.jpg.txt": JPEG,
    "f.dat": JPEG,
    "f.jpg_large": JPEG,
    "f.webp~x": b"RIFF\x10\0\0\0WEBPVP8 ",
    "x.bin": b"\0\0\0\x18ftypheic\0\0\0\0",
    "m.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0 \xa9xyz\0\x12+35.0+139.0/",
    "p.ico": b"\0\0\1\0",
}


@pytest.mark.parametrize("name", WHERE)
def test_files_with_locations_are_no_downloads(desk: Desk, name: str) -> None:
    """A photo or film is recognised by its bytes, whatever its name."""
    desk.write({f"content/posts/{name}": WHERE[name]})
    built = desk.write({"content/posts/p1.md": post(f"[原本]({name})", title="題1")}).build()
    assert (built.status, "[bad-picture-type]" in built.out) == (1, True), built.out


@LINUX
@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("data.", "data"),
        ("a.csv. ", "a.csv"),
        ("a.b:c", "a.b-c"),
        ("a.<b>", "a.-b-"),
        ("con.csv", "con_.csv"),
        ("config", "config"),
        ("表 1.pdf", "表 1.pdf"),
    ],
)
def test_a_download_has_a_name_for_every_system(desk: Desk, name: str, published: str) -> None:
    """Name and extension of a download are valid on every system."""
    desk.write({f"content/posts/{name}": b"1"})
    built = desk.write({"content/posts/p1.md": post(f"[x]({quote(name)})", title="題1")}).build()
    assert [f.name for f in (built.output / "files").rglob("*") if f.is_file()] == [published]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("![鍵](kagi.png)", "images/kagi.png"),
        ("![鍵](images/kgi.png)", "images/kagi.png"),
        ("[案内](annai.md)", "pages/annai.md"),
        ("[案内](anai.md)", "pages/annai.md"),
        ("[二](p22.md)", "p2.md"),
        ("![赤](images/Red%20Bx.png)", "images/Red%20Box.png"),
        ("![百](images/pct%2520nam.png)", "images/pct%2520name.png"),
        ("[旅](tripp.md)", "trip.md"),
        ("[旅](trp/index.md)", "trip.md"),
    ],
)
def test_the_remedy_for_a_missing_file_is_right(desk: Desk, written: str, meant: str) -> None:
    """The path that a remedy offers can be written there."""
    desk.picture("content/images/Red Box.png").picture("content/images/pct%20name.png")
    desk.picture("content/images/kagi.png").write(
        {
            "content/posts/aa/index.md": post("文", title="甲"),
            "content/posts/trip/index.md": post("文", title="旅"),
            "content/pages/annai.md": "---\ntitle: 案内\n---\n文\n",
            "content/posts/p1.md": post(written, title="題1"),
            "content/posts/p2.md": post("文", title="題2"),
        }
    )
    assert f"; 「{meant}」ではありませんか [missing-file]" in desk.build().out
    path = written[written.index("(") + 1 : -1]
    desk.write({"content/posts/p1.md": post(written.replace(path, meant), title="題1")})
    assert desk.build().status == 0


def test_the_top_of_a_page_is_always_there(desk: Desk) -> None:
    """A link to `#top` needs no heading of that name, as in HTML."""
    built = desk.write({"content/posts/p1.md": post("[上へ](#top) [二](p2.md#Top)")}).build()
    assert (built.status, built.out) == (0, "")
    assert (
        "[missing-heading]" in desk.write({"content/posts/p1.md": post("[上へ](#tpo)")}).build().out
    )


def test_the_settings_are_offered_what_they_can_name(desk: Desk) -> None:
    """A remedy offers pictures for a picture and articles for an article, as settings name them."""
    settings = f'{SETTINGS}[[authors]]\nid = "a"\nname = "甲"\nimage = "content/images/kag.png"\n'
    settings += '[[nav]]\ntext = "案内"\nto = "pages/anai.md"\n'
    desk.picture("content/images/kagi.png").write(
        {"site.toml": settings, "content/pages/annai.md": "---\ntitle: 案内\n---\n文\n"}
    )
    out = desk.build().out
    assert "「content/images/kagi.png」ではありませんか" in out
    assert "「pages/annai.md」ではありませんか" in out
