"""The mark file of an output folder: what it lists, and what it cannot do."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from kawaraban.incremental.manifest import MARK
from kawaraban.publish.output import earlier_outputs
from tests.desk import Desk, post
from tests.laws.world import plant, standing, tree
from tests.publish.publisher import SITE, STEPS, Publisher

OUTSIDE = (
    "../../README.md",
    "../../content/posts/p1.md",
    "a/../../../x.md",
    "/etc/x",
    "..",
    "..\\x",
)


def test_a_mark_deletes_nothing_outside_the_output(desk: Desk) -> None:
    """A mark that came with a fetched site deletes nothing outside the output folder."""
    output = desk.folder / "out" / "www"
    desk.write({"README.md": "文", **{f"content/posts/p{n}.md": post("文") for n in (1, 2)}})
    for more in ({}, {"content/posts/p3.md": post("新")}, {"content/posts/p2.md": post("別")}):
        before = standing(desk.write(more).folder / "content")
        if output.exists():
            with (output / MARK).open("a") as mark:
                mark.write("\n".join((*OUTSIDE, "")))
        built = desk.build("--output", str(output))
        assert built.status == 0, built.out + built.err
        assert standing(desk.folder / "content") == before
        assert (desk.folder / "README.md").read_text() == "文"


@pytest.mark.parametrize("path", OUTSIDE)
def test_paths_out_of_the_folder_are_ignored(tmp_path: Path, path: str) -> None:
    """Paths of the mark that lead out of the folder are passed over."""
    (tmp_path / MARK).write_text(f"index.html\n{path}\n..a/b..c\n")
    assert earlier_outputs(tmp_path) == {"index.html", "..a/b..c"}


def test_a_damaged_mark_leaves_no_deleted_page(publisher: Publisher) -> None:
    """Pages that only the known digests name are deleted too."""
    mark = publisher.output / MARK
    mark.write_bytes(mark.read_bytes()[:20])
    publisher.publish({"index.html": b"home"})
    assert publisher.published() == {"index.html": b"home"}


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES])
def test_a_mark_that_cannot_be_read_stops_the_build(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """An unreadable mark is an error: pages of deleted posts would stay published."""
    read = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name == MARK:
            raise OSError(number, os.strerror(number), str(path))
        return read(path)

    before = tree(publisher.output)
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    with pytest.raises(OSError, match=MARK):
        publisher.publish(STEPS["one removed"], cached=False)
    monkeypatch.undo()
    assert tree(publisher.output) == before


@pytest.mark.skipif(sys.platform == "win32", reason="names of POSIX")
@pytest.mark.parametrize("sign", ["\n", "\x0b", "\x85", "\u2028"])
def test_a_name_with_a_line_end_is_one_name(publisher: Publisher, sign: str) -> None:
    """A line of such a name is not taken for the name of another file of the site."""
    publisher.publish(SITE | {f"x{sign}notes.txt": b"ours"})
    plant(publisher.output, {"notes.txt": b"mine"})
    publisher.publish(SITE, {})
    assert publisher.published() == SITE | {"notes.txt": b"mine"}
