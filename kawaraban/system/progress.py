"""How far the work is, for a person who waits at a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

_PATIENCE = 1.0
_CLEARED = "\r\033[K"
T = TypeVar("T")


def progress(items: Iterable[T], total: int, what: str) -> Iterator[T]:
    """Give the items, and say on a terminal how far they are once they take over a second."""
    if not sys.stderr.isatty():
        yield from items
        return
    started = time.monotonic()
    shown = False
    for done, item in enumerate(items, 1):
        if time.monotonic() - started > _PATIENCE:
            shown = True
            sys.stderr.write(f"{_CLEARED}{what} {done}/{total}")
            sys.stderr.flush()
        yield item
    if shown:
        sys.stderr.write(_CLEARED)
        sys.stderr.flush()
