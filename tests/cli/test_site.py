"""Which site is built, and what is not published of it: both are said."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from tests.cli.test_init import run
from tests.desk import SETTINGS, Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


def test_the_site_is_found_from_within(desk: Desk) -> None:
    """Without `--site`, the site is the one that the author stands in."""
    for folder in (desk.folder, desk.folder / "content/posts"):
        built = run(cwd=folder)
        assert built.status == 0
        assert built.err.splitlines()[0] == f"サイト: 試しの紙面（{desk.folder}）"
    assert (desk.folder / "output/posts/p1/index.html").is_file()


def test_a_moved_site_is_named_where_it_is(desk: Desk, tmp_path: Path) -> None:
    """Also by a build that has nothing to do, and prints what the last one printed."""
    time.sleep(0.06)
    assert run(cwd=desk.folder).status == 0
    time.sleep(0.06)
    moved = Path(shutil.move(desk.folder, tmp_path / "moved"))
    built = run(cwd=moved, PYTHONPROFILEIMPORTTIME="1")
    assert "kawaraban.builder" not in built.err
    assert f"サイト: 試しの紙面（{moved}）" in built.err.splitlines()


def test_mistakes_name_the_site_too(desk: Desk) -> None:
    """The line is not in the way of JSON on the standard output."""
    built = desk.write({"content/posts/p1.md": post("[x](none.md)")}).build("--format", "json")
    assert built.status == 1
    assert built.err.startswith(f"サイト: 試しの紙面（{desk.folder}）\n")
    assert built.out.startswith("{")
    ads = desk.build("ads")
    assert ads.err.startswith("サイト: ")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "公開前 2件（2052-08-20）、下書き 1件、公開終了 1件"),
        ("en", "not published: 2 to come (2052-08-20), 1 draft, 1 expired"),
    ],
)
def test_the_summary_says_what_is_not_published(desk: Desk, language: str, line: str) -> None:
    """What is to come with its next day, drafts, and what has ended."""
    desk.write(
        {
            "site.toml": f'language = "{language}"\n{SETTINGS}',
            "content/posts/a.md": post("あ", title="甲", date="2052-08-20 09:00"),
            "content/posts/b.md": post("い", title="乙", date="2053-01-01"),
            "content/posts/c.md": post("う", title="丙", draft="true"),
            "content/posts/d.md": post("え", title="丁", expires="2026-05-02"),
        }
    )
    first = desk.build().err.splitlines()
    assert (len(first), first[1]) == (3, line)
    time.sleep(0.06)
    assert desk.build().err.splitlines()[1] == line
    assert len(desk.build("--drafts").err.splitlines()) == 3
    for name in "abcd":
        (desk.folder / f"content/posts/{name}.md").unlink()
    assert len(desk.build().err.splitlines()) == 2
