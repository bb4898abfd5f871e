"""What others put into the output folder stays, whenever they do it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kawaraban.incremental.manifest import MARK
from kawaraban.publish import exchange, publish
from tests.desk import Desk, post
from tests.laws.world import Tree, plant, tree
from tests.publish.publisher import SITE, STEPS, Publisher

CAN_EXCHANGE = pytest.mark.skipif(
    sys.platform not in {"linux", "darwin"}, reason="this system cannot exchange folders"
)
FOREIGN: dict[str, bytes | None] = {
    "CNAME": b"example.com",
    ".git/HEAD": b"ref",
    ".git/objects/ab/cd": b"\0blob",
    ".git/refs/tags": None,
    "a/notes.txt": b"beside a page",
    "empty/folder": None,
}


@pytest.fixture
def shared(publisher: Publisher, tmp_path: Path) -> Publisher:
    """Give the site with what others have put into its folder, links among it."""
    plant(publisher.output, FOREIGN)
    plant(tmp_path / "far", {"away": b"far"})
    (publisher.output / "to a file").symlink_to("CNAME")
    (publisher.output / "to a folder").symlink_to(tmp_path / "far")
    (publisher.output / "to nowhere").symlink_to("not there")
    return publisher


def _foreign(publisher: Publisher) -> Tree:
    ours = {*SITE, MARK, *(str(f) for p in SITE for f in Path(p).parents)}
    return {path: content for path, content in tree(publisher.output).items() if path not in ours}


@pytest.mark.usefixtures("open_files")
@pytest.mark.parametrize("step", ["several files", "all files", "one removed", "a folder emptied"])
def test_foreign_files_stay(shared: Publisher, step: str) -> None:
    """Foreign files, links and empty folders stay, with their inodes, whatever a build changes."""
    before = _foreign(shared)
    inodes = {p: (shared.output / p).lstat().st_ino for p, c in before.items() if c is not None}
    for files in (STEPS[step], SITE, STEPS[step]):
        change = shared.publish(files)
        assert set(change.foreign) == {p for p in before if p in FOREIGN or p.startswith("to ")}
        assert _foreign(shared) == before
        assert {p: (shared.output / p).lstat().st_ino for p in inodes} == inodes
        shared.assert_tidy()


@pytest.mark.parametrize("step", ["several files", "all files", "one removed"])
def test_foreign_files_of_a_running_build_stay(publisher: Publisher, step: str) -> None:
    """A foreign file that comes during a build is carried over, and named from then on."""
    staging, digests = publisher.stage(STEPS[step])
    plant(publisher.output, {"a/mine.txt": b"mine"})
    assert publish(digests, staging).foreign == ("a/mine.txt",)
    for files in (SITE, STEPS[step], SITE):
        assert publisher.publish(files).foreign == ("a/mine.txt",)
        assert (publisher.output / "a/mine.txt").read_bytes() == b"mine"


LATE = {
    "mine.txt": b"mine",
    ".git/objects/ef/gh": b"blob",
    ".git/late": None,
    "CNAME": b"other",
    "empty/folder/x": b"x",
    "to a file": b"a file now",
}


REPLACED = ("CNAME", "to a file")


def _write_late(publisher: Publisher) -> None:
    """Add files and folders of others, and replace two files."""
    plant(publisher.output, {path: data for path, data in LATE.items() if path not in REPLACED})
    for path in REPLACED:
        plant(publisher.output, {"new": LATE[path]})
        (publisher.output / "new").replace(publisher.output / path)


def _at_exchange(
    monkeypatch: pytest.MonkeyPatch,
    before: Callable[[], object] = lambda: None,
    after: Callable[[], object] = lambda: None,
) -> None:
    """Call one function right before the next exchange of folders, and one right after it."""

    def swap(one: Path, other: Path) -> bool:
        monkeypatch.undo()
        before()
        assert exchange.swap(one, other)
        after()
        return True

    monkeypatch.setattr(exchange, "swap", swap)


@CAN_EXCHANGE
@pytest.mark.parametrize("spare", [True, False])
def test_foreign_files_until_the_exchange_stay(
    shared: Publisher, monkeypatch: pytest.MonkeyPatch, *, spare: bool
) -> None:
    """Foreign files that come while the tree is made are linked into the new one."""
    _at_exchange(monkeypatch, before=lambda: _write_late(shared))
    expected = _foreign(shared) | {".git/objects/ef": None} | LATE
    for step in ("several files", "all files", "several files"):
        change = shared.publish(STEPS[step], cached=spare)
        assert _foreign(shared) == expected
        assert {*LATE} <= {*change.foreign}
    shared.assert_tidy()


@CAN_EXCHANGE
@pytest.mark.parametrize("is_late", [True, False])
def test_foreign_files_after_the_exchange_win(
    shared: Publisher, monkeypatch: pytest.MonkeyPatch, *, is_late: bool
) -> None:
    """A foreign file written after the exchange is not replaced by an older one of the old tree."""

    def write_new() -> None:
        plant(shared.output, {"later": b"later", "mine.txt": b"last", "fresh": b"fresh"})
        (shared.output / "later").replace(shared.output / "CNAME")

    def write_late() -> None:
        if is_late:
            _write_late(shared)

    _at_exchange(monkeypatch, before=write_late, after=write_new)
    for step in ("several files", "all files", "several files"):
        shared.publish(STEPS[step])
        found = _foreign(shared)
        assert (found["CNAME"], found["mine.txt"], found["fresh"]) == (b"later", b"last", b"fresh")
        assert ("empty/folder/x" in found) == is_late
    shared.assert_tidy()


@CAN_EXCHANGE
def test_a_foreign_file_that_cannot_be_linked_stops_nothing(
    shared: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A foreign file that cannot be linked is left out: the site is published by then."""

    def refuse(*_args: object) -> None:
        raise OSError

    def prepare() -> None:
        _write_late(shared)
        monkeypatch.setattr("kawaraban.publish.tree.link", refuse)

    _at_exchange(monkeypatch, before=prepare)
    shared.publish(STEPS["several files"])
    assert shared.published().items() >= STEPS["several files"].items()


def test_a_foreign_folder_in_the_way_of_a_file_is_an_error(publisher: Publisher) -> None:
    """Where a foreign folder has the name of a file of the site, the old site stays."""
    plant(publisher.output, {"x/mine.txt": b"mine"})
    before = tree(publisher.output)
    with pytest.raises(OSError, match="output/x'"):
        publisher.publish(STEPS["a folder becomes a file"])
    assert tree(publisher.output) == before
    publisher.publish(STEPS["several files"])
    assert (publisher.output / "x/mine.txt").read_bytes() == b"mine"
    publisher.assert_tidy()


def test_a_foreign_file_in_the_way_of_a_folder_is_an_error(publisher: Publisher) -> None:
    """Where a foreign file has the name of a folder of the site, the old site stays."""
    plant(publisher.output, {"n": b"mine"})
    before = tree(publisher.output)
    with pytest.raises(OSError, match="output/n'"):
        publisher.publish(STEPS["one added"])
    assert tree(publisher.output) == before
    publisher.assert_tidy()


def test_a_file_of_the_site_replaces_a_foreign_one(publisher: Publisher) -> None:
    """A file of the site replaces a foreign one of its name, which is not reported any more."""
    plant(publisher.output, {"n/e/w.html": b"mine"})
    assert publisher.publish(STEPS["several files"]).foreign == ("n/e/w.html",)
    assert publisher.publish(STEPS["one added"]).foreign == ()
    assert publisher.published() == STEPS["one added"]


def test_a_foreign_folder_that_fills_later_stays(desk: Desk) -> None:
    """What others put into an empty folder of theirs is carried over, not lost."""
    desk.write({f"content/posts/p{n}.md": post(f"本文{n}。") for n in range(3)})
    output = desk.build().output
    for filled in ({"mine": None}, {"mine/mine.txt": b"mine"}):
        plant(output, filled)
        desk.write({f"content/posts/p{n}.md": post(f"本文{n}、{filled}。") for n in range(3)})
        desk.build()
    assert (output / "mine/mine.txt").exists()


@pytest.mark.parametrize("path", ["a/index.html", "index.html"])
def test_foreign_files_are_seen_where_one_file_is_renamed(publisher: Publisher, path: str) -> None:
    """A build that renames one file alone reports new foreign files too."""
    mine = (publisher.output / path).with_name("mine.txt")
    files = SITE | {path: b"another"}
    staging, digests = publisher.stage(files)
    mine.write_bytes(b"mine")
    assert publish(digests, staging).foreign == (mine.relative_to(publisher.output).as_posix(),)
    for step in (files, STEPS["several files"], SITE):
        publisher.publish(step)
        assert mine.read_bytes() == b"mine"


@pytest.mark.skipif(sys.platform != "linux", reason="file systems that take any name")
def test_a_foreign_name_that_is_not_utf8_is_reported(desk: Desk) -> None:
    """A foreign file whose name is not UTF-8 is reported, and stops no build."""
    desk.write({"content/posts/a.md": post("文。"), "content/posts/b.md": post("文。")})
    output = desk.build().output
    Path(os.fsdecode(os.fsencode(output) + b"/\xff.txt")).write_bytes(b"mine")
    for text in ("二つ目", "三つ目"):
        desk.write({"content/posts/a.md": post(text)})
        built = desk.build()
        assert (built.status, built.err.count("Traceback")) == (0, 0)
        assert "[foreign-file]" in built.out
        assert text in built.page("posts/a/")
