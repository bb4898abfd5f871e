"""Memory between builds: bytes that took work to make, under a key that says what they are.

The folder may be deleted at any time. A value whose seal does not fit its bytes (cut
short, flipped, another version's) counts as not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

_SEAL = hashlib.sha256().digest_size


class Cache:
    """A folder of remembered values; without a folder nothing is remembered."""

    def __init__(self, folder: Path | None) -> None:
        """Take the folder, which need not exist yet."""
        self.folder = folder

    def remember(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Give the value of a key, made only where it is not remembered."""
        if self.folder is None:
            return make()
        file = self.folder / hashlib.sha256(key.encode()).hexdigest()
        value = _read(file)
        if value is None:
            value = make()
            _write(file, value)
        return value


def _read(file: Path) -> bytes | None:
    try:
        data = file.read_bytes()
    except OSError:
        return None
    seal, value = data[:_SEAL], data[_SEAL:]
    return value if hashlib.sha256(value).digest() == seal else None


def _write(file: Path, value: bytes) -> None:
    """Write beside, then rename: a killed build leaves no half value under the key."""
    beside = file.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(hashlib.sha256(value).digest() + value)
        beside.replace(file)
