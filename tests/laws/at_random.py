"""One edit of any kind."""

from __future__ import annotations

from tests.laws import edits_around, edits_of_posts, edits_of_the_site
from tests.laws.registry import EDITS
from tests.laws.world import World, dice_of

# Importing them registers their edits, in whatever order tests are collected.
MODULES = (edits_around, edits_of_posts, edits_of_the_site)
_KINDS = sorted(EDITS, key=lambda made: made.__name__)


def edit_at_random(world: World, name: str) -> str:
    """Do one edit, whose name decides all of it; give what was done."""
    world.dice = dice_of(name)
    chosen = world.dice.choice(_KINDS)
    return f"{chosen.__name__}: {chosen(world) or 'there was nothing to do'}"
