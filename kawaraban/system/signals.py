"""What a build does when it is stopped by Ctrl-C, a closed terminal, a shutdown or a CI job.

It ends where it is: an exception would have to pass through code some of which swallows it
(Python's documentation, "Signals and threads"). The output folder is the whole old site or the
whole new one at every moment; what lies beside it is deleted.
"""

from __future__ import annotations

# What `signal` is made of, which takes a millisecond to load for its enumerations.
import _signal
import os
import sys

from kawaraban.system import terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import NoReturn

# SIGHUP is what a closed terminal sends; Windows has none.
SIGNALS = tuple(getattr(_signal, n) for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(_signal, n))
# The process numbers of this build's workers.
WORKERS: set[int] = set()
_BY_SIGNAL = 128  # what shells add to the number of a signal


class _Build:
    """The process that is the build, and what it does before it ends."""

    process = 0
    cleanup: Callable[[], None] | None = None


def install_handlers() -> None:
    """End this process on a signal from now on, except on those that it was started to ignore."""
    _Build.process = os.getpid()
    for number in SIGNALS:
        if _signal.getsignal(number) != _signal.SIG_IGN:  # as `nohup` and `&` in a script do
            _signal.signal(number, _stop)


def ignore_all() -> None:
    """Ignore signals from now on: the site is published, and what is left takes a moment."""
    if os.getpid() == _Build.process:
        for number in SIGNALS:
            _signal.signal(number, _signal.SIG_IGN)


def set_cleanup(cleanup: Callable[[], None]) -> None:
    """Set what is done before a stopped build ends; it must not raise."""
    _Build.cleanup = cleanup


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    for other in SIGNALS:
        _signal.signal(other, _signal.SIG_IGN)
    if os.getpid() == _Build.process:  # forked processes have nothing to write
        _write_interrupted()
        kill_workers()
        if _Build.cleanup is not None:
            _Build.cleanup()
    os._exit(_BY_SIGNAL + number)


def _write_interrupted() -> None:
    """Write the line past `sys.stderr`, which may be in the middle of a write."""
    line = f"{terminal.INTERRUPTED}\n".encode(sys.stderr.encoding, "backslashreplace")
    try:  # noqa: SIM105 - contextlib takes 3 ms to load
        os.write(sys.stderr.fileno(), line)
    except (OSError, ValueError):  # nobody reads it, or it is no file
        pass


def fork_worker() -> int:
    """Fork a worker; give its process number, 0 in the worker itself.

    No signal comes between the fork and its record in `WORKERS`. Raises OSError where the system
    allows no more processes.
    """
    mask = _signal.pthread_sigmask(_signal.SIG_BLOCK, SIGNALS)
    try:
        WORKERS.difference_update([one for one in WORKERS if os.waitpid(one, os.WNOHANG)[0]])
        worker = os.fork()
        if worker:
            WORKERS.add(worker)
            return worker
        WORKERS.clear()
        _signal.signal(_signal.SIGINT, _signal.SIG_IGN)  # Ctrl-C is for the build
        for number in SIGNALS:
            if _signal.getsignal(number) != _signal.SIG_IGN:
                _signal.signal(number, _signal.SIG_DFL)
    finally:
        _signal.pthread_sigmask(_signal.SIG_SETMASK, mask)
    return 0


def kill_workers() -> None:
    """Kill all workers, whatever they are doing."""
    for worker in list(WORKERS):
        try:
            os.kill(worker, _signal.SIGKILL)
            os.waitpid(worker, 0)
        except (ProcessLookupError, ChildProcessError):  # a signal came while it was killed
            pass
        WORKERS.discard(worker)
