"""Sites in two versions, one for each way of publishing: builds lead from one to the other.

A site is used for case after case: a build that was hurt is followed by a sound one.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from kawaraban.incremental.cache import OURS
from tests.desk import NOW, PROJECT, SETTINGS, Desk, post
from tests.laws.differences import difference
from tests.laws.world import Tree, plant, tree
from tests.promises.injuries import Call, traced

Texts = Mapping[str, str | None]
FOREIGN: dict[str, bytes | None] = {"CNAME": b"example.com\n", ".git/HEAD": b"ref\n"}
_PRACTICE = "content/posts/practice.md"
_OF_THE_SITE = {"site.toml", "content", "output", ".cache"}


class Way(NamedTuple):
    """A way of publishing.

    `texts` are what its two versions have of their own, None where a file is missing. `sign`
    stands in a line of strace for a build of this way, and `without` is deleted before each build.
    """

    texts: tuple[Texts, Texts]
    sign: str
    without: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    posts: int = 5

    @property
    def is_first(self) -> bool:
        """Say whether there is no site before."""
        return "output" in self.without


def _both(path: str, text: str) -> tuple[Texts, Texts]:
    return {path: text.replace("@", "一つ目")}, {path: text.replace("@", "二つ目です")}


_PAGE = _both("content/pages/about.md", "---\ntitle: この紙面\n---\n\n本文、@。\n")
_WORDS = _both("content/posts/p1.md", post("本文、@。", tags="[鍵]"))
_TAGS = _both("content/posts/p1.md", post("本文。", tags="[鍵@]"))
_TITLE = _both("site.toml", SETTINGS.replace("試しの紙面", "試しの紙面@"))
_MORE: tuple[Texts, Texts] = (
    {"content/posts/more.md": None, "content/posts/less.md": post("減。")},
    {"content/posts/more.md": post("増。"), "content/posts/less.md": None},
)
_FIRST, _FILE = '/output") = ', '/output/about/index.html") = '
_TREE, _SPARE = '.output.new/t", AT_FDCWD', 'spare", "'
_NO_SPARE = (".cache/spare",)
WAYS = {
    "the first build": Way(_WORDS, _FIRST, without=("output", ".cache")),
    "one file": Way(_PAGE, _FILE),
    "a tree": Way(_WORDS, _TREE, without=_NO_SPARE),
    "a spare tree": Way(_WORDS, _SPARE),
    "other tags": Way(_TAGS, _SPARE),
    "a tree without memory": Way(_TAGS, _TREE, switches=("--no-cache",)),
    "the first build without memory": Way(
        _MORE, _FIRST, without=("output", ".cache"), switches=("--no-cache",)
    ),
    "a page more or less": Way(_MORE, _SPARE),
    "several processes": Way(_TITLE, _TREE, switches=("--jobs", "2"), posts=140),
}


class Scene:
    """A site that is built in one way, and what its versions look like when they are built.

    It is `is_sound` while its output is the site, from one sound build to the next edit.
    """

    def __init__(self, folder: Path, way: Way) -> None:
        """Take an empty folder; the site is built in it, until the next build is of this way."""
        self.way = way
        self.desk = Desk(folder / "site")
        self.output = self.desk.folder / "output"
        self.version = 0
        self.is_sound = True
        self._cold = Desk(folder / "cold")
        self._notes = folder / "notes"
        self._whole: dict[int, Tree] = {}
        self._calls: list[Call] | None = None
        for desk in (self.desk, self._cold):
            desk.write({"site.toml": SETTINGS, _PRACTICE: post("練習。")})
            desk.write(
                {f"content/posts/p{n}.md": post("本文。", tags=f"[{n}]") for n in range(way.posts)}
            )
        self._write(self.desk, 0)
        if not way.is_first:
            for _ in range(3):  # after which there is a spare tree
                self.turn()
                self.build()
            plant(self.output, FOREIGN)

    @property
    def command(self) -> list[str]:
        """Give the command line of its builds."""
        site = ["--site", str(self.desk.folder), "--now", NOW]
        return [sys.executable, str(PROJECT / "build.py"), *site, *self.way.switches]

    def calls(self) -> list[Call]:
        """Give the changing calls of a build of this way, in their order."""
        if self._calls is None:
            self.edit()
            run, self._calls = traced(self.command, self._notes)
            assert run.status == 0, run.err
            assert any(self.way.sign in call.line for call in self._calls), self._notes.read_text()
        return self._calls

    @cached_property
    def seconds(self) -> float:
        """Give how long a build of this way takes."""
        self.edit()
        started = time.monotonic()
        self.build()
        return time.monotonic() - started

    def edit(self) -> None:
        """Turn the site into its other version; the next build of it is one of this way."""
        for path in self.way.without:
            shutil.rmtree(self.desk.folder / path, ignore_errors=True)
        self.is_sound = False
        self.turn()

    def turn(self) -> None:
        """Turn the site into its other version, or back."""
        self.version = 1 - self.version
        self._write(self.desk, self.version)

    def build(self) -> None:
        """Build it as its author does."""
        built = self.desk.build(*self.way.switches)
        assert built.status == 0, built

    def whole(self, version: int) -> Tree:
        """Give the output folder of a version, as a build from nothing makes it."""
        if version not in self._whole:
            self._write(self._cold, version)
            shutil.rmtree(self._cold.folder / "output", ignore_errors=True)
            built = self._cold.build("--no-cache")
            assert built.status == 0, built
            if not self.way.is_first:
                plant(built.output, FOREIGN)
            self._whole[version] = tree(built.output)
        return self._whole[version]

    def assert_old_or_new(self) -> None:
        """Find the whole site as it was before it was turned, or as it is now."""
        if self.way.is_first and not os.path.lexists(self.output):
            return
        there, old = tree(self.output), self.whole(1 - self.version)
        if self.way.is_first or there != old:
            assert difference(there, self.whole(self.version)) == ""

    def assert_old(self) -> None:
        """Find the site as it was before it was turned."""
        if self.way.is_first:
            assert not os.path.lexists(self.output)
        else:
            assert difference(tree(self.output), self.whole(1 - self.version)) == ""

    def assert_told_or_done(self, status: int, err: str, reason: str) -> None:
        """Find the new site, or the old one and one line that gives the reason."""
        assert "Traceback" not in err
        if status == 0:
            self.assert_new()
            return
        assert status == 1
        assert err.startswith("build.py: ")
        assert reason in err
        assert err.count("\n") == 1
        self.assert_old()

    def assert_new(self) -> None:
        """Find the site as it is now."""
        assert difference(tree(self.output), self.whole(self.version)) == ""

    def assert_tidy_beside(self) -> None:
        """Find nothing beside the output folder that belongs to a build under way."""
        assert {path.name for path in self.desk.folder.iterdir()} <= _OF_THE_SITE

    def assert_tidy(self) -> None:
        """Find nothing at all that belongs to a build under way."""
        self.assert_tidy_beside()
        cache = self.desk.folder / ".cache"
        assert not cache.exists() or {path.name for path in cache.iterdir()} <= OURS

    def assert_mends_itself(self) -> None:
        """Find the next build a sound one, which nobody has cleaned for."""
        self.build()
        self.assert_new()
        self.assert_tidy()
        self.is_sound = True

    def _write(self, desk: Desk, version: int) -> None:
        for path, text in self.way.texts[version].items():
            if text is None:
                (desk.folder / path).unlink(missing_ok=True)
            else:
                # As editors save: a build under way reads the old text or the new one.
                written = desk.folder.parent / "written"
                written.write_text(text, "utf-8")
                (desk.folder / path).parent.mkdir(parents=True, exist_ok=True)
                written.replace(desk.folder / path)
