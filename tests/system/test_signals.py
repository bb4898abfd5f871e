"""A build with workers that is interrupted, killed or fails: no process and no file is left."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import pytest

from kawaraban.builder import Builder
from kawaraban.cli.arguments import parse_arguments
from kawaraban.core.model import Content, StoredBytes
from kawaraban.publish import Staging
from kawaraban.system import pool
from tests.desk import NOW, PROJECT, Desk, post
from tests.laws.world import tree
from tests.processes import TOO_LATE, begun, group, once

pytestmark = pytest.mark.skipif(not pool.CAN_FORK, reason="processes are not forked here")


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


def _set_title(desk: Desk, title: str) -> None:
    text = f'title = "{title}"\nbase_url = "https://example.com/"\n[posts]\nper_page = 100\n'
    desk.write({"site.toml": text})


def _start(desk: Desk) -> subprocess.Popen[str]:
    """Begin a build in a group of its own, as a terminal does."""
    site = ["--site", desk.folder, "--now", NOW, "--jobs", "2"]
    return begun([sys.executable, PROJECT / "build.py", *site])


def _is_parsing(_desk: Desk, build: subprocess.Popen[str]) -> bool:
    return len(group(build.pid)) > 1 or build.poll() is not None


def _is_rendering(desk: Desk, build: subprocess.Popen[str]) -> bool:
    staging = desk.folder / ".output.new"
    return (any(staging.glob("*")) and len(group(build.pid)) > 1) or build.poll() is not None


def _interrupt(desk: Desk, when: Callable[[Desk, subprocess.Popen[str]], bool]) -> str:
    """Interrupt a build as Ctrl-C does; give its messages. The output is the old site."""
    before = tree(desk.folder / "output")
    build = _start(desk)
    once(partial(when, desk, build))
    time.sleep(0.03)  # what Python does around a fork loses an interrupt now and then
    os.killpg(build.pid, signal.SIGINT)
    _, err = build.communicate(timeout=TOO_LATE)
    assert build.returncode == 130
    once(lambda: group(build.pid) == [])
    assert tree(desk.folder / "output") == before
    return err


@pytest.mark.parametrize("when", [_is_parsing, _is_rendering])
def test_an_interrupted_build_ends(
    long: Desk, when: Callable[[Desk, subprocess.Popen[str]], bool]
) -> None:
    """Ctrl-C ends a build at once with its line and status 130; the next build is whole."""
    _set_title(long, "一つ目")
    assert long.build("--jobs", "2").status == 0
    _set_title(long, f"二つ目{when.__name__}")
    if when is _is_parsing:
        shutil.rmtree(long.folder / ".cache")
    # Tracebacks of workers may stand before it.
    assert _interrupt(long, when).count("build.py: 中断しました / interrupted\n") == 1
    built = long.build("--jobs", "2")
    assert built.status == 0
    assert f"二つ目{when.__name__}" in built.page("posts/p000/")
    assert not (long.folder / ".output.new").exists()


def test_an_interrupted_build_leaves_nothing_staged(long: Desk) -> None:
    """The staging folder of an interrupted build is deleted."""
    _set_title(long, "三つ目")
    assert long.build("--jobs", "2").status == 0
    _set_title(long, "四つ目")
    _interrupt(long, _is_rendering)
    assert not (long.folder / ".output.new").exists()


def test_an_error_while_files_are_staged_leaves_nothing_staged(
    long: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an error no worker makes the staging folder another time."""
    put = Staging.put

    def refuse(staging: Staging, path: str, data: Content) -> bytes:
        if isinstance(data, StoredBytes):
            raise OSError(errno.ENOSPC, path)
        return put(staging, path, data)

    _set_title(long, "六つ目")
    monkeypatch.setattr(Staging, "put", refuse)
    arguments = ["--site", str(long.folder), "--now", NOW, "--jobs", "2"]
    with pytest.raises(OSError, match="seal") as failed:
        Builder(parse_arguments(arguments, PROJECT)).build()
    assert failed.value.errno == errno.ENOSPC
    assert not (long.folder / ".output.new").exists()


def test_a_killed_build_leaves_no_process(long: Desk) -> None:
    """The workers of a killed build end as well."""
    _set_title(long, "五つ目")
    shutil.rmtree(long.folder / ".cache", ignore_errors=True)
    build = _start(long)
    once(partial(_is_parsing, long, build))
    build.kill()
    build.wait()
    end = time.monotonic() + 3
    while (left := group(build.pid)) and time.monotonic() < end:
        time.sleep(0.05)
    for process in left:
        os.kill(process, signal.SIGKILL)
    build.communicate()  # they hold its outputs open
    assert left == []
