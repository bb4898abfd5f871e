"""Work shared among processes: in order, with its errors, and nothing is left when it ends."""

from __future__ import annotations

import errno
import gc
import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from kawaraban.system import pool
from kawaraban.system.pool import parallel_map

pytestmark = pytest.mark.skipif(not pool.CAN_FORK, reason="processes are not forked here")


def _square(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def _slow(number: int) -> int:
    time.sleep(0.01)
    return os.getpid() + 0 * number


def _refuse(number: int, *, at: int) -> int:
    if number == at:
        raise OSError(errno.ENOSPC, str(number), "page.html")
    return number


def _fail(number: int, *, at: int) -> int:
    if number == at:
        raise KeyError(number)
    return number


def _kill_unless(parent: int, number: int) -> int:
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.01)
    return number


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """Check that no process and no frozen memory is left at the end of a test."""
    frozen, children = gc.get_freeze_count(), _children(os.getpid())
    yield
    assert set(_children(os.getpid())) <= set(children)
    # Python 3.12 begins with some of its own, which are let go with the first.
    assert gc.get_freeze_count() <= frozen


def _children(of: int) -> list[int]:
    """Give the processes that a process has started and that are still there, dead ones too."""
    return [int(pid) for pid in Path(f"/proc/{of}/task/{of}/children").read_text().split()]


@pytest.mark.parametrize("number", [0, 1, 2, 3, 24, 25, 1000])
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_order(number: int, jobs: int) -> None:
    """Every item is done once, and the results come in the order of the items."""
    found = list(parallel_map(_square, range(number), jobs))
    assert [square for square, _ in found] == [n * n for n in range(number)]
    processes = {process for _, process in found}
    assert len(processes) <= (jobs if number > 1 else 1)


@pytest.mark.parametrize("jobs", [2, 3])
def test_every_process_does_some_of_the_work(jobs: int) -> None:
    """Every process does some of the work, the parent too."""
    processes = set(parallel_map(_slow, range(60), jobs))
    assert len(processes) == jobs
    assert os.getpid() in processes


@pytest.mark.parametrize(
    ("number", "jobs", "enough", "is_shared"),
    [(19, 2, 10, False), (20, 2, 10, True), (60, 1, 10, False), (25, 9, 10, True)],
)
def test_little_work_stays_in_one_process(
    number: int, jobs: int, enough: int, *, is_shared: bool
) -> None:
    """A process is started only where there is enough to do for two."""
    found = set(parallel_map(_slow, range(number), jobs, enough))
    assert (found != {os.getpid()}) is is_shared


def test_without_fork_one_process_does_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where processes cannot be forked, this one does all the work."""
    monkeypatch.setattr(pool, "CAN_FORK", False)
    assert {process for _, process in parallel_map(_square, range(50), 4)} == {os.getpid()}


def test_items_need_not_be_pickled() -> None:
    """Work and items are inherited by the forked processes."""
    unsendable, items = (n for n in range(3)), [lambda n=n: n for n in range(60)]
    found = list(parallel_map(lambda item: (item(), unsendable is not None), items, 2))
    assert found == [(n, True) for n in range(60)]


@pytest.mark.parametrize("at", [0, 30, 59])
def test_an_os_error_is_raised_in_order(at: int) -> None:
    """An OSError in any process is raised after the results of the items that precede it."""
    results = parallel_map(partial(_refuse, at=at), range(60), 2)
    found = []
    with pytest.raises(OSError, match=str(at)):
        found.extend(results)
    assert found == [*range(len(found))]
    assert len(found) <= at


@pytest.mark.parametrize("at", [0, 30, 59])
def test_a_fault_of_the_program_ends_the_work(at: int, capfd: pytest.CaptureFixture[str]) -> None:
    """Other errors are raised, or printed by the worker, whose loss is raised."""
    with pytest.raises((KeyError, ChildProcessError)) as caught:
        list(parallel_map(partial(_fail, at=at), range(60), 2))
    if isinstance(caught.value, ChildProcessError):
        assert f"KeyError: {at}" in capfd.readouterr().err


def test_an_os_error_has_its_number_and_file() -> None:
    """An OSError of a worker has the number and the file name that the author reads."""
    with pytest.raises(OSError, match="7") as caught:
        list(parallel_map(partial(_refuse, at=7), range(60), 2))
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "page.html")


def test_results_may_be_larger_than_a_pipe() -> None:
    """Results of any size are received whole."""
    found = list(parallel_map(lambda number: bytes([number]) * 300_000, range(60), 2))
    assert [len(one) for one in found] == [300_000] * 60
    assert [one[0] for one in found] == [*range(60)]


def test_without_new_processes_the_parent_does_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system allows no more processes, those that run do the work."""

    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert set(parallel_map(_slow, range(60), 2)) == {os.getpid()}


def test_a_lost_worker_is_an_error() -> None:
    """The jobs of a killed worker are not waited for: its loss is an error."""
    with pytest.raises(ChildProcessError, match="--jobs 1"):
        list(parallel_map(partial(_kill_unless, os.getpid()), range(60), 2))


def test_no_pipe_stays_open() -> None:
    """All pipes are closed, after success and after an error."""
    before = set(Path("/proc/self/fd").iterdir())
    list(parallel_map(_square, range(60), 3))
    with pytest.raises(OSError, match="7"):
        list(parallel_map(partial(_refuse, at=7), range(60), 2))
    assert set(Path("/proc/self/fd").iterdir()) == before


def test_closing_the_generator_kills_the_workers() -> None:
    """A generator that is closed early leaves no process behind."""
    results = parallel_map(_square, range(100), 2)
    assert next(results)[0] == 0
    results.close()


def test_the_pool_can_be_used_many_times() -> None:
    """Shared work may follow shared work, also after one that failed."""
    for number in range(3):
        with pytest.raises(OSError, match="7"):
            list(parallel_map(partial(_refuse, at=7), range(60), 2))
        assert len(list(parallel_map(_square, range(60 + number), 2))) == 60 + number
