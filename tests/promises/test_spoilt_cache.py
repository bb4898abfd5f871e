"""A broken or foreign cache: whatever lies there, a build gives what one from nothing gives."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.laws.at_random import edit_at_random
from tests.laws.differences import difference, difference_of_outcomes
from tests.laws.first_site import settle
from tests.laws.world import World, dice_of, tree
from tests.promises.amounts import cases

_ROUNDS = 2
Harm = Callable[[Path, Random], object]


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the cache of another site, with a spare tree."""
    world = settle(World(tmp_path_factory.mktemp("stranger"), 7))
    for number in range(3):
        world.save("content/posts/p00.md", f"---\ntitle: 題{number}\ndate: 2026-05-01\n---\n\n他。")
        assert world.build().status == 0
    return world.cache


@cases("a broken or foreign cache gives the cold result", full=200, sample=1, each=_ROUNDS)
def test_a_spoilt_cache(seed: int, tmp_path: Path, stranger: Path) -> None:
    """Harm after harm, some of them with an edit: what is said and what is made are as cold."""
    world = settle(World(tmp_path, seed))
    for _ in range(2):
        _use(world)
    for number in range(_ROUNDS):
        dice = dice_of(f"spoilt {seed} {number}")
        told = _harmed(world, stranger, dice)
        # An unchanged site asks for nothing but the manifest.
        if "remembered" in told or dice.random() < 0.5:
            told += f"; {edit_at_random(world, f'spoilt {seed} {number}')}"
        warm, cold = world.build(), world.build_anew()
        assert difference_of_outcomes(warm, cold) == "", told
        if warm.status == 0:
            world.keep_as_sound()
            assert difference(tree(world.output), tree(world.cold / "output")) == "", told
        else:
            world.repair()
        _use(world)


def _use(world: World) -> None:
    """Build once more, so that there is a memory again, and a spare tree most often."""
    if world.cache.is_symlink():
        world.cache.unlink()
    world.save("content/notices/accuracy.md", f"古いことがあります。{world.token()}\n")
    assert world.build().status == 0
    world.keep_as_sound()


def _harmed(world: World, stranger: Path, dice: Random) -> str:
    """Do harm to one thing in the cache, or to all of it; tell what was done."""
    cache = world.cache
    pages = sorted(p.relative_to(cache).as_posix() for p in cache.glob("spare/**/*") if p.is_file())
    name = dice.choice(("manifest", "manifest", "remembered.db", "remembered.db", "spare", ""))
    if name == "spare" and pages and dice.random() < 0.5:
        name = dice.choice(pages)
    path = cache / name
    kinds = _OF_FOLDERS if path.is_dir() else _OF_FILES
    harm = dice.choice(sorted(kinds)) if path.exists() else "of another site"
    if harm == "of another site":
        _remove(path)
        if (stranger / name).is_dir():
            shutil.copytree(stranger / name, path)
        elif (stranger / name).is_file():
            shutil.copy2(stranger / name, path)
    else:
        kinds[harm](path, dice)
    return f"{name or '.cache'}: {harm}"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _written(path: Path, data: bytes) -> None:
    """Write a file anew, since those of the spare tree are those of the output."""
    path.unlink()
    path.write_bytes(data)


def _flip(path: Path, dice: Random) -> None:
    data = bytearray(path.read_bytes() or b"-")
    for _ in range(dice.choice((1, 20, 900))):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    _written(path, bytes(data))


def _other_version(path: Path, _dice: Random) -> None:
    if path.name == "manifest":
        _, _, rest = path.read_bytes().partition(b"\n")
        _written(path, b"0 '2.7'\n" + rest)
    else:
        path.unlink()
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE entry (name TEXT, form INTEGER)")
        database.close()


def _link(path: Path, _dice: Random) -> None:
    """Put what is there elsewhere, and a link in its place."""
    elsewhere = path.parent.parent / f"elsewhere {path.name}"
    _remove(elsewhere)
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def _loop(path: Path, _dice: Random) -> None:
    _remove(path)
    path.symlink_to(path.name)


_OF_FILES: dict[str, Harm] = {
    "truncated": lambda p, dice: _written(
        p, p.read_bytes()[: dice.randrange(p.stat().st_size + 1)]
    ),
    "flipped": _flip,
    "emptied": lambda p, _: _written(p, b""),
    "noise": lambda p, dice: _written(p, dice.randbytes(dice.randrange(1, 9000))),
    "another version": _other_version,
    "of another site": lambda _p, _dice: None,
    "a folder": lambda p, _: (p.unlink(), p.mkdir(), (p / "x").write_bytes(b"x")),
    "a link": _link,
    "a link to itself": _loop,
    "unreadable": lambda p, _: p.chmod(0),
    "gone": lambda p, _: p.unlink(),
}
_OF_FOLDERS: dict[str, Harm] = {
    "emptied": lambda p, _: (_remove(p), p.mkdir()),
    "of another site": lambda _p, _dice: None,
    "a file": lambda p, _: (_remove(p), p.write_bytes(b"no folder")),
    "a link": _link,
    "a link to itself": _loop,
    "unreadable": lambda p, _: p.chmod(0),
    "gone": lambda p, _: _remove(p),
}
