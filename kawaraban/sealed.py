"""Small files that one build leaves for the next, each written as one step.

What does not fit its checksum, or was written by another Python or version, counts as not there.
"""

from __future__ import annotations

import marshal
import os
import sys
from binascii import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def load(path: str, form: int) -> Any:  # noqa: ANN401 - plain data of any shape
    """Give the plain data of a file, or None; `form` is the number of what it is shaped like."""
    try:
        with open(path, "rb") as file:
            head, check, data = file.readline(), file.read(4), file.read()
        if head == _head(form) and check == _check(data):
            return marshal.loads(data)  # noqa: S302 - our own, and sealed
    except (OSError, ValueError, TypeError, EOFError):  # none, or of another version
        pass
    return None


def save(path: str, form: int, value: Any) -> None:  # noqa: ANN401 - plain data of any shape
    """Write plain data into a file, in whose folder there is room; not where it cannot be."""
    data = marshal.dumps(value)
    try:
        with open(f"{path}.new", "wb") as file:
            file.write(_head(form) + _check(data) + data)
        os.replace(f"{path}.new", path)
    except OSError:
        pass


def sweep(path: str) -> None:
    """Take away what a killed build has left of a file; not while another may write it."""
    try:  # noqa: SIM105 - contextlib takes 3 ms to load
        os.unlink(f"{path}.new")
    except OSError:  # there is none, as ever
        pass


def _head(form: int) -> bytes:
    return f"{form} {sys.version!r}\n".encode()


def _check(data: bytes) -> bytes:
    return crc32(data).to_bytes(4, "big")
