"""Several builds of one site at once: each waits for its turn, and a dead one is no obstacle."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from tests.desk import NOW, PROJECT, SETTINGS, Desk, post
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
            assert (build.returncode, len(lines)) == (0, 2), err  # the site, the summary
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


@cases("two sites with one output folder: one at a time, and whole", full=20, sample=1)
def test_two_sites_with_one_output_folder(seed: int, tmp_path: Path) -> None:
    """The folder holds the site of the one that came last, with nothing of the other."""
    dice, output = dice_of(f"shared {seed}"), tmp_path / "out"
    commands, alone = [], []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        desk = Desk(tmp_path / name).write({"site.toml": SETTINGS})
        desk.write({f"content/posts/{name}{n}.md": post("文", title=f"題{n}") for n in range(8)})
        alone.append(desk.build().everything())
        build = [sys.executable, f"{PROJECT / 'build.py'}", "--site", f"{desk.folder}"]
        commands.append([*build, "--now", NOW, "--output", f"{output}"])
    for _ in range(2):
        builds = [begun(command) for command in commands if not time.sleep(dice.random() / 4)]
        for build in builds:
            _, err = build.communicate(timeout=60)
            assert (build.returncode, "Errno" in err) == (0, False), err
        files = {p.relative_to(output).as_posix(): p for p in output.rglob("*") if p.is_file()}
        assert {path: file.read_bytes() for path, file in files.items()} in alone
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b", "out"}
