"""A new folder exchanged with the output, in one system call where there is such a call."""

import contextlib
import os
import sys
from pathlib import Path

from kawaraban.incremental.cache import discard
from kawaraban.incremental.manifest import MARK

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # Linux, renameat2(2)
_RENAME_SWAP = 2  # macOS, renamex_np(2)


def replace_folder(tree: Path, output: Path) -> Path | None:
    """Replace the output folder by a tree; return where the old one is now, if there was one.

    Where the system cannot exchange folders, the old one is renamed first; `restore` undoes that
    in the next build if this one is killed in between. Raises OSError.
    """
    if not output.exists():
        tree.rename(output)
        return None
    if swap(tree, output):
        return tree
    old = _old_name(output)
    discard(old)
    output.rename(old)
    try:
        tree.rename(output)
    except OSError:
        old.rename(output)
        raise
    return old


def restore(output: Path) -> None:
    """Undo or finish the two renames of a build that was killed between or after them.

    Raises OSError.
    """
    old = _old_name(output)
    if os.path.lexists(output):
        discard(old)
    elif (old / MARK).is_file():
        old.rename(output)


def _old_name(output: Path) -> Path:
    return output.with_name(f".{output.name}.old")


def swap(one: Path, other: Path) -> bool:
    """Exchange two folders in one system call; False where the system has no such call."""
    import ctypes  # noqa: PLC0415 - not always needed

    names = (os.fsencode(one), os.fsencode(other))
    # Windows raises TypeError for `CDLL(None)`, old libraries AttributeError.
    with contextlib.suppress(OSError, AttributeError, TypeError):
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            done = libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
            return bool(done == 0)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(*names, _RENAME_SWAP) == 0)
    return False
