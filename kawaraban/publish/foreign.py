"""What others have put into the output folder: it is found there, and goes along."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from kawaraban.incremental.fingerprints import numbers_at

# What looking for a file raises that others have deleted, or whose folder is a file by now.
GONE = (FileNotFoundError, NotADirectoryError)


def foreign_in(output: Path, ours: set[str]) -> Iterator[str]:
    """Give the paths in an output folder that are neither ours nor a folder of ours.

    Raises OSError where somebody's file stands in the place of such a folder, or a folder of
    theirs with something in it in the place of a file.
    """
    places = places_of(ours)
    for path in _paths(output):
        if path not in places:
            _refuse(next((folder for folder in _above(path) if folder in ours), ""), output)
            yield path
        elif path not in ours and (output / path).is_file():
            _refuse(path, output)


def _refuse(path: str, output: Path) -> None:
    if path:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(output / path))


def places_of(paths: Iterable[str]) -> set[str]:
    """Give some paths, and every folder that one of them lies in."""
    places: set[str] = set()
    for path in paths:
        place = path
        while place and place not in places:
            places.add(place)
            place = place.rpartition("/")[0]
    return places


def _above(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


class Carried:
    """How what is foreign was in a tree before others could come to it.

    What has changed there since is later than anything in the old tree, and stays.
    """

    def __init__(self, tree: Path, foreign: tuple[str, ...]) -> None:
        """Look at a tree that is not published yet."""
        self._was = dict(zip(foreign, _kinds(tree, foreign), strict=True))
        self._nothing = _kinds(tree, ("\0",))[0]

    def is_so(self, tree: Path, path: str) -> bool:
        """Say whether a path is as it was, in the tree that is published by now."""
        return _kinds(tree, (path,))[0] == self._was.get(path, self._nothing)


def _kinds(tree: Path, paths: tuple[str, ...]) -> list[tuple[int, ...]]:
    """Give each one's size, time and place; a second name alters the time of change alone."""
    numbers = numbers_at(f"{tree}/", [*paths])
    return list(zip(numbers[::4], numbers[1::4], numbers[3::4], strict=True))


def brought_over(
    old: Path,
    new: Path,
    ours: set[str],
    foreign: tuple[str, ...],
    carried: Carried | None = None,
) -> tuple[str, ...]:
    """Make what is foreign in a tree what it is in another one by now; give its paths.

    `foreign` is what it was before, and is in the tree: so was it `carried` into one that is
    published by now. Raises OSError.
    """
    there = tuple(foreign_in(old, ours))
    for path in set(foreign).difference(there):
        if carried is None or carried.is_so(new, path):
            _take_away(new / path)
            for folder in filter(lambda folder: not _is_folder(old / folder), _above(path)):
                _take_away(new / folder)
    for path in there:
        with contextlib.suppress(*GONE):  # it is gone again
            is_ours_to_change = carried is None or carried.is_so(new, path)
            if is_ours_to_change and not _is_one(old / path, new / path):
                _take_away(new / path)
                carry(old / path, new / path)
    return there


def _take_away(path: Path) -> None:
    """Delete a file, or a folder that holds nothing."""
    with contextlib.suppress(OSError):
        path.rmdir() if _is_folder(path) else path.unlink()


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_one(old: Path, new: Path) -> bool:
    """Say whether two paths lead to one file, or are folders both."""
    if _is_folder(old) or _is_folder(new):
        return _is_folder(old) and _is_folder(new)
    return os.path.lexists(new) and os.path.samestat(old.lstat(), new.lstat())


def carry(old: Path, new: Path) -> None:
    """Link a file into the new tree; where the file system has no links, copy it with its time."""
    if old.is_dir() and not old.is_symlink():
        new.mkdir(parents=True, exist_ok=True)
        shutil.copymode(old, new)
        return
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new, follow_symlinks=False)
    except FileExistsError:  # what is published under its name counts
        return
    except (OSError, NotImplementedError):
        shutil.copy2(old, new, follow_symlinks=False)


def _paths(output: Path) -> Iterator[str]:
    """Give the files under a folder, with links to folders, and folders that hold nothing.

    Raises OSError where another file system is mounted: with a folder around it, it would be
    put aside.
    """
    for folder, folders, names in os.walk(output):
        here = Path(folder)
        if here.stat().st_dev != output.stat().st_dev:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), folder)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in sorted([*names, *links]):
            yield (here / name).relative_to(output).as_posix()
        if not folders and not names and here != output:
            yield here.relative_to(output).as_posix()
