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
    """Find no process, no frozen memory and no work at the end that was not there before."""
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
def test_every_process_has_its_part(jobs: int) -> None:
    """This one too."""
    processes = set(parallel_map(_slow, range(60), jobs))
    assert len(processes) == jobs
    assert os.getpid() in processes


@pytest.mark.parametrize(
    ("number", "jobs", "enough", "is_shared"),
    [(19, 2, 10, False), (20, 2, 10, True), (1000, 1, 10, False), (25, 9, 10, True)],
)
def test_little_work_stays_in_one_process(
    number: int, jobs: int, enough: int, *, is_shared: bool
) -> None:
    """A process is started only where there is enough to do for two."""
    found = set(parallel_map(_slow, range(number), jobs, enough))
    assert (found != {os.getpid()}) is is_shared


def test_where_nothing_can_be_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process does it all."""
    monkeypatch.setattr(pool, "CAN_FORK", False)
    assert {process for _, process in parallel_map(_square, range(50), 4)} == {os.getpid()}


def test_items_need_not_be_pickled() -> None:
    """Work and items are inherited by the forked processes."""
    unsendable, items = (n for n in range(3)), [lambda n=n: n for n in range(60)]
    found = list(parallel_map(lambda item: (item(), unsendable is not None), items, 2))
    assert found == [(n, True) for n in range(60)]


@pytest.mark.parametrize("at", [0, 30, 59])
def test_an_error_of_the_system_is_raised_in_its_place(at: int) -> None:
    """Whichever process has met it, what comes before is given first."""
    results = parallel_map(partial(_refuse, at=at), range(60), 2)
    found = []
    with pytest.raises(OSError, match=str(at)):
        found.extend(results)
    assert found == [*range(len(found))]
    assert len(found) <= at


@pytest.mark.parametrize("at", [0, 30, 59])
def test_a_fault_of_the_program_ends_the_work(at: int, capfd: pytest.CaptureFixture[str]) -> None:
    """It is raised as it is, or printed by the worker that has met it, which is missed then."""
    with pytest.raises((KeyError, ChildProcessError)) as caught:
        list(parallel_map(partial(_fail, at=at), range(60), 2))
    if isinstance(caught.value, ChildProcessError):
        assert f"KeyError: {at}" in capfd.readouterr().err


def test_an_error_of_the_system_keeps_what_it_says() -> None:
    """Its number and its file, which an author is shown."""
    with pytest.raises(OSError, match="7") as caught:
        list(parallel_map(partial(_refuse, at=7), range(60), 2))
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "page.html")


def test_more_than_a_pipe_holds() -> None:
    """Results of any size come over."""
    found = list(parallel_map(lambda number: bytes([number]) * 300_000, range(60), 2))
    assert [len(one) for one in found] == [300_000] * 60
    assert [one[0] for one in found] == [*range(60)]


def test_where_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is done by those that there are."""

    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert set(parallel_map(_slow, range(60), 2)) == {os.getpid()}


def test_a_lost_worker_is_an_error() -> None:
    """Its jobs are missed, not waited for."""
    with pytest.raises(ChildProcessError, match="--jobs 1"):
        list(parallel_map(partial(_kill_unless, os.getpid()), range(60), 2))


def test_no_pipe_stays_open() -> None:
    """However the work ended."""
    before = set(Path("/proc/self/fd").iterdir())
    list(parallel_map(_square, range(60), 3))
    with pytest.raises(OSError, match="7"):
        list(parallel_map(partial(_refuse, at=7), range(60), 2))
    assert set(Path("/proc/self/fd").iterdir()) == before


def test_closing_the_generator_kills_the_workers() -> None:
    """No process is left behind."""
    results = parallel_map(_square, range(100), 2)
    assert next(results)[0] == 0
    results.close()


def test_shared_work_can_follow_shared_work() -> None:
    """One after the other, also after one that failed."""
    for number in range(3):
        with pytest.raises(OSError, match="7"):
            list(parallel_map(partial(_refuse, at=7), range(60), 2))
        assert len(list(parallel_map(_square, range(60 + number), 2))) == 60 + number
