"""A limit of the CPU time that Pygments' patterns may take over an author's text."""

from __future__ import annotations

# What `signal` is made of; that takes a millisecond to load, for its enumerations.
import _signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TooLongError(Exception):
    """The time is over."""


class TimeLimit:
    """CPU-time limit that several calls share.

    There is none where the system has no such timer (Windows), and none on a thread.
    """

    def __init__(self, seconds: float) -> None:
        """Start with all of the time left."""
        self._left = seconds

    @contextmanager
    def limit(self) -> Iterator[None]:
        """Run something under the limit; raises `TooLongError` where it takes longer."""
        if self._left <= 0:
            raise TooLongError
        is_main = threading.current_thread() is threading.main_thread()
        if not hasattr(_signal, "setitimer") or not is_main:
            yield
            return
        handler = _signal.signal(_signal.SIGVTALRM, _stop)
        _signal.setitimer(_signal.ITIMER_VIRTUAL, self._left)
        try:
            yield
        finally:
            self._left = _signal.setitimer(_signal.ITIMER_VIRTUAL, 0)[0]
            _signal.signal(_signal.SIGVTALRM, handler)


def _stop(_number: int, _frame: object) -> None:
    raise TooLongError
