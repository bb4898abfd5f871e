"""Process pool with work stealing.

The parent forks N-1 workers; all pull job numbers from a pipe; results return in input order.
Serial where fork is missing.
"""

import gc
import os
import pickle
import select
import struct
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import Generic, NoReturn, TypeVar

from kawaraban.system import signals

T = TypeVar("T")
R = TypeVar("R")

# Forked processes share the work and its items, so that nothing need be sent to them. On macOS
# a fork is not safe (Python's documentation, multiprocessing), on Windows there is none.
CAN_FORK = sys.platform == "linux"
_NUMBER, _HEAD = struct.Struct("I"), struct.Struct("II")
# Most often by Linux itself, where the memory is too small.
_WORKER_LOST = (
    "作業中のプロセスが終了させられました。--jobs 1 を試してください / "
    "a process at work was ended; try --jobs 1"
)


def parallel_map(
    work: Callable[[T], R], items: Sequence[T], jobs: int, enough: int = 1
) -> Generator[R]:
    """Yield the result of each item in order, computed by at most so many processes.

    With fewer than `enough` items for each of two processes, all is done in this one. Workers are
    killed when the generator is closed. Raises an OSError of a worker in its place; other errors
    end the worker, which prints them, and raise ChildProcessError here, as its loss does.
    """
    workers = min(jobs, len(items) // enough) if CAN_FORK else 1
    if workers < 2:  # noqa: PLR2004 - one is this process
        yield from map(work, items)
        return
    with closing(_Pool(work, items, workers - 1)) as pool:
        yield from pool.results()


class _Pool(Generic[T, R]):
    """The pipe of job numbers, the pipe of each worker's results, and the results so far."""

    def __init__(self, work: Callable[[T], R], items: Sequence[T], workers: int) -> None:
        self._work, self._items = work, items
        self._done: dict[int, R | OSError] = {}
        self._workers: list[int] = []  # the pipe of each one's results
        self._numbers, end = os.pipe()
        gc.freeze()  # else a collection in one process would copy memory that all share
        for _ in range(workers):
            self._start(end)
        os.write(end, b"".join(map(_NUMBER.pack, range(len(items)))))
        os.close(end)

    def _start(self, end: int) -> None:
        reader, writer = os.pipe()
        try:
            is_parent = signals.fork_worker()
        except OSError:  # the system allows no more processes: those that run do the work
            os.close(reader)
        else:
            if not is_parent:
                self._serve(writer, (end, reader, *self._workers))
            self._workers.append(reader)
        os.close(writer)

    def _serve(self, writer: int, inherited: tuple[int, ...]) -> NoReturn:
        """Do jobs in a worker and send their results until there are no more."""
        try:
            for pipe in inherited:  # so that a killed parent is noticed
                os.close(pipe)
            while (number := self._next_job()) is not None:
                data = pickle.dumps(self._do(number), pickle.HIGHEST_PROTOCOL)
                _write(writer, _HEAD.pack(number, len(data)) + data)
        except BrokenPipeError:  # the parent is gone
            pass
        finally:
            if error := sys.exception():
                sys.excepthook(type(error), error, error.__traceback__)
            os._exit(0)

    def _next_job(self) -> int | None:
        number = os.read(self._numbers, _NUMBER.size)
        return int.from_bytes(number, sys.byteorder) if number else None

    def _do(self, number: int) -> R | OSError:
        try:
            return self._work(self._items[number])
        except OSError as error:
            return error

    def results(self) -> Iterator[R]:
        """Yield the results of all jobs in order, doing jobs until the wanted one is done."""
        for wanted in range(len(self._items)):
            while wanted not in self._done:
                if self._receive(timeout=0):
                    continue
                number = self._next_job()
                if number is not None:
                    self._done[number] = self._do(number)
                elif self._workers:
                    self._receive(timeout=None)
                else:
                    raise ChildProcessError(_WORKER_LOST)
            result = self._done.pop(wanted)
            if isinstance(result, OSError):
                raise result
            yield result

    def _receive(self, timeout: float | None) -> bool:
        """Read what workers have sent; False where none did so within so many seconds."""
        ready, _, _ = select.select(self._workers, (), (), timeout)
        for pipe in ready:
            head = _read(pipe, _HEAD.size)
            number, size = _HEAD.unpack(head) if len(head) == _HEAD.size else (0, 0)
            data = _read(pipe, size)
            if size and len(data) == size:
                self._done[number] = pickle.loads(data)  # noqa: S301 - from a fork
            else:
                os.close(pipe)
                self._workers.remove(pipe)
        return bool(ready)

    def close(self) -> None:
        """Kill the workers, whatever they are doing."""
        signals.kill_workers()
        for pipe in (self._numbers, *self._workers):
            os.close(pipe)
        gc.unfreeze()


def _read(pipe: int, size: int) -> bytes:
    """Read so many bytes, or fewer where the pipe ends."""
    data = bytearray()
    while len(data) < size and (part := os.read(pipe, size - len(data))):
        data += part
    return bytes(data)


def _write(pipe: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(pipe, left) :]
