"""The same input gives the same bytes, whoever builds it, where, and without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.desk import PROJECT
from tests.laws import first_site
from tests.laws.differences import difference
from tests.laws.world import START, Tree, World, dice_of, tree
from tests.promises.amounts import cases

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="users and umasks are others there")
_SOMEBODY = ("unshare", "--user", "--map-user=1234", "--map-group=1234")
_ALONE = ("unshare", "-rn")
_ASCII = {"LANG": "C", "LC_ALL": "C"}
_CIRCUMSTANCES: dict[str, tuple[dict[str, str], ...]] = {
    "zone": tuple({"TZ": zone} for zone in ("Pacific/Kiritimati", "America/St_Johns", "UTC", ":x")),
    "locale": (_ASCII, {"LC_ALL": "C.UTF-8"}, {"LANG": "ja_JP.eucJP"}, {"LC_ALL": "tr_TR.UTF-8"}),
    "hash seed": tuple({"PYTHONHASHSEED": seed} for seed in ("0", "1", "4294967295", "random")),
    "person": ({"HOME": "/nonexistent", "USER": "nobody", "LOGNAME": "nobody"}, {}),
    "system": ({"COLUMNS": "20", "TERM": "dumb"}, {"CI": "true", "NO_COLOR": "1"}, {}),
}
_SWITCHES = ((), ("-O",), ("-OO",), ("-B",), ("-X", "dev"))
_JOBS = ("1", "2", "8")


def _copied(site: Tree, folder: Path, dice: Random) -> Path:
    """Lay the files of a site anew: in another order, at other times."""
    paths = sorted(site)
    dice.shuffle(paths)
    for path in paths:
        content, file = site[path], folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            file.write_bytes(content)
            moment = dice.randrange(10**9, 2 * 10**9)
            os.utime(file, (moment, moment))
    return folder


def _build(
    site: Path,
    *more: str,
    before: tuple[str, ...] = (),
    python: tuple[str, ...] = (),
    **how: object,
) -> Tree:
    """Run the command, and give what it has published."""
    command = [*before, sys.executable, *python, PROJECT / "build.py", "--site", site]
    done = subprocess.run(
        [*command, "--now", START, *more], capture_output=True, check=False, **how
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return tree(site / "output")


def _works(*command: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0


@cases("the same input gives the same bytes", full=20, sample=2)
def test_same_bytes(tmp_path: Path, seed: int) -> None:
    """Another folder, zone, locale, hash seed, order of files, number of workers, umask, user."""
    dice = dice_of(f"circumstances {seed}")
    world = first_site.settle(World(tmp_path, seed))
    site = world.everything()
    usual = _build(world.site, "--jobs", "1")
    assert len(usual) > 30
    other = _copied(site, tmp_path / dice.choice(("b", "深い 所/#1%20")), dice)
    environment = dict(os.environ)
    for choices in _CIRCUMSTANCES.values():
        environment |= dice.choice(choices)
    somebody = _SOMEBODY if seed % 2 and _works(*_SOMEBODY) else ()
    how = {
        "python": dice.choice(_SWITCHES), "env": environment, "umask": dice.choice((0, 0o22, 0o77)),
        "cwd": dice.choice(("/", tmp_path, PROJECT)), "before": somebody,
    }  # fmt: skip
    for more in (("--no-cache",), (), ()):  # without memory, with it, and from it
        found = _build(other, "--jobs", dice.choice(_JOBS), *more, **how)
        assert not difference(found, usual), how
    shutil.rmtree(other / "output")  # from memory alone
    assert not difference(_build(other, "--jobs", dice.choice(_JOBS), **how), usual)


def _without_network(site: Path, room: Path, jobs: str) -> Tree:
    """Build where there is no network, or hold that no socket of it is asked for."""
    found = {}
    alone, traced = _works(*_ALONE), _works("strace", "-o", "/dev/null")
    if not (alone or traced):
        pytest.skip("neither unshare nor strace can be used here")
    if alone:
        found = _build(site, "--no-cache", "--jobs", jobs, before=_ALONE)
    if traced:
        log = room / "calls"
        trace = ("strace", "-f", "-qq", "-e", "trace=socket,connect", "-o", str(log))
        told = _build(site, "--no-cache", "--jobs", jobs, before=trace)
        assert "AF_INET" not in log.read_text()
        found = found or told
        assert not difference(told, found)
    return found


@cases("no build needs the network", full=20, sample=1)
def test_no_network(tmp_path: Path, seed: int) -> None:
    """In a namespace that has none the bytes are the same, and no build asks for any."""
    world = first_site.settle(World(tmp_path, seed))
    usual = _build(world.site, "--jobs", "1")
    assert not difference(_without_network(world.site, tmp_path, _JOBS[seed % 3]), usual)


@cases("the sample site needs no network", full=1, sample=0)
def test_the_sample_site_needs_no_network(tmp_path: Path, seed: int) -> None:
    """All of its pages and pictures."""
    site = tmp_path / "site"
    shutil.copytree(PROJECT / "content", site / "content")
    shutil.copy(PROJECT / "site.toml", site)
    usual = _build(site, "--jobs", "2")
    assert not difference(_without_network(site, tmp_path, _JOBS[seed % 3]), usual)
