"""A folder in a part of the disk that holds little yet, where the file system lets one ask."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

# linux/fs.h; some architectures have other numbers, and refuse these.
_GET_FLAGS, _SET_FLAGS = 0x80086601, 0x40086602
_TOP_FOLDER = 0x00020000
_PLACES = 4


def make_apart(folder: Path) -> None:
    """Make a folder, and the one that it lies in, where there is none.

    ext4 looks for a place for a file near its folder. Without a journal it passes over the
    places of all that was deleted in the last minutes, one by one, for each new file: after
    an old site was deleted, that takes longer than to write the new one. The folders in one
    that is marked as the top of a hierarchy are laid far from each other (chattr(1), T); of
    some, that is taken in which a file is made in least time. It takes 2 ms. Raises OSError.
    """
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            _mark(folder.parent)
            # Where a folder is laid depends on its name.
            some = [folder.with_name(os.urandom(8).hex()) for _ in range(_PLACES)]
            best, *others = sorted(some, key=_made_in)
            for other in others:
                other.rmdir()
            best.rename(folder)
    folder.mkdir(exist_ok=True)


def _made_in(folder: Path) -> int:
    """Make a folder; give how long it takes to make a file in it, in nanoseconds."""
    folder.mkdir()
    first, second = folder / "1", folder / "2"
    first.touch()  # which may have to wait for the disk
    started = time.perf_counter_ns()
    second.touch()
    taken = time.perf_counter_ns() - started
    first.unlink()
    second.unlink()
    return taken


def _mark(folder: Path) -> None:
    import fcntl  # noqa: PLC0415 - Linux alone needs it

    opened = os.open(folder, os.O_RDONLY)
    try:
        flags = bytearray(8)
        fcntl.ioctl(opened, _GET_FLAGS, flags)
        marked = int.from_bytes(flags, sys.byteorder) | _TOP_FOLDER
        fcntl.ioctl(opened, _SET_FLAGS, marked.to_bytes(8, sys.byteorder))
    finally:
        os.close(opened)
