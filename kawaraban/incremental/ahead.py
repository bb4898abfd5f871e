"""Edited texts parsed, and their cards drawn, by a process beside this one.

This one gets ready for their pages meanwhile. What has to be loaded to parse a text, to draw
a card and to make a page is most of what a small edit takes. Where no card is to be drawn,
that process looks at the output folder too.
"""

from __future__ import annotations

import marshal
import os
import sys

from kawaraban.system import lock, signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    Work = Callable[[str, list[str]], Iterator[Any]]

_MOST_TEXTS = 10  # more are parsed faster by several processes
_SIZE = 4  # bytes of the number that says how long what follows is


class Ahead:
    """What another process makes of the texts that were edited; nothing where there is none."""

    __slots__ = ("_cards", "_pipe", "_worker")

    def __init__(self, site: str, edited: list[str], work: Work) -> None:
        """Begin with the posts and pages that were edited, and their folders; there may be none.

        `work` is done in the other process. From the folder and the paths of texts, it gives
        what `texts`, `cards` and `disturbed` then give, as plain data.
        """
        self._pipe = self._worker = 0
        self._cards: dict[str, bytes] | None = None
        paths = [path for path in edited if path.endswith(".md")]
        if 0 < len(paths) <= _MOST_TEXTS and _can_fork():
            self._start(site, paths, work)

    def _start(self, site: str, paths: list[str], work: Work) -> None:
        reader, writer = os.pipe()
        try:
            self._worker = signals.forked()
        except OSError:  # there may be no more processes
            os.close(reader)
            os.close(writer)
            return
        if not self._worker:
            try:
                os.close(reader)  # so that a killed build is noticed
                lock.let_go()
                for told in work(site, paths):
                    _tell(writer, told)
            finally:  # what is missing is done by the build
                os._exit(0)
        os.close(writer)
        self._pipe = reader

    def texts(self) -> tuple[str, dict[str, tuple[str, bytes, bytes]], bytes]:
        """Wait for the texts: by path the digest of each, and its paper in two parts.

        With the nonce of the build whose settings they were parsed with, and their highlighted
        code, to be lent to the next such work.
        """
        return self._told() or ("", {}, b"")

    def cards(self) -> dict[str, bytes]:
        """Wait for the cards, which come after the texts: their PNG by path in the output."""
        if self._cards is None:
            self._cards = self._told() or {}
        return self._cards

    def disturbed(self) -> list[str] | None:
        """Wait for the paths of the output folder that are not as the last build left them.

        They come after the cards; None where nobody has looked.
        """
        return None if self.cards() else self._told()

    def end(self) -> None:
        """End the other process, whatever it is at."""
        if self._worker:
            os.close(self._pipe)
            signals.end(self._worker)
            self._worker = 0

    def _told(self) -> Any:  # noqa: ANN401 - plain data of any shape
        size = int.from_bytes(self._read(_SIZE), sys.byteorder)
        data = self._read(size)
        return marshal.loads(data) if 0 < size == len(data) else None  # noqa: S302 - a fork's

    def _read(self, size: int) -> bytes:
        data = b""
        while self._worker and len(data) < size:
            some = os.read(self._pipe, size - len(data))
            if not some:  # it has done all, or was ended by somebody else
                os.close(self._pipe)
                signals.ended(self._worker)
                self._worker = 0
            data += some
        return data


def _can_fork() -> bool:
    # On macOS a fork is not safe (Python's documentation, multiprocessing), on Windows
    # there is none.
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _tell(writer: int, told: Any) -> None:  # noqa: ANN401 - plain data of any shape
    data = marshal.dumps(told)
    left = memoryview(len(data).to_bytes(_SIZE, sys.byteorder) + data)
    while left:
        left = left[os.write(writer, left) :]
