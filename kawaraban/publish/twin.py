"""A second tree of the published site, so that a few changed files cost no whole new one.

Its files are the output folder's own under second names (hard links). To publish, the
changed files are put into the twin, the two folders are exchanged in one call, and what is
now the twin is brought up to date. It lies in the cache and may be deleted at any time: while
it is changed it lies beside the output folder, for what deletes the cache must not go on in
what is published by then.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

from kawaraban.incremental.fingerprints import numbers_at
from kawaraban.incremental.manifest import MARK
from kawaraban.publish.change import Change, folders_of
from kawaraban.publish.exchange import discard, exchanged
from kawaraban.publish.foreign import Carried
from kawaraban.publish.stage import Stage

_NAME = "twin"
At = Callable[[str], str]
Put = Callable[[str, str], None]
"""Gives a file to a tree, under its name there."""


class Twin:
    """The twin of an output folder, in the folder of the cache."""

    def __init__(self, cache: Path, stage: Stage) -> None:
        """Take the cache's folder, and the stage that a killed build's half of a twin goes with."""
        self._home = cache / _NAME
        self._known = stage.known
        self.renewed: dict[str, int] = {}
        discard(cache / f"{_NAME}.open")  # where versions of 2026 had it
        self.open = stage.twin
        """Where it is while it is changed, and the old tree when they were exchanged."""

    def publish(self, change: Change, stage: Stage) -> Carried | None:
        """Put the staged files into the output folder, and take the removed ones away.

        Give how it carried what is foreign; the old tree must then be kept. None where that
        cannot be done in one step; the output folder is then as it was.
        """
        ours = (*change.kept, *change.removed, MARK)
        ours += tuple(path for path in change.written if path in self._known.digests)
        try:
            if not self._is_left_alone(folders_of((*ours, *change.foreign))):
                return None
            self._opened()
            if not self._fits(ours, change.foreign, stage):
                return None
            _brought_up(self.open, change, stage.at, _linked)
        except (OSError, NotImplementedError):
            return None
        carried = Carried(self.open, change.foreign)
        is_known = self._known.foreign_now(stage.output) == change.foreign
        return carried if is_known and exchanged(self.open, stage.output) else None

    def drop(self) -> None:
        """Do without a twin until there is an old tree to make one of."""
        discard(self._home)

    def keep(self, old: Path, output: Path, change: Change) -> None:
        """Make the tree that was published until now the twin of the one that is."""
        self.drop()
        discard(self.open)
        try:
            old.rename(self.open)
        except OSError:
            discard(old)
        else:
            self._keep(change, lambda path: f"{output}/{path}", _linked)

    def keep_staged(self, change: Change, stage: Stage) -> None:
        """Do so where the twin was published: the stage needs its files no more.

        To move each takes half of linking and deleting it.
        """
        self._keep(change, stage.at, _moved)

    def _keep(self, change: Change, at: At, put: Put) -> None:
        try:
            _brought_up(self.open, change, at, put)
            self._home.parent.mkdir(parents=True, exist_ok=True)
            self.open.rename(self._home)
        except (OSError, NotImplementedError):  # another disk, or one without hard links
            discard(self.open)

    def _opened(self) -> None:
        self.open.parent.mkdir(parents=True, exist_ok=True)
        self._home.rename(self.open)

    def renew(self, output: Path, path: str) -> bool:
        """Take over one file that was written anew where it stands.

        The folder of a twin that somebody has changed there is not renewed: False, for all
        files have then lost their second names.
        """
        folders = folders_of([path])
        try:
            if self._is_left_alone(folders):
                self._opened()
                self._keep(Change(written=(path,)), lambda path: f"{output}/{path}", _linked)
                self.renewed = dict(zip(folders, self._changed(folders), strict=True))
                return True
        except OSError:
            pass
        if not os.path.lexists(self._home):
            return True
        self.drop()
        return False

    def _fits(self, ours: tuple[str, ...], foreign: tuple[str, ...], stage: Stage) -> bool:
        """Say whether all that was published last is here under its second name, and no more.

        A folder that was changed after the last build may hold more. The mark names what an
        older site had, whose twin was put back.
        """
        here, output = f"{self.open}/", f"{stage.output}/"
        return numbers_at(here, [*ours])[3::4] == [stage.place(path) for path in ours] and all(
            _is_one(here + path, output + path) for path in foreign
        )

    def _is_left_alone(self, folders: list[str]) -> bool:
        """Say whether nobody has changed the folders since a build did; a link is none of ours."""
        since, renewed = self._known.since, self._known.renewed
        moments = zip(folders, self._changed(folders), strict=True)
        return not self._home.is_symlink() and all(
            0 <= moment <= since or renewed.get(folder) == moment for folder, moment in moments
        )

    def _changed(self, folders: list[str]) -> list[int]:
        return numbers_at(f"{self._home}/", folders)[2::4]


def _brought_up(tree: Path, change: Change, at: At, put: Put) -> None:
    """Do to a tree what a change says; what it writes lies `at` a place of its own."""
    sound = {f"{tree}"}
    for path in change.removed:
        _refuse_links(os.path.dirname(f"{tree}/{path}"), sound)
        _removed(f"{tree}/{path}", f"{tree}")
    for path in change.written:
        new = f"{tree}/{path}"
        _refuse_links(os.path.dirname(new), sound)
        put(at(path), new)


def _refuse_links(folder: str, sound: set[str]) -> None:
    """Refuse somebody's link on the way to a folder; `sound` are folders that have none."""
    while folder not in sound:
        if os.path.islink(folder):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder)
        sound.add(folder)
        folder = os.path.dirname(folder)


def _is_one(one: str, other: str) -> bool:
    """Say whether two paths lead to one file, or are folders both, and nothing is in the first."""
    mine, theirs = os.lstat(one), os.lstat(other)
    if stat.S_ISDIR(mine.st_mode) and stat.S_ISDIR(theirs.st_mode):
        return _is_empty(one)
    return mine.st_ino == theirs.st_ino


def _linked(old: str, new: str) -> None:
    try:
        os.unlink(new)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(new), exist_ok=True)
    os.link(old, new, follow_symlinks=False)


def _moved(old: str, new: str) -> None:
    try:
        os.replace(old, new)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(new), exist_ok=True)
        os.replace(old, new)


def _removed(file: str, tree: str) -> None:
    """Delete a file, and each folder that holds nothing without it."""
    os.unlink(file)
    folder = os.path.dirname(file)
    while folder != tree and _is_empty(folder):
        os.rmdir(folder)
        folder = os.path.dirname(folder)


def _is_empty(folder: str) -> bool:
    with os.scandir(folder) as entries:
        return next(entries, None) is None
