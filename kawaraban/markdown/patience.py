"""A bound on the time of what is not ours to bound: a library's patterns over an author's text."""

from __future__ import annotations

# What `signal` is made of; that takes a millisecond to load, for its enumerations.
import _signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class TooLongError(Exception):
    """The time is over."""


class Patience:
    """So many seconds of the processor's time, for all that is done under it together.

    Where the system has no such timer (Windows), or on a thread, what has begun is not ended.
    """

    def __init__(self, seconds: float) -> None:
        """Take the seconds."""
        self._left = seconds

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """Do something under the bound; `TooLongError` ends it."""
        if self._left <= 0:
            raise TooLongError
        if not hasattr(_signal, "setitimer") or not _is_main():
            begin = time.process_time()
            yield
            self._left -= time.process_time() - begin
            return
        before = _signal.signal(_signal.SIGVTALRM, _stop)
        _signal.setitimer(_signal.ITIMER_VIRTUAL, self._left)
        try:
            yield
        finally:
            self._left = _signal.setitimer(_signal.ITIMER_VIRTUAL, 0)[0]
            _signal.signal(_signal.SIGVTALRM, before)


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


def _stop(_number: int, _frame: object) -> None:
    raise TooLongError
