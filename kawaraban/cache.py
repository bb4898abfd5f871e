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
from pathlib import Path

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

    def get(self, key: str) -> bytes | None:
        """Give the value of a key, or None where it is not remembered."""
        name = self._name(key)
        value = self._values.get(name)
        return value if self._folder is None or value is not None else _read(self._folder / name)

    def put(self, key: str, value: bytes) -> None:
        """Remember the value of a key; for this build only, where the folder takes nothing."""
        name = self._name(key)
        if self._folder is None or not _written(self._folder / name, value):
            self._values[name] = value

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


def _read(file: Path) -> bytes | None:
    try:
        data = file.read_bytes()
    except OSError:
        return None
    seal, value = data[:_SEAL], data[_SEAL:]
    return value if _sealed(file, value) == seal else None


def _sealed(file: Path, value: bytes) -> bytes:
    """Give the seal of a value: it holds for the value's own key alone."""
    return hashlib.sha256(file.name.encode() + value).digest()


def _written(file: Path, value: bytes) -> bool:
    """Write beside, then rename: a killed build leaves no half value under the key."""
    beside = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(_sealed(file, value) + value)
        beside.replace(file)
    except OSError:
        return False
    return True
