"""Whether files are as they were, without reading them where their stamps are enough.

A stamp is a file's size, its times and its place on the disk. Only what Python has loaded
already is imported here: to load more takes longer than an unchanged build.
"""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

# Longer than the steps in which systems count a file's time: Linux's are 10 ms at most,
# Windows' 16. FAT's two seconds are not waited for.
TICK_NS = 20_000_000
_ABSENT = (-1, -1, -1, -1)
_UNKNOWN = (-2, -2, -2, -2)  # no file has these
_FIELDS = len(_ABSENT)
_NO_FILE = 22  # EINVAL, as reading a folder's bytes is
NOTHING: dict[str, bytes] = {}


class Stamps:
    """How the files and folders at some paths were.

    `numbers` are their stamps, one after the other. `fresh` holds the digest of what had
    changed so lately that another change need not show in its times, by its number.
    """

    __slots__ = ("fresh", "numbers", "paths")

    def __init__(self, paths: list[str], numbers: list[int], fresh: dict[int, bytes]) -> None:
        """Take the stamps of each path, and the digests of the fresh ones."""
        self.paths = paths
        self.numbers = numbers
        self.fresh = fresh

    def changed(self, root: str) -> list[str]:
        """Give the paths that are not as they were, now that they follow `root`."""
        paths, then, now = self.paths, self.numbers, numbers_at(root, self.paths)
        differing = {n for n, was in self.fresh.items() if digest_of(root + paths[n]) != was}
        if now != then:
            each = enumerate(range(0, len(now), _FIELDS))
            differing |= {n for n, at in each if now[at : at + _FIELDS] != then[at : at + _FIELDS]}
        return [paths[n] for n in sorted(differing)]

    def forget(self, paths: Collection[str]) -> None:
        """Hold no stamp of some paths."""
        for n, path in enumerate(self.paths):
            if path in paths:
                self.numbers[n * _FIELDS : (n + 1) * _FIELDS] = _UNKNOWN

    def moved(self, root: str) -> Stamps:
        """Give the same of a tree that was renamed, which alters its root's time of change."""
        numbers = self.numbers.copy()
        for n, path in enumerate(self.paths):
            if not path:
                at = n * _FIELDS + 2
                numbers[at] = numbers_at(root, [path])[2]
        return Stamps(self.paths, numbers, self.fresh)

    def parted(self, number: int) -> tuple[Stamps, Stamps]:
        """Give the stamps of so many paths, and those of the rest."""
        at, fresh = number * _FIELDS, self.fresh.items()
        first = {n: was for n, was in fresh if n < number}
        rest = {n - number: was for n, was in fresh if n >= number}
        return (
            Stamps(self.paths[:number], self.numbers[:at], first),
            Stamps(self.paths[number:], self.numbers[at:], rest),
        )

    def carried(
        self,
        root: str,
        paths: list[str],
        touched: Collection[str],
        digests: Mapping[str, bytes] = NOTHING,
    ) -> Stamps:
        """Give the stamps of some paths, of which those that are not touched are known here.

        `digests` are those that files have, as far as they are known.
        """
        if paths == self.paths:
            return self._retaken(root, touched, digests)
        own = {path: n for n, path in enumerate(self.paths) if path not in touched}
        some = taken(root, [path for path in paths if path not in own], digests)
        numbers: list[int] = []
        fresh: dict[int, bytes] = {}
        left = 0
        for n, path in enumerate(paths):
            source, place = (self, own[path]) if path in own else (some, left)
            left += source is some
            numbers += source.numbers[place * _FIELDS : (place + 1) * _FIELDS]
            if place in source.fresh:
                fresh[n] = source.fresh[place]
        return Stamps(paths, numbers, fresh)

    def _retaken(self, root: str, touched: Collection[str], digests: Mapping[str, bytes]) -> Stamps:
        places = [n for n, path in enumerate(self.paths) if path in touched]
        some = taken(root, [self.paths[n] for n in places], digests)
        numbers, fresh = self.numbers.copy(), self.fresh.copy()
        for n, place in enumerate(places):
            part = some.numbers[n * _FIELDS : (n + 1) * _FIELDS]
            numbers[place * _FIELDS : (place + 1) * _FIELDS] = part
            fresh.pop(place, None)
            if n in some.fresh:
                fresh[place] = some.fresh[n]
        return Stamps(self.paths, numbers, fresh)

    def forget_altered(self, before: Stamps, paths: Collection[str]) -> None:
        """Hold no stamp of those files that have others than before: somebody has changed them.

        A second name gives a file another time of change, and no other size, time or place.
        """
        then = {path: n * _FIELDS for n, path in enumerate(before.paths) if path in paths}
        for n, path in enumerate(self.paths):
            if path in then:
                was, now = then[path], n * _FIELDS
                for field in (0, 1, 3):
                    if self.numbers[now + field] != before.numbers[was + field]:
                        self.numbers[now : now + _FIELDS] = _UNKNOWN

    def forget_later(self, moment: int, paths: Collection[str] | None = None) -> None:
        """Hold no stamp of what has changed after a moment, in nanoseconds, or is gone by now.

        Of some `paths`, or of all.
        """
        for n, path in enumerate(self.paths):
            at = n * _FIELDS
            if not 0 <= self.numbers[at + 2] <= moment and (paths is None or path in paths):
                self.numbers[at : at + _FIELDS] = _UNKNOWN

    def later(self, moment: int) -> set[str]:
        """Give the paths of what has changed after a moment, in nanoseconds."""
        return {
            path
            for path, changed in zip(self.paths, self.numbers[2::_FIELDS], strict=True)
            if changed > moment
        }

    def settled(self, seen: int) -> Stamps:
        """Give the same without what was fresh no more when it was seen not to have changed."""
        fresh = _fresh(self.numbers, seen)
        return Stamps(self.paths, self.numbers, {n: self.fresh[n] for n in fresh & set(self.fresh)})


def taken(root: str, paths: list[str], digests: Mapping[str, bytes] = NOTHING) -> Stamps:
    """Take the stamps of the files and folders at some paths, which follow `root`.

    `digests` are those that files shall have: of one that has another, the stamp holds no more.
    """
    now = time.time_ns()
    numbers = numbers_at(root, paths)
    fresh = {n: digests.get(paths[n]) or digest_of(root + paths[n]) for n in _fresh(numbers, now)}
    return Stamps(paths, numbers, fresh)


def _fresh(numbers: list[int], now: int) -> set[int]:
    """Give which files may change again without a trace in their stamps."""
    each, lately = range(0, len(numbers), _FIELDS), now - TICK_NS
    return {at // _FIELDS for at in each if max(numbers[at + 1 : at + 3]) > lately}


def numbers_at(root: str, paths: list[str]) -> list[int]:
    """Give the stamps of some paths that follow `root`, one after the other; -1 for none there."""
    at = _opened(root)  # from an open folder, the way to each is shorter
    found: list[int] = []
    ways = [root + path if at is None else path or "." for path in paths]
    for way in ways:
        try:
            status = os.lstat(way, dir_fd=at)
            # What `stat.S_ISLNK` says: a symbolic link is as its target is, and as itself is.
            if status.st_mode & 0o170000 == 0o120000:  # noqa: PLR2004
                found += _of_link(way, status, at)
                continue
        except (OSError, ValueError):
            found += _ABSENT
        else:
            found += status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
    if at is not None:
        os.close(at)
    return found


def _of_link(way: str, link: os.stat_result, at: int | None) -> tuple[int, int, int, int]:
    """Give the stamp of a link's target, which another target or another link alters too.

    Two names of one file have one stamp, but what may be published is told by its name.
    """
    try:
        target = os.stat(way, dir_fd=at)
    except OSError:  # it leads nowhere
        target = link
    altered = max(link.st_ctime_ns, target.st_ctime_ns)
    return target.st_size, target.st_mtime_ns, altered, link.st_ino ^ target.st_ino


def _opened(folder: str) -> int | None:
    """Open a folder, where the system can look from one; None where there is none to open."""
    try:
        return os.open(folder, os.O_RDONLY) if os.stat in os.supports_dir_fd else None
    except OSError:
        return None


def digest_of(path: str) -> bytes:
    """Give the digest of a file's bytes or of a folder's names; empty where there is none."""
    try:
        if os.path.isdir(path):
            return digest("\0".join(sorted(os.listdir(path))).encode("utf-8", "surrogateescape"))
        return digest(contents(path))
    except OSError:
        return b""


def opened(path: str, flags: int) -> int:
    """Open a file; a pipe in its place, which nobody writes into, is one that is empty."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def contents(path: str, most: int = -1) -> bytes:
    """Give the bytes of a file, or so many at its begin. OSError where it is none, as a pipe."""
    with open(path, "rb", opener=opened) as file:
        if os.fstat(file.fileno()).st_mode & 0o170000 != 0o100000:  # noqa: PLR2004
            raise OSError(_NO_FILE, os.strerror(_NO_FILE), path)
        return file.read(most)


def digest(data: bytes) -> bytes:
    """Give sixteen bytes that stand for any number of them."""
    from hashlib import sha256  # noqa: PLC0415 - most unchanged builds need none

    return sha256(data).digest()[:16]


def tree(root: str, folder: str, *, hidden: bool = True, compiled: bool = True) -> Iterator[str]:
    """Give the paths of a folder that follows `root`, and of all that is in it at any depth.

    Links are followed, but for one that leads back into a folder that it lies in. Without
    `hidden` all whose name begins with a dot is passed over, without `compiled` what Python
    leaves in folders of its own.
    """
    without = ("" if hidden else ".", "" if compiled else "__pycache__")
    yield folder
    yield from _inside(
        root, folder, tuple(filter(None, without)), (os.path.realpath(root + folder),)
    )


def _inside(
    root: str, folder: str, without: tuple[str, ...], above: tuple[str, ...]
) -> Iterator[str]:
    """Go through a folder; `above` are the real folders that were gone through to it."""
    try:
        entries = sorted(os.scandir(root + folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.name.startswith(without):
            continue
        yield path
        real = f"{above[-1]}/{entry.name}"
        if _is_folder(entry):
            real = os.path.realpath(entry.path) if entry.is_symlink() else real
            if not any(f"{one}/".startswith(f"{real}/") for one in above):
                yield from _inside(root, path, without, (*above, real))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a loop of links
        return False
