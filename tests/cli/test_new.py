"""`new`: a draft that builds as it is, under a name that nothing has."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from tests.cli.test_init import run
from tests.desk import NOW, SETTINGS, Built, Desk, post
from tests.laws.world import tree


def new(desk: Desk, *arguments: str) -> Built:
    """Run `new` on a site."""
    return run("new", *arguments, "--site", desk.folder, "--now", NOW)


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("二段階認証を 有効に：手順?", "posts/二段階認証を-有効に-手順.md"),
        ("  My First Post!  ", "posts/my-first-post.md"),
        ("it's 'C#' # と: @ [x] - 100%", "posts/it-s-c-と-x-100.md"),
        ("2014", "posts/2014.md"),
        ("false", "posts/false.md"),
        (unicodedata.normalize("NFD", "ガイド"), "posts/ガイド.md"),
        ("行の\n途中\x1b", "posts/行の-途中.md"),
        (r'"\q" \\', "posts/q.md"),
    ],
)
def test_a_draft_builds_without_a_warning(desk: Desk, title: str, path: str) -> None:
    """Its title is the one that was typed, its date is now, and it is not published."""
    done = new(desk, title)
    assert done.out == f"{desk.folder}/content/{path}\n"
    assert done.err == f"サイト: 試しの紙面（{desk.folder}）\n"
    text = (desk.folder / "content" / path).read_text("utf-8")
    assert "\ndate: 2026-06-01 12:00\ndraft: true\n" in text
    drafts = desk.build("--drafts", "--strict")
    assert (drafts.status, drafts.out) == (0, ""), drafts.out
    page = drafts.page(path.removesuffix(".md") + "/")
    shown = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1].replace("<wbr>", "")
    plain = unicodedata.normalize("NFC", re.sub("[\n\x1b]", " ", title).strip())
    assert shown.replace("&#39;", "'").replace("&#34;", '"').strip() == plain
    built = desk.build()
    assert "下書き 1件" in built.err
    assert not (built.output / path.removesuffix(".md")).exists()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", ["post", "page"])
def test_each_key_behind_a_hash_can_be_used(desk: Desk, language: str, kind: str) -> None:
    """Without its `#`, a key of the draft is right."""
    desk.write({"site.toml": f'language = "{language}"\n{SETTINGS}'})
    path = Path(new(desk, "--slug", "a", "題", *(("--page",) * (kind == "page"))).out.strip())
    text = re.sub(r"^#(?=\w)", "", path.read_text("utf-8"), flags=re.MULTILINE)
    desk.picture("content/shot.png")
    path.write_text(text.replace("sponsor:\n", "sponsor: 店\n").replace("2025-12", "2030-12"))
    built = desk.build("--drafts", "--strict")
    assert (built.status, built.out) == (0, ""), built.out


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (("--bundle",), "content/posts/題/index.md"),
        (("--page",), "content/pages/題.md"),
        (("--page", "--bundle", "--slug", "About-Us"), "content/pages/About-Us/index.md"),
        (("--slug", "名前"), "content/posts/名前.md"),
    ],
)
def test_where_a_draft_lies(desk: Desk, arguments: tuple[str, ...], path: str) -> None:
    """In a folder of its own, among the pages, or under another name."""
    assert new(desk, "題", *arguments).status == 0
    assert (desk.folder / path).is_file()
    assert desk.build("--drafts", "--strict").status == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("！？",),
        ("",),
        ("...",),
        ("con",),
        ("題", "--slug", "a/b"),
        ("題", "--slug", ".."),
        ("題" * 70,),
    ],
    ids=ascii,
)
def test_a_title_without_a_name_is_refused(desk: Desk, arguments: tuple[str, ...]) -> None:
    """With one line that names the remedy, and status 2; nothing is written."""
    before = tree(desk.folder)
    done = new(desk, *arguments)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "--slug" in done.err
    assert tree(desk.folder) == before


@pytest.mark.parametrize("there", ["a.md", "a/index.md", "2026-05-01-a.md", "A.md"])
@pytest.mark.parametrize("arguments", [(), ("--bundle",)], ids=["file", "bundle"])
def test_nothing_is_overwritten(desk: Desk, there: str, arguments: tuple[str, ...]) -> None:
    """Neither a file, nor an article that would have the same address."""
    desk.write({f"content/posts/{there}": post("前からの文。")})
    before = tree(desk.folder)
    done = new(desk, "a", *arguments)
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert there in done.err
    assert tree(desk.folder) == before


def test_outside_a_site(tmp_path: Path) -> None:
    """A folder without settings is no site."""
    done = run("new", "題", "--site", tmp_path)
    assert (done.status, done.err.count("\n"), [*tmp_path.iterdir()]) == (2, 1, [])
