"""A build that is stopped, by Ctrl-C, a closed terminal, a shutdown, a service or a CI job.

It ends where it stands: an exception would have to pass through whatever is under way, some of
which swallows it (Python's documentation, "Signals and threads"). The output folder is the whole
old site or the whole new one at every moment; what lies beside it is swept away.
"""

from __future__ import annotations

# What `signal` is made of; that takes a millisecond to load, for its enumerations.
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
SIGNALS = tuple(
    getattr(_signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(_signal, name)
)
# The processes that work for the build.
WORKERS: set[int] = set()
_BY_SIGNAL = 128  # what shells add to the number of a signal


class _Build:
    """The process that is the build, and what it has to sweep away."""

    process = 0
    sweep: Callable[[], None] | None = None


def heed() -> None:
    """Stop this process on a signal from now on, but for one that it was started to ignore."""
    _Build.process = os.getpid()
    for number in SIGNALS:
        if _signal.getsignal(number) != _signal.SIG_IGN:  # as `nohup` and `&` in a script do
            _signal.signal(number, _stopped)


def past() -> None:
    """Pass over signals from now on: the site is published, and what is left takes a moment."""
    if os.getpid() == _Build.process:
        for number in SIGNALS:
            _signal.signal(number, _signal.SIG_IGN)


def sweeping(sweep: Callable[[], None]) -> None:
    """Take what is to be done before a stopped build ends; it must not raise."""
    _Build.sweep = sweep


def _stopped(number: int, _frame: FrameType | None) -> NoReturn:
    for other in SIGNALS:
        _signal.signal(other, _signal.SIG_IGN)
    if os.getpid() == _Build.process:  # a process forked from it has nothing to say
        _heard()
        end_workers()
        if _Build.sweep is not None:
            _Build.sweep()
    os._exit(_BY_SIGNAL + number)


def _heard() -> None:
    """Say the line at once: what `sys.stderr` is in the midst of it could not take up again."""
    line = f"{terminal.INTERRUPTED}\n".encode(sys.stderr.encoding, "backslashreplace")
    try:  # noqa: SIM105 - contextlib takes 3 ms to load
        os.write(sys.stderr.fileno(), line)
    except (OSError, ValueError):  # nobody reads it, or it is no file
        pass


def forked() -> int:
    """Fork a process that works for the build, which knows it from the first moment; 0 in it.

    Raises OSError where there may be no more.
    """
    held = _signal.pthread_sigmask(_signal.SIG_BLOCK, SIGNALS)
    try:
        worker = os.fork()
        if worker:
            WORKERS.add(worker)
            return worker
        WORKERS.clear()  # they are the build's
        _signal.signal(_signal.SIGINT, _signal.SIG_IGN)  # Ctrl-C is for the build
        for number in SIGNALS:
            if _signal.getsignal(number) != _signal.SIG_IGN:
                _signal.signal(number, _signal.SIG_DFL)
    finally:
        _signal.pthread_sigmask(_signal.SIG_SETMASK, held)
    return 0


def ended(worker: int) -> int:
    """Wait for a process that is about to end; give its status, 0 for one that was killed."""
    if worker not in WORKERS:  # it was ended with all others
        return 0
    _, status = os.waitpid(worker, 0)
    WORKERS.discard(worker)
    return max(os.waitstatus_to_exitcode(status), 0)


def end_workers() -> None:
    """End the build's other processes, whatever they are at."""
    for worker in list(WORKERS):
        end(worker)


def end(worker: int) -> None:
    """End one of them."""
    try:
        os.kill(worker, _signal.SIGKILL)
        os.waitpid(worker, 0)
    except (ProcessLookupError, ChildProcessError):  # a signal came while it was ended
        pass
    WORKERS.discard(worker)
