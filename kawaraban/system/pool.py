"""Work shared out among processes, as many as are worth starting."""

from __future__ import annotations

import gc
import os
import pickle
import select
import struct
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from typing import Any, NamedTuple, NoReturn, TypeVar

from kawaraban.system import signals

T = TypeVar("T")
R = TypeVar("R")

# Forked processes have the work and its things already, so that nothing need be sent to
# them. On macOS a fork is not safe (Python's documentation, multiprocessing), on Windows
# there is none.
CAN_FORK = sys.platform == "linux"
# A piece is a part of what is left for each process, so that the last are short and none is
# left with a long one while the others rest; and none is so long that what it gives fills a
# worker's pipe while this process is at another.
_PART, _LONGEST = 6, 32
_PIPE = 1 << 20  # bytes
_NUMBER, _HEAD = struct.Struct("I"), struct.Struct("II")
# Most often by Linux itself, where the memory is too small.
_ENDED = (
    "作業中のプロセスが終了させられました。--jobs 1 を試してください / "
    "a process at work was ended; try --jobs 1"
)


def shared(
    work: Callable[[T], R],
    kinds: Sequence[Sequence[T]],
    jobs: int,
    enough: int,
    meanwhile: Callable[[], None] = lambda: None,
) -> Generator[R]:
    """Give what work makes of each item, in order; an error comes in its place.

    Where the items are of several `kinds`, each process begins with another kind: what has to
    be learnt or loaded for one is so for fewer processes.

    This process does its part. Below `enough` items for each of two it does all, and so it
    does where processes cannot be forked. `meanwhile` is what it has to do before it takes its
    part. Closed, it leaves no process at work. Raises OSError where one has been ended by
    somebody else.
    """
    items = [item for kind in kinds for item in kind]
    workers = min(jobs, len(items) // enough) if CAN_FORK else 1
    if workers < 2:  # noqa: PLR2004 - one is this process
        meanwhile()
        yield from map(work, items)
        return
    lanes = [list(_pieces(kind, workers)) for kind in kinds if kind]
    pieces = [piece for lane in lanes for piece in lane]

    def do(number: int) -> list[R]:
        return [work(item) for item in pieces[number]]

    with closing(_Crew(do, list(map(len, lanes)), workers - 1)) as crew:
        meanwhile()
        for results in crew.done():
            yield from results


def _pieces(items: Sequence[T], workers: int) -> Iterator[Sequence[T]]:
    start = 0
    while start < len(items):
        size = min(-(-(len(items) - start) // (workers * _PART)), _LONGEST)
        yield items[start : start + size]
        start += size


class _Outcome(NamedTuple):
    """What a piece gave, or how to make its error again: class, arguments, attributes."""

    results: list[Any]
    error: tuple[Any, ...] = ()

    def told(self) -> list[Any]:
        """Give the results, or raise the error, whatever arguments its class may take."""
        if not self.error:
            return self.results
        kind, arguments, *attributes = self.error
        error = kind.__new__(kind, *arguments)
        for known in attributes:
            error.__setstate__(known)
        raise error


class _Crew:
    """This process and others: whoever is free takes the next piece of a lane, then of others."""

    def __init__(self, do: Callable[[int], list[Any]], lanes: Sequence[int], workers: int) -> None:
        self._do, self._pieces = do, sum(lanes)
        self._done: dict[int, _Outcome] = {}
        self._unread: dict[int, _Inbox] = {}  # of each worker, by its pipe
        self._workers: dict[int, int] = {}  # likewise
        self._refused = 0  # why the system let a worker not send what it had
        pipes = [os.pipe() for _ in lanes]
        self._lanes, numbers = [lane for lane, _ in pipes], tuple(end for _, end in pipes)
        gc.freeze()  # what this process has is no garbage: the others share its memory
        for worker in range(1, workers + 1):
            self._start(worker % len(lanes), numbers)
        first = 0
        for lane, end in zip(lanes, numbers, strict=True):
            os.write(end, b"".join(map(_NUMBER.pack, range(first, first + lane))))
            os.close(end)
            first += lane

    def _start(self, lane: int, numbers: tuple[int, ...]) -> None:
        results, sent = os.pipe()
        try:
            worker = signals.forked()
        except OSError:  # there may be no more processes: the work is done by those there are
            os.close(results)
        else:
            if not worker:
                self._lanes = self._lanes[lane:] + self._lanes[:lane]
                self._work(sent, (*numbers, results, *self._unread))
            self._unread[results], self._workers[results] = _Inbox(), worker
        os.close(sent)

    def _work(self, sent: int, others: tuple[int, ...]) -> NoReturn:
        """Do pieces and send what they give, as long as there is somebody who reads it."""
        refused = 0
        try:
            for pipe in others:
                os.close(pipe)
            _widen(sent)
            while (number := self._taken()) is not None:
                outcome = pickle.dumps(tuple(self._tried(number)), pickle.HIGHEST_PROTOCOL)
                _write(sent, _HEAD.pack(number, len(outcome)))
                _write(sent, outcome)
        except OSError as error:
            refused = error.errno or 0
        except BaseException:  # noqa: BLE001, S110 - whoever waits for a piece will miss it
            pass
        os._exit(refused)

    def _taken(self) -> int | None:
        numbers = (os.read(lane, _NUMBER.size) for lane in self._lanes)
        number = next(filter(None, numbers), None)
        return int.from_bytes(number, sys.byteorder) if number else None

    def _tried(self, number: int) -> _Outcome:
        try:
            return _Outcome(self._do(number))
        except Exception as error:  # noqa: BLE001 - it is raised in its place
            return _Outcome([], tuple(error.__reduce__()))

    def done(self) -> Iterator[list[Any]]:
        """Give the results of all pieces in order."""
        for wanted in range(self._pieces):
            while wanted not in self._done:
                self._read(0)
                if wanted in self._done:
                    break
                number = self._taken()
                if number is not None:
                    self._done[number] = self._tried(number)
                elif self._unread:
                    self._read(None)
                elif self._refused:
                    raise OSError(self._refused, os.strerror(self._refused))
                else:
                    raise ChildProcessError(_ENDED)
            yield self._done.pop(wanted).told()

    def _read(self, patience: float | None) -> None:
        """Take what workers have sent, after waiting so many seconds, None for however long."""
        for pipe in select.select(list(self._unread), (), (), patience)[0]:
            if self._unread[pipe].takes(pipe):
                self._done.update(self._unread[pipe].whole())
            else:
                os.close(pipe)
                del self._unread[pipe]
                self._refused = max(self._refused, signals.ended(self._workers[pipe]))

    def close(self) -> None:
        """End the workers, whatever they are at."""
        signals.end_workers()
        for pipe in (*self._lanes, *self._unread):
            os.close(pipe)
        gc.unfreeze()


class _Inbox:
    """What a worker sends, as far as it has come: always in the same memory, which costs least."""

    def __init__(self) -> None:
        self._room, self._filled = bytearray(_PIPE), 0

    def takes(self, pipe: int) -> bool:
        """Take what lies in the pipe; False at its end."""
        if self._filled == len(self._room):
            self._room.extend(bytes(self._filled))
        with memoryview(self._room) as room, room[self._filled :] as free:
            came = os.readv(pipe, [free])
        self._filled += came
        return came > 0

    def whole(self) -> Iterator[tuple[int, _Outcome]]:
        """Take the outcomes out that have come as a whole."""
        start = 0
        while self._filled - start >= _HEAD.size:
            number, size = _HEAD.unpack_from(self._room, start)
            end = start + _HEAD.size + size
            if self._filled < end:
                break
            with memoryview(self._room) as room, room[start + _HEAD.size : end] as data:
                yield number, _Outcome(*pickle.loads(data))  # noqa: S301 - from a fork
            start = end
        left = self._filled - start
        self._room[:left] = self._room[start : self._filled]
        self._filled = left


def _write(pipe: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(pipe, left) :]


def _widen(pipe: int) -> None:
    """Give a pipe more room, where the system allows it."""
    import fcntl  # noqa: PLC0415 - Windows has none

    with suppress(OSError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
