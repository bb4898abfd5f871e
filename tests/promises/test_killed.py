"""A build that is killed: the output is the whole old or the whole new site, at any moment."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from random import Random

import pytest

from tests.laws.world import dice_of
from tests.promises.amounts import cases
from tests.promises.injuries import Call, hurt, needs_strace, traced
from tests.promises.scenes import WAYS, Scene

_MEMORY = ("pwrite64", "ftruncate", "fdatasync")
_NO_EXCHANGE = "renameat2:error=ENOSYS"
_TRIES = 9


@needs_strace
@cases("killed at any system call, the site is whole and the next build too", full=500, sample=3)
def test_a_killed_build(seed: int, scene: Scene) -> None:
    """Old or new, to the byte; what it left is swept by the next build, of either version."""
    dice = dice_of(f"killed {seed}")
    _killed(scene, dice)
    scene.assert_old_or_new()
    if dice.random() < 0.3:
        scene.turn()  # the author takes the edit back
    scene.assert_mends_itself()


@needs_strace
def test_where_folders_cannot_be_exchanged(tmp_path: Path) -> None:
    """A build that is killed around its two renames is mended by the next, others' files too."""
    scene = Scene(tmp_path, WAYS["a tree"])
    scene.edit()
    _, calls = traced(scene.command, tmp_path / "notes", _NO_EXCHANGE)
    aside = next(call for call in calls if call.name == "rename" and '/output", "' in call.line)
    for number, is_there in ((aside.number, True), (aside.number + 1, False)):
        scene.edit()
        run = hurt(scene.command, f"rename:signal=KILL:when={number}", _NO_EXCHANGE)
        assert run.status == -signal.SIGKILL
        assert scene.output.exists() == is_there
        scene.assert_mends_itself()
    scene.edit()
    run = hurt(scene.command, f"rename:error=EIO:when={aside.number + 1}", _NO_EXCHANGE)
    assert run.status == 1
    scene.assert_old()


@needs_strace
def test_a_stage_is_swept_though_nothing_else_is_to_do(tmp_path: Path) -> None:
    """Also by the build that was asked for before the one that was killed."""
    scene = Scene(tmp_path, WAYS["one file"])
    scene.assert_mends_itself()
    time.sleep(0.06)
    scene.build()
    (scene.desk.folder / ".output.new/half").mkdir(parents=True)
    scene.assert_mends_itself()


def _killed(scene: Scene, dice: Random) -> None:
    """Kill a build at one of its calls; a build may make fewer of them than the one counted."""
    for _ in range(_TRIES):
        scene.calls()
        scene.edit()
        call = _one_of(scene.calls(), dice)
        run = hurt(scene.command, call.hurt("signal=KILL"))
        assert "Traceback" not in run.err
        if run.status == -signal.SIGKILL:
            return
        if run.status:  # it was a worker that was killed
            assert run.err.startswith("build.py: ")
            scene.assert_old()
            return
        scene.assert_new()
    pytest.fail("no build has come to the call at which it was to be killed")


def _one_of(calls: list[Call], dice: Random) -> Call:
    """Choose among all calls, or among those that are not the memory's, which has most of them."""
    own = [call for call in calls if call.name not in _MEMORY]
    return dice.choice(dice.choice((calls, own)))
