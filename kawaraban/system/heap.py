"""How much memory glibc keeps that is free; nothing is done elsewhere."""

import ctypes
from collections.abc import Mapping
from contextlib import suppress

# Options of mallopt(3): free bytes that are kept, size of blocks by themselves, number of heaps.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8


def tune(options: Mapping[int, int]) -> None:
    """Set options of the allocator; what is not set grows with what is asked for."""
    with suppress(AttributeError, OSError, TypeError):  # other systems
        for option, value in options.items():
            ctypes.CDLL(None).mallopt(option, value)
