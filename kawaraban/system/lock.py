"""One build of a site, or into an output folder, at a time: the second waits.

The lock is the system's own (flock) on the site's folder, and on the folder in which the output
lies. It ends with the process, so that a killed build is no obstacle. Where folders cannot be
locked (Windows), nothing keeps two builds apart.
"""

import os

from kawaraban.system import terminal

_WAITING = "build.py: ほかのビルドが終わるのを待っています / waiting for another build"


def acquire(*folders: str) -> None:
    """Lock some folders until the process ends, after waiting where another build has one.

    For a folder that does not exist yet, the one in which it will be made is locked. Where the
    system has no such locks, nothing is locked.
    """
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    is_waiting = False
    # Sorted, so that no two builds wait for each other.
    for folder in sorted({_existing(os.path.realpath(folder)) for folder in folders}):
        try:
            descriptor = os.open(folder, os.O_RDONLY)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not is_waiting:
                terminal.write_error(_WAITING)
            is_waiting = True
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError:  # no such folder, or a file system without locks
            pass


def _existing(folder: str) -> str:
    """Return a folder, or the nearest one above it that exists."""
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return folder
