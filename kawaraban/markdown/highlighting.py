"""Code as HTML with Pygments' classes, within a limit of time."""

from __future__ import annotations

# What `signal` is made of; that takes a millisecond to load, for its enumerations.
import _signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexer import Lexer


def highlight(code: str, language: str) -> str | None:
    """Return code as HTML, or None where Pygments does not know the language."""
    lexer = _lexer(language.lower()) if language else None
    if lexer is None:
        return None
    import pygments  # noqa: PLC0415 - posts without code need not pay for it

    # A lexer of its own: some store what they have met.
    return str(pygments.highlight(code, lexer(stripnl=False, ensurenl=False), _formatter()))


@cache
def _formatter() -> HtmlFormatter[str]:
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415 - likewise

    return HtmlFormatter(nowrap=True)


@cache
def _lexer(language: str) -> type[Lexer] | None:
    from pygments.lexers import find_lexer_class_by_name  # noqa: PLC0415 - likewise
    from pygments.util import ClassNotFound  # noqa: PLC0415 - likewise

    try:
        return find_lexer_class_by_name(language)
    except ClassNotFound:
        return None


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
