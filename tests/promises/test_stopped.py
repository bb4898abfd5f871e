"""A build that its author or the machine stops: one line, an old or new site, no process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kawaraban.system.terminal import INTERRUPTED
from tests.laws.world import dice_of
from tests.processes import TOO_LATE, begun, group, once
from tests.promises.amounts import cases
from tests.promises.scenes import Scene

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for processes")
_TRIES = 9


@cases("SIGTERM at any moment: one line, a whole site, no process left", full=100, sample=2)
def test_a_terminated_build(seed: int, scene: Scene) -> None:
    """As a service is stopped, by its process or by its group."""
    _stopped(scene, signal.SIGTERM, f"terminated {seed}")


@cases("Ctrl-C at any moment: one line, a whole site, no process left", full=100, sample=2)
def test_an_interrupted_build(seed: int, scene: Scene) -> None:
    """As a terminal does it: all processes of the build hear of it."""
    _stopped(scene, signal.SIGINT, f"interrupted {seed}")


@cases("SIGHUP at any moment: one line, a whole site, no process left", full=100, sample=1)
def test_a_build_whose_terminal_is_closed(seed: int, scene: Scene) -> None:
    """As a window or a connection goes, with all that was begun in it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # these tests may be run by `nohup`
    try:
        _stopped(scene, signal.SIGHUP, f"hung up {seed}")
    finally:
        signal.signal(signal.SIGHUP, before)


@cases("a build under nohup is not stopped by SIGHUP", full=5, sample=1)
def test_a_build_that_is_to_outlive_its_terminal(seed: int, scene: Scene) -> None:
    """Whoever starts it so wants it to go on."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        scene.edit()
        build = begun(scene.command)
        once(lambda: _is_heeding(build))
        time.sleep(dice_of(f"nohup {seed}").random() * scene.seconds)
        if build.poll() is None:
            os.killpg(build.pid, signal.SIGHUP)
        _, err = build.communicate(timeout=TOO_LATE)
        assert (build.returncode, INTERRUPTED in err) == (0, False), err
        scene.assert_new()
    finally:
        signal.signal(signal.SIGHUP, before)


def _stopped(scene: Scene, number: signal.Signals, name: str) -> None:
    """Stop a build at a random moment, however often, and find the site whole."""
    dice = dice_of(name)
    send = os.killpg if number != signal.SIGTERM else dice.choice((os.kill, os.killpg))
    pace = scene.seconds
    for _ in range(_TRIES):
        scene.edit()
        build = begun(scene.command)
        once(lambda: _is_heeding(build))  # noqa: B023 - it is asked at once
        time.sleep(dice.random() * pace)
        for _ in range(dice.choice((1, 1, 3))):  # an author may not wait
            if build.poll() is None:
                send(build.pid, number)
        out, err = build.communicate(timeout=TOO_LATE)
        if build.returncode:
            break
        scene.assert_new()
        pace /= 2  # it was measured while others were at work
    assert build.returncode == 128 + number, err
    assert _without_warnings(out) == ""
    assert err == f"{INTERRUPTED}\n"
    once(lambda: group(build.pid) == [])
    scene.assert_old_or_new()
    scene.assert_tidy_beside()
    scene.assert_mends_itself()


def _without_warnings(out: str) -> str:
    return "".join(line for line in out.splitlines() if "warning:" not in line)


def _is_heeding(build: subprocess.Popen[str]) -> bool:
    """Say whether a build is so far that it is our program, not Python that loads it."""
    if build.poll() is not None:
        return True
    lines = Path(f"/proc/{build.pid}/status").read_text().splitlines()
    caught = next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt"))
    return bool(caught & 1 << signal.SIGTERM - 1)
