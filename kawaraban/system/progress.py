"""A progress line for a person who waits at a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

_SILENT_SECONDS = 1.0
_CLEAR_LINE = "\r\033[K"
T = TypeVar("T")


def progress(items: Iterable[T], total: int, what: str) -> Iterator[T]:
    """Yield the items; once they take over a second, count them on the terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    started = time.monotonic()
    is_written = False
    for done, item in enumerate(items, 1):
        if time.monotonic() - started > _SILENT_SECONDS:
            is_written = True
            sys.stderr.write(f"{_CLEAR_LINE}{what} {done}/{total}")
            sys.stderr.flush()
        yield item
    if is_written:
        sys.stderr.write(_CLEAR_LINE)
        sys.stderr.flush()
