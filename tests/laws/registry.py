"""The kinds of edits: each changes the world at random, and says what it has done."""

from __future__ import annotations

from collections.abc import Callable

from tests.laws.world import World

Edit = Callable[[World], str]
EDITS: list[Edit] = []


def edit(weight: int = 1) -> Callable[[Edit], Edit]:
    """Register a kind of edit, which is chosen `weight` times as often as a plain one."""

    def register(made: Edit) -> Edit:
        EDITS.extend([made] * weight)
        return made

    return register
