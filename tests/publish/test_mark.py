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


def test_a_mark_from_elsewhere_leads_out_of_nothing(desk: Desk) -> None:
    """It may have come with a site that was fetched; nothing outside the output is deleted."""
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
def test_what_is_outside_is_not_ours(tmp_path: Path, path: str) -> None:
    """Whatever the mark says."""
    (tmp_path / MARK).write_text(f"index.html\n{path}\n..a/b..c\n")
    assert earlier_outputs(tmp_path) == {"index.html", "..a/b..c"}


def test_a_damaged_mark_leaves_no_page(publisher: Publisher) -> None:
    """The known digests too name files that a build made, which go with their posts."""
    mark = publisher.output / MARK
    mark.write_bytes(mark.read_bytes()[:20])
    publisher.publish({"index.html": b"home"})
    assert publisher.published() == {"index.html": b"home"}


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES])
def test_a_mark_that_cannot_be_read_stops_the_build(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Else all that the site has no more would stay published, as somebody else's."""
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
    """A part of it is not taken for the name of another file of ours."""
    publisher.publish(SITE | {f"x{sign}notes.txt": b"ours"})
    plant(publisher.output, {"notes.txt": b"mine"})
    publisher.publish(SITE, {})
    assert publisher.published() == SITE | {"notes.txt": b"mine"}
