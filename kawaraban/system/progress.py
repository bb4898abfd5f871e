"""A progress line for a person who waits at a terminal."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

_SILENT_SECONDS = 1.0
_CLEAR_LINE = "\r\033[K"
T = TypeVar("T")


def progress(
    items: Iterable[T], total: int, what: str, more: Callable[[str], str] = lambda _left: ""
) -> Iterator[T]:
    """Yield the items; once they take over a second, count on the terminal those that are done.

    `more` gives what else is said, from the time that is left (`3:20`).
    """
    if not sys.stderr.isatty():
        yield from items
        return
    started = time.monotonic()
    is_written = False
    for done, item in enumerate(items, 1):
        yield item
        seconds = time.monotonic() - started
        if seconds > _SILENT_SECONDS:
            is_written = True
            minutes, rest = divmod(round(seconds / done * (total - done)), 60)
            line = f"{what} {done}/{total}{more(f'{minutes}:{rest:02}')}"
            sys.stderr.write(f"{_CLEAR_LINE}{line}")
            sys.stderr.flush()
    if is_written:
        sys.stderr.write(_CLEAR_LINE)
        sys.stderr.flush()
