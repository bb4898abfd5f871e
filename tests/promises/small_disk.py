"""Builds on a small disk: run as a program of its own, in a namespace of its own.

The disk is seen by this program alone, and goes with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.laws.world import dice_of
from tests.promises.scenes import WAYS, Scene

_SIZE = "size=12m"
_MOST_LEFT = 200_000
_FULL, _READ_ONLY = "no space left on the disk", "the disk is read-only"


def main(folder: str, seed: str, rounds: str) -> None:
    """Mount a disk at a folder, and build a site on it while it is full or read-only."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", _SIZE, "tmpfs", folder], check=True)
    dice = dice_of(f"small disk {seed}")
    small = [way for way in WAYS.values() if way.posts < 20]
    scene = Scene(Path(folder), dice.choice(small))
    for version in (0, 1):
        scene.whole(version)
    ballast = Path(folder, "ballast")
    for _ in range(int(rounds)):
        scene.edit()
        if dice.random() < 0.7:
            _fill(ballast, dice.randrange(_MOST_LEFT))
            built = scene.desk.build(*scene.way.switches)
            scene.assert_told_or_done(built.status, built.err, _FULL)
            scene.assert_tidy_beside()
            ballast.unlink()
        else:
            _remount(folder, "ro")
            built = scene.desk.build(*scene.way.switches)
            scene.assert_told_or_done(built.status, built.err, _READ_ONLY)
            assert built.status == 1
            _remount(folder, "rw")
        scene.assert_mends_itself()


def _fill(ballast: Path, left: int) -> None:
    """Fill the disk up to what is left of it."""
    status = os.statvfs(ballast.parent)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, status.f_bavail * status.f_frsize - left)


def _remount(folder: str, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", folder], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
