"""Links, pipes and other things among the files of a site."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.desk import LINUX, SETTINGS, Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


@LINUX
@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("content/posts/d", "../../.git"),
        ("content/posts/d", "../../.drafts"),
        ("content/posts/l.txt", "../../.env"),
        ("content/posts/l.txt", "p2.md"),
        ("content/posts/l.toml", "../../site.toml"),
        ("assets/root/x.txt", "../../.env"),
        ("assets/root/x.txt", "../../content/posts/p2.md"),
        ("assets/root/x.md", "../../content/posts/p2.md"),
        ("assets/root/x", "../../content/posts"),
        ("assets/root/x", "../.."),
        ("assets/x", "../content"),
        ("assets/o.html", "../out/posts/b/index.html"),
        ("content/posts/o.html", "../../out/posts/b/index.html"),
    ],
)
def test_a_link_publishes_nothing_hidden_or_of_another_kind(
    desk: Desk, link: str, target: str
) -> None:
    """A link to a hidden file or to one of another kind is an error, whoever brings it."""
    hidden = {".env": "SECRET", ".git/config": "SECRET", ".drafts/x.md": post("SECRET")}
    hidden |= {"out/.kawaraban": "", "out/posts/b/index.html": "SECRET"}
    links = "[x](d/config) [y](l.txt) [z](l.toml)"
    desk.write({**hidden, "content/posts/p1.md": post(links, title="題1")})
    (desk.folder / link).parent.mkdir(parents=True, exist_ok=True)
    (desk.folder / link).symlink_to(target)
    built = desk.build()
    assert (built.status, "[unfit-link]" in built.out) == (1, True)
    assert not built.output.exists()


@LINUX
def test_links_inside_the_site_are_followed(desk: Desk) -> None:
    """Links to a folder elsewhere in the site, and to a file of the same kind, are followed."""
    desk.write({"data/v1.2/a.csv": "1,2", "data/b.csv": "3,4"})
    desk.write({"content/posts/p1.md": post("[a](v/a.csv) [b](c.csv)", title="題1")})
    (desk.folder / "content/posts/v").symlink_to("../../data/v1.2")
    (desk.folder / "content/posts/c.csv").symlink_to("../../data/b.csv")
    built = desk.build()
    assert built.status == 0, built.out
    assert sorted(f.name for f in (built.output / "files").rglob("*.csv")) == ["a.csv", "c.csv"]


@LINUX
def test_a_folder_of_assets_may_be_a_link(desk: Desk) -> None:
    """One inside the site is followed, once, and one that leads out is named."""
    desk.write({"static/ads.txt": "ads", "static/deep/.env": "geheim", "assets/a.css": "a{}"})
    (desk.folder / "assets/root").symlink_to("../static")
    (desk.folder / "static/again").symlink_to("../static")
    built = desk.build()
    assert built.status == 0, built.out
    assert built.page("ads.txt") == "ads"
    assert not [path for path in built.everything() if "again" in path or "env" in path]
    (desk.folder / "assets/out").symlink_to("/usr")
    built = desk.build()
    assert built.status == 1
    assert "assets/out:1:1: error:" in built.out
    assert "[outside-site]" in built.out


@LINUX
def test_an_asset_cannot_link_to_a_post(desk: Desk) -> None:
    """An asset that is a link to a post is an error, also where `content` is a link itself."""
    (desk.folder / "content").rename(desk.folder / "texts")
    (desk.folder / "content").symlink_to("texts")
    (desk.folder / "assets/root").mkdir(parents=True)
    (desk.folder / "assets/root/x.md").symlink_to("../../content/posts/p1.md")
    built = desk.build()
    assert (built.status, "[unfit-link]" in built.out) == (1, True)


@LINUX
@pytest.mark.parametrize("target", ["loop", "none.txt"])
def test_a_broken_link_in_assets_is_reported(desk: Desk, target: str) -> None:
    """A link in `assets/` that leads nowhere is an error."""
    (desk.folder / "assets/root").mkdir(parents=True)
    (desk.folder / "assets/root/loop").symlink_to(target)
    built = desk.build()
    assert (built.status, "assets/root/loop:1:1: error: " in built.out) == (1, True), built
    assert "[unreadable-file]" in built.out or "[unfit-link]" in built.out


@pytest.mark.parametrize(
    "left", ["a.css~", "#a.css#", "Thumbs.db", "root/_headers~", "root/ads.txt.swp", "root/d/a.tmp"]
)
def test_backups_of_editors_are_no_assets(desk: Desk, left: str) -> None:
    """Backup and swap files are not published: they may hold text that was deleted since."""
    desk.write({"assets/root/_headers": "ja", f"assets/{left}": "geheim"})
    built = desk.build()
    assert built.page("_headers") == "ja"
    assert not [path for path, data in built.everything().items() if b"geheim" in data]


@LINUX
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_pipe_is_no_text(desk: Desk, jobs: str) -> None:
    """A pipe instead of a post is an error, whatever comes through it."""
    desk.build("--jobs", jobs)
    text = desk.folder / "content/posts/p1.md"
    text.unlink()
    os.mkfifo(text)
    held = os.open(text, os.O_RDWR)
    try:
        for words in (b"", post("文", title="管の題").encode()):
            os.write(held, words)
            built = desk.build("--jobs", jobs)
            assert (built.status, built.err.count("Traceback")) == (1, 0), built.err
            assert "content/posts/p1.md:1:1: error:" in built.out
    finally:
        os.close(held)
    assert "管の題" not in built.page("posts/p1/")


@LINUX
def test_a_pipe_as_a_registry_is_reported(desk: Desk) -> None:
    """A pipe instead of a data file is an error."""
    (desk.folder / "content").mkdir(exist_ok=True)
    os.mkfifo(desk.folder / "content/contacts.yaml")
    built = desk.build()
    assert built.status == 1
    assert re.search(
        r"^content/contacts\.yaml:1:1: error: .*\[unreadable-file\]$", built.out, re.MULTILINE
    )


@pytest.mark.parametrize("name", ["contacts", "cards", "deals", "products"])
def test_a_folder_as_a_registry_is_reported(desk: Desk, name: str) -> None:
    """A folder with the name of a registry is an error."""
    (desk.folder / f"content/{name}.yaml").mkdir()
    built = desk.build()
    assert built.status == 1
    assert f"content/{name}.yaml:1:1: error: " in built.out
    assert "[unreadable-file]" in built.out


@pytest.mark.parametrize("name", ["posts", "pages", "notices"])
def test_a_file_as_a_folder_of_texts_is_reported(desk: Desk, name: str) -> None:
    """A file with the name of a folder of texts is an error, as Windows makes of a link."""
    shutil.rmtree(desk.folder / f"content/{name}", ignore_errors=True)
    built = desk.write({f"content/{name}": "../elsewhere"}).build()
    assert built.status == 1
    assert f"content/{name}:1:1: error: " in built.out


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
@pytest.mark.parametrize("folder", ["content/posts", "assets", "assets/root"])
def test_a_name_that_is_not_utf8_is_reported(desk: Desk, folder: str) -> None:
    """A file name that is not UTF-8 is an error, since no page could be called so."""
    built = desk.write({f"{folder}/{os.fsdecode(b'a-' + bytes([255]))}.txt": "x"}).build()
    assert (built.status, built.out.count("[not-utf8]")) == (1, 1), built.out
    assert "Traceback" not in built.err


@pytest.mark.parametrize("slug", ["CONIN$", "conout$.txt", '"con .txt"', "aux .b"])
def test_device_names_of_windows_are_refused(desk: Desk, slug: str) -> None:
    """A slug that Windows takes for a device is an error, whatever follows a dot or space."""
    built = desk.write({"content/posts/p1.md": post("文", title="題1", slug=slug)}).build()
    assert (built.status, "[bad-slug]" in built.out) == (1, True), built.out


@pytest.mark.parametrize("name", ["a.md.bak", "a.orig", "a.rej", "a.old"])
def test_old_copies_in_assets_are_not_published(desk: Desk, name: str) -> None:
    """Copies with an extension like `.bak` are not published: a draft may be one."""
    built = desk.write({f"assets/{name}": "x", f"assets/root/{name}": "x"}).build()
    assert not any(name in path for path in built.everything())


@pytest.mark.parametrize("times", [400, 1000, 3000])
def test_a_path_that_is_too_long_is_an_error(desk: Desk, times: int) -> None:
    """An alias or permalink longer than the system allows is an error at its line."""
    path = "/" + "ab/" * times
    text = post("文", title="題1").replace("---\n", f"---\naliases: {path}\n", 1)
    settings = f'{SETTINGS}\n[posts]\npermalink = "{path}{{slug}}/"\n'
    built = desk.write({"content/posts/p1.md": text}).build()
    assert (built.status, built.out.count("[bad-alias]")) == (1, 1), built.err[-300:]
    built = desk.write({"site.toml": settings, "content/posts/p1.md": post("文")}).build()
    assert (built.status, built.out.count("[bad-permalink]")) == (1, 1), built.err[-300:]
