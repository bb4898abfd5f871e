"""One build of a site at a time: the second waits, and a dead one's lock is no obstacle.

The lock is the system's own on the site's folder, and goes with the process. Where the
system has none for folders (Windows), two builds at once are the author's affair.
"""

from __future__ import annotations

import os

from kawaraban import terminal

_WAITING = "build.py: ほかのビルドが終わるのを待っています / waiting for another build"


def taken(site: str) -> None:
    """Lock a site's folder until the process ends, after waiting where another build has it.

    Where there are no locks, or no such folder, nothing is locked.
    """
    try:
        import fcntl  # noqa: PLC0415 - Windows has none

        folder = os.open(site, os.O_RDONLY)
    except (ImportError, OSError):
        return
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        terminal.tell(_WAITING)
        fcntl.flock(folder, fcntl.LOCK_EX)
    except OSError:  # a file system without locks
        pass
