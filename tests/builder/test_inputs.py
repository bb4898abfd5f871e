"""The fingerprints of what a build reads: nothing that it may read is without one."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest

from kawaraban.builder import inputs
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.incremental.cache import Cache
from kawaraban.incremental.fingerprints import TICK_NS, Fingerprints, digest, take
from kawaraban.read import source
from kawaraban.read.files import FileEntry, read_bytes
from tests.desk import PROJECT, Desk, post


def _take(desk: Desk) -> inputs.Inputs:
    return [*inputs.fingerprint_site(desk.folder), *inputs.fingerprint_program(PROJECT)]


def test_the_program_and_its_surroundings_have_fingerprints(desk: Desk) -> None:
    """The site's files, the program's, its libraries, fonts and time zones."""
    desk.write({"content/a.txt": "", "templates/x.html": "", "assets/root/.hidden": ""})
    taken = {root: set(prints.paths) for root, prints in _take(desk)}
    assert taken["site"] >= {
        "site.toml",
        "content/a.txt",
        "templates/x.html",
        "assets/root/.hidden",
    }
    assert taken["product"] >= {"build.py", "kawaraban/core/words.py", "templates/base.html"}
    assert not [path for path in taken["product"] if "__pycache__" in path]
    assert any(path.endswith("site-packages") for path in taken[""])


def test_the_recipe_changes_with_the_program_alone(desk: Desk) -> None:
    """A text need not be parsed anew where only the site's other files have changed."""
    first = _take(desk)
    desk.write({"content/posts/a.md": post("文。")})
    second = _take(desk)
    assert inputs.recipe_of(first) == inputs.recipe_of(second)
    third = [*second[:1], ("product", take(f"{PROJECT}/", ["build.py"])), *second[2:]]
    assert inputs.recipe_of(third) != inputs.recipe_of(first)


def test_what_comes_while_fingerprints_are_taken_has_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be published, and then be in no folder that is looked into."""
    desk.write({"content/posts/p1.md": post("文")})

    def late(root: str, paths: list[str]) -> Fingerprints:
        if not (desk.folder / "templates").exists():
            desk.write({"content/posts/p2.md": post("後の文"), "templates/x/y.html": "後"})
        return take(root, paths)

    monkeypatch.setattr(inputs, "take", late)
    prints = dict(_take(desk))["site"]
    assert {"content/posts/p2.md", "templates", "templates/x/y.html"} <= {*prints.paths}
    assert prints.changed_paths(f"{desk.folder}/") == []


def test_a_folder_that_could_not_be_listed_once_is_not_missed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build may read it a moment later."""
    desk.write({"content/posts/q/index.md": post("文")})
    real, left = os.scandir, [True]

    def scandir(path: str) -> object:
        if path.endswith("/posts") and left:
            left.pop()
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    prints = dict(_take(desk))["site"]
    desk.write({"content/posts/q/index.md": post("もう一つの文")})
    assert prints.changed_paths(f"{desk.folder}/") != []


def test_a_site_that_changes_on_and_on_is_not_answered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something has changed since its fingerprints were taken."""
    count = iter(range(100))

    def late(root: str, paths: list[str]) -> Fingerprints:
        desk.write({f"content/x/{next(count)}.txt": "後"})
        return take(root, paths)

    monkeypatch.setattr(inputs, "take", late)
    prints = dict(_take(desk))["site"]
    assert prints.changed_paths(f"{desk.folder}/") != []


def test_texts_that_have_not_changed_are_not_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next build knows the digests of all files that would show a change."""
    desk.write({f"content/posts/p{n}.md": post(f"{n}番目の文。") for n in range(60)})
    time.sleep(2 * TICK_NS / 1e9)
    assert desk.build().status == 0
    known = inputs.load_digests(Cache(desk.folder / ".cache"), inputs.recipe_of(_take(desk)))
    desk.write({"content/posts/p7.md": post("直した文。")})
    read: list[str] = []

    def count(entry: FileEntry) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
        read.append(entry.path)
        return read_bytes(entry)

    monkeypatch.setattr(source, "read_bytes", count)
    site, _ = source.read_site(desk.folder, known=known)
    assert [path for path in read if path.endswith(".md")] == ["content/posts/p7.md"]
    for one in site.manuscripts:
        assert one.digest == digest((desk.folder / one.path).read_bytes())


def test_digests_are_kept_where_many_are_new(tmp_path: Path) -> None:
    """A folder above the site need not be text, and an inode can have more than 64 bits."""
    files = [
        FileEntry(path=f"p{n}.md", real=f"/\udcff/p{n}.md", size=n, mtime_ns=-n, inode=2**100 + n)
        for n in range(60)
    ]
    digests = {file.stamp: bytes([file.size]) for file in files}
    assert len(digests) == len(files)
    inputs.store_digests(digests, {}, Cache(tmp_path), "recipe")
    assert inputs.load_digests(Cache(tmp_path), "recipe") == digests
    assert inputs.load_digests(Cache(tmp_path), "another") == {}
