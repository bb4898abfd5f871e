"""A site that is edited and built many times, beside the same site built from nothing each time."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests import command
from tests.desk import PROJECT

START = "2026-06-01T12:00"
# A word that every text of the site holds, to be exchanged for another of its length.
TOKEN = re.compile(r"印\d{4}")
_SECONDS = re.compile(r"\d+\.\d\d(?=秒| s\b)")
_FOLDER = re.compile(r"^((?:サイト|Site): .*)[（(].*[）)]$", re.MULTILINE)
_CACHE = ".cache"
_MARK = ".kawaraban"  # without it a folder that holds files is refused
# Windows has no time of a file's last change that a program cannot set back.
TIMES_TELL = sys.platform != "win32"
_MANNERS = ("in place", "by renaming", *(("with its old time",) if TIMES_TELL else ()))
Tree = dict[str, bytes | str | None]


class Outcome(NamedTuple):
    """What one run of the command gave: its exit status and all that it printed."""

    status: int
    said: str


class World:
    """The site's folder, its output folder, and how the next build is asked for.

    `dice` decides whatever an edit leaves open; `sound` is the site as it was last built.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        """Take an empty folder, and the seed of the first site."""
        self.folder = folder
        self.site = folder / "warm" / "site"
        self.output = folder / "warm" / "output"
        self.cold = folder / "cold"
        self.dice = dice_of(f"{seed}")
        self.now = START
        self.switches: dict[str, str] = {"--jobs": "2"}
        self.environment: dict[str, str] = {}
        self.foreign: dict[str, bytes | None] = {}
        self.sound: tuple[Tree, dict[str, str], str] = ({}, {}, "")
        self.site.mkdir(parents=True)

    @property
    def cache(self) -> Path:
        """Give the folder that may be spoiled or deleted at any time."""
        return self.site / _CACHE

    def token(self) -> str:
        """Give a word that nobody has written yet."""
        return f"印{self.dice.randrange(10000):04}"

    def paths(self, pattern: str) -> list[str]:
        """Give the files of the site under a pattern, in the same order on every machine."""
        found = (p for p in self.site.glob(pattern) if p.is_file())
        return sorted(p.relative_to(self.site).as_posix() for p in found)

    def read(self, path: str) -> str:
        """Give a text of the site."""
        return (self.site / path).read_bytes().decode(errors="replace")

    def save(self, path: str, content: str | bytes) -> str:
        """Write a file of the site as one of many editors does; give the manner."""
        file = self.site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        times = (file.stat().st_atime_ns, file.stat().st_mtime_ns) if file.exists() else None
        manner = self.dice.choice(_MANNERS if times else _MANNERS[:1])
        if manner == "by renaming":
            beside = file.with_name(f"{file.name}~")
            beside.write_bytes(data)
            beside.replace(file)
        else:
            file.write_bytes(data)
        if times and manner == "with its old time":
            os.utime(file, ns=times)
        return f"{path} ({manner})"

    def delete(self, path: str) -> None:
        """Delete a file of the site, and its folder where that is empty then."""
        file = self.site / path
        file.unlink()
        if file.parent != self.site and not any(file.parent.iterdir()):
            _dropped(file.parent)

    def build(self, *more: str) -> Outcome:
        """Build the site as its author does, over whatever earlier builds have left."""
        done = command.run(self.command(*more)[2:], self.environment)
        self._relent()
        return Outcome(done.status, _timeless(done.out + done.err))

    def command(self, *more: str) -> list[str]:
        """Give the command line of a build; later arguments win."""
        folders = ["--site", str(self.site), "--output", str(self.output)]
        return [sys.executable, str(PROJECT / "build.py"), *folders, *self._asked(), *more]

    def build_anew(self) -> Outcome:
        """Build a fresh copy of the site into a fresh folder, which others have put files into."""
        shutil.rmtree(self.cold, ignore_errors=True)
        site, output = self.cold / "site", self.cold / "output"
        shutil.copytree(
            self.site, site, symlinks=True, ignore=lambda _, names: {_CACHE} & set(names)
        )
        plant(output, self.foreign)
        if self.foreign:
            plant(output, {_MARK: b""})
        arguments = ["--site", str(site), "--output", str(output), *self._asked(), "--jobs", "1"]
        done = command.run(arguments, {})
        return Outcome(done.status, _timeless(done.out + done.err))

    def keep_as_sound(self) -> None:
        """Remember the site and its switches, to come back to after a mistake."""
        self.sound = (self.everything(), dict(self.switches), self.now)

    def repair(self) -> str:
        """Bring back the site and its switches as they were last built."""
        files, self.switches, self.now = self.sound[0], dict(self.sound[1]), self.sound[2]
        there = self.everything()
        for path in there.keys() - files.keys():
            if there[path] is not None:
                self.delete(path)
        for path, content in sorted(files.items()):
            if isinstance(content, bytes) and there.get(path) != content:
                if isinstance(there.get(path), str):
                    (self.site / path).unlink()  # a link, which may lead nowhere by now
                self.save(path, content)
            elif isinstance(content, str) and there.get(path) != content:
                (self.site / path).parent.mkdir(parents=True, exist_ok=True)
                (self.site / path).unlink(missing_ok=True)
                (self.site / path).symlink_to(content)
        return "the mistake is repaired"

    def everything(self) -> Tree:
        """Give all that lies in the site's folder but its memory."""
        return {p: c for p, c in tree(self.site).items() if p.partition("/")[0] != _CACHE}

    def _asked(self) -> Iterator[str]:
        yield from ("--now", self.now)
        for name, value in self.switches.items():
            yield from (name, value) if value else (name,)

    def _relent(self) -> None:
        """Make the cache usable, where an edit has locked or replaced it."""
        if self.cache.is_file():
            self.cache.unlink()
        for folder in [self.cache, *self.cache.rglob("*")]:
            if folder.is_dir() and folder.stat().st_mode & 0o777 != 0o755:
                folder.chmod(0o755)  # only where it is locked: a changed folder is another


def dice_of(name: str) -> Random:
    """Give the dice of a name, which fall alike in every run."""
    return Random(name)  # noqa: S311 - no secret


def plant(folder: Path, files: dict[str, bytes | None]) -> None:
    """Put files and empty folders (None) into a folder."""
    for path, content in files.items():
        target = folder / path
        (target if content is None else target.parent).mkdir(parents=True, exist_ok=True)
        if content is not None:
            target.write_bytes(content)


def tree(folder: Path) -> Tree:
    """Give the bytes of each file by path, where each link leads, and None for each folder."""
    found: Tree = {}
    for here, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(here) / name
            key = path.relative_to(folder).as_posix()
            if path.is_symlink():
                found[key] = str(path.readlink())
            else:
                found[key] = path.read_bytes() if path.is_file() else None
    return found


def standing(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Give inode, time and size of each file and folder, and of the folder itself."""
    stats = {p: p.stat(follow_symlinks=False) for p in (folder, *folder.rglob("*"))}
    return {
        p.relative_to(folder).as_posix(): (s.st_ino, s.st_mtime_ns, s.st_size)
        for p, s in stats.items()
    }


def _dropped(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()


def _timeless(said: str) -> str:
    """Leave out the time that a build took, and where its site lies."""
    return _FOLDER.sub(r"\1", _SECONDS.sub("N", said.replace("\r\n", "\n")))
