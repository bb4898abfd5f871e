"""What others put into the output folder, and what a killed build leaves there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kawaraban.publish import Known, Stage
from tests.desk import LINUX, NOW, PROJECT, Desk, post, three_posts


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


@LINUX
@pytest.mark.parametrize("named", [".", "link"])
def test_the_twin_is_used_however_the_site_is_named(desk: Desk, tmp_path: Path, named: str) -> None:
    """By a path from where the author stands, or behind a link."""
    (tmp_path / "link").symlink_to(desk.folder)
    site, here = ("link", tmp_path) if named == "link" else (".", desk.folder)
    command = [sys.executable, PROJECT / "build.py", "--site", site, "--now", NOW]
    places: list[tuple[int, int]] = []
    for number in range(4):
        desk.write({"content/posts/p1.md": post("言葉1。", title=f"題 その{number}")})
        subprocess.run(command, cwd=here, check=True, capture_output=True)
        twin = desk.folder / ".cache/twin"
        place = (desk.folder / "output").stat().st_ino
        places.append((place, twin.stat().st_ino if twin.exists() else 0))
    assert [place for place, _ in places[2:]] == [twin for _, twin in places[1:3]]


@LINUX
@pytest.mark.parametrize("left", ["folder", "file", "link", "pipe"])
def test_whatever_has_the_name_of_the_stage_is_swept(desk: Desk, tmp_path: Path, left: str) -> None:
    """Nothing of it is published, nor changed where a link leads to it."""
    desk.build()
    stage, elsewhere = desk.folder / ".output.new", tmp_path / "elsewhere"
    (elsewhere / "posts").mkdir(parents=True)
    (elsewhere / "posts/x.html").write_text("x", "utf-8")
    if left == "folder":
        (stage / "posts/p1").mkdir(parents=True)
        (stage / "posts/p1/index.html").write_text("old", "utf-8")
    elif left == "file":
        stage.write_text("x", "utf-8")
    elif left == "pipe":
        os.mkfifo(stage)
        os.mkfifo(desk.folder / ".output.old")
    else:
        stage.symlink_to(elsewhere)
    desk.write({"content/posts/p1.md": post("直した。", title="題1")})
    built = desk.build()
    assert (built.status, "直した。" in built.page("posts/p1/")) == (0, True)
    assert not [file.name for file in desk.folder.glob(".output.*")]
    assert not built.output.is_symlink()
    assert (elsewhere / "posts/x.html").read_text("utf-8") == "x"
    assert built.everything() == cold(desk, tmp_path)


def test_nothing_is_published_from_a_stage_that_cannot_be_emptied(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is named instead."""
    from kawaraban.publish import stage  # noqa: PLC0415 - what is patched

    (desk.folder / ".output.new").mkdir()
    monkeypatch.setattr(stage, "discard", lambda _folder: None)
    with pytest.raises(PermissionError) as refused:
        Stage(desk.folder / "output", Known())
    assert refused.value.filename == os.path.realpath(desk.folder / ".output.new")


@LINUX
def test_an_older_twin_brings_nothing_back(desk: Desk) -> None:
    """What was deleted since stays deleted, when the twin of that time is put back alone."""
    numbers = range(1, 6)
    desk.write({f"content/posts/p{n}.md": post("文", title=f"題{n}") for n in numbers})
    desk.build()
    desk.write({f"content/posts/p{n}.md": post("文", title=f"新{n}") for n in (1, 2)})
    desk.build()
    twin, older = desk.folder / ".cache/twin", desk.folder / "older"
    twin.rename(older)
    (desk.folder / "content/posts/p5.md").unlink()
    desk.build()
    shutil.rmtree(twin, ignore_errors=True)
    older.rename(twin)
    desk.write({"content/posts/p6.md": post("文", title="題6")})
    built = desk.build()
    assert built.status == 0, built.out
    assert not (built.output / "posts/p5").exists()


def test_a_folder_of_somebody_elses_is_not_written_into(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Built by root once, it is refused: what stood there could not be swept away afterwards."""
    output = desk.build().output
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != output)
    with pytest.raises(PermissionError, match="output"):
        Stage(output, Known())
