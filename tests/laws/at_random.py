"""Edits of all kinds, each in its turn or at random."""

from __future__ import annotations

from tests.laws import edits_around, edits_of_posts, edits_of_the_site
from tests.laws.registry import EDITS, Edit
from tests.laws.world import World, dice_of

# Importing them registers their edits, in whatever order tests are collected.
MODULES = (edits_around, edits_of_posts, edits_of_the_site)
_OFTEN = sorted(EDITS, key=lambda made: made.__name__)
# The usual kinds have two turns, the others one.
_IN_TURN = [kind for kind in dict.fromkeys(_OFTEN) for _ in range(min(_OFTEN.count(kind), 2))]
dice_of("the order of turns").shuffle(_IN_TURN)


def edit_in_turn(world: World, name: str, turn: int) -> str:
    """Do one edit of the kind whose turn it is."""
    return _done(world, name, _IN_TURN[turn % len(_IN_TURN)])


def edit_at_random(world: World, name: str) -> str:
    """Do one edit of any kind, the usual ones more often."""
    return _done(world, name, dice_of(name).choice(_OFTEN))


def _done(world: World, name: str, chosen: Edit) -> str:
    """Do one edit, whose name decides all that it leaves open; give what was done."""
    world.dice = dice_of(f"{name}/{chosen.__name__}")
    return f"{chosen.__name__}: {chosen(world) or 'there was nothing to do'}"
