"""What goes wrong at a desk and must not cost the site anything: others' files, links, slips."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from kawaraban.core.addresses import folder_name
from kawaraban.incremental.before import output_of, site_of
from kawaraban.read.secrets import secrets
from tests.desk import NOW, PROJECT, SETTINGS, Desk, post

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="links and streams of Linux")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    texts = {f"content/posts/p{n}.md": post(f"言葉{n}。", title=f"題{n}") for n in (1, 2, 3)}
    return Desk(tmp_path / "site").write({"site.toml": SETTINGS, **texts})


def cold(desk: Desk, tmp_path: Path) -> dict[str, bytes]:
    """Give what a build of the same texts makes where nothing was built before."""
    other = tmp_path / "other"
    assert desk.build("--no-cache", "--output", str(other)).status == 0
    return {
        p.relative_to(other).as_posix(): p.read_bytes() for p in other.rglob("*") if p.is_file()
    }


# --- others' files in the output folder ------------------------------------------------


@pytest.mark.parametrize("there", ["old", "new"])
def test_an_asset_takes_the_place_of_what_was_put_there_by_hand(
    desk: Desk, tmp_path: Path, there: str
) -> None:
    """The warning says to move the file into `assets/root/`; the next build publishes that one."""
    desk.build()
    desk.write({"output/ads.txt": there})
    assert "foreign-file" in desk.build().out
    built = desk.write({"assets/root/ads.txt": "new"}).build()
    assert (built.status, "foreign-file" in built.out) == (0, False)
    assert built.everything() == cold(desk, tmp_path)
    again = desk.build()
    assert "foreign-file" not in again.out


def test_a_post_takes_the_place_of_a_page_that_was_put_there_by_hand(
    desk: Desk, tmp_path: Path
) -> None:
    """Its page is the post's, at once."""
    desk.build()
    desk.write({"output/posts/p4/index.html": "mine"}).build()
    built = desk.write({"content/posts/p4.md": post("四。", title="題4")}).build()
    assert built.everything() == cold(desk, tmp_path)


@pytest.mark.parametrize("cached", [True, False])
def test_a_file_in_the_place_of_a_folder_stops_the_build(desk: Desk, *, cached: bool) -> None:
    """It is somebody's: it is named, and stays until its owner has moved it."""
    desk.build()
    desk.write({"output/posts/p4": "mine"}).build()
    desk.write({"content/posts/p4.md": post("四。", title="題4")})
    arguments = [] if cached else ["--no-cache"]
    built = desk.build(*arguments)
    assert built.status == 1
    assert str(built.output / "posts/p4") in built.err
    assert (built.output / "posts/p4").read_text("utf-8") == "mine"
    (built.output / "posts/p4").unlink()
    assert "四。" in desk.build(*arguments).page("posts/p4/")


@LINUX
def test_links_in_the_output_are_mended_and_not_written_through(desk: Desk, tmp_path: Path) -> None:
    """A page that became a link to its copy, and a page's folder that was moved and linked."""
    output = desk.build().output
    copy, moved = tmp_path / "copy.html", tmp_path / "moved"
    copy.write_bytes((output / "posts/p2/index.html").read_bytes())
    (output / "posts/p2/index.html").unlink()
    (output / "posts/p2/index.html").symlink_to(copy)
    (output / "posts/p3").rename(moved)
    (output / "posts/p3").symlink_to(moved)
    desk.build()
    before = (moved / "index.html").read_bytes()
    for number in range(3):
        desk.write({"content/posts/p3.md": post(f"言葉3。もう一つ{number}。", title="題3")}).build()
        assert not (output / "posts/p2/index.html").is_symlink()
        assert not (output / "posts/p3").is_symlink()
        assert (moved / "index.html").read_bytes() == before
    assert desk.build().everything() == cold(desk, tmp_path)


# --- what a killed or hindered build has left ------------------------------------------


@LINUX
@pytest.mark.parametrize("streams", [">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_closed_and_full_streams_stop_no_build(desk: Desk, streams: str) -> None:
    """The site is built whether or not anybody can hear of it."""
    command = f'exec "$0" "$1" --site "$2" --now {NOW} {streams}'
    for number in range(3):
        desk.write({"content/posts/p1.md": post(f"回{number // 2}。", title="題1")})
        done = subprocess.run(
            ["/bin/sh", "-c", command, sys.executable, PROJECT / "build.py", desk.folder],
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout, b"Traceback" in done.stderr) == (0, b"", False)
    assert "回1。" in (desk.folder / "output/posts/p1/index.html").read_text("utf-8")


@LINUX
def test_pictures_are_made_without_threads(desk: Desk) -> None:
    """Where the system gives no more of them, one after the other."""
    desk.picture("content/posts/a.png", (900, 600)).picture("content/posts/b.png", (800, 500))
    desk.write({"content/posts/p1.md": post("![あ](a.png)\n\n![い](b.png)", title="題1")})
    code = (
        "import sys, threading, runpy\n"
        'def refused(self): raise RuntimeError("can\'t start new thread")\n'
        "threading.Thread.start = refused\n"
        "sys.argv = sys.argv[1:]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, PROJECT / "build.py", "--site", desk.folder, "--now", NOW],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert len(list((desk.folder / "output/images").glob("[ab]-*"))) >= 2


# --- what must not be published --------------------------------------------------------


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


@pytest.mark.parametrize("name", ["x.MD", "x.markdown", "x.YAML", "x.Toml", "../deals.Yml"])
def test_a_source_is_no_download_however_its_name_is_written(desk: Desk, name: str) -> None:
    """A draft may be in it."""
    desk.write({f"content/posts/{name}": "draft: true"})
    built = desk.write({"content/posts/p1.md": post(f'<script src="{name}"></script>')}).build()
    assert (built.status, "[source-file]" in built.out) == (1, True), built.out


def test_what_a_camera_wrote_into_an_asset_is_told(desk: Desk) -> None:
    """Assets go out as they are."""
    camera = b"\xff\xd8\xff\xe1\0\x10Exif\0\0"
    built = desk.write({"assets/root/icon.jpg": camera, "assets/a.png": b"\x89PNG"}).build()
    assert built.out.startswith("assets/root/icon.jpg:1:1: warning: ")
    assert (built.status, built.out.count("[asset-metadata]")) == (0, 1)


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


def test_a_link_turned_to_another_name_of_its_file_is_noticed(desk: Desk, tmp_path: Path) -> None:
    """A second name outside the site is one file with that inside it, and is still outside."""
    desk.write({"data/x.md": post("x", title="題1"), "content/posts/p2.md": post("y", title="題2")})
    link = desk.folder / "content/posts/q1.md"
    link.symlink_to("../../data/x.md")
    assert desk.build().status == 0
    outside = tmp_path / "outside.md"
    outside.hardlink_to(desk.folder / "data/x.md")
    assert desk.build().status == 0
    link.unlink()
    link.symlink_to(outside)
    warm = desk.build()
    assert (warm.status, "posts/q1.md" in warm.out) == (1, True), warm.out


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


@LINUX
@pytest.mark.parametrize(
    ("place", "rule"),
    [
        ("templates/base.html", "unreadable-file"),
        ("templates/unused.html", "unreadable-file"),
        ("f.ttf", "bad-font"),
    ],
)
def test_a_pipe_in_the_theme_is_named(desk: Desk, place: str, rule: str) -> None:
    """To open it would not end."""
    (desk.folder / "templates").mkdir()
    os.mkfifo(desk.folder / place)
    desk.write({"site.toml": f'{SETTINGS}[sharing]\nfont = "f.ttf"\n'} if "ttf" in place else {})
    built = desk.build()
    assert (built.status, f"[{rule}]" in built.out) == (1, True), built.out


def test_a_template_that_is_no_text_is_named(desk: Desk) -> None:
    """Itself, with its line, and not those that are made of it."""
    desk.write({"templates/base.html": b"<p>\n\xff</p>"})
    built = desk.build()
    assert built.out.startswith("templates/base.html:2:1: error: "), built.out
    assert (built.status, built.out.count("error: "), "[not-utf8]" in built.out) == (1, 1, True)


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


@pytest.mark.parametrize("alias", ["/posts//p2/", "/posts/p2//", "/tags//t/", "/a//b/"])
def test_an_old_address_is_no_other_name_of_a_page(desk: Desk, alias: str) -> None:
    """Two slashes are one to a disk: the page there would be lost."""
    desk.write({"content/posts/p1.md": post("文", aliases=f'["{alias}"]')})
    built = desk.build()
    assert (built.status, built.out.count("[bad-alias]")) == (1, 1)


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\x80", "\x9f"])
def test_no_text_holds_what_no_page_may(desk: Desk, sign: str) -> None:
    """Controls and what is no character (HTML, "Preprocessing the input stream")."""
    built = desk.write({"content/posts/p1.md": post(f"文{sign}。")}).build()
    assert (built.status, built.out.count("[control-character]")) == (0, 1)
    assert sign not in built.page("posts/p1/") + (built.output / "feed.xml").read_text("utf-8")


@LINUX
@pytest.mark.parametrize("arguments", [[], ["--no-cache"], ["ads"]])
def test_nothing_is_written_behind_a_link_for_the_cache(
    desk: Desk, tmp_path: Path, arguments: list[str]
) -> None:
    """The link is taken away, as all that is broken there; what it led to is as it was."""
    shutil.rmtree(desk.folder / ".cache", ignore_errors=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "manifest").write_text("theirs")
    (desk.folder / ".cache").symlink_to(elsewhere)
    built = desk.build(*arguments)
    assert built.status == 0, built
    assert not (desk.folder / ".cache").is_symlink()
    assert [file.read_text() for file in elsewhere.iterdir()] == ["theirs"]


@LINUX
def test_a_link_for_the_cache_that_stays_is_refused(desk: Desk) -> None:
    """With one line, and before anything is done."""
    (desk.folder / ".cache").symlink_to(desk.folder)
    code = (
        "import os, runpy\n"
        "def refused(path): raise PermissionError(path)\n"
        "os.unlink = refused\n"
        f"runpy.run_path({str(PROJECT / 'build.py')!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--site", desk.folder],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"},
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert ".cache is a link" in done.stderr
    assert not (desk.folder / "output").exists()


@LINUX
@pytest.mark.parametrize("name", ["manifest", "patterns", "remembered.db"])
def test_a_device_in_the_cache_holds_nobody_up(desk: Desk, name: str) -> None:
    """What leads to one that never ends is taken away."""
    desk.build()
    place = desk.folder / ".cache" / name
    place.unlink(missing_ok=True)
    place.symlink_to("/dev/zero")
    built = desk.write({"content/posts/p1.md": post("新しい文", title="題1")}).build()
    assert (built.status, "新しい文" in built.page("posts/p1/")) == (0, True)
    assert not place.is_symlink()


def test_a_folder_in_the_place_of_the_manifest_leaves_nothing(desk: Desk) -> None:
    """It is somebody's; all is built anew each time."""
    desk.write({".cache/manifest/theirs": "x"})
    for text in ("一", "二"):
        built = desk.write({"content/posts/p1.md": post(text, title="題1")}).build()
        assert (built.status, text in built.page("posts/p1/")) == (0, True)
    assert not (desk.folder / ".cache/manifest.new").exists()
    assert (desk.folder / ".cache/manifest/theirs").exists()


@LINUX
@pytest.mark.parametrize("name", ["manifest", "patterns", "remembered.db", "twin", "twin.open"])
def test_a_pipe_in_the_cache_holds_nobody_up(desk: Desk, name: str) -> None:
    """It is taken away like anything that is broken."""
    desk.write({"content/posts/p2.md": post("文", title="題2")})
    desk.build()
    place = desk.folder / ".cache" / name
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    os.mkfifo(place)
    desk.write({f"content/posts/p{n}.md": post("文", title=f"新{n}") for n in (2, 3)})
    command = [sys.executable, PROJECT / "build.py", "--site", desk.folder, "--now", NOW]
    assert subprocess.run(command, check=False, timeout=30, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "text",
    ['<img src="o.png" alt="2026 5 1 12" sizes="100vw">', '![2026 5 1 12](o.png "1 2 3 4")',
     '![x](o.png){title="1 2 3 4"}', '![x](o.png){data-at="2026-05-01 12:00"}',
     '<svg viewBox="0 0 24 24"></svg>\n\n![x](o.png)',
     "![x](o.png){#fig-1-2-3-4}", "![x](o.png){.col-1-2-3-4}", '![x](o.png){id="1-2-3-4"}',
     '(1) margin="0 0 0 0"と、説明(viewBox) viewBox="0 0 24 24"です',
     '![x](o.png)\n{"a": [1, 2, 3, 4]}\n{f(1,2,3,4)}\n{2026/05/01 12:00}\n{03-1234-5678-9}',
     "![x](o.png)\n\n{% img 1 2 3 4 %}",
     '![x](o.png)\n\n`{redact="1 2 3 4"}` と `<img mask="1 2 3 4">`',
     '<img src="https://e.example.com/?BBOX=139.7,35.6,139.8,35.7&a=1" alt="地図">',
     "![x](o.png)\n\n文\n\n文\n\n文\n\n{1, 2, 3, 4}", "<p>\n{0, 0, 0, 255}\n</p>\n\n> {1, 2, 3, 4}",
     "集合(A){1, 2, 3, 4}と[B](p2.md){1, 2, 3, 4}、![x](o.png){1}、`![x](o.png){1 2 3 4}`"],
)  # fmt: skip
def test_four_numbers_may_be_words(desk: Desk, text: str) -> None:
    """What a picture says is no redaction, nor is what code shows."""
    built = desk.picture("content/posts/o.png").write({"content/posts/p1.md": post(text)}).build()
    assert "[unread-redaction]" not in built.out, built.out


UNREAD = [
    '[![x](o.png){redact="40 30 80 30"}](p2.md){.card}',
    '![![x](o.png){redact="40 30 80 30"}](q.png)',
    '![x](o.png){redact="40 30 80 30" redact="0 0 1 1"}',
    '|a|\n|-|\n|b|![x](o.png){redact="40 30 80 30"}|',
    '文\n\n[^1]: ![x](o.png){redact="40 30 80 30"}',
    '![x](o.png){redact="40 30 80 30"}\n\n![x](o.png) {redact="40 30 80 30"}',
    '![x](o.png)\n{redact="40 30 80 30"}',
    '![x](o.png)\n{: redact="40 30 80 30"}',
    '![x](o.png){redact = "40 30 80 30"}',
    '![x](o.png){redact: "40 30 80 30"}',
    "![x](o.png){redact=“40 30 80 30”}",
    '![x](o.png)｛redact="40 30 80 30"｝',
    '![x](o.png){redact="40 30\n80 30"}',
    '![x](o.png){width=48}{redact="40 30 80 30"}',
    '![x](o.png){ｒｅｄａｃｔ="40 30 80 30"}',
    '![x](o.png){re\u200bdact="40 30 80 30"}',
    '![x](o.png){redcat="40 30 80 30"}',
    '![x](o.png){width=48 mask="40 30 80 30"}',
    '![x](o.png){塗りつぶし="40 30 80 30"}',
    "![x](o.png){.redact 40 30 80 30}",
    "![x](o.png){40 30 80 30}",
    '文![x [y]](<o.png> "題 (1)"){"40,30,80,30; 0 0 1 1"}',
    "![x][k]｛40 30 80 30｝\n\n[k]: o.png",
    '<img src="o.png" alt="x" data-redact="40 30 80 30">',
    '![x](o.png){redact="40 30 80 30", width=40}',
    '![x](o.png){redact="40 30 80 30" blur}',
    '![x](o.png){redact="40 30 80 30}',
    '<!-- ![x](o.png){redact="40 30 80 30"} -->',
    "![x](o.png) {40 30 80 30}",
    "![x](o.png){width=48}{40 30 80 30}",
    "![x](o.png)\n{40 30 80 30}",
    "![x]{40 30 80 30}\n\n[x]: o.png",
    '![x](o.png){redact="0 0 1 1"}{40 30 80 30}',
    "![x](o.png)\n*題*\n\n{40 30 80 30}",
    "![x](o.png)\n{40 30 80 30}\n\n```\n{1 2 3 4}\n```",
    '{1 2 3 4}\n\n```\n{1 2 3 4}\n```\n\n文\n\n文\n\n文\n\n![x](o.png) {redcat="40 30 80 30"}',
    *(
        f"![x](o.png){said}"
        for said in (
            '\n{readct="40 30 80 30"}',
            '\n\n{mask="40 30 80 30"}',
            '\n{readct="40 30 80 30"}\n*題*',
            "\n{mask=40,30,80,30}",
            '{redact-"40 30 80 30"}',
            '{readct: "40 30 80 30"}',
            '{redacts "40 30 80 30"}',
            "{mask: 40 30 80 30}",
            "{data-redact: 40 30 80 30}",
            '{width=48 readct:"40 30 80 30"}',
            '{redact-style=mosaic readct:"40 30 80 30"}',
            '{mask="40/30/80/30"}',
            '{hide="40-30-80-30"}',
            '{cover="40:30:80:30"}',
            '{area="40 30 80x30"}',
            ' readct="40 30 80 30"',
            'readct="40 30 80 30"',
            '[redact="40 30 80 30"]',
            '（redact="40 30 80 30"）',
            '、redact="40 30 80 30"',
            '\n【redact="40 30 80 30"】',
            '\n*redact="40 30 80 30"*',
            '\n{width=48 mask="40 30 80 30"}',
            '{mask="1200-40-80-30"}',
            "{redact-40 30 80 30}",
            "\n\n*題*\n\n\n{40 30 80 30}",
        )
    ),
    '<img src="o.png" alt="x">{readct="40 30 80 30"}',
    '<img src="o.png"  mask = "40 30 80 30" alt="x">',
]
READ = [
    '![x](o.png){redact="40 30 80 30"}',
    '`{redact="1 2 3 4"}`\n\n```\n![x](o.png){redact="1 2 3 4"}\n```\n\n    {redact=1}',
    '## 見出し ![x](o.png){redact="40 30 80 30"}',
    '- ![x](o.png){redact="40 30 80 30"}\n\n> ![y](o.png){width=40 redact="40 30 80 30"}',
    '|a|\n|-|\n|![x](o.png){redact="40 30 80 30"}|',
    '文[^1]\n\n[^1]: ![x](o.png){redact="40 30 80 30"}',
    '[![x](o.png){redact="40 30 80 30"}](https://e.example.com/)',
    "What to redact: names, redacted or not.",
]


@pytest.mark.parametrize("body", UNREAD)
def test_a_redaction_that_is_not_read_stops_the_build(desk: Desk, body: str) -> None:
    """Its picture would be published whole, by this post or by another one."""
    desk.picture("content/posts/o.png", (200, 100)).picture("content/posts/q.png")
    desk.write({"content/posts/p3.md": post("![x](o.png)", title="題3")})
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    assert (built.status, built.output.exists()) == (1, False)
    assert "content/posts/p1.md" in built.out
    assert "[unread-redaction]" in built.out


@pytest.mark.parametrize("body", READ)
def test_what_is_read_or_shown_as_code_is_no_slip(desk: Desk, body: str) -> None:
    """An article may explain redactions, and use them anywhere."""
    desk.picture("content/posts/o.png", (200, 100))
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    assert (built.status, "unread-redaction" in built.out) == (0, False), built.out


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
    "IMG.HIF": b"",
    "p.ico": b"\0\0\1\0",
}


@pytest.mark.parametrize("name", WHERE)
def test_what_may_say_where_it_was_taken_is_no_download(desk: Desk, name: str) -> None:
    """It is known by its bytes, whatever its name."""
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
    """Its extension too."""
    desk.write({f"content/posts/{name}": b"1"})
    built = desk.write({"content/posts/p1.md": post(f"[x]({quote(name)})", title="題1")}).build()
    assert [f.name for f in (built.output / "files").rglob("*") if f.is_file()] == [published]


KEY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"
MIXED = "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5"


@pytest.mark.parametrize(
    "text",
    [
        f'"private_key": "-----BEGIN PRIVATE KEY-----\\n{KEY}\\n…',
        f"> -----BEGIN RSA PRIVATE KEY-----\n> {KEY}",
        f"token_ghp_{MIXED}",
        "AWS_AKIAQ3EGZ7PLM2XNT5RW",
        "AKIAIOSFODNN7EXAMPLE",
        f"ghp\\_{MIXED}",
        f"sk\\-proj\\-{MIXED}",
        f"sk-or-v1-{MIXED}",
        f"gsk_{MIXED}",
        "--AKIAQ3EGZ7PLM2XNT5RW",
        f"xoxc-123456789012-{MIXED}",
        f"xapp-1-A0123456789-{MIXED}",
        f"GOCSPX-{MIXED}",
        f"ya29.{MIXED}",
        f"sk-proj-{MIXED}",
        f"sk-ant-api03-{MIXED}",
        f"sk-{MIXED}{MIXED}",
        f"sk_test_{MIXED}",
        f"Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{MIXED}",
        f"https://hooks.slack.com/workflows/T01ABCDEF/A01ABCDEF/123456789/{MIXED}",
    ],
)
def test_keys_are_told_as_they_are_pasted(text: str) -> None:
    """From JSON, from a quotation, behind a variable's name."""
    assert [one.rule for one in secrets(text, "a.md")] == ["secret-in-text"]


def test_a_key_behind_escapes_is_told_where_it_stands() -> None:
    """A page shows none of them, but the file has them."""
    text = f"甲\\_乙\n\\- ghp\\_{MIXED} \\_ AKIAQ3EGZ7PLM2XNT5RW"
    found = [(one.source.line, one.source.column) for one in secrets(text, "a.md")]
    assert found == [(2, 4), (2, text.split("\n")[1].index("AKIA") + 1)]


# --- mistakes that are named -----------------------------------------------------------

MISTAKES = {
    "bad-url products": {"content/products.yaml": 'a: {name: a, links: ["https://["]}'},
    "bad-url letters": {"content/products.yaml": 'a: {name: a, links: ["https://a℀b/"]}'},
    "bad-url card": {"content/posts/p1.md": post("[a](https://[){.card}", title="題1")},
    "bad-url site": {"site.toml": SETTINGS.replace("https://example.com/", "http://[::1")},
    "bad-type affiliate": {"site.toml": f'affiliate = "x"\n{SETTINGS}'},
    "too-deep keys": {"site.toml": f"{'.'.join('x' * 21)} = 1\n{SETTINGS}"},
    "too-deep arrays": {"site.toml": f"x = {'[' * 2000}{']' * 2000}\n{SETTINGS}"},
    "toml-syntax long": {"site.toml": f"x = 0x{'F' * 5000}\n{SETTINGS}"},
    "empty-value draft": {"content/posts/p1.md": post("文", title="題1", draft="")},
    "empty-value noindex": {"content/posts/p1.md": post("文", title="題1", noindex="")},
    "empty-value expires": {"content/posts/p1.md": post("文", title="題1", expires="~")},
    "unknown-notice empty": {"content/posts/p1.md": post("", title="題1", notice="nai")},
    "unknown-notice page": {"content/pages/x.md": "---\ntitle: 題\nnotice: nai\n---\n"},
    "yaml-feature value": {"content/posts/p1.md": post("文", title="! 驚き")},
    "yaml-feature item": {"content/posts/p1.md": post("文", title="題1", tags="[甲, ! 乙]")},
    "yaml-feature list": {"content/posts/p1.md": post("文", title="題1", tags="! [甲]")},
    "split-html": {
        "content/posts/p1.md": post("<div><script>\na\n\nb</script></div>", title="題1")
    },
    "front-matter-of-notice": {"content/notices/accuracy.md": "---\ndraft: true\n---\n\n文\n"},
    "ad-in-facts contact": {
        "content/posts/p1.md": post(
            "```contact\nname: a\nas_of: 2026-05\nurl: https://www.amazon.co.jp/dp/B000000000"
            "?tag=example-22\nsource: {title: a, url: https://e.jp/}\n```",
            title="題1",
        )
    },
    "ad-in-facts author": {
        "site.toml": f'{SETTINGS}url = "https://www.amazon.co.jp/dp/B000000000?tag=x-22"\n'
    },
}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
@pytest.mark.parametrize("folder", ["content/posts", "assets", "assets/root"])
def test_a_name_that_is_no_text_is_named(desk: Desk, folder: str) -> None:
    """On the disk it is bytes; a page or a file of the site cannot be called so."""
    built = desk.write({f"{folder}/{os.fsdecode(b'a-' + bytes([255]))}.txt": "x"}).build()
    assert (built.status, built.out.count("[not-utf8]")) == (1, 1), built.out
    assert "Traceback" not in built.err


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_and_never_traced(desk: Desk, mistake: str) -> None:
    """With its file and line, and the output stays as it was."""
    before = desk.build().everything()
    built = desk.write(MISTAKES[mistake]).build()
    file = next(iter(MISTAKES[mistake]))
    assert (built.status, "Traceback" in built.err) == (1, False), built.err
    found = [line for line in built.out.splitlines() if f"[{mistake.split(maxsplit=1)[0]}]" in line]
    assert any(line.startswith(f"{file}:") for line in found), built.out
    assert built.everything() == before


_NAMES_NOTHING = """image: nai.png
related: [two, nowhere]
disclosure: none
notice: nai
author: nobody
"""
_SHOWS_NOTHING = """
[店](https://www.amazon.co.jp/dp/B000000000?tag=example-22)

![絵](nai2.png) と [記事](nai.md)

```contact
id: nai
```

[値引き](deal:nai) と [品](product:nai)
"""
_HIDDEN_ONCE = {
    "date: 2025-13-01": "bad-date",
    "toc: maybe": "bad-bool",
    "colour: red": "unknown-key",
    "toc: true\ntoc: false": "duplicate-key",
    "category: &a 甲": "yaml-feature",
    "slug: a/b": "bad-slug",
    "category: .": "bad-tag",
    "updated: 昨日": "bad-date",
    'description: "甲" 乙': "yaml-syntax",
    "description: '甲": "yaml-syntax",
    "tags: [甲, 乙": "yaml-syntax",
    "description: 甲: 乙": "yaml-syntax",
    "toc：true": "yaml-syntax",
}


@pytest.mark.parametrize("mistake", _HIDDEN_ONCE)
def test_a_mistake_in_front_matter_hides_no_other(desk: Desk, mistake: str) -> None:
    """All else that is wrong with the post is told with it, and nothing that follows from it."""
    settings = f'{SETTINGS}[posts]\npermalink = "/{{category}}/{{slug}}/"\n'

    def told(line: str) -> set[str]:
        own = {"date": "2026-05-01", "category": "甲"}
        own.pop(line.partition(":")[0], "")
        date = "".join(f"{key}: {value}\n" for key, value in own.items())
        front = f"---\ntitle: 題1\n{date}{_NAMES_NOTHING}{line}\n---\n{_SHOWS_NOTHING}"
        two = f"---\ntitle: 二\n{date}slug: two\n{line}\n---\n"
        built = desk.write({"site.toml": settings, "content/posts/p1.md": front}).build()
        lines = {one for one in built.out.splitlines() if "p1.md" in one}
        # One that cannot be published is there all the same.
        built = desk.write({"content/posts/p1.md": front, "content/posts/b.md": two}).build()
        # Where the slug is the mistake, it could be any.
        assert ("「nowhere」" in built.out) != line.startswith("slug"), built.out
        assert "「two」の" not in built.out
        (desk.folder / "content/posts/b.md").unlink()
        return {re.sub(r"p1\.md:\d+:\d+", "p1.md", one) for one in lines}

    sound, wrong = told("x_none: 1"), told(mistake)
    assert len(sound) >= 9, sound
    if mistake.startswith("slug"):
        sound = {one for one in sound if "unknown-post" not in one}
    assert sound <= wrong
    assert [f"[{_HIDDEN_ONCE[mistake]}]" in one for one in wrong - sound] == [True]


_AD = "https://www.amazon.co.jp/dp/B000000000?tag=other-22"
_TOLD: dict[str, tuple[dict[str, str], set[str]]] = {
    "a sponsor is missing, and something else is wrong": (
        {"content/posts/p1.md": post("文。", disclosure="sponsored", toc="maybe")},
        {"missing-sponsor", "bad-bool"},
    ),
    "a sponsor that cannot be read is none that is missing": (
        {"content/posts/p1.md": post("文。", disclosure="gifted", sponsor="{a: b}")},
        {"bad-type"},
    ),
    "what a misspelt word asks for is not known": (
        {"content/posts/p1.md": post("文。", disclosure="sponsord", sponsor="甲")},
        {"bad-value"},
    ),
    "a page is no post": (
        {"content/pages/x.md": "文\n", "content/posts/p1.md": post("文。", related="[zzz]")},
        {"no-front-matter", "unknown-post"},
    ),
    "a slug under a misspelt key": (
        {
            "content/posts/p1.md": post("文。", related="[foo]"),
            "content/posts/p2.md": post("文。", slgu="foo"),
        },
        {"unknown-key"},
    ),
    "a file's name that is no address, and something else is wrong": (
        {"content/posts/a:b.md": post("文。", toc="maybe")},
        {"bad-slug", "bad-bool"},
    ),
    "a name that may have been replaced": (
        {"content/posts/a:b.md": post("文。", slgu="ab")},
        {"unknown-key"},
    ),
    "keys that are misspelt are not missing": (
        {"content/posts/p1.md": "---\ntitel: 題\ndaet: 2026-05-01\n---\n\n文\n"},
        {"unknown-key"},
    ),
    "a deal without an end, and something else is wrong": (
        {"content/deals.yaml": "a:\n  shop: 甲\n  text: 乙\n  link: https://a.example/\n"},
        {"unknown-key", "missing-key"},
    ),
    "navigation and a policy that are not published": (
        {
            "site.toml": SETTINGS + "[[nav]]\ntext = 't'\nto = 'pages/a.md'\n"
            "[disclosure]\npolicy = 'pages/a.md'\n",
            "content/pages/a.md": "---\ntitle: 題\ndraft: true\n---\n文\n",
        },
        {"unpublished-target"},
    ),
    "a deal to come, on a page that is to say nothing of ads": (
        {
            "site.toml": f'{SETTINGS}[affiliate.amazon]\ntag = "a-22"\n',
            "content/deals.yaml": "a: {shop: 甲, text: 乙, url: 'amazon:B000000000', "
            "starts: 2026-12-01, ends: 2026-12-05, show: [top]}",
            "content/posts/p1.md": post("文。", disclosure="none"),
        },
        {"undisclosed-ad"},
    ),
    "deals that are over, or yet to start, when a silent page is published": (
        {
            "site.toml": f'{SETTINGS}[affiliate.amazon]\ntag = "a-22"\n',
            "content/deals.yaml": "a: {shop: 甲, text: 乙, url: 'amazon:B000000000', "
            "starts: 2026-12-01, ends: 2026-12-05, show: [top]}\n"
            "b: {shop: 甲, text: 乙, url: 'amazon:B000000000', ends: 2026-11-05, show: [top]}",
            "content/posts/p1.md": post("文。", disclosure="none", date="2026-12-06", typo="x"),
            "content/posts/p2.md": post(
                "文。", disclosure="none", date="2026-11-06", expires="2026-11-30"
            ),
        },
        {"unknown-key"},
    ),
    "a heading that a post to come has not": (
        {
            "content/posts/p1.md": post("[題](p2.md#無い) [題](p2.md#有る)"),
            "content/posts/p2.md": post("## 有る", date="2999-01-01"),
        },
        {"unpublished-target", "missing-heading"},
    ),
    "a shop without a programme": (
        {"content/products.yaml": "a:\n  name: 甲\n  links: ['amazon:B000000000']\n"},
        {"no-programme"},
    ),
    "settings with a mistake that names nobody": (
        {
            "site.toml": f"colour = 1\n{SETTINGS}",
            "content/posts/p1.md": post(f"[店]({_AD})", author="zzz"),
        },
        {"unknown-key", "unknown-author", "foreign-ad"},
    ),
    "settings whose programmes are not known": (
        {
            "site.toml": f'{SETTINGS}[affiliate.amazon]\ntga = "a-22"\n',
            "content/posts/p1.md": post(f"[店]({_AD})", author="zzz"),
        },
        {"unknown-key", "unknown-author"},
    ),
    "settings whose authors are not known": (
        {
            "site.toml": f"{SETTINGS}".replace("[[authors]]", "[[author]]"),
            "content/posts/p1.md": post(f"[店]({_AD})", author="zzz"),
        },
        {"unknown-key", "foreign-ad"},
    ),
    "values of settings that are none": (
        {
            "site.toml": f"{SETTINGS}[freshness]\nstale_after_months = x\n[images]\nwidths = y\n"
            "colour = 1\n",
            "content/posts/p1.md": post(f"[店]({_AD})", author="zzz"),
        },
        {"toml-syntax", "unknown-key", "unknown-author", "foreign-ad"},
    ),
    "an id that a registry with mistakes does not have": (
        {
            "content/contacts.yaml": (
                "w:\n  name: n\n  as_of: 2025-08\n  email: x\n"
                "  source: {title: t, url: 'https://example.org/'}\n"
            ),
            "content/deals.yaml": (
                "d:\n  shop: A\n  text: t\n  url: https://a.example/\n  ends: opne\n"
                "e:\n  shop: A\n  text: t\n  url: amazon:B012345678\n  ends: open\n"
            ),
            "content/products.yaml": (
                "p:\n  name: n\n  price: {amount: x, currency: JPY, as_of: 2025-08-01}\n"
            ),
            "content/posts/p1.md": post(
                "```contact\nid: nai\n```\n\n```contact\nid: w\n```\n\n"
                "[甲](deal:d) [乙](deal:e) [丙](deal:nai) [丁](product:p) [戊](product:nai)"
            ),
        },
        {
            *("bad-email", "unknown-contact", "bad-date", "no-programme"),
            *("unknown-deal", "bad-number", "unknown-product", "product-without-links"),
        },
    ),
    "a programme that is known, and another that is not": (
        {
            "site.toml": f'{SETTINGS}[affiliate.amazon]\ntag = "mine-22"\n'
            '[[affiliate.custom]]\nname = "c"\nhost = "https://c.example/"\n'
            'param = "a"\nids = ["b"]\n',
            "content/deals.yaml": (
                "e:\n  shop: A\n  text: t\n  url: amazon:B012345678\n  ends: open\n"
            ),
            "content/products.yaml": "p:\n  name: n\n  links: ['amazon:B012345678']\n",
        },
        {"bad-host"},
    ),
    "signs that begin a comment in registries": (
        {
            "content/deals.yaml": (
                "d:\n  shop: A\n  text: t\n  url: https://a.example/\n  ends: open\n"
                "  show:\n    - top #sidebar\n"
            ),
            "content/products.yaml": "p:\n  name: n\n  links:\n  - https://a.example/ #x\n",
        },
        {"value-cut"},
    ),
    "a heading that a post with a mistake does not have": (
        {
            "content/posts/p1.md": post("[甲](p2.md#甲) [乙](p2.md#乙)"),
            "content/posts/p2.md": post("## 甲\n\n文。", toc="maybe"),
        },
        {"bad-bool", "missing-heading"},
    ),
    "a card for a heading that a post with a mistake does not have": (
        {
            "content/posts/p1.md": post("[甲](p2.md#甲){.card}\n\n[乙](p2.md#乙){.card}"),
            "content/posts/p2.md": post("## 甲\n\n文。", toc="maybe"),
        },
        {"bad-bool", "missing-heading"},
    ),
    "a deal with several mistakes": (
        {
            "content/deals.yaml": (
                "d:\n  shop: A\n  txt: t\n  url: https://www.amazon.co.jp/dp/B0EXAMPLE7?tag=o-22\n"
                "  starts: 2026-09-09\n  ends: 2026-09-01\n"
            ),
            "content/posts/p1.md": post("```deal\nid: d\n```"),
        },
        {"unknown-key", "foreign-ad", "ends-before-start"},
    ),
    "a deal whose link has a mistake too": (
        {
            "content/deals.yaml": "d:\n  shop: A\n  text: t\n  url: [a]\n  end: 2026-09-01\n",
            "content/posts/p1.md": post("```deal\nid: d\n```"),
        },
        {"bad-type", "unknown-key"},
    ),
    "a product with several mistakes": (
        {
            "content/products.yaml": (
                "p:\n  nam: n\n  image: none.png\n  price: 300\n"
                "  links:\n  - https://www.amazon.co.jp/dp/B0EXAMPLE7?tag=o-22\n"
            ),
            "content/posts/p1.md": post("```product\nid: p\n```"),
        },
        {"unknown-key", "missing-file", "bad-type", "foreign-ad"},
    ),
    "a product with a name that is none": (
        {"content/products.yaml": "k y/2:\n  name: n\n  links: [rakuten:https://example.org/]\n"},
        {"bad-id", "no-programme"},
    ),
    "a product whose links have a mistake": (
        {
            "content/products.yaml": "p:\n  name: n\n  links: [{shop: A}]\n",
            "content/posts/p1.md": post("```product\nid: p\n```"),
        },
        {"missing-key"},
    ),
    "a deal whose days are misread, and whose link has no programme": (
        {
            "content/deals.yaml": (
                "d:\n  shop: A\n  text: t\n  url: rakuten:https://item.rakuten.co.jp/a/b/\n"
                "  starts: 2026-13-01\n  ends: 2999-02-01\n"
            )
        },
        {"bad-date", "no-programme"},
    ),
    "navigation with a key too many, and to files that are not there": (
        {
            "site.toml": SETTINGS + "[[nav]]\ntext = 't'\nto = 'pages/a.md'\nicon = 1\n"
            "[[nav]]\ntext = 't'\ntoo = 'pages/b.md'\n"
        },
        {"missing-file", "unknown-key"},
    ),
    "a product whose links are misspelt": (
        {"content/products.yaml": "p:\n  name: n\n  linkz: [amazon:B0EXAMPLE7]\n"},
        {"unknown-key"},
    ),
    "a contact block with several mistakes": (
        {"content/posts/p1.md": post("```contact\nname: 窓口\nhours: あさ\nsource: {}\n```")},
        {"bad-hours", "missing-key"},
    ),
    "a way to cover areas, and none to cover": (
        {
            "content/images/a.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "content/posts/p1.md": post("![図](../images/a.svg){redact-style=mosaic}"),
        },
        {"unread-redaction"},
    ),
    "a contact block in capitals": (
        {"content/contacts.yaml": "", "content/posts/p1.md": post("```Contact\nid: nai\n```")},
        {"unknown-contact"},
    ),
    "a contact block that misspells what it needs": (
        {"content/posts/p1.md": post("```contact\nnam: 窓口\nasof: 2026-01\nsourc: x\n```")},
        {"unknown-key"},
    ),
    "a contact block with an id that is none": (
        {"content/posts/p1.md": post("```contact\nid: [a]\n```")},
        {"bad-type"},
    ),
    "an unknown contact beside a mistake": (
        {"content/posts/p1.md": post("```contact\nid: nai\nhours: あさ\n```")},
        {"bad-hours", "unknown-contact"},
    ),
    "an unknown deal beside a mistake": (
        {"content/posts/p1.md": post("```deal\nid: nai\nfoo: 1\n```")},
        {"unknown-key", "unknown-deal"},
    ),
    "an unknown product beside a mistake": (
        {"content/posts/p1.md": post("```product\nid: nai\nfoo: 1\n```")},
        {"unknown-key", "unknown-product"},
    ),
    "a product without links beside one with a mistake": (
        {
            "content/products.yaml": (
                "a:\n  name: 一\n  links: []\nb:\n  name: 二\n  nota: 白\n"
                "  links: [https://a.example/]\n"
            )
        },
        {"unknown-key", "product-without-links"},
    ),
    "somebody else's ad beside a mistake in another programme": (
        {
            "site.toml": SETTINGS + "[affiliate]\namazon = {tag = 'a-22'}\nafb = {idz = ['1']}\n",
            "content/posts/p1.md": post(
                f"[店]({_AD}) [楽](rakuten:https://item.rakuten.co.jp/a/b/)"
            ),
        },
        {"unknown-key", "foreign-ad", "no-programme"},
    ),
    "ads of programmes whose names are misspelt": (
        {
            "site.toml": SETTINGS + "[affiliate]\namazn = {tag = 'a-22'}\nrakutn = {id = '1'}\n",
            "content/posts/p1.md": post(
                f"[店]({_AD}) [楽](rakuten:https://item.rakuten.co.jp/a/b/)"
            ),
        },
        {"unknown-network"},
    ),
    "ads where all programmes have a mistake": (
        {"site.toml": f"affiliate = 3\n{SETTINGS}", "content/posts/p1.md": post(f"[店]({_AD})")},
        {"bad-type"},
    ),
    "an unknown author, and one with mistakes": (
        {
            "site.toml": SETTINGS
            + "[[authors]]\nid = 'a'\nname = 'b'\nurl = 'x'\nimage = 'n.png'\n",
            "content/posts/p1.md": post("文", author="zzz"),
        },
        {"bad-url", "missing-file", "unknown-author"},
    ),
    "authors of whom one has no id": (
        {
            "site.toml": f'{SETTINGS}[[authors]]\nid = "a"\nname = "b"\n[[authors]]\nname = "c"\n',
            "content/posts/p1.md": post("文", author="zzz"),
        },
        {"missing-key"},
    ),
    "a link that is a sign": (
        {"content/deals.yaml": "d:\n  shop: A\n  text: t\n  url: '-'\n  ends: open\n"},
        {"bad-url"},
    ),
    "a deal whose first day is misspelt": (
        {
            "site.toml": SETTINGS + "[affiliate.amazon]\ntag = 'a-22'\n",
            "content/deals.yaml": (
                "d:\n  shop: A\n  text: t\n  url: amazon:B0EXAMPLE7\n  stars: 2999-01-01\n"
                "  ends: 2999-02-01\n  show: [top]\n"
            ),
            "content/posts/p1.md": post("文", disclosure="none"),
        },
        {"unknown-key", "undisclosed-ad"},
    ),
    "a contact block whose address has a mistake, and the registry's is an ad": (
        {
            "site.toml": SETTINGS + "[affiliate.amazon]\ntag = 'a-22'\n",
            "content/contacts.yaml": (
                "c:\n  name: n\n  as_of: 2026-01\n  source: {title: t, url: https://b.example/}\n"
                "  url: https://www.amazon.co.jp/dp/B0EXAMPLE7?tag=a-22\n"
            ),
            "content/posts/p1.md": post("```contact\nid: c\nurl: b.example\n```"),
        },
        {"bad-url"},
    ),
    "a product with an empty list and another mistake": (
        {"content/products.yaml": "p:\n  name: n\n  note: [n]\n  links: []\n"},
        {"bad-type", "product-without-links"},
    ),
    "a contact block with an empty key and another mistake": (
        {
            "content/posts/p1.md": post(
                "```contact\nname: n\nas_of:\nemail: x\n"
                "source: {title: t, url: 'https://b.example/'}\n```"
            )
        },
        {"bad-email", "missing-key"},
    ),
    "old facts where the settings do not say from when": (
        {
            "site.toml": SETTINGS + "[freshness]\nstale_after_month = 99\n",
            "content/posts/p1.md": post(
                "```contact\nname: n\nas_of: 2020-01\n"
                "source: {title: t, url: 'https://b.example/'}\n```"
            ),
        },
        {"unknown-key"},
    ),
    "a key in capitals": (
        {
            "content/contacts.yaml": "",
            "content/posts/p1.md": post("```contact\nID: c\n```"),
        },
        {"unknown-key"},
    ),
    "a table that is misspelt beside one that is right": (
        {
            "site.toml": SETTINGS
            + "[affilate.amazon]\ntag = 'a-22'\n[affiliate.rakuten]\nid = '1'\n",
            "content/posts/p1.md": post("[a](amazon:B0EXAMPLE7)"),
        },
        {"unknown-key"},
    ),
    "two entries of a registry that are no YAML": (
        {
            "content/contacts.yaml": (
                'a:\n  name: "甲\nb:\n  name: 乙\n  as_of: x\n\nc:\n  name: [丙\n\nd: 1\n'
            ),
            "content/posts/p1.md": post("```contact\nid: a\n```\n"),
        },
        {"yaml-syntax", "missing-key", "bad-date", "bad-type"},
    ),
    "an entry of a registry with a line that is no YAML": (
        {
            "content/contacts.yaml": "a:\n  name: 甲\n  as_of x\nb:\n  name: 乙\n",
            "content/posts/p1.md": post("```contact\nid: a\n```\n"),
        },
        {"yaml-syntax", "missing-key"},  # of the other
    ),
    "a line that is no YAML above a registry's first entry": (
        {"content/contacts.yaml": "これはメモ\na:\n  name: 甲\n  as_of: x\n"},
        {"yaml-syntax", "bad-date", "missing-key"},
    ),
    "a line that is no YAML at the begin of a block": (
        {"content/posts/p1.md": post("```contact\nname n\nas_of: 2025-13\n```")},
        {"yaml-syntax", "bad-date", "missing-key"},
    ),
    "an old address that is taken, and something else is wrong": (
        {
            "content/posts/p1.md": post("文。", aliases="[/posts/p2/]", draft="false", toc="maybe"),
            "content/posts/p3.md": post("文。", slug="p2", category="[甲]"),
        },
        {"same-address", "bad-bool", "bad-type"},
    ),
    "an old address that may be hidden": (
        {"content/posts/p1.md": post("文。", aliases="[/posts/p2/]", draft="falce")},
        {"bad-bool"},
    ),
    "one item of a list is wrong, another leads nowhere": (
        {
            "content/posts/p1.md": post("文。", aliases="[/posts/p2/, '/a?b']"),
            "content/posts/p3.md": post("文。", related="[nai, [甲]]"),
        },
        {"same-address", "bad-alias", "unknown-post", "bad-type"},
    ),
    "a sponsor that nothing names, and something else is wrong": (
        {"content/posts/p1.md": post("文。", sponsor="甲", toc="maybe")},
        {"unnamed-sponsor", "bad-bool"},
    ),
    "a sponsor whom a misspelt word may name": (
        {"content/posts/p1.md": post("文。", sponsor="甲", disclosure="sponsord")},
        {"bad-value"},
    ),
    "two authors of one id, of whom one has another mistake": (
        {
            "site.toml": f'{SETTINGS}[[authors]]\nid = "editor"\nname = 5\n',
            "content/posts/p1.md": post("文。", author="zzz"),
        },
        {"duplicate-id", "bad-type", "unknown-author"},
    ),
    "an ad that is kept silent about, and is somebody else's": (
        {"content/posts/p1.md": post(f"[店]({_AD})", disclosure="none")},
        {"foreign-ad", "undisclosed-ad"},
    ),
    "an ad that is kept silent about, and cannot be made": (
        {
            "site.toml": f'{SETTINGS}[affiliate.amazon]\ntag = "a-22"\n',
            "content/products.yaml": "a:\n  name: 甲\n  links: ['amazon:x', 'moshimo://[']\n",
            "content/posts/p1.md": post("[店](product:a)", disclosure="none"),
        },
        {"bad-asin", "wrong-shop", "undisclosed-ad"},
    ),
    "a deal that is kept silent about": (
        {
            "content/deals.yaml": f"a: {{shop: 甲, text: 乙, url: '{_AD}', ends: open}}\n",
            "content/posts/p1.md": post("```deal\nid: a\n```", disclosure="none"),
        },
        {"foreign-ad", "undisclosed-ad"},
    ),
    "the settings lead nowhere, and are known": (
        {
            "site.toml": f'{SETTINGS}[[nav]]\ntext = "甲"\nto = "pages/nai.md"\n',
            "content/posts/p1.md": post(f"[店]({_AD})", author="zzz"),
        },
        {"missing-file", "unknown-author", "foreign-ad"},
    ),
}


@pytest.mark.parametrize("case", _TOLD)
def test_what_is_told_together(desk: Desk, case: str) -> None:
    """All that is wrong, and nothing that only follows from it."""
    texts, rules = _TOLD[case]
    built = desk.write(texts).build()
    assert {*re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE)} == rules, built.out


@pytest.mark.parametrize(
    "mistake",
    ["[posts]\nper_page = 0\n", "colour = 1\n", "[images]\nwidths = x\n", 'country = "?"\n'],
)
def test_a_mistake_in_the_settings_is_told_in_the_sites_language(desk: Desk, mistake: str) -> None:
    """And hides no other of them."""
    rest = '[[nav]]\ntext = "a"\nto = "pages/nai.md"\n'
    desk.write({"content/posts/p1.md": post("![](x.png)")})
    for language in ("en", "ja"):
        settings = f'language = "{language}"\n{mistake}{SETTINGS}{rest}'
        if mistake.startswith("["):
            settings = f'language = "{language}"\n{SETTINGS}{mistake}{rest}'
        built = desk.write({"site.toml": settings}).build()
        told = [line for line in built.out.splitlines() if not line.isascii()]
        assert len(told) == (0 if language == "en" else len(built.out.splitlines()))
        assert "[missing-alt]" in built.out
        if "= x" not in mistake:  # no TOML
            assert "nai.md" in built.out


@pytest.mark.parametrize("now", ["9999-06-01", "9999-12-31"])
def test_a_moment_at_the_end_of_time_is_wrong_use(desk: Desk, now: str) -> None:
    """Nothing follows it."""
    built = desk.build(now=now)
    assert (built.status, "Traceback" in built.err) == (2, False)


def test_a_handler_comes_from_raw_html_alone(desk: Desk) -> None:
    """An attribute list runs nothing."""
    body = '## 見出し {onclick="a()"}\n\n文\n{: OnClick="b()" .c}\n\n<b onclick="c()">文</b>'
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    page = built.page("posts/p1/")
    assert built.out.count("[unknown-attribute]") == 2
    assert ("a()" in page, "b()" in page, "c()" in page) == (False, False, True)
    assert 'class="c"' in page


def test_a_style_in_a_line_is_one_piece(desk: Desk) -> None:
    """No link is made of an address in it."""
    style = "<style>p{background:url(https://a.example.net/x)}</style>"
    built = desk.write({"content/posts/p1.md": post(f"文{style}", title="題1")}).build()
    assert style in built.page("posts/p1/")


@LINUX
def test_an_output_that_is_too_deep_is_wrong_use(desk: Desk) -> None:
    """Its folders could not all be made, which is said before any work."""
    assert desk.build("--output", str(desk.folder / ("a/" * 1500))).status == 2
    assert not (desk.folder / "a").exists()


@LINUX
@pytest.mark.parametrize("output", ["content/out", "texts/out", ".git/out"])
def test_an_output_inside_a_source_is_refused_behind_links_too(desk: Desk, output: str) -> None:
    """The folder of the texts may be a link."""
    (desk.folder / "content").rename(desk.folder / "texts")
    (desk.folder / "content").symlink_to("texts")
    assert desk.build("--output", str(desk.folder / output)).status == 2


@pytest.mark.parametrize("comment", ["<!-->", "<!--->", "<!-- a --!>", "<!-- a -->"])
def test_an_ad_behind_a_comment_is_read(desk: Desk, comment: str) -> None:
    """A comment ends where a browser ends it."""
    ad = '<a href="https://www.amazon.co.jp/dp/B000000000?tag=other-22">x</a>'
    body = f"<div>{comment}{ad}</div>"
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    assert (built.status, "content/posts/p1.md" in built.out) == (1, True), built.out
    assert "[foreign-ad]" in built.out


# --- front matter that would be lost in silence ----------------------------------------

LOST = [
    "tags: #甲 #乙", "tags: #甲", "topics: #甲, #乙", "noindex: #true", "toc: #false",
    "updated: #2026-01-03", "verified: #x", "disclosure: #none", "aliases: #/old/", "related: #p",
    "slug: #sharp", "image: #x", "author: #me", "slug: c #sharp", "author: editor #x",
    "x_memo: a #b", "x_memo: #b", "tags: [甲, #乙\n  丙]", 'description: "甲"#乙',
    "x_a:\n- 甲 #乙", "x_a:\n  k: 甲 #乙", "aliases: #/x/\n- /y/", "description: > #甲\n  乙",
    "tags: #甲\n  - 乙", "tags: #甲\n- 乙", "tags:\n  #甲",
    "description: '甲' #1です", "tags: [甲, 乙] #丙 #丁", 'tags: ["甲"] #下書き', "x_a: [a]#b",
]  # fmt: skip


@pytest.mark.parametrize("line", LOST)
def test_a_value_behind_a_sign_is_told(desk: Desk, line: str) -> None:
    """What an author may take for the value, or for its rest, is a comment to YAML."""
    text = post("文", title="題1").replace("---\n", f"---\n{line}\n", 1)
    built = desk.write({"content/posts/p1.md": text}).build()
    assert built.out.count("[value-cut]") == 1, built.out
    row = 2 + line[: line.index("#")].count("\n")
    assert f"content/posts/p1.md:{row}:" in built.out


@pytest.mark.parametrize(
    "line",
    [
        "slug: c # of the old site",
        "noindex: true # for now",
        "toc:",
        "tags: [甲, # 初め\n  乙]",
        'description: "甲" # 覚え',
        "tags: [甲] # 覚え",
        "tags:\n  #甲\n  - 乙",
        "tags:\n  # 甲",
    ],
)
def test_a_comment_is_a_comment(desk: Desk, line: str) -> None:
    """With a space before it and after its sign."""
    text = post("文", title="題1").replace("---\n", f"---\n{line}\n", 1)
    built = desk.write({"content/posts/p1.md": text}).build()
    assert (built.status, built.out) == (0, "")


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
    """What it says can be written there."""
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


@pytest.mark.parametrize(
    ("mistake", "remedy"),
    [
        ({"title": "[題]"}, "quotes"),
        ({"verified": "x"}, "2025-08-26 or 2025-08"),
        ({"expires": "x"}, "2025-08-26 or 2025-08-26 12:00"),
    ],
)
def test_a_remedy_leads_out_of_the_mistake(
    desk: Desk, mistake: dict[str, str], remedy: str
) -> None:
    """It says what may stand there."""
    settings = f'language = "en"\n{SETTINGS}'
    built = desk.write(
        {"site.toml": settings, "content/posts/p1.md": post("文", **mistake)}
    ).build()
    assert remedy in built.out
    assert built.out.count(": error: ") == 1


def test_a_permalink_is_told_all_that_it_lacks(desk: Desk) -> None:
    """A slug as well, unless that was misspelt."""
    for link, lacks in (("/{foo}/", True), ("/{slag}/", False)):
        built = desk.write({"site.toml": f'{SETTINGS}[posts]\npermalink = "{link}"\n'}).build()
        assert ("{slug}もありません" in built.out) == lacks, built.out


def test_the_top_of_a_page_is_always_there(desk: Desk) -> None:
    """As HTML has it: no heading needs to be called so."""
    built = desk.write({"content/posts/p1.md": post("[上へ](#top) [二](p2.md#Top)")}).build()
    assert (built.status, built.out) == (0, "")
    assert (
        "[missing-heading]" in desk.write({"content/posts/p1.md": post("[上へ](#tpo)")}).build().out
    )


def test_the_settings_are_offered_what_they_can_name(desk: Desk) -> None:
    """Pictures for a picture, articles for an article, each as it is written there."""
    settings = f'{SETTINGS}[[authors]]\nid = "a"\nname = "甲"\nimage = "content/images/kag.png"\n'
    settings += '[[nav]]\ntext = "案内"\nto = "pages/anai.md"\n'
    desk.picture("content/images/kagi.png").write(
        {"site.toml": settings, "content/pages/annai.md": "---\ntitle: 案内\n---\n文\n"}
    )
    out = desk.build().out
    assert "「content/images/kagi.png」ではありませんか" in out
    assert "「pages/annai.md」ではありませんか" in out


def test_a_key_is_called_as_it_is_written(desk: Desk) -> None:
    """An author who writes `lastmod` is told of `lastmod`."""
    text = post("文", title="題1", lastmod="きのう", topics="[甲, [乙]]")
    out = desk.write({"content/posts/p1.md": text}).build().out
    assert "「lastmod」の「きのう」" in out
    assert "「topics」" in out
    assert "updated" not in out
    desk.write({"content/posts/p1.md": post("文", title="題1", lastmod="updated")})
    assert "「lastmod」の「updated」" in desk.build().out
    assert "「tags」" not in out


@pytest.mark.parametrize("between", ["", "\n", "---\n", "\n---\n"])
def test_a_second_front_matter_is_named(desk: Desk, between: str) -> None:
    """Its `draft: true` would be published, as a heading."""
    text = post(f"{between}draft: true\n---\n\n文", title="題1")
    built = desk.write({"content/posts/p1.md": text}).build()
    assert (built.status, built.out.count("[second-front-matter]")) == (1, 1), built.out
    assert not built.output.exists()


SECOND = {
    "a list": "---\ndraft: true\ntags:\n- 秘密\n---\n",
    "an indented list": "---\ndraft: true\ntags:\n  - 秘密\n---\n",
    "folded text": "---\ndescription: >\n  文\ndraft: true\n---\n",
    "a blank line": "---\ndraft: true\n\n---\n",
    "another key first": "---\nlayout: post\ndraft: true\n---\n",
    "a key of the author's": "---\nx_a: 1\ndraft: true\n---\n",
    "quotes": '---\n"draft": true\n---\n',
    "a capital": "---\nDraft: true\n---\n",
    "a comment": "---\n# 覚え書き\ndraft: true\n---\n",
    "a wide colon": "---\ndraft：true\n---\n",
    "braces": "---\n{draft: true}\n---\n",
    "dots": "---\ndraft: true\n...\n",
    "spaces before": "---\n    draft: true\n---\n",
    "no first line": "layout: post\ndraft: true\n---\n",
    "a list of lines": "---\ndraft: true\ntags: [\n  a,\n  b\n]\n---\n",
    "JSON": '---\n{\n  "draft": true\n}\n---\n',
    "a key of two words": "---\nmy key: x\ndraft: true\n---\n",
    "text of two lines": '---\ndescription: "長い文\nの続き"\ndraft: true\n---\n',
    "a comment behind the sign": "--- # 前の\ndraft: true\n---\n",
    "a wide space": "\u3000\n---\ndraft: true\n---\n",
    "a second mark": "\ufeff---\ndraft: true\n---\n",
    "TOML": "+++\ndraft = true\n+++\n",
    "JSON of old": ';;;\n{"draft": true}\n;;;\n',
    "quotes alone": '"draft": true\n---\n',
    "a wide colon alone": "draft： true\n---\n",
    "no space": "draft:true\n---\n",
    "a capital alone": "Draft: true\n---\n",
    "a comment before": "# 題\ndraft: true\n---\n",
    "a blank line behind": "draft: true\n\n---\n",
    "a blank line before": "---\n\ndraft: true\n---\n",
    "no last line": "---\ndraft: true\n",
    "longer lines": "----\ndraft: true\n----\n",
    "the end of a season": "---\n\nexpires: 2026-05-02\n",
    "a line without a colon": "tags: [猫]\nauthor hana\ndraft: true\n---\n",
    "words between": "category: 猫\n下書き\nexpires: 2026-01-01\n---\n",
    "a first key that is misspelt": "titel: 題\n変な行\ndraft: true\n---\n",
    "a first line of words": '変な行\n"draft": true\n----\n',
    "a merged key": "tags: 猫\n<<: {draft: true}\nauthor: hana\n---\n",
    "a colon and a space of full width": "draft：\u3000true\n",
    "letters of full width": "ｄｒａｆｔ：ｔｒｕｅ\n---\n",
    "figures of full width": "expires：２０２６年５月２日\n",
    "wide colons alone": "tags：猫\n作者 hana\ndraft：true\n---\n",
    "a misspelt word": "draft: ture\n",
    "a word of another language": "draft: 真\n",
    "a number": "draft: 1\n",
    "a letter": "draft: y\n",
    "a full stop": "draft: true。\n",
    "the end of a statement": "draft: true;\n",
    "a word in brackets": "draft: true（下書き）\n",
    "a tag": "draft: !!bool true\n",
    "the next line": "draft:\n  true\n",
    "a misspelt word below another key": "slug: x\ndraft: ture\n",
    "a misspelt word in capitals": "DRAFT: Ture\n",
    "a capital before a day": "Expires: 2026-04-30\n",
    "capitals before a day": "EXPIRES: 2026-04-30 09:00\n",
    "no capital": "expirydate: 2026-04-30\n",
    "a day with dots": "expires: 2026.04.30\n",
    "a day without a year": "expires: 4/30\n",
    "a day of an era": "Expires： 令和８年４月３０日（木）\n",
    "a day on the next line": "expires:\n  2026-04-30\n",
    "a day to come": "date: 2027-01-01\n",
    "a day to come, and words": "date: 2027-01-01 09:00 JST（公開日）\n",
    "a moment to come": "layout: post\nDate: 2027-01-01T09:00:00+09:00\n",
    "a day below a line": "---\n\ndate：２０２７年１月１日\n",
}


@pytest.mark.parametrize("form", SECOND)
def test_a_second_front_matter_of_any_form_is_named(desk: Desk, form: str) -> None:
    """A draft would be published."""
    text = post(f"{SECOND[form]}\n文", title="題1")
    built = desk.write({"content/posts/p1.md": text}).build()
    assert (built.status, built.out.count("[second-front-matter]")) == (1, 1), built.out
    assert not built.output.exists()


@pytest.mark.parametrize(
    "body",
    [
        "---\n\n- 一\n- 二\n\n---\n\n文",
        "注意：これは文です。\n---\n",
        "---\n\ntitle は題です。\n\n---\n",
        "    title: 題\n\n---\n\n文",
        "```yaml\ntitle: 題\n```\n\n---\n",
        "## 見出し\n\n文\n\n---\n",
        "Disclosure: this post has affiliate links.\n\n---\n\nText.",
        "## A\n\nNotice: this is one.\n\n---\n",
        "---\n\nNotice: this is one.\n\n---\n",
        "- open\n- close\n\nSponsor: A.\n\n---\n",
        "Author: somebody\n---\n",
        "Draft: a first version.\n---\n",
        "Draft: on hold until spring.\n\n---\n",
        "Expires: 2026-05-02.\n\n文",
        "draftとは\n---\n",
        "titleは題\n次の行\n---\n",
        "tags: 猫\n次の行\n\n---\n",
        "date: コマンドの使い方\n```yaml\ndraft: true\n---\nb: 2\n```\n",
        "topics: 今日の話題\n1. 鍵\n2. 電話\n---\n本文",
        "topics: 今日の話題\n* 鍵\n---\n本文",
        "topics: 表\n\n| a | b |\n|---|---|\n| 1 | 2 |\n---\n",
        "title: 引用\n> 一行\n---\n",
        "image: 図について\n## 見出し\n---\n",
        "image = a picture made of pixels.\nThis post explains formats.\n---\nBody",
        "slug://abc という書き方があります。\n二行目です。\n---\n",
        "文\ndraft: true\n",
        "- 一\n\n文。draft: true\n\n---\n",
        "---\n\n- a\n\n  tags: x\n\n---\n",
        "draft: false\n\n文",
        "Draft: No。\n\n文",
        "draft: off（公開済み）\n\n文",
        "draft:\n  false\n\n文",
        "draft:\n\n文",
        "Draft beer: ale and stout.\n\n文",
        "draft::before に書く。\n\n文",
        "draft = load()\n\n文",
        "noindex：検索の結果に出さない設定です。\n\n文",
        "expires: never\n\n文",
        "Expires: Thu, 01 Dec 1994 16:00:00 GMT\n\n文",
        "date: コマンドの使い方\n\n文",
        "Date: see below\n\n文",
        "Date: 2026年6月10日（水）19:00から\n場所: 東京\n\n文",
        "文\n\nDate: see below\n\ndate: 2027-01-01\n",
        "## 変更\n\ndate: 2027-01-01\n\n文",
        "```yaml\ndraft: ture\ndate: 2027-01-01\n```\n\n文",
    ],
)
def test_rules_and_headings_are_no_front_matter(desk: Desk, body: str) -> None:
    """Nor is what a text shows of one."""
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    assert (built.status, "[second-front-matter]" in built.out) == (0, False), built.out


@pytest.mark.parametrize(
    "lines",
    [
        'title: "題\ndraft: true\nslug: a"',
        "title: '題\ndraft: true\nslug: a'",
        'title: "題\ndraft: true\ntags: ["#a"]',
        'title: "題\n\ndraft: true"',
    ],
)
def test_a_quote_that_is_closed_too_late_is_told(desk: Desk, lines: str) -> None:
    """The keys in it are not read: a draft would be published."""
    text = f"---\ndate: 2026-05-01\n{lines}\n---\n\n文\n"
    built = desk.write({"content/posts/p1.md": text}).build()
    assert "content/posts/p1.md:3:8: error:" in built.out
    assert built.out.count("[yaml-syntax]") == 1
    assert not built.output.exists()


def test_a_quote_may_go_on_over_lines(desk: Desk) -> None:
    """What is indented belongs to it."""
    text = '---\ntitle: "題と\n  note: 続き"\ndate: 2026-05-01\n---\n\n文\n'
    built = desk.write({"content/posts/p1.md": text}).build()
    assert (built.status, built.out) == (0, "")
    assert "題と note: 続き" in built.page("posts/p1/")


@pytest.mark.parametrize("kind", ["error", "warning"])
def test_a_comment_that_is_not_closed_is_told(desk: Desk, kind: str) -> None:
    """In a line it would be published; by itself it hides the rest of the text."""
    body = "文 <!-- 覚え\n続き" if kind == "error" else "文\n\n<!-- 覚え\n\n続き"
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    line = 6 if kind == "error" else 8
    assert f"content/posts/p1.md:{line}:" in built.out
    assert re.findall(r": (\w+): .*\[(.*)\]", built.out) == [(kind, "unclosed-comment")]


def test_what_is_alike_in_one_line_is_told_twenty_times(desk: Desk) -> None:
    """And counted: nobody reads a thousand equal lines."""
    body = "[]() " * 1000 + "[a]( b c.md)\n[]()\n\n" + "![](x.png)" * 30
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    assert (built.out.count("[empty-link]"), built.out.count("（この行にほか980件）")) == (21, 1)
    assert (built.out.count("[unread-link]"), built.out.count("[missing-alt]")) == (1, 20)
    alts = built.out.count("[missing-file]") + 30
    assert f"エラー {alts}件、警告 1002件" in built.err


@pytest.mark.parametrize("number", [0x200C, 0x200D, 0x200E, 0x2060, 0x3000, 0x2003, 0x2028, 0xE000])
def test_a_character_by_number_is_that_character(desk: Desk, number: int) -> None:
    """One without a shape too, as in a family of emoji."""
    body = f"甲&#{number};乙と&#x{number:X};"
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    assert (built.status, built.out) == (0, "")
    assert f"甲{chr(number)}乙と" in built.page("posts/p1/")
    assert "\ufffd" not in built.page("posts/p1/")


def test_many_marks_take_no_time(desk: Desk) -> None:
    """To sort them takes time that grows with the square of their number."""
    marks = "\u0301\u0316" * 30_000
    contacts = f"a:\n  name: 甲\n  hours: '{marks}'\n  phones: ['{marks}']\n  as_of: '{marks}'\n"
    text = post("文", title="題1", updated=f"'{marks}'")
    built = desk.write({"content/posts/p1.md": text, "content/contacts.yaml": contacts}).build()
    assert built.status == 1
    rules = {*re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE)}
    assert {"bad-date", "bad-hours", "bad-phone"} <= rules, built.out[:2000]


@pytest.mark.parametrize("address", ["file:///etc/x.png", "C:/a.png", "D:\\a.png", "c:a.png"])
@pytest.mark.parametrize("tag", ['<img src="@" alt="x">', '<a href="@">x</a>'])
def test_raw_html_leads_to_no_disk(desk: Desk, address: str, tag: str) -> None:
    """A reader has another one."""
    html = tag.replace("@", address)
    built = desk.write({"content/posts/p1.md": post(f"文{html}\n\n{html}", title="題1")}).build()
    assert (built.status, built.out.count("[unsafe-link]")) == (1, 2), built.out


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


def test_a_heading_in_the_front_matter_is_told(desk: Desk) -> None:
    """Where its closing line was forgotten, all up to a later line is YAML."""
    text = "---\ntitle: 題\ndate: 2026-05-01\n\n# 見出し\n\n---\n\n続き\n"
    built = desk.write({"content/posts/p1.md": text}).build()
    assert "content/posts/p1.md:5:1: warning:" in built.out
    assert "[heading-as-comment]" in built.out


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("tags:\n\n- 一つ\n- 二つ\n", 6),
        ("tags:\n- 一つ\n\n- 二つ\n", 7),
        ("description: 題\n\n    字下げした文\n", 4),
        ("tags:\n- 一つ\n- 二つ\n", 0),
        ("description: |\n  一つ\n\n  - 二つ\n", 0),
        ("description: 'a\n\n  b'\n", 0),
        ("description: a\n\ntags: [b,\n\n  c]\n\n", 0),
    ],
)
def test_a_text_that_became_a_value_is_told(desk: Desk, lines: str, told: int) -> None:
    """Where the closing line was forgotten, a list or what is indented is still YAML."""
    text = f"---\ntitle: 題\ndate: 2026-05-01\n{lines}---\n\n続き\n"
    built = desk.write({"content/posts/p1.md": text}).build()
    assert built.out.count("[text-in-front-matter]") == bool(told), built.out
    assert not told or f"content/posts/p1.md:{told}:" in built.out


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("description: 紹介\n  draft:true\n", "5:3"),
        ("description: |\n  紹介\n   draft: true\n", "6:4"),
        ('description: "紹介\n  expires: 2025-01-01"\n', "5:3"),
        ("tags:\n  - a\n  noindex: true\n", "6:3"),
        ("x_a:\n  draft: true\n", ""),
        ("description: draft:true\n", ""),
        ("description: |\n  紹介\n  draft: ture\n", "6:3"),
        ("description: |\n  紹介\n  draft: true。\n", "6:3"),
        ("description: |\n  紹介\n  draft:\n    true\n", "6:3"),
        ("description: |\n  紹介\n  Expires: 2026-04-30\n", "6:3"),
        ("description: |\n  紹介\n  expires: 2026.04.30\n", "6:3"),
        ("description: |\n  紹介\n  date: 2027-01-01\n", "6:3"),
        ("description: 紹介\n  draft：ture\n", "5:3"),
        ('description: "紹介\n  draft: ture"\n', "5:3"),
        ("description: |\n  紹介\n  draft: false\n  Date: see below\n", ""),
    ],
)
def test_a_draft_inside_another_value_is_told(desk: Desk, lines: str, at: str) -> None:
    """For YAML it is part of that value, and the text would be published."""
    text = f"---\ntitle: 題\ndate: 2026-05-01\n{lines}---\n\n文\n"
    built = desk.write({"content/posts/p1.md": text}).build()
    assert built.status == bool(at), built.out
    assert f"content/posts/p1.md:{at}" in built.out or not at
    text = "---\n  title: 題\n  draft: true\n  date: 2026-05-01\n---\n\n文\n"
    assert desk.write({"content/posts/p1.md": text}).build().status == 0


@pytest.mark.parametrize("rest", ["# 下書き\n", "下書き\n", "draft: true\n"])
def test_what_stands_behind_the_end_of_yaml_is_told(desk: Desk, rest: str) -> None:
    """YAML has an end of its own, and front matter another."""
    text = f"---\ntitle: 題\ndate: 2026-05-01\n...\n{rest}---\n\n文\n"
    built = desk.write({"content/posts/p1.md": text}).build()
    assert "content/posts/p1.md:4:1: error:" in built.out
    assert re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE) == ["several-documents"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('title: "題\ndate: 2025-13-01\ntags: [甲\ntoc: maybe', "2:8 3:7 4:7 5:6"),
        ("title:題\ndate: x\ntoc：甲\ntag: 乙", "2:1 3:7 4:1 5:1"),
        ("title: 題\ndate: 2026-05-01\n\n本文です。\n\n注意: これは文です\ntag: 甲", "5:1"),
        ("title: 題\ndate: 2026-05-01\n\n注意：これは文です\ntag: 甲", "5:1"),
        ('title: 題\ntoc: "a" b\ntitle: 二\ndate: 2026-05-01', "3:10 4:1"),
        ("title: 題\nslug: ../a\nただの行\ndate: 2026-04-01", "3:7 4:1"),
        ("title: 題\nslug: ../a\n- 項目\ndate: 2026-04-01", "3:7 4:1"),
        ("title: 題\nslug: ../a\n  x: 1\ndate: 2026-04-01", "3:7 4:4"),
        ("title: 題\ndraft: falce\nただの行\ndate: 2026-04-01", "3:8 4:1"),
        ("title: 題\nexpires: x\nただの行\nもう一行\ndate: 2026-04-01", "3:10 4:1"),
        ("title: 題\nunknwon: 1\nただの行\ndate: 2026-04-01", "3:1 4:1"),
        ("title: 題\ntags: [., 甲]\nただの行\ndate: 2026-04-01", "3:8 4:1"),
        ("title: 題\ndate:\n2026-04-01\ntoc: true", "4:1"),
        ("title:\n題\ndate: 2026-04-01", "3:1"),
        ("title: *題*\ndate: x", "2:8 3:7"),
        ("title: | 題\ndate: x", "2:8 3:7"),
        ("これはメモ\ndraft: falce\ntitle: 題\ndate: 2026-04-01", "2:1 3:8"),
        ("title 題\ndate: 2026-13-01", "2:1 3:7"),
        ("date: 2026-13-01\ntitle 題", "2:7 3:1"),
        ('{"a": 1}\ndraft: falce\ntitle: 題\ndate: 2026-04-01', "2:1 3:8"),
        ("これはメモ\n\n次のメモ\ndraft: falce\ntitle: 題\ndate: 2026-04-01", "4:1"),
        ("title: 題\ndate: 2026-04-01\ntags: {a: b}\n x_a: b", "4:7 5:2"),
        ("# メモ\n\ntitle: [題\ndate: 2026-04-01\ndraft: falce", "4:8 6:8"),
        ("title: [題\n\n# メモ\ndate: 2026-04-01\ndraft: falce", "2:8 6:8"),
    ],
)
def test_each_key_is_read_by_itself_where_one_is_no_yaml(
    desk: Desk, text: str, places: str
) -> None:
    """Of what may be prose, for want of a closing line, one mistake is told."""
    built = desk.write({"content/posts/p1.md": f"---\n{text}\n---\n\n文\n"}).build()
    assert re.findall(r"p1\.md:(\d+:\d+): error", built.out) == places.split(), built.out


@pytest.mark.parametrize(
    "title",
    [
        '"　"',
        '"\\u200b"',
        "\u3164",
        '"\u200b \u2060"',
        '"\\u200e\\u2061"',
        "\ufe0f",
        '"\\U000e0041"',
    ],
)
def test_a_title_that_nobody_sees_is_none(desk: Desk, title: str) -> None:
    """Signs without a shape are no title."""
    built = desk.write({"content/posts/p1.md": post("文", title=title)}).build()
    assert (built.status, "[empty-value]" in built.out) == (1, True), built.out


# --- paths ------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("name", "folder"),
    [("aux.md", "aux_.md"), ("nul.png", "nul_.png"), ("com¹", "com¹_"), ("LPT².x", "LPT²_.x")],
)
def test_a_term_that_windows_keeps_for_itself(name: str, folder: str) -> None:
    """The sign that tells it apart stands before the first dot."""
    assert folder_name(name) == folder


@LINUX
def test_a_pipe_for_settings_holds_nobody_up(desk: Desk) -> None:
    """It is empty."""
    (desk.folder / "site.toml").unlink()
    os.mkfifo(desk.folder / "site.toml")
    command = [sys.executable, PROJECT / "build.py", "--site", desk.folder]
    assert subprocess.run(command, check=False, timeout=30, capture_output=True).returncode == 1


def test_an_address_with_an_impossible_port_is_refused(desk: Desk) -> None:
    """As an argument and in the settings."""
    assert desk.build("--base-url", "https://example.com:99999/").status == 2
    settings = SETTINGS.replace("example.com/", "example.com:99999/")
    assert "[bad-url]" in desk.write({"site.toml": settings}).build().out


def test_the_command_needs_no_arguments(tmp_path: Path) -> None:
    """As README's first line has it, where the site lies in the program's own folder."""
    for name in ("kawaraban", "templates", "assets"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    shutil.copy(PROJECT / "build.py", tmp_path)
    desk = Desk(tmp_path).write({"site.toml": SETTINGS, "content/posts/a.md": post("文")})
    for text in ("文", "べつの文", "べつの文"):
        desk.write({"content/posts/a.md": post(text)})
        done = subprocess.run(
            [sys.executable, "build.py"], cwd=tmp_path, check=False, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()
        assert text in (tmp_path / "output/posts/a/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "site", "output"),
    [
        ([], "here", "here/output"),
        (["--site"], "here", "here/output"),
        (["--site", "a", "--output=b"], "a", "b"),
        (["--output", "b", "--site=a", "--site", "c"], "c", "b"),
    ],
)
def test_folders_are_read_as_the_parser_reads_them(
    arguments: list[str], site: str, output: str
) -> None:
    """Before it is imported."""
    assert site_of(arguments, "here") == site
    assert output_of(arguments, site) == output


@pytest.mark.parametrize(
    "text",
    [
        "---\ntags:\n- a\ndraft: true\n---\n\n文\n",
        "---\n\ntitle: a\n\ndraft: true\n---\n\n文\n",
        "\n---\n# b\ntitle: a\n---\n",
    ],
)
def test_front_matter_of_a_notice_is_told(desk: Desk, text: str) -> None:
    """In whatever form: it would be published as text."""
    built = desk.write({"content/notices/accuracy.md": text}).build()
    assert built.out.count("[front-matter-of-notice]") == 1, built.out


@pytest.mark.parametrize("text", ["---\n文\n---\n", "文\n\n---\n\n注意: 文\n\n---\n"])
def test_a_notice_with_rules_is_one(desk: Desk, text: str) -> None:
    """A line of hyphens is a rule, or makes a heading."""
    built = desk.write({"content/notices/accuracy.md": text}).build()
    assert (built.status, built.out) == (0, "")


def test_a_second_front_matter_with_a_list_is_named(desk: Desk) -> None:
    """Its key stands alone on its line."""
    text = post("", title="題1") + "category: 手続き\ntags:\n- 甲\n---\n\n文\n"
    built = desk.write({"content/posts/p1.md": text.replace("---\n\n\n", "---\n")}).build()
    assert "[second-front-matter]" in built.out


def test_pictures_of_a_post_with_a_mistake_are_looked_at(desk: Desk) -> None:
    """What is wrong with them is told in the same run, and nothing is published."""
    body = '![甲](p.png){redact="0 0 999 999"}\n\n![乙](bad.png)\n\n![丙](a.svg)'
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><foreignObject/></svg>'
    desk.picture("content/posts/p.png").picture("content/posts/q.png")
    built = desk.write(
        {
            "content/posts/bad.png": "x",
            "content/posts/a.svg": svg,
            "content/posts/p1.md": post(body, toc="falce", image="p2.md"),
        }
    ).build()
    rules = re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE)
    assert {"bad-bool", "redaction-outside", "bad-picture"} <= {*rules}, built.out
    assert not built.output.exists()
    ended = post(body, toc="falce", expires="2026-05-02")
    built = desk.write({"content/posts/p1.md": ended}).build()
    assert "[bad-picture]" not in built.out


def test_pictures_of_a_draft_are_looked_at(desk: Desk) -> None:
    """And stay at the desk; those of a text whose end has passed are left alone."""
    desk.picture("content/posts/good.png", (64, 40))
    texts = {
        "content/posts/bad.png": "x",
        "content/posts/p1.md": post("![甲](good.png) ![乙](bad.png)", draft="true"),
        "content/posts/p2.md": post("![乙](bad.png)", expires="2026-05-02"),
    }
    built = desk.write(texts).build()
    assert built.out.count("[bad-picture]") == 1, built.out
    assert "content/posts/p1.md:7:" in built.out
    built = desk.picture("content/posts/bad.png", (64, 41)).build()
    assert (built.status, built.out) == (0, "")
    assert not any("good" in path or "bad" in path for path in built.everything())


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such timer")
@pytest.mark.parametrize("language", ["fish", "scala", "tcsh"])
def test_short_code_that_takes_for_ever_is_named(desk: Desk, language: str) -> None:
    """As long code is."""
    code = '"' + "\\" * 60
    built = desk.write(
        {"content/posts/p1.md": post(f"```{language}\n{code}\n```"), "content/posts/p2.md": "文"}
    ).build()
    rules = re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE)
    assert rules == ["too-complex", "no-front-matter"]


@LINUX
def test_a_name_that_steers_a_terminal_is_shown_in_signs(desk: Desk) -> None:
    """In every form of the messages."""
    desk.write({"content/posts/a\x1b[31mb.md": "文"})
    for form in ("text", "json", "github"):
        built = desk.build("--format", form)
        assert (built.status, "\x1b" in built.out) == (1, False)


def test_a_language_without_its_quotes_is_understood(desk: Desk) -> None:
    """So that what is said of it is in that language."""
    built = desk.write({"site.toml": f"language = en\n{SETTINGS}"}).build()
    assert (built.status, built.out.isascii(), "[toml-syntax]" in built.out) == (1, True, True)
