"""Small files in the site's `.cache` that one build leaves for the next, each written in one step.

A file that does not fit its checksum, or was written by another Python or version, counts as
not there.
"""

from __future__ import annotations

import marshal
import os
import sys
from binascii import crc32

from kawaraban.incremental.fingerprints import read_bytes

_CHECKSUM_BYTES = 4
_NEW = ".new"
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def load(path: str, form: int) -> Any:  # noqa: ANN401 - plain data of any shape
    """Read the plain data of a file, or None; `form` is the number of its shape."""
    try:
        head, _, body = read_bytes(path).partition(b"\n")
        data = memoryview(body)[_CHECKSUM_BYTES:]
        if head == _head(form) and body[:_CHECKSUM_BYTES] == _checksum(data):
            return marshal.loads(data)  # noqa: S302 - our own, and checked
    except (OSError, ValueError, TypeError, EOFError):  # none, or of another version
        pass
    return None


def save(path: str, form: int, value: Any) -> bool:  # noqa: ANN401 - as above
    """Write plain data into a file in one step; return whether it could be written."""
    data = marshal.dumps(value)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + _NEW, "wb") as file:
            file.writelines((_head(form), b"\n", _checksum(data), data))
        os.replace(path + _NEW, path)
    except OSError:
        remove_unfinished(path)
        return False
    return True


def remove_unfinished(path: str) -> None:
    """Delete what a killed build has left of a file."""
    try:  # noqa: SIM105 - contextlib takes 3 ms to load
        os.unlink(path + _NEW)
    except OSError:  # there is none, as ever
        pass


def _head(form: int) -> bytes:
    return f"{form} {sys.version!r}".encode()


def _checksum(data: bytes | memoryview) -> bytes:
    return crc32(data).to_bytes(_CHECKSUM_BYTES, "big")
