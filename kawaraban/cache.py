"""Memory between builds: bytes that took work to make, under a key that says what they are.

The folder may be deleted at any time. A value whose seal does not fit its bytes (cut
short, flipped, another version's) counts as not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import BinaryIO

_SEAL = hashlib.sha256().digest_size


class Cache:
    """A folder of remembered values.

    Without a folder, or where it `remembers` nothing, values last as long as the build.
    """

    def __init__(self, folder: Path | None, *, remembers: bool = True) -> None:
        """Take the folder, which need not exist yet."""
        self._home = folder
        self._folder = folder if remembers else None
        self._values: dict[str, bytes] = {}
        self._used: set[str] = set()

    def remember(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Give the value of a key, made only where it is not remembered."""
        value = self.get(key)
        if value is None:
            value = make()
            self.put(key, value)
        return value

    def get(self, key: str, head: int | None = None) -> bytes | None:
        """Give the value of a key, or None where it is not remembered.

        Of a value that was put with a `head`, this gives the head alone.
        """
        name = self._name(key)
        value = self._values.get(name)
        if self._folder is None or value is not None:
            return value[:head] if value is not None else None
        return _read(self._folder, name, head)

    def put(self, key: str, value: bytes, head: int | None = None) -> None:
        """Remember the value of a key; for this build only, where the folder takes nothing.

        The seal covers the first `head` bytes alone where it is given: they can be read
        without the rest, of which they must say what it is.
        """
        name = self._name(key)
        if self._folder is None or not _written(self._folder, name, value, head):
            self._values[name] = value

    def rest(self, key: str, head: int) -> bytes:
        """Give what follows the head of a value; whether it is whole, the head must tell."""
        name = self._name(key)
        if self._folder is None or name in self._values:
            return self._values.get(name, b"")[head:]
        return _content(self._folder, name)[_SEAL + head :]

    def has(self, key: str) -> bool:
        """Say whether a key has a value, whose seal is not looked at."""
        name = self._name(key)
        return name in self._values or (
            self._folder is not None and (self._folder / name).is_file()
        )

    def forget_the_rest(self) -> None:
        """Drop the value of every key that this build did not ask for.

        What an author has redacted or deleted since then is so gone here too.
        """
        used = self._used if self._folder is not None else set()
        with contextlib.suppress(OSError):
            for file in list(os.scandir(self._home)) if self._home is not None else ():
                if file.name not in used and file.is_file(follow_symlinks=False):
                    Path(file.path).unlink(missing_ok=True)

    def _name(self, key: str) -> str:
        name = hashlib.sha256(key.encode()).hexdigest()
        self._used.add(name)
        return name


def _read(folder: Path, name: str, head: int | None) -> bytes | None:
    data = _content(folder, name, None if head is None else _SEAL + head)
    seal, value = data[:_SEAL], data[_SEAL:]
    return value if _sealed(name, value) == seal else None


def _content(folder: Path, name: str, size: int | None = None) -> bytes:
    """Give the first bytes of a file; thousands are read, and a Path would take half the time."""
    try:
        with FileIO(f"{folder}/{name}") as file:
            return file.readall() if size is None else file.read(size)
    except OSError:
        return b""


def _sealed(name: str, value: bytes) -> bytes:
    """Give the seal of a value: it holds for the value's own key alone."""
    seal = hashlib.sha256(name.encode())
    seal.update(value)
    return seal.digest()


def _written(folder: Path, name: str, value: bytes, head: int | None) -> bool:
    """Write beside, then rename: a killed build leaves no half value under the key."""
    beside = f"{folder}/{name}.{os.getpid()}-{threading.get_ident()}"
    try:
        with _opened(beside) as file:
            file.write(_sealed(name, value[:head]) + value)
        Path(beside).replace(folder / name)
    except OSError:
        return False
    return True


def _opened(path: str) -> BinaryIO:
    """Open a file to write; its folder is made where it is not there, which is once a site."""
    file = Path(path)
    try:
        return file.open("wb")
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.open("wb")
