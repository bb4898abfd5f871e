"""A disk that refuses: a line with the reason, the old site stands, nothing temporary stays."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.desk import NOW, PROJECT, Desk, post
from tests.laws.world import dice_of
from tests.promises.amounts import cases
from tests.promises.injuries import Call, hurt, needs_strace
from tests.promises.scenes import Scene

_PROMISE = "a disk full, broken or read-only: its reason, the old site, nothing temporary"
_REASONS = {
    "ENOSPC": "no space left on the disk",
    "EIO": "input or output error of the disk",
    "EROFS": "the disk is read-only",
    "EACCES": "permission denied",
}
# These fail but once: with the one a build reads too, with the other it says what is wrong.
_ONCE = ("openat", "write")
_DELETING = ("rmdir", "unlink", "unlinkat")
_NO_EXCHANGE = "renameat2:error=ENOSYS"
_ROUNDS = 2
# Where the tests do not run as root, they are root in there.
_ALONE = ("unshare", "--mount", *(() if os.name == "nt" or os.geteuid() == 0 else ("-r",)))


def _can_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    mount = [*_ALONE, "mount", "-t", "tmpfs", "tmpfs", "/tmp"]  # noqa: S108 - seen in there only
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


@needs_strace
@cases(_PROMISE, full=100, sample=2)
def test_a_refused_call(seed: int, scene: Scene) -> None:
    """One call is refused, or all of its kind from then on; memory may lack without a word."""
    dice = dice_of(f"refused {seed}")
    calls = scene.calls()
    scene.edit()
    call, error = _one_of(calls, dice), dice.choice(list(_REASONS))
    on = call.name not in _ONCE and dice.random() < 0.5
    others = () if call.name in ("openat", "renameat2") else dice.choice(((), (_NO_EXCHANGE,)))
    # The so manyth file that is opened need not be the same in every build: it is named.
    call = call._replace(number=1) if call.name == "openat" else call
    only = call.line.split('"')[1] if call.name == "openat" else ""
    alone = ("--jobs", "1") if call.name == "write" else ()  # no pipe between processes is full
    command = [*scene.command, *alone]
    run = hurt(command, call.hurt(f"error={error}", on=on), *others, only=only)
    scene.assert_told_or_done(run.status, run.err, _REASONS[error])
    if call.name not in _DELETING:
        scene.assert_tidy_beside()
    scene.assert_mends_itself()


def _one_of(calls: list[Call], dice: Random) -> Call:
    """Choose a call by which nothing is said, most often one outside of the memory."""
    silent = [call for call in calls if "write(1," not in call.line and "write(2," not in call.line]
    own = [call for call in silent if ".cache" not in call.line and call.name != "pwrite64"]
    return dice.choice(own if dice.random() < 0.75 else silent)


@pytest.mark.skipif(not _can_mount(), reason="no disk of its own can be mounted")
@cases(_PROMISE, full=40, sample=1, each=_ROUNDS)
def test_a_disk(seed: int, tmp_path: Path) -> None:
    """A small disk that is full at some point, or is read-only for a while."""
    told = [str(tmp_path), str(seed), str(_ROUNDS)]
    done = subprocess.run(
        [*_ALONE, sys.executable, "-m", "tests.promises.small_disk", *told],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_terminal(desk: Desk) -> None:
    """Where what a build says goes to a full disk it says so, whether or not it has much to do."""
    command = [sys.executable, str(PROJECT / "build.py"), "--site", str(desk.folder), "--now", NOW]
    warned = "[題](https://example.com/)"
    desk.write({"content/posts/a.md": post(warned)}).build()
    for text in (warned, f"{warned}。", f"# {warned}"):
        desk.write({"content/posts/a.md": post(text)})
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False
            )
        assert done.stderr.splitlines()[-1].endswith("no space left on the disk")
        assert "Traceback" not in done.stderr
        assert done.returncode == 1
