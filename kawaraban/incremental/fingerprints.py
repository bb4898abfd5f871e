"""Fingerprints of files: whether they have changed, found out without reading most of them.

A fingerprint is a file's size, its times and its inode. Only what Python has loaded already is
imported here: to load more takes longer than a build that has nothing to do.
"""

from __future__ import annotations

import os
import time
from array import array
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Longer than the steps in which systems count a file's time: Linux's are 10 ms at most,
# Windows' 16. FAT's two seconds are not waited for.
TICK_NS = 20_000_000
_ALL_BITS = 2**64 - 1
_ABSENT = array("Q", [_ALL_BITS, 0, 0, 0])  # no file has this size
_FIELDS = len(_ABSENT)


class Fingerprints(NamedTuple):
    """The fingerprints of the files and folders at some paths.

    `numbers` holds size, time of modification, inode and time of status change of each path, one
    after the other. `recent` holds the digest of what had changed so lately that another change
    need not show in its times, by its index.
    """

    paths: list[str]
    numbers: array[int]
    recent: dict[int, bytes]

    def changed_paths(self, root: str) -> list[str]:
        """List the paths that are not as they were, now that they follow `root`."""
        paths, then, now = self.paths, self.numbers, numbers_at(root, self.paths)
        indices = {n for n, was in self.recent.items() if digest_of(root + paths[n]) != was}
        if now != then:
            starts = enumerate(range(0, len(now), _FIELDS))
            indices |= {n for n, at in starts if now[at : at + _FIELDS] != then[at : at + _FIELDS]}
        return [paths[n] for n in sorted(indices)]

    def renew(self, root: str, paths: list[str]) -> Fingerprints:
        """Return these numbers with those of some of the paths taken anew, without digests."""
        new, indices = numbers_at(root, paths), {path: n for n, path in enumerate(self.paths)}
        numbers = self.numbers[:]
        for n, path in enumerate(paths):
            at, start = n * _FIELDS, indices[path] * _FIELDS
            numbers[start : start + _FIELDS] = new[at : at + _FIELDS]
        return Fingerprints(self.paths, numbers, {})

    def add_digests(self, root: str) -> Fingerprints:
        """Return these numbers with the digests of what has changed too lately."""
        lately = time.time_ns() - TICK_NS
        times = map(max, self.numbers[1::_FIELDS], self.numbers[3::_FIELDS])
        recent = [n for n, time in enumerate(times) if time > lately]
        return self._replace(recent={n: digest_of(root + self.paths[n]) for n in recent})


NO_FINGERPRINTS = Fingerprints([], array("Q"), {})


def take(root: str, paths: Iterable[str]) -> Fingerprints:
    """Take the fingerprints of the files and folders at some paths, which follow `root`."""
    paths = list(paths)
    return Fingerprints(paths, numbers_at(root, paths), {}).add_digests(root)


def numbers_at(root: str, paths: list[str]) -> array[int]:
    """Return the numbers of some paths that follow `root`, one after the other.

    A symbolic link is as its target; to set another alters the folder that it lies in.
    """
    numbers = array("Q")
    for path in paths:
        try:
            status = os.stat(root + path)
        except (OSError, ValueError):
            numbers += _ABSENT
        else:
            times = status.st_mtime_ns & _ALL_BITS, status.st_ctime_ns & _ALL_BITS  # or negative
            numbers.extend((status.st_size, times[0], status.st_ino & _ALL_BITS, times[1]))
    return numbers


def digest_of(path: str) -> bytes:
    """Return the digest of a file's bytes or of a folder's names; empty where there is none."""
    try:
        if os.path.isdir(path):
            return digest("\0".join(sorted(os.listdir(path))).encode("utf-8", "surrogateescape"))
        return digest(read_bytes(path)) if os.path.isfile(path) else b""
    except OSError:
        return b""


def read_bytes(path: str, most: int = -1) -> bytes:
    """Read a file, or its first `most` bytes."""
    with open(path, "rb") as file:
        return file.read(most)


def digest(data: bytes) -> bytes:
    """Return sixteen bytes that stand for any number of them."""
    from hashlib import sha256  # noqa: PLC0415 - most unchanged builds need none

    return sha256(data).digest()[:16]


def tree(root: str, folder: str, *, hidden: bool = True, compiled: bool = True) -> Iterator[str]:
    """Yield the paths of a folder that follows `root`, and of all that is in it at any depth.

    Links are followed, but for one that leads back into a folder that it lies in. Without
    `hidden`, names that begin with a dot are skipped, without `compiled` what Python leaves in
    folders of its own.
    """
    skipped = ("" if hidden else ".", "" if compiled else "__pycache__")
    prefixes = tuple(filter(None, skipped))
    yield folder
    yield from _walk(root, folder, prefixes, (os.path.realpath(root + folder),))


def _walk(root: str, folder: str, skip: tuple[str, ...], above: tuple[str, ...]) -> Iterator[str]:
    """Yield what is in a folder; `above` are the real folders that lead to it."""
    try:
        entries = sorted(os.scandir(root + folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.name.startswith(skip):
            continue
        yield path
        real = f"{above[-1]}/{entry.name}"
        if _is_folder(entry):
            real = os.path.realpath(entry.path) if entry.is_symlink() else real
            if not any(f"{one}/".startswith(f"{real}/") for one in above):
                yield from _walk(root, path, skip, (*above, real))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a loop of links
        return False
