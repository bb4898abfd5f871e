"""Many bytes side by side in large pieces of memory, not each in a place of its own.

A piece goes back to the system as soon as nothing on it is asked for any more: of single
places the holes between others would be left. And processes that are forked go on sharing
it, as no count of references stands among the bytes.
"""

import mmap

_PIECE = 1 << 18


class Shelf:
    """Bytes that are put down, and read where they lie."""

    def __init__(self) -> None:
        """Begin with an empty shelf."""
        self._free = memoryview(bytearray())

    def put(self, data: bytes) -> memoryview:
        """Copy bytes to the shelf, and give them there."""
        if len(data) > len(self._free):
            self._free = memoryview(mmap.mmap(-1, max(_PIECE, len(data))))
        here, self._free = self._free[: len(data)], self._free[len(data) :]
        here[:] = data
        return here
