"""Work shared out among processes, as many as are worth starting."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Any, TypeVar

_PR_SET_PDEATHSIG = 1  # Linux, prctl(2)
T = TypeVar("T")
R = TypeVar("R")

# Forked processes have the work and its things already, so that nothing need be sent to
# them. On macOS a fork is not safe (Python's documentation, multiprocessing), on Windows
# there is none.
CAN_FORK = sys.platform == "linux"
# More pieces than workers, so that none is left with a long one while the others rest.
_PIECES = 12


def shared(work: Callable[[T], R], items: Sequence[T], jobs: int, enough: int) -> Generator[R]:
    """Give what work makes of each item, in order.

    Below `enough` items for each of two workers one process does it all, and so it does where
    processes cannot be forked. Closed, it leaves no process at work.
    """
    workers = min(jobs, len(items) // enough) if CAN_FORK else 1
    if workers < 2:  # noqa: PLR2004 - one worker is none
        yield from map(work, items)
        return
    import ctypes  # noqa: F401, PLC0415 - the workers need it at once
    import multiprocessing  # noqa: PLC0415 - not always needed
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - not always needed

    step = -(-len(items) // (workers * _PIECES))
    pieces = [items[at : at + step] for at in range(0, len(items), step)]
    _Handed.over = partial(_all_of, work, pieces)
    gc.freeze()  # what the parent has is no garbage: the workers share its memory
    fork = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(workers, fork, _bound, (os.getpid(),))
    try:
        for results in pool.map(_piece, range(len(pieces))):
            yield from results
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()
        del _Handed.over


def _bound(parent: int) -> None:
    """Let a worker end when its parent does, whom alone Ctrl-C is for."""
    import ctypes  # noqa: PLC0415 - not always needed

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before
        os._exit(1)


class _Handed:
    """What the processes are forked with."""

    over: Callable[[int], list[Any]]


def _all_of(work: Callable[[T], R], pieces: Sequence[Sequence[T]], number: int) -> list[R]:
    return [work(item) for item in pieces[number]]


def _piece(number: int) -> list[Any]:
    return _Handed.over(number)
