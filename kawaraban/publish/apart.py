"""A folder in a part of the disk that holds little yet, where the file system lets one ask."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

# linux/fs.h; some architectures have other numbers, and refuse these.
_GET_FLAGS, _SET_FLAGS = 0x80086601, 0x40086602
_TOP_FOLDER = 0x00020000


def make_apart(folder: Path) -> None:
    """Make a folder and the one that it lies in; another process may do so meanwhile.

    ext4 looks for a place for a file near its folder. Without a journal it passes over the
    places of all that was deleted in the last minutes, one by one, for each new file: after
    an old site was deleted, that takes longer than to write the new one. The folders in one
    that is marked as the top of a hierarchy are laid far from each other (chattr(1), T); where
    depends on their names. Raises OSError.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(ImportError, OSError):
        _mark(folder.parent)
    folder.mkdir(exist_ok=True)


def _mark(folder: Path) -> None:
    import fcntl  # noqa: PLC0415 - Windows has none

    opened = os.open(folder, os.O_RDONLY)
    try:
        flags = bytearray(8)
        fcntl.ioctl(opened, _GET_FLAGS, flags)
        marked = int.from_bytes(flags, sys.byteorder) | _TOP_FOLDER
        fcntl.ioctl(opened, _SET_FLAGS, marked.to_bytes(8, sys.byteorder))
    finally:
        os.close(opened)
