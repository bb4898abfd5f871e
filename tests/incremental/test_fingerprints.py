"""Stamps: every change of a file or folder is told, also within one step of its times."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kawaraban.incremental.fingerprints import Stamps, digest, digest_of, taken, tree
from tests.laws.world import TIMES_TELL

PATHS = ["a.md", "b.md", "folder", "folder/c.md", "gone.md"]
# Longer than a change stays fresh.
REST = 0.06


@pytest.fixture
def root(tmp_path: Path) -> str:
    """Give a folder of three files that have rested; paths follow it."""
    (tmp_path / "folder").mkdir()
    for path in ("a.md", "b.md", "folder/c.md"):
        (tmp_path / path).write_text(f"one of {path}")
    time.sleep(REST)
    return f"{tmp_path}/"


def _rewritten(root: str) -> None:
    """Exchange the bytes of a file for as many others, at its old time."""
    file = Path(root, "a.md")
    status = file.stat()
    file.write_text("two of a.md")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def _replaced(root: str) -> None:
    """Put another file in a file's place, of the same bytes, size and time."""
    file = Path(root, "a.md")
    status, beside = file.stat(), Path(root, "beside")
    beside.write_bytes(file.read_bytes())
    os.utime(beside, ns=(status.st_atime_ns, status.st_mtime_ns))
    beside.replace(file)


CHANGES: dict[str, tuple[Callable[[str], object], list[str]]] = {
    "nothing": (lambda _: None, []),
    "a longer text": (lambda root: Path(root, "a.md").write_text("longer than it was"), ["a.md"]),
    "another time": (lambda root: os.utime(f"{root}a.md", ns=(1, 1)), ["a.md"]),
    "another file": (_replaced, ["a.md"]),
    "gone": (lambda root: Path(root, "folder/c.md").unlink(), ["folder", "folder/c.md"]),
    "come": (lambda root: Path(root, "gone.md").write_text("back"), ["gone.md"]),
    "a folder in its place": (lambda root: Path(root, "gone.md").mkdir(), ["gone.md"]),
    "one more name": (lambda root: Path(root, "folder/d.md").write_text(""), ["folder"]),
    "a hidden name": (lambda root: Path(root, "folder/.d").write_text(""), ["folder"]),
    "a new folder": (lambda root: Path(root, "folder/sub").mkdir(), ["folder"]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_told(root: str, name: str) -> None:
    """What has changed is given by its path, in the order of the paths, and nothing else."""
    change, expected = CHANGES[name]
    stamps = taken(root, PATHS)
    assert stamps.fresh == {}
    change(root)
    assert stamps.changed(root) == expected


@pytest.mark.skipif(not TIMES_TELL, reason="no time of this system shows such an edit")
def test_other_bytes_of_the_same_size_and_time_are_told(root: str) -> None:
    """A time that is set back leaves its trace in the time of the last change."""
    stamps = taken(root, PATHS)
    _rewritten(root)
    assert stamps.changed(root) == ["a.md"]


def test_a_link_tells_of_what_it_leads_to(root: str) -> None:
    """A link is as its target is, and one that leads nowhere is absent."""
    link = Path(root, "link.md")
    link.symlink_to("a.md")
    stamps = taken(root, ["link.md"])
    Path(root, "a.md").write_text("longer than it was")
    assert stamps.changed(root) == ["link.md"]
    stamps = taken(root, ["link.md"])
    link.unlink()
    link.symlink_to("folder/c.md")
    assert stamps.changed(root) == ["link.md"]
    Path(root, "folder/c.md").unlink()
    stamps = taken(root, ["link.md"])
    assert stamps.changed(root) == []
    Path(root, "folder/c.md").write_text("back")
    assert stamps.changed(root) == ["link.md"]


@pytest.mark.parametrize("path", ["nul\0name", "x" * 5000, "a.md/inside"])
def test_an_impossible_path_is_absent(root: str, path: str) -> None:
    """A name that no file can have is a file that is not there."""
    assert taken(root, [path]).changed(root) == []


def _frozen(stamps: Stamps, root: str, path: str) -> None:
    """Let a file have its stamps, whatever its bytes are, as a change in the same step has."""
    at = stamps.paths.index(path) * 4
    status = Path(root, path).stat()
    stamps.numbers[at : at + 4] = [
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
    ]


def test_a_fresh_file_is_told_by_its_bytes(root: str) -> None:
    """A second change in the same step of time leaves no trace but the bytes."""
    file = Path(root, "a.md")
    file.write_text("one of a.md")
    stamps = taken(root, PATHS)
    assert set(stamps.fresh) == {0}
    file.write_text("two of a.md")
    _frozen(stamps, root, "a.md")
    assert stamps.changed(root) == ["a.md"]


def test_a_fresh_folder_is_told_by_its_names(root: str) -> None:
    """Likewise a folder that has got another name in the same step."""
    Path(root, "folder/d.md").write_text("")
    stamps = taken(root, PATHS)
    assert set(stamps.fresh) == {2}
    Path(root, "folder/d.md").rename(Path(root, "folder/e.md"))
    _frozen(stamps, root, "folder")
    assert stamps.changed(root) == ["folder"]


def test_rewriting_at_once_is_always_told(root: str) -> None:
    """However fast the changes follow each other, none is missed."""
    file = Path(root, "a.md")
    for number in range(200):
        stamps = taken(root, ["a.md"])
        file.write_text(f"{number:011}")
        assert stamps.changed(root) == ["a.md"]


def test_a_file_of_the_future_stays_fresh(root: str) -> None:
    """A clock that goes wrong makes a file's times say nothing: its bytes count."""
    later = time.time_ns() + 10**13
    os.utime(f"{root}a.md", ns=(later, later))
    time.sleep(REST)
    stamps = taken(root, PATHS).settled(time.time_ns())
    assert set(stamps.fresh) == {0}


def test_settled_forgets_what_has_rested(root: str) -> None:
    """Only what can change no more without a trace loses its digest."""
    Path(root, "b.md").write_text("anew")
    stamps, seen = taken(root, PATHS), time.time_ns()
    assert set(stamps.settled(seen).fresh) == {1}
    time.sleep(REST)
    assert set(stamps.settled(seen).fresh) == {1}
    assert stamps.settled(time.time_ns()).fresh == {}
    assert stamps.settled(time.time_ns()).numbers == stamps.numbers
    assert set(stamps.fresh) == {1}


def test_settled_makes_no_digest(root: str) -> None:
    """What was not fresh when it was looked at has no digest afterwards either."""
    stamps = taken(root, PATHS)
    stamps.numbers[1] = time.time_ns() + 10**13
    assert stamps.settled(time.time_ns()).fresh == {}


def test_settling_late_does_not_hide_a_change(root: str) -> None:
    """A change in the same step, after the bytes were compared, is still told by the next look.

    What counts is the moment at which the look began, not that at which it settles.
    """
    file = Path(root, "a.md")
    file.write_text("one of a.md")
    stamps, seen = taken(root, PATHS), time.time_ns()
    assert stamps.changed(root) == []
    file.write_text("two of a.md")
    _frozen(stamps, root, "a.md")
    time.sleep(REST)  # a slow terminal
    assert stamps.settled(seen).changed(root) == ["a.md"]


def test_some_are_taken_anew(root: str) -> None:
    """The touched paths are as they are now, all others as they were; the old ones stay so."""
    stamps = taken(root, PATHS)
    for path in ("a.md", "b.md"):
        Path(root, path).write_text("longer than it was")
    again = stamps.carried(root, PATHS, {"b.md", "unknown.md"})
    assert again.changed(root) == ["a.md"]
    assert set(again.fresh) == {1}
    assert again.paths == stamps.paths
    assert stamps.changed(root) == ["a.md", "b.md"]
    assert stamps.fresh == {}


def test_unknown_ones_are_taken_and_others_left_out(root: str) -> None:
    """The stamps are those of the paths asked for, in their order, known or not."""
    time.sleep(REST)
    known = taken(root, ["b.md", "a.md", "gone.md"])
    for path in ("a.md", "folder/c.md"):
        Path(root, path).write_text("longer than it was")
    paths = ["folder/c.md", "a.md", "gone.md"]
    again = known.carried(root, paths, ())
    assert again.paths == paths
    assert again.changed(root) == ["a.md"]
    assert set(again.fresh) == {0}
    assert known.carried(root, [], ()).changed(root) == []
    assert known.carried(root, paths, paths).changed(root) == []


def test_digests_are_carried_with_their_paths(root: str) -> None:
    """What was fresh is known by its bytes still, whatever number it has now."""
    file = Path(root, "b.md")
    file.write_text("one of b.md")
    stamps = taken(root, ["a.md", "b.md"])
    time.sleep(REST)
    again = stamps.carried(root, ["b.md", "folder", "a.md"], ())
    assert again.fresh == {0: digest(b"one of b.md")}
    file.write_text("two of b.md")
    _frozen(again, root, "b.md")
    assert again.changed(root) == ["b.md"]


def test_an_old_digest_is_forgotten(root: str) -> None:
    """What is fresh no more when it is taken anew is known by its stamps alone."""
    Path(root, "a.md").write_text("one of a.md")
    stamps = taken(root, PATHS)
    time.sleep(REST)
    assert stamps.carried(root, PATHS, ["a.md"]).fresh == {}
    assert stamps.carried(root, PATHS, ["b.md"]).fresh == stamps.fresh


def test_digests(root: str) -> None:
    """A file's are those of its bytes; a folder's depend on the names in it, not their order."""
    assert digest_of(f"{root}a.md") == digest(b"one of a.md")
    assert digest_of(f"{root}nowhere") == b""
    before = digest_of(f"{root}folder")
    Path(root, "folder/d.md").write_text("")
    assert digest_of(f"{root}folder") not in {before, b""}
    assert len(before) == 16


def test_a_tree(root: str) -> None:
    """All that is in a folder at any depth, what Python leaves there aside, if asked."""
    for path in (".hidden/x", "folder/__pycache__/c.pyc", "folder/sub/.d", "folder/sub/e.md"):
        file = Path(root, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    whole = [path.removeprefix("/") for path in tree(root.rstrip("/"), "", compiled=False)]
    assert whole == [
        "", ".hidden", ".hidden/x", "a.md", "b.md", "folder", "folder/c.md", "folder/sub",
        "folder/sub/.d", "folder/sub/e.md",
    ]  # fmt: skip
    assert list(tree(root, "folder", hidden=False)) == [
        "folder", "folder/__pycache__", "folder/__pycache__/c.pyc", "folder/c.md", "folder/sub",
        "folder/sub/e.md",
    ]  # fmt: skip
    assert list(tree(root, "nowhere")) == ["nowhere"]
    assert list(tree(root, "a.md")) == ["a.md"]


def test_a_tree_with_links(root: str, tmp_path: Path) -> None:
    """Links are followed; those that lead back to where they lie are paths like any other."""
    folder = tmp_path / "folder"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "f.md").write_text("")
    (folder / "back").symlink_to(folder)
    (folder / "far back").symlink_to(tmp_path)
    (folder / "aside").symlink_to(tmp_path / "other")
    (folder / "file").symlink_to(tmp_path / "a.md")
    (folder / "nowhere").symlink_to(tmp_path / "not there")
    assert list(tree(root, "folder")) == [
        "folder", "folder/aside", "folder/aside/f.md", "folder/back", "folder/c.md",
        "folder/far back", "folder/file", "folder/nowhere",
    ]  # fmt: skip


def test_a_tree_with_links_to_and_fro(root: str, tmp_path: Path) -> None:
    """Two folders that hold links to each other are gone through once."""
    (tmp_path / "other").mkdir()
    (tmp_path / "folder" / "there").symlink_to(tmp_path / "other")
    (tmp_path / "other" / "back").symlink_to(tmp_path / "folder")
    assert list(tree(root, "folder")) == [
        "folder", "folder/c.md", "folder/there", "folder/there/back",
    ]  # fmt: skip


def test_a_tree_with_a_loop_of_links(root: str, tmp_path: Path) -> None:
    """A link that leads to itself is a path like any other, which is absent."""
    (tmp_path / "folder" / "loop").symlink_to("loop")
    assert list(tree(root, "folder")) == ["folder", "folder/c.md", "folder/loop"]
    assert taken(root, ["folder/loop"]).changed(root) == []
