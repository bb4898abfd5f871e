"""One folder put in the place of another, in one step where the system has such a call."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
from itertools import chain
from pathlib import Path

from kawaraban.incremental.manifest import MARK

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # Linux, renameat2(2)
_RENAME_SWAP = 2  # macOS, renamex_np(2)


def take_place(fresh: Path, output: Path) -> Path | None:
    """Put a folder in the place of `output`; give where the old one is now, if there was one."""
    if not output.exists():
        output.parent.mkdir(parents=True, exist_ok=True)
        fresh.rename(output)
        return None
    if exchanged(fresh, output):
        return fresh
    old = _aside(output)
    discard(old)
    output.rename(old)
    try:
        fresh.rename(output)
    except OSError:
        old.rename(output)
        raise
    return old


def put_back(output: Path) -> None:
    """Give the output folder back its place, where a build was killed between two renames.

    After the second one the old folder is what is left to sweep. Raises OSError.
    """
    old = _aside(output)
    if os.path.lexists(output):
        discard(old)
    elif (old / MARK).is_file():
        old.rename(output)


def _aside(output: Path) -> Path:
    return output.with_name(f".{output.name}.old")


def exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one system call; False where the system has no such call."""
    import ctypes  # noqa: PLC0415 - not always needed

    names = (os.fsencode(one), os.fsencode(other))
    with contextlib.suppress(OSError, AttributeError, TypeError):
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            done = libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
            return bool(done == 0)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(*names, _RENAME_SWAP) == 0)
    return False


def discard(folder: Path) -> None:
    """Delete a folder with all that is in it, or whatever has its name, as far as it goes."""
    if os.path.islink(folder) or not os.path.isdir(folder):  # to open a pipe may not end
        with contextlib.suppress(OSError):
            folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)
    if os.path.lexists(folder):  # what the author may not write into
        for here in chain((folder,), () if folder.is_symlink() else folder.rglob("*")):
            with contextlib.suppress(OSError):
                if here.is_dir() and not here.is_symlink():
                    here.chmod(stat.S_IRWXU)
        shutil.rmtree(folder, ignore_errors=True)
