"""Bytes that lie side by side: what was put down is there, and leaves no room taken."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kawaraban.system.shelf import Shelf


def test_what_is_put_down_is_there() -> None:
    """Whatever its length, and whatever is put down after it."""
    shelf = Shelf()
    sizes = (0, 1, 7_000, 300_000, 262_144, 100_000, 100_000, 100_000, 0, 1)
    written = [bytes([number]) * size for number, size in enumerate(sizes * 3)]
    kept = [shelf.put(data) for data in written]
    assert [bytes(view) for view in kept] == written


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does")
def test_what_is_not_asked_for_any_more_takes_no_memory() -> None:
    """Half of what lies between it stays, as papers stay when the texts go."""

    def used() -> int:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    before = used()
    shelf, stay = Shelf(), []
    texts = []
    for number in range(8_000):
        texts.append(shelf.put(bytes([number % 256]) * 8_000))
        stay.append(bytes(700))
    full = used()
    texts.clear()
    del shelf
    assert full - before > 60_000_000
    assert used() - before < 12_000_000
    assert len(stay) == 8_000
