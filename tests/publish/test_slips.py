"""Foreign files and links in the output folder, and a site named in several ways."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk import LINUX, NOW, PROJECT, Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


def cold(desk: Desk, tmp_path: Path) -> dict[str, bytes]:
    """Build the same texts in a new folder and return its files."""
    other = tmp_path / "other"
    assert desk.build("--no-cache", "--output", str(other)).status == 0
    return {
        p.relative_to(other).as_posix(): p.read_bytes() for p in other.rglob("*") if p.is_file()
    }


@pytest.mark.parametrize("there", ["old", "new"])
def test_an_asset_replaces_a_foreign_file(desk: Desk, tmp_path: Path, there: str) -> None:
    """A file moved from the output to `assets/root/` is published from there, without a warning."""
    desk.build()
    desk.write({"output/ads.txt": there})
    assert "foreign-file" in desk.build().out
    built = desk.write({"assets/root/ads.txt": "new"}).build()
    assert (built.status, "foreign-file" in built.out) == (0, False)
    assert built.everything() == cold(desk, tmp_path)
    assert "foreign-file" not in desk.build().out


def test_a_post_replaces_a_foreign_page(desk: Desk, tmp_path: Path) -> None:
    """A post's page replaces a foreign page at its address in the first build."""
    desk.build()
    desk.write({"output/posts/p4/index.html": "mine"}).build()
    built = desk.write({"content/posts/p4.md": post("四。", title="題4")}).build()
    assert built.everything() == cold(desk, tmp_path)


@pytest.mark.parametrize("cached", [True, False])
def test_a_foreign_file_with_the_name_of_a_folder_stops_the_build(
    desk: Desk, *, cached: bool
) -> None:
    """The foreign file is named, and stays until its owner has moved it."""
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
def test_a_page_that_became_a_link_is_replaced(desk: Desk, tmp_path: Path) -> None:
    """It is made again, and nothing is written through the link."""
    output = desk.build().output
    copy = tmp_path / "copy.html"
    copy.write_bytes((output / "posts/p2/index.html").read_bytes())
    (output / "posts/p2/index.html").unlink()
    (output / "posts/p2/index.html").symlink_to(copy)
    before = copy.read_bytes()
    for number in range(3):
        desk.write({"content/posts/p3.md": post(f"言葉3。もう一つ{number}。", title="題3")}).build()
        assert not (output / "posts/p2/index.html").is_symlink()
        assert copy.read_bytes() == before
    assert desk.build().everything() == cold(desk, tmp_path)


@LINUX
@pytest.mark.parametrize("named", [".", "link"])
def test_the_spare_tree_is_used_however_the_site_is_named(
    desk: Desk, tmp_path: Path, named: str
) -> None:
    """By a path from the current folder, or behind a link: the two folders alternate."""
    (tmp_path / "link").symlink_to(desk.folder)
    site, here = ("link", tmp_path) if named == "link" else (".", desk.folder)
    command = [sys.executable, PROJECT / "build.py", "--site", site, "--now", NOW]
    inodes: list[tuple[int, int]] = []
    for number in range(4):
        desk.write({"content/posts/p1.md": post("言葉1。", title=f"題 その{number}")})
        subprocess.run(command, cwd=here, check=True, capture_output=True)
        spare = desk.folder / ".cache/spare"
        output = (desk.folder / "output").stat().st_ino
        inodes.append((output, spare.stat().st_ino if spare.exists() else 0))
    assert [output for output, _ in inodes[2:]] == [spare for _, spare in inodes[1:3]]
