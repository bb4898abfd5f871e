"""Fingerprints: every change of a file or folder is found, also within one step of its times."""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from kawaraban.incremental.fingerprints import Fingerprints, digest, digest_of, take, tree
from tests.laws.world import TIMES_TELL

PATHS = ["a.md", "b.md", "folder", "folder/c.md", "gone.md"]
# Longer than a change is recent.
REST = 0.06


@pytest.fixture
def root(tmp_path: Path) -> str:
    """Return a folder of three files that were not changed lately; paths follow it."""
    (tmp_path / "folder").mkdir()
    for path in ("a.md", "b.md", "folder/c.md"):
        (tmp_path / path).write_text(f"one of {path}")
    time.sleep(REST)
    return f"{tmp_path}/"


def _rewrite(root: str) -> None:
    """Exchange the bytes of a file for as many others, at its old time."""
    file = Path(root, "a.md")
    status = file.stat()
    file.write_text("two of a.md")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def _replace(root: str) -> None:
    """Replace a file by another of the same bytes, size and time."""
    file = Path(root, "a.md")
    status, beside = file.stat(), Path(root, "beside")
    beside.write_bytes(file.read_bytes())
    os.utime(beside, ns=(status.st_atime_ns, status.st_mtime_ns))
    beside.replace(file)


CHANGES: dict[str, tuple[Callable[[str], object], list[str]]] = {
    "nothing": (lambda _: None, []),
    "a longer text": (lambda root: Path(root, "a.md").write_text("longer than it was"), ["a.md"]),
    "another time": (lambda root: os.utime(f"{root}a.md", ns=(1, 1)), ["a.md"]),
    "another file": (_replace, ["a.md"]),
    "gone": (lambda root: Path(root, "folder/c.md").unlink(), ["folder", "folder/c.md"]),
    "come": (lambda root: Path(root, "gone.md").write_text("back"), ["gone.md"]),
    "a folder instead": (lambda root: Path(root, "gone.md").mkdir(), ["gone.md"]),
    "one more name": (lambda root: Path(root, "folder/d.md").write_text(""), ["folder"]),
    "a hidden name": (lambda root: Path(root, "folder/.d").write_text(""), ["folder"]),
    "a new folder": (lambda root: Path(root, "folder/sub").mkdir(), ["folder"]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_found(root: str, name: str) -> None:
    """The paths of what has changed are listed in their order, and nothing else."""
    change, expected = CHANGES[name]
    prints = take(root, PATHS)
    assert prints.recent == {}
    change(root)
    assert prints.changed_paths(root) == expected


@pytest.mark.skipif(not TIMES_TELL, reason="no time of this system shows such an edit")
def test_other_bytes_of_the_same_size_and_time_are_found(root: str) -> None:
    """A time that is set back shows in the time of status change."""
    prints = take(root, PATHS)
    _rewrite(root)
    assert prints.changed_paths(root) == ["a.md"]


def test_a_link_changes_with_its_target(root: str) -> None:
    """A link is as its target is, and one that leads nowhere is absent."""
    link = Path(root, "link.md")
    link.symlink_to("a.md")
    prints = take(root, ["link.md"])
    Path(root, "a.md").write_text("longer than it was")
    assert prints.changed_paths(root) == ["link.md"]
    prints = take(root, ["link.md"])
    link.unlink()
    link.symlink_to("folder/c.md")
    assert prints.changed_paths(root) == ["link.md"]
    Path(root, "folder/c.md").unlink()
    prints = take(root, ["link.md"])
    assert prints.changed_paths(root) == []
    Path(root, "folder/c.md").write_text("back")
    assert prints.changed_paths(root) == ["link.md"]


@pytest.mark.parametrize("path", ["nul\0name", "x" * 5000, "a.md/inside"])
def test_an_impossible_path_is_absent(root: str, path: str) -> None:
    """A name that no file can have is a file that is not there."""
    assert take(root, [path]).changed_paths(root) == []


def _freeze(prints: Fingerprints, root: str, path: str) -> None:
    """Let a file have its numbers, whatever its bytes are, as a change in the same step has."""
    at = prints.paths.index(path) * 4
    status = Path(root, path).stat()
    numbers = (status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns)
    prints.numbers[at : at + 4] = array("Q", numbers)


def test_a_recent_file_is_compared_by_its_bytes(root: str) -> None:
    """A second change in the same step of time shows in the bytes alone."""
    file = Path(root, "a.md")
    file.write_text("one of a.md")
    prints = take(root, PATHS)
    assert set(prints.recent) == {0}
    file.write_text("two of a.md")
    _freeze(prints, root, "a.md")
    assert prints.changed_paths(root) == ["a.md"]


def test_a_recent_folder_is_compared_by_its_names(root: str) -> None:
    """Likewise a folder that has got another name in the same step."""
    Path(root, "folder/d.md").write_text("")
    prints = take(root, PATHS)
    assert set(prints.recent) == {2}
    Path(root, "folder/d.md").rename(Path(root, "folder/e.md"))
    _freeze(prints, root, "folder")
    assert prints.changed_paths(root) == ["folder"]


def test_rewriting_at_once_is_always_found(root: str) -> None:
    """However fast the changes follow each other, none is missed."""
    file = Path(root, "a.md")
    for number in range(200):
        prints = take(root, ["a.md"])
        file.write_text(f"{number:011}")
        assert prints.changed_paths(root) == ["a.md"]


def test_a_file_of_the_future_is_recent(root: str) -> None:
    """A clock that goes wrong makes a file's times say nothing: its bytes count."""
    later = time.time_ns() + 10**13
    os.utime(f"{root}a.md", ns=(later, later))
    time.sleep(REST)
    prints = take(root, PATHS)
    assert set(prints.recent) == {0}


def test_digests(root: str) -> None:
    """A file's are those of its bytes; a folder's depend on the names in it, not their order."""
    assert digest_of(f"{root}a.md") == digest(b"one of a.md")
    assert digest_of(f"{root}nowhere") == b""
    before = digest_of(f"{root}folder")
    Path(root, "folder/d.md").write_text("")
    assert digest_of(f"{root}folder") not in {before, b""}
    assert len(before) == 16


def test_a_tree(root: str) -> None:
    """All that is in a folder at any depth, without what Python leaves there, if asked."""
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
    """Two folders that hold links to each other are walked once."""
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
    assert take(root, ["folder/loop"]).changed_paths(root) == []


def test_a_file_from_before_1970_has_a_fingerprint(root: str) -> None:
    """Its time is a negative number."""
    os.utime(f"{root}a.md", ns=(-5, -5))
    prints = take(root, PATHS)
    assert prints.changed_paths(root) == []
    os.utime(f"{root}a.md", ns=(-7, -7))
    assert prints.changed_paths(root) == ["a.md"]
