"""The next site while it is made: what differs from the site in the output folder."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Self

from kawaraban.core.model import Content, StoredBytes
from kawaraban.incremental.fingerprints import digest, digest_of
from kawaraban.publish.apart import make_apart
from kawaraban.publish.change import Known
from kawaraban.publish.exchange import discard, put_back
from kawaraban.publish.places import real
from kawaraban.system import lock, signals

# Short, for a path may be as long as the system allows.
_FILES, _TREE, _TWIN = "f", "t", "w"
_NAME = 32


class Stage:
    """A folder beside the output folder, with every file that is not there yet as it shall be.

    Before the first site they lie there as they are published. Later they lie side by side,
    for most are moved one by one into folders that there are.

    `with` it, it is gone at the end, whatever happens.
    """

    def __init__(self, output: Path, known: Known, *, takes_few: bool = False) -> None:
        """Take the output folder, and sweep away what a killed build has left.

        For a few files it is not worth while to look for a good place. Raises OSError.
        """
        self.output = real(output)  # a link to a folder elsewhere stays one
        self.folder = self.output.with_name(f".{self.output.name}.new")
        self.known = known
        self._takes_few = takes_few
        if not self.output.parent.is_dir():
            self.output.parent.mkdir(parents=True, exist_ok=True)
            # The build has only locked the first folder above that was there.
            lock.taken(str(self.output.parent))
        put_back(self.output)
        self._is_first = not os.path.lexists(self.output)
        # In a folder of somebody else's the old site could not be swept away afterwards.
        if not self._is_first and not os.access(self.output, os.W_OK | os.X_OK):
            raise _refused(self.output)
        self.twin = self.folder / _TWIN
        self._files = self.folder / _FILES
        self._folders: set[str] = set()
        discard(self.folder)
        if os.path.lexists(self.folder):  # what is left there must not pass for new
            raise _refused(self.folder)
        signals.sweeping(self.discard)

    def __enter__(self) -> Self:
        """Give the stage itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Sweep away what was not published."""
        self.discard()

    def put(self, path: str, content: Content) -> bytes:
        """Take a file of the site; give its digest. Processes forked from the build may call it.

        Raises OSError.
        """
        own = content.digest if isinstance(content, StoredBytes) else digest(content)
        if own != self.there(path):
            self._write(path, content.read() if isinstance(content, StoredBytes) else content)
        return own

    def make_ready(self) -> None:
        """Make the folder of the files, before processes are forked that put some.

        Where it cannot be made, the first file that needs it says so.
        """
        with contextlib.suppress(OSError):
            self._make_room(self.at("file"))

    def there(self, path: str) -> bytes:
        """Give the digest of a file that is in the output folder already; empty where none is."""
        if self._is_first:
            return b""
        file = f"{self.output}/{path}"
        known = self.known_there(path)
        return known or (digest_of(file) if os.path.realpath(file) == file else b"")

    def known_there(self, path: str) -> bytes:
        """Give the digest of a file that the last build left there, and nobody changed since."""
        return b"" if self._is_first else self.known.digests.get(path, b"")

    def holds(self, path: str) -> bool:
        """Say whether a file that was put is new, so that it lies here."""
        return self._is_first or os.path.lexists(self.at(path))

    def at(self, path: str) -> str:
        """Give where a file that was put is, or would be."""
        name = path if self._is_first else sha256(os.fsencode(path)).hexdigest()[:_NAME]
        return f"{self._files}/{name}"

    def tree(self, paths: Iterable[str]) -> Path:
        """Give a folder that holds the files of these paths, which were put, as they are published.

        Raises OSError.
        """
        if self._is_first:
            return self._files
        tree = self.folder / _TREE
        tree.mkdir(parents=True)
        for path in paths:
            self._make_room(f"{tree}/{path}")
            os.rename(self.at(path), f"{tree}/{path}")
        return tree

    def place(self, path: str) -> int:
        """Give where on the disk a file of the output folder is."""
        return self.known.places.get(path) or os.lstat(f"{self.output}/{path}").st_ino

    def discard(self) -> None:
        """Let the output folder be as it is."""
        self._folders.clear()
        discard(self.folder)

    def _write(self, path: str, data: bytes) -> None:
        file = self.at(path)
        self._make_room(file)
        _write(file, data)

    def _make_room(self, file: str) -> None:
        if not self._folders and not self._takes_few:
            make_apart(self._files)
            self._folders.add(str(self._files))
        folder = file.rpartition("/")[0]
        if folder not in self._folders:
            _make(folder)
            self._folders.add(folder)


def refuse_anothers(folder: Path) -> None:
    """Refuse a folder of another user: what is in it could not be swept away. Raises OSError."""
    owner = folder.stat().st_uid
    own = owner == os.geteuid() if hasattr(os, "geteuid") else True
    if not own and not os.access(folder, os.W_OK | os.X_OK):
        raise _refused(folder)


def _refused(folder: Path) -> OSError:
    """Give the error of a folder that cannot be written into."""
    flags = os.statvfs(folder).f_flag if hasattr(os, "statvfs") else 0
    number = errno.EROFS if flags & getattr(os, "ST_RDONLY", 1) else errno.EACCES
    return OSError(number, os.strerror(number), str(folder))


def _make(folder: str) -> None:
    """Make a folder; that of most pages is new, and stands in one that is there already."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        return
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)


def _write(file: str, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    opened = os.open(file, flags, 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(opened, left) :]
    finally:
        os.close(opened)
