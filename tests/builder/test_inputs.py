"""The fingerprints of what a build reads: nothing that it may read is without one."""

from __future__ import annotations

import errno
import os

import pytest

from kawaraban.builder import inputs
from kawaraban.incremental.fingerprints import Fingerprints, take
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
