"""What is drawn in this build and published at its end: too much for the memory.

A drawing is not kept for the next build, which finds it in the output folder, or draws it again.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO

_IN_MEMORY = 2_000_000  # bytes, as some hundred cards have


class Spool:
    """Bytes under a name, in a file of their own that nobody else sees and that ends with us."""

    def __init__(self, folder: Path | None) -> None:
        """Take a folder with room; without one, or where it takes nothing, the system's own."""
        self._folder = folder
        self._held: dict[str, bytes] = {}
        self._room = _IN_MEMORY
        self._file: IO[bytes] | None = None
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def put(self, name: str, data: bytes) -> None:
        """Take some bytes. Raises OSError."""
        if self._room >= len(data):
            self._room -= len(data)
            self._held[name] = data
            return
        if self._file is None:
            self._file = _opened(self._folder)
        self._file.seek(self._end)
        self._file.write(data)
        self._places[name] = self._end, len(data)
        self._end += len(data)

    def get(self, name: str) -> bytes | None:
        """Give the bytes of a name, or None. Raises OSError."""
        if name in self._held or self._file is None or name not in self._places:
            return self._held.get(name)
        start, size = self._places[name]
        self._file.seek(start)
        return self._file.read(size)


def _opened(folder: Path | None) -> IO[bytes]:
    from tempfile import TemporaryFile  # noqa: PLC0415 - few cards need no file

    try:
        return TemporaryFile(dir=folder)
    except OSError:
        return TemporaryFile()
