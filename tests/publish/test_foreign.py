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
def test_what_others_have_put_there_stays(shared: Publisher, step: str) -> None:
    """Files, links, trees and empty folders, each the same one, whatever the build changes."""
    before = _foreign(shared)
    inodes = {p: (shared.output / p).lstat().st_ino for p, c in before.items() if c is not None}
    for files in (STEPS[step], SITE, STEPS[step]):
        change = shared.publish(files)
        assert set(change.foreign) == {p for p in before if p in FOREIGN or p.startswith("to ")}
        assert _foreign(shared) == before
        assert {p: (shared.output / p).lstat().st_ino for p in inodes} == inodes
        shared.assert_tidy()


@pytest.mark.parametrize("step", ["several files", "all files", "one removed"])
def test_what_others_put_there_during_a_build_stays(publisher: Publisher, step: str) -> None:
    """It is found before the folders are exchanged, and named from then on."""
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
    """Let others do something right before or after the folders are exchanged the next time."""

    def swap(one: Path, other: Path) -> bool:
        monkeypatch.undo()
        before()
        assert exchange.swap(one, other)
        after()
        return True

    monkeypatch.setattr(exchange, "swap", swap)


@CAN_EXCHANGE
@pytest.mark.parametrize("spare", [True, False])
def test_what_others_do_while_the_tree_is_made_stays(
    shared: Publisher, monkeypatch: pytest.MonkeyPatch, *, spare: bool
) -> None:
    """What comes until the folders are exchanged is linked over afterwards."""
    _at_exchange(monkeypatch, before=lambda: _write_late(shared))
    expected = _foreign(shared) | {".git/objects/ef": None} | LATE
    for step in ("several files", "all files", "several files"):
        change = shared.publish(STEPS[step], cached=spare)
        assert _foreign(shared) == expected
        assert {*LATE} <= {*change.foreign}
    shared.assert_tidy()


@CAN_EXCHANGE
@pytest.mark.parametrize("is_late", [True, False])
def test_what_others_do_right_after_the_exchange_counts(
    shared: Publisher, monkeypatch: pytest.MonkeyPatch, *, is_late: bool
) -> None:
    """It is not undone by what is found in the old tree."""

    def write_last() -> None:
        plant(shared.output, {"later": b"later", "mine.txt": b"last", "fresh": b"fresh"})
        (shared.output / "later").replace(shared.output / "CNAME")

    def write_late() -> None:
        if is_late:
            _write_late(shared)

    _at_exchange(monkeypatch, before=write_late, after=write_last)
    for step in ("several files", "all files", "several files"):
        shared.publish(STEPS[step])
        found = _foreign(shared)
        assert (found["CNAME"], found["mine.txt"], found["fresh"]) == (b"later", b"last", b"fresh")
        assert ("empty/folder/x" in found) == is_late
    shared.assert_tidy()


@CAN_EXCHANGE
def test_what_cannot_be_linked_over_stops_nothing(
    shared: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site is published by then."""

    def refuse(*_args: object) -> None:
        raise OSError

    def prepare() -> None:
        _write_late(shared)
        monkeypatch.setattr("kawaraban.publish.tree.link", refuse)

    _at_exchange(monkeypatch, before=prepare)
    shared.publish(STEPS["several files"])
    assert shared.published().items() >= STEPS["several files"].items()


def test_a_foreign_folder_in_the_way_of_a_file(publisher: Publisher) -> None:
    """The site cannot be published then, and stays as it was."""
    plant(publisher.output, {"x/mine.txt": b"mine"})
    before = tree(publisher.output)
    with pytest.raises(OSError, match="output/x'"):
        publisher.publish(STEPS["a folder becomes a file"])
    assert tree(publisher.output) == before
    publisher.publish(STEPS["several files"])
    assert (publisher.output / "x/mine.txt").read_bytes() == b"mine"
    publisher.assert_tidy()


def test_a_foreign_file_in_the_way_of_a_folder(publisher: Publisher) -> None:
    """Likewise."""
    plant(publisher.output, {"n": b"mine"})
    before = tree(publisher.output)
    with pytest.raises(OSError, match="output/n'"):
        publisher.publish(STEPS["one added"])
    assert tree(publisher.output) == before
    publisher.assert_tidy()


def test_a_file_of_the_site_replaces_a_foreign_one(publisher: Publisher) -> None:
    """It is published under that name, and named as foreign no more."""
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
def test_what_others_put_beside_one_file_is_seen_by_the_next(
    publisher: Publisher, path: str
) -> None:
    """A single renamed file hides nothing."""
    mine = (publisher.output / path).with_name("mine.txt")
    files = SITE | {path: b"another"}
    staging, digests = publisher.stage(files)
    mine.write_bytes(b"mine")
    assert publish(digests, staging).foreign == (mine.relative_to(publisher.output).as_posix(),)
    for step in (files, STEPS["several files"], SITE):
        publisher.publish(step)
        assert mine.read_bytes() == b"mine"


@pytest.mark.skipif(sys.platform != "linux", reason="file systems that take any name")
def test_a_foreign_name_that_is_no_text_is_named(desk: Desk) -> None:
    """The build and the next one are whole ones."""
    desk.write({"content/posts/a.md": post("文。"), "content/posts/b.md": post("文。")})
    output = desk.build().output
    Path(os.fsdecode(os.fsencode(output) + b"/\xff.txt")).write_bytes(b"mine")
    for text in ("二つ目", "三つ目"):
        desk.write({"content/posts/a.md": post(text)})
        built = desk.build()
        assert (built.status, built.err.count("Traceback")) == (0, 0)
        assert "[foreign-file]" in built.out
        assert text in built.page("posts/a/")
