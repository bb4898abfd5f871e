"""Work shared among processes: in order, with its errors, and nothing is left when it ends."""

from __future__ import annotations

import errno
import gc
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from build import build
from kawaraban.cli.main import parsed
from kawaraban.core.model import Kept
from kawaraban.publish import Stage
from kawaraban.system import pool
from kawaraban.system.pool import shared
from tests.desk import NOW, PROJECT, Desk, post
from tests.laws.world import tree
from tests.processes import TOO_LATE, begun, group, once

pytestmark = pytest.mark.skipif(not pool.CAN_FORK, reason="processes are not forked here")


class AwkwardError(Exception):
    """An error that takes two arguments, as some of a build do."""

    def __init__(self, what: str, number: int) -> None:
        super().__init__(f"{what} {number}")
        self.number = number


def _squared(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def _slow(number: int) -> int:
    time.sleep(0.01)
    return os.getpid() + 0 * number


def _refused(number: int, *, at: int, kind: Callable[[int], Exception]) -> int:
    if number == at:
        raise kind(number)
    return number


def _full(_number: int) -> OSError:
    return OSError(errno.ENOSPC, "full", "page.html")


def _refused_from_8(number: int) -> int:
    if number >= 8:  # where a piece begins
        raise KeyError(number)
    return number


def _killed_unless(parent: int, number: int) -> int:
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.01)
    return number


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
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
def test_the_order_is_kept(number: int, jobs: int) -> None:
    """Every item is done once, and the results come in the order of the items."""
    found = list(shared(_squared, [range(number)], jobs, 1))
    assert [square for square, _ in found] == [n * n for n in range(number)]
    processes = {process for _, process in found}
    assert len(processes) <= (jobs if number > 1 else 1)


@pytest.mark.parametrize("jobs", [2, 3])
def test_every_process_has_its_part(jobs: int) -> None:
    """This one too."""
    processes = set(shared(_slow, [range(60)], jobs, 1))
    assert len(processes) == jobs
    assert os.getpid() in processes


def test_each_process_begins_with_another_kind() -> None:
    """And whoever has no more of its own helps with the others; the order is that of all."""
    found = list(shared(_squared, [range(200), (), range(200, 400)], 2, 1))
    assert [square for square, _ in found] == [n * n for n in range(400)]
    processes = list(shared(_slow, [range(30), range(30, 120)], 2, 1))
    assert processes[0] == os.getpid() != processes[30]
    assert os.getpid() in processes[30:]


@pytest.mark.parametrize(
    ("number", "jobs", "enough", "is_shared"),
    [(19, 2, 10, False), (20, 2, 10, True), (1000, 1, 10, False), (25, 9, 10, True)],
)
def test_small_work_stays(number: int, jobs: int, enough: int, *, is_shared: bool) -> None:
    """A process is started only where there is enough to do for two."""
    found = set(shared(_slow, [range(number)], jobs, enough))
    assert (found != {os.getpid()}) is is_shared


def test_where_nothing_can_be_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process does it all."""
    monkeypatch.setattr(pool, "CAN_FORK", False)
    assert {process for _, process in shared(_squared, [range(50)], 4, 1)} == {os.getpid()}


def test_what_cannot_be_sent_is_handed_over() -> None:
    """Work and items are forked with the processes: they need not be pickled."""
    unsendable, items = (n for n in range(3)), [lambda n=n: n for n in range(60)]
    found = list(shared(lambda item: (item(), unsendable is not None), [items], 2, 1))
    assert found == [(n, True) for n in range(60)]


@pytest.mark.parametrize("kind", [OSError, KeyError, ValueError, SystemError])
@pytest.mark.parametrize("at", [0, 30, 59])
def test_an_error_comes_out_as_itself(at: int, kind: type[Exception]) -> None:
    """What a process cannot do is told as if it had been done here."""
    with pytest.raises(kind, match=str(at)):
        list(shared(partial(_refused, at=at, kind=kind), [range(60)], 2, 1))


@pytest.mark.parametrize("at", [0, 7, 59])
def test_an_awkward_error_comes_out_as_itself(at: int) -> None:
    """Also one whose class takes more than a text, as `OutputError` and `BadTemplateError` do."""
    kind = partial(AwkwardError, "number")
    with pytest.raises(AwkwardError, match=f"^number {at}$") as caught:
        list(shared(partial(_refused, at=at, kind=kind), [range(60)], 2, 1))
    assert caught.value.number == at


def test_an_error_of_the_system_keeps_what_it_says() -> None:
    """Its number and its file, which an author is told."""
    with pytest.raises(OSError, match="full") as caught:
        list(shared(partial(_refused, at=7, kind=_full), [range(60)], 2, 1))
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "page.html")


def test_the_first_error_of_several_comes_out() -> None:
    """In the order of the items, as where one process does it all."""
    results = shared(_refused_from_8, [range(60)], 3, 1)
    assert [next(results) for _ in range(8)] == [*range(8)]
    with pytest.raises(KeyError, match="8"):
        next(results)


def test_more_than_a_pipe_holds() -> None:
    """Results of any size come over."""
    found = list(shared(lambda number: bytes([number]) * 300_000, [range(60)], 2, 1))
    assert [len(one) for one in found] == [300_000] * 60
    assert [one[0] for one in found] == [*range(60)]


def test_where_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is done by those that there are."""

    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    assert set(shared(_slow, [range(60)], 2, 1)) == {os.getpid()}


def test_a_worker_that_is_lost_is_told() -> None:
    """Its piece is missed, not waited for."""
    with pytest.raises(ChildProcessError, match="--jobs 1"):
        list(shared(partial(_killed_unless, os.getpid()), [range(60)], 2, 1))


def test_no_pipe_stays_open() -> None:
    """However the work ended."""
    before = set(Path("/proc/self/fd").iterdir())
    list(shared(_squared, [range(60)], 3, 1))
    with pytest.raises(OSError, match="7"):
        list(shared(partial(_refused, at=7, kind=OSError), [range(60)], 2, 1))
    assert set(Path("/proc/self/fd").iterdir()) == before


def test_work_that_nobody_waits_for_is_given_up() -> None:
    """Whoever stops asking leaves no process behind."""
    results = shared(_squared, [range(100)], 2, 1)
    assert next(results)[0] == 0
    results.close()


def test_shared_work_can_follow_shared_work() -> None:
    """One after the other, also after one that failed."""
    for number in range(3):
        with pytest.raises(OSError, match="7"):
            list(shared(partial(_refused, at=7, kind=OSError), [range(60)], 2, 1))
        assert len(list(shared(_squared, [range(60 + number)], 2, 1))) == 60 + number


# --- a build that is interrupted ------------------------------------------


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Give a site that takes a while, of whose settings every page shows something."""
    desk = Desk(tmp_path_factory.mktemp("long") / "site").picture("content/seal.png")
    body = "長い**文**です。\n\n" * 120
    return desk.write(
        {
            f"content/posts/p{n:03}.md": post(
                f"本文{n}。\n\n{body}", title=f"題{n}", image="seal.png"
            )
            for n in range(330)
        }
    )


def _retitled(desk: Desk, title: str) -> None:
    text = f'title = "{title}"\nbase_url = "https://example.com/"\n[posts]\nper_page = 100\n'
    desk.write({"site.toml": text})


def _begun(desk: Desk) -> subprocess.Popen[str]:
    """Begin a build in a group of its own, as a terminal does."""
    site = ["--site", desk.folder, "--now", NOW, "--jobs", "2"]
    return begun([sys.executable, PROJECT / "build.py", *site])


def _parsing(_desk: Desk, build: subprocess.Popen[str]) -> bool:
    return len(group(build.pid)) > 1 or build.poll() is not None


def _rendering(desk: Desk, build: subprocess.Popen[str]) -> bool:
    stage = desk.folder / ".output.new"
    return (any(stage.glob("*")) and len(group(build.pid)) > 1) or build.poll() is not None


def _interrupted(desk: Desk, when: Callable[[Desk, subprocess.Popen[str]], bool]) -> str:
    """Interrupt a build as Ctrl-C does; give what it says. Its site is the old one."""
    before = tree(desk.folder / "output")
    build = _begun(desk)
    once(partial(when, desk, build))
    time.sleep(0.03)  # what Python does around a fork loses an interrupt now and then
    os.killpg(build.pid, signal.SIGINT)
    _, err = build.communicate(timeout=TOO_LATE)
    assert build.returncode == 130
    once(lambda: group(build.pid) == [])
    assert tree(desk.folder / "output") == before
    return err


@pytest.mark.parametrize("when", [_parsing, _rendering])
def test_an_interrupted_build_ends(
    long: Desk, when: Callable[[Desk, subprocess.Popen[str]], bool]
) -> None:
    """At once, with its line and status 130; the next build is a whole one."""
    _retitled(long, "一つ目")
    assert long.build("--jobs", "2").status == 0
    _retitled(long, f"二つ目{when.__name__}")
    if when is _parsing:
        shutil.rmtree(long.folder / ".cache")
    # Tracebacks of workers may stand before it.
    assert _interrupted(long, when).count("build.py: 中断しました / interrupted\n") == 1
    assert long.build("--jobs", "2").status == 0
    assert f"二つ目{when.__name__}" in long.build("--jobs", "2").page("posts/p000/")
    assert not (long.folder / ".output.new").exists()


def test_an_interrupted_build_leaves_no_stage(long: Desk) -> None:
    """What it had made until then lies beside the output no longer."""
    _retitled(long, "三つ目")
    assert long.build("--jobs", "2").status == 0
    _retitled(long, "四つ目")
    _interrupted(long, _rendering)
    assert not (long.folder / ".output.new").exists()


def test_a_stage_that_is_full_is_not_laid_again(
    long: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No process is still at work on it when it is discarded."""
    put = Stage.put

    def full(stage: Stage, path: str, data: bytes | Kept) -> bytes:
        if isinstance(data, Kept):
            raise OSError(errno.ENOSPC, path)
        return put(stage, path, data)

    _retitled(long, "六つ目")
    monkeypatch.setattr(Stage, "put", full)
    arguments = ["--site", str(long.folder), "--now", NOW, "--jobs", "2"]
    with pytest.raises(OSError, match="seal") as failed:
        build(parsed(arguments, PROJECT))
    assert failed.value.errno == errno.ENOSPC
    assert multiprocessing.active_children() == []
    assert not (long.folder / ".output.new").exists()


def test_a_killed_build_leaves_no_process(long: Desk) -> None:
    """Whatever ends a build, its workers end as well."""
    _retitled(long, "五つ目")
    shutil.rmtree(long.folder / ".cache", ignore_errors=True)
    build = _begun(long)
    once(partial(_parsing, long, build))
    build.kill()
    build.wait()
    end = time.monotonic() + 3
    while (left := group(build.pid)) and time.monotonic() < end:
        time.sleep(0.05)
    for process in left:
        os.kill(process, signal.SIGKILL)
    build.communicate()  # they hold its outputs open
    assert left == []
