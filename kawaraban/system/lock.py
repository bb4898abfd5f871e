"""One build of a site, or into an output folder, at a time: the second waits.

The lock is the system's own on the site's folder, and on that which the output folder lies
in. It goes with the process: a dead one's is no obstacle. Where the system has none for
folders (Windows), two builds at once are the author's affair.
"""

from __future__ import annotations

import os

from kawaraban.system import terminal

_HELD: list[int] = []
_WAITING = "build.py: ほかのビルドが終わるのを待っています / waiting for another build"


def taken(*folders: str) -> None:
    """Lock some folders until the process ends, after waiting where another build has one.

    Where there are no locks, nothing is locked; of a folder that is not there yet, the one
    that it will lie in.
    """
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    waits = False
    # In one order for all builds, so that no two wait for each other.
    for folder in sorted({_there(os.path.realpath(folder)) for folder in folders}):
        try:
            opened = os.open(folder, os.O_RDONLY)
            _HELD.append(opened)
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not waits:
                terminal.tell(_WAITING)
            waits = True
            fcntl.flock(opened, fcntl.LOCK_EX)
        except OSError:  # no such folder, or a file system without locks
            pass


def let_go() -> None:
    """Hold no lock in a process forked from the build, which may outlive it and writes nothing."""
    while _HELD:
        os.close(_HELD.pop())


def _there(folder: str) -> str:
    """Give a folder, or the first above it that is there."""
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return folder
