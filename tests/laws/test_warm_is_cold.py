"""Whatever was edited in whatever order, a build over old work equals a build from nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.laws.at_random import edit_at_random, edit_in_turn
from tests.laws.differences import difference, difference_of_outcomes
from tests.laws.first_site import settle
from tests.laws.world import World, dice_of, standing, tree


@pytest.mark.promise("a warm build equals a cold one, after any edits", 1)
@pytest.mark.parametrize("seed", range(5), ids="seed{}".format)
def test_warm_is_cold(seed: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """A sample of short sequences."""
    _follow(World(tmp_path, seed), seed, 8, request.node.nodeid)


@pytest.mark.heavy
@pytest.mark.promise("a warm build equals a cold one, after any edits", 1)
@pytest.mark.parametrize("seed", range(1000, 1300), ids="seed{}".format)
def test_warm_is_cold_for_long(seed: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Many long sequences."""
    _follow(World(tmp_path, seed), seed, 20, request.node.nodeid)


def _follow(world: World, seed: int, steps: int, node: str) -> None:
    """Build, then edit and build many times, and compare each time."""
    settle(world)
    story = ["  0. the first site"]
    status = 0
    for step in range(steps + 1):
        if step:
            turn = seed * steps + step
            done = _edited(world, f"{seed}/{step}", turn, stopped=status != 0)
            story += [f"{step:3}. {line}" for line in done]
        status, wrong = _built(world)
        if wrong:
            done_so_far = "\n".join(story)
            command = f"python -m pytest -m '' '{node}'"
            pytest.fail(
                f"seed {seed}, step {step}\n{done_so_far}\n\n{wrong}\n\n{command}", pytrace=False
            )


def _edited(world: World, name: str, turn: int, *, stopped: bool) -> list[str]:
    """Edit what one edit or several do before the next build; give what was done."""
    dice = world.dice = dice_of(name)
    if stopped and dice.random() < 0.8:
        return [world.repair()]
    # One edit alone hides the least: most of the steps have no other.
    more = range(dice.choice((0, 0, 0, 0, 1, 2)))
    first = edit_in_turn(world, name, turn)
    return [first, *(edit_at_random(world, f"{name}/{n}") for n in more)]


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
