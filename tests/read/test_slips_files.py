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
    """A pull request may bring such a link; it is named."""
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
    """To a folder elsewhere in the site, and to a file of the same kind."""
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
def test_assets_lead_into_no_posts_that_are_a_link(desk: Desk) -> None:
    """Wherever the folder of the texts lies."""
    (desk.folder / "content").rename(desk.folder / "texts")
    (desk.folder / "content").symlink_to("texts")
    (desk.folder / "assets/root").mkdir(parents=True)
    (desk.folder / "assets/root/x.md").symlink_to("../../content/posts/p1.md")
    built = desk.build()
    assert (built.status, "[unfit-link]" in built.out) == (1, True)


@LINUX
@pytest.mark.parametrize("target", ["loop", "none.txt"])
def test_an_asset_that_leads_nowhere_is_named(desk: Desk, target: str) -> None:
    """It is not passed over in silence."""
    (desk.folder / "assets/root").mkdir(parents=True)
    (desk.folder / "assets/root/loop").symlink_to(target)
    built = desk.build()
    assert (built.status, "assets/root/loop:1:1: error: " in built.out) == (1, True), built
    assert "[unreadable-file]" in built.out or "[unfit-link]" in built.out


@pytest.mark.parametrize(
    "left", ["a.css~", "#a.css#", "Thumbs.db", "root/_headers~", "root/ads.txt.swp", "root/d/a.tmp"]
)
def test_what_editors_leave_is_no_asset(desk: Desk, left: str) -> None:
    """It may hold what was taken out of the file since."""
    desk.write({"assets/root/_headers": "ja", f"assets/{left}": "geheim"})
    built = desk.build()
    assert built.page("_headers") == "ja"
    assert not [path for path, data in built.everything().items() if b"geheim" in data]


@LINUX
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_pipe_for_a_text_is_no_text(desk: Desk, jobs: str) -> None:
    """Whoever holds it open, and whatever comes through it."""
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
def test_what_is_no_file_is_named(desk: Desk) -> None:
    """A pipe in the place of a data file is not passed over in silence."""
    (desk.folder / "content").mkdir(exist_ok=True)
    os.mkfifo(desk.folder / "content/contacts.yaml")
    built = desk.build()
    assert built.status == 1
    assert re.search(
        r"^content/contacts\.yaml:1:1: error: .*\[unreadable-file\]$", built.out, re.MULTILINE
    )


@pytest.mark.parametrize("name", ["contacts", "cards", "deals", "products"])
def test_a_folder_in_the_place_of_a_registry_is_named(desk: Desk, name: str) -> None:
    """It is not passed over as if there were none."""
    (desk.folder / f"content/{name}.yaml").mkdir()
    built = desk.build()
    assert built.status == 1
    assert f"content/{name}.yaml:1:1: error: " in built.out
    assert "[unreadable-file]" in built.out


@pytest.mark.parametrize("name", ["posts", "pages", "notices"])
def test_a_file_in_the_place_of_a_folder_of_texts_is_named(desk: Desk, name: str) -> None:
    """As a symbolic link becomes one on Windows: its texts are not published as none."""
    shutil.rmtree(desk.folder / f"content/{name}", ignore_errors=True)
    built = desk.write({f"content/{name}": "../elsewhere"}).build()
    assert built.status == 1
    assert f"content/{name}:1:1: error: " in built.out


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
@pytest.mark.parametrize("folder", ["content/posts", "assets", "assets/root"])
def test_a_name_that_is_no_text_is_named(desk: Desk, folder: str) -> None:
    """On the disk it is bytes; a page or a file of the site cannot be called so."""
    built = desk.write({f"{folder}/{os.fsdecode(b'a-' + bytes([255]))}.txt": "x"}).build()
    assert (built.status, built.out.count("[not-utf8]")) == (1, 1), built.out
    assert "Traceback" not in built.err


@pytest.mark.parametrize("slug", ["CONIN$", "conout$.txt", '"con .txt"', "aux .b"])
def test_names_that_windows_keeps_are_refused(desk: Desk, slug: str) -> None:
    """Whatever follows a dot in it, or spaces before it."""
    built = desk.write({"content/posts/p1.md": post("文", title="題1", slug=slug)}).build()
    assert (built.status, "[bad-slug]" in built.out) == (1, True), built.out


@pytest.mark.parametrize("name", ["a.md.bak", "a.orig", "a.rej", "a.old"])
def test_what_editors_leave_in_assets_stays_there(desk: Desk, name: str) -> None:
    """A copy of a draft is one."""
    built = desk.write({f"assets/{name}": "x", f"assets/root/{name}": "x"}).build()
    assert not any(name in path for path in built.everything())


@pytest.mark.parametrize("times", [400, 1000, 3000])
def test_a_path_that_is_too_long_is_named(desk: Desk, times: int) -> None:
    """By its line; the system would refuse it in the midst of the build."""
    path = "/" + "ab/" * times
    text = post("文", title="題1").replace("---\n", f"---\naliases: {path}\n", 1)
    settings = f'{SETTINGS}\n[posts]\npermalink = "{path}{{slug}}/"\n'
    built = desk.write({"content/posts/p1.md": text}).build()
    assert (built.status, built.out.count("[bad-alias]")) == (1, 1), built.err[-300:]
    built = desk.write({"site.toml": settings, "content/posts/p1.md": post("文")}).build()
    assert (built.status, built.out.count("[bad-permalink]")) == (1, 1), built.err[-300:]
