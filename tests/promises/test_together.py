"""Several builds of one site at once: each waits for its turn, and a dead one is no obstacle."""

from __future__ import annotations

import os
import sys
import time

import pytest

from tests.laws.world import dice_of
from tests.processes import begun
from tests.promises.amounts import cases
from tests.promises.scenes import Scene

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")
_WAITS = "waiting for another build"


@cases(
    "several builds at once: each waits and says so, a dead one is no obstacle", full=50, sample=1
)
def test_builds_at_once(seed: int, scene: Scene) -> None:
    """Begun at random moments, with an edit between them, one of them killed now and then."""
    dice = dice_of(f"together {seed}")
    pace = scene.seconds
    scene.edit()
    builds = [begun(scene.command)]
    for _ in range(dice.choice((1, 1, 2))):
        time.sleep(dice.random() * pace)
        scene.turn()
        builds.append(begun(scene.command))
    dead = builds[0] if dice.random() < 0.4 else None
    if dead is not None:
        time.sleep(dice.random() * pace)
        dead.kill()
    said = [build.communicate(timeout=60)[1] for build in builds]
    for build, err in zip(builds, said, strict=True):
        lines = [line for line in err.splitlines() if _WAITS not in line]
        assert "Traceback" not in err
        if build is not dead:
            assert (build.returncode, len(lines)) == (0, 1), err
        assert err.count(_WAITS) <= 1
    scene.assert_new()
    scene.assert_tidy()
    scene.assert_mends_itself()


@cases("a build that waits says so", full=10, sample=1)
def test_the_second_says_that_it_waits(seed: int, scene: Scene) -> None:
    """A build that is begun while another has the lock waits for it, and says so in a line."""
    fcntl = pytest.importorskip("fcntl")
    scene.edit()
    lock = os.open(scene.desk.folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build = begun(scene.command)
        assert build.stderr is not None
        assert _WAITS in build.stderr.readline()
        time.sleep(dice_of(f"waits {seed}").random() / 2)
        assert build.poll() is None
        scene.assert_old()
    finally:
        os.close(lock)
    assert build.communicate(timeout=60)[0] is not None
    assert build.returncode == 0
    scene.assert_mends_itself()
