"""Links, devices and folders in place of the cache's files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk import LINUX, PROJECT, Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


def cold(desk: Desk, tmp_path: Path) -> dict[str, bytes]:
    """Give what a build of the same texts makes where nothing was built before."""
    other = tmp_path / "other"
    assert desk.build("--no-cache", "--output", str(other)).status == 0
    return {
        p.relative_to(other).as_posix(): p.read_bytes() for p in other.rglob("*") if p.is_file()
    }


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


def test_a_folder_in_the_place_of_the_manifest_leaves_nothing(desk: Desk) -> None:
    """It is somebody's; all is built anew each time."""
    desk.write({".cache/manifest/theirs": "x"})
    for text in ("一", "二"):
        built = desk.write({"content/posts/p1.md": post(text, title="題1")}).build()
        assert (built.status, text in built.page("posts/p1/")) == (0, True)
    assert not (desk.folder / ".cache/manifest.new").exists()
    assert (desk.folder / ".cache/manifest/theirs").exists()
