"""Whatever was edited in whatever order, a build over old work equals a build from nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.laws.at_random import edit_at_random
from tests.laws.first_site import settle
from tests.laws.telling import difference, difference_of_outcomes
from tests.laws.world import World, dice_of, standing, tree


@pytest.mark.parametrize("seed", range(12), ids="seed{}".format)
def test_warm_is_cold(seed: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """A sample of short sequences."""
    _follow(World(tmp_path, seed), seed, 8, request.node.nodeid)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(1000, 1300), ids="seed{}".format)
def test_warm_is_cold_for_long(seed: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Many long sequences."""
    _follow(World(tmp_path, seed), seed, 20, request.node.nodeid)


def _follow(world: World, seed: int, steps: int, node: str) -> None:
    """Build, then edit and build again and again, and compare each time."""
    settle(world)
    story = ["  0. the first site"]
    status = 0
    for step in range(steps + 1):
        if step:
            done, status = _edited(world, seed, step, status), 0
            story += [f"{step:3}. {line}" for line in done]
        status, wrong = _built(world)
        if wrong:
            told = "\n".join(story)
            again = f"python -m pytest -m '' '{node}'"
            pytest.fail(f"seed {seed}, step {step}\n{told}\n\n{wrong}\n\n{again}", pytrace=False)


def _edited(world: World, seed: int, step: int, status: int) -> list[str]:
    name = f"{seed}/{step}"
    dice = world.dice = dice_of(name)
    done = [world.repair()] if status and dice.random() < 0.8 else []
    number = dice.choice((0, 1, 1, 2, 2, 3, 4)) if not done else dice.choice((0, 1))
    return done + [edit_at_random(world, f"{name}/{n}") for n in range(number)] or ["nothing"]


def _built(world: World) -> tuple[int, str]:
    """Build warm and cold; give the status, and what is wrong."""
    before, stood = tree(world.output), standing(world.output) if world.output.exists() else {}
    warm, cold = world.build(), world.build_anew()
    wrong = difference_of_outcomes(warm, cold)
    if warm.status == 0:
        world.keep_as_sound()
        return 0, wrong or difference(tree(world.output), tree(world.cold / "output"))
    wrong = wrong or difference(tree(world.output), before)
    after = standing(world.output) if world.output.exists() else {}
    return warm.status, wrong or ("" if after == stood else "a stopped build touched the output")
