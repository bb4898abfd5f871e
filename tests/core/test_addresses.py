"""Addresses of pages, and the links between them."""

from __future__ import annotations

import random

from kawaraban.core.addresses import file_of, readable, relative


def _linked(here: str, there: str) -> str:
    """Return the link as RFC 3986 (5.2) is read backwards: up out of `here`, down to `there`."""
    start, goal = here.split("/")[:-1], there.split("/")
    shared = 0
    while shared < min(len(start), len(goal) - 1) and start[shared] == goal[shared]:
        shared += 1
    href = readable("../" * (len(start) - shared) + "/".join(goal[shared:]))
    return (f"./{href}" if ":" in href.split("/", 1)[0] else href) or "./"


def test_links_go_up_and_down() -> None:
    """A link goes up to the nearest folder that both share, and down from there."""
    chance = random.Random(1)  # noqa: S311 - no secret

    def address() -> str:
        parts = (chance.choice(("a", "b", "a b", "c:d", "日本", "%", "")) for _ in range(4))
        return "/".join(list(parts)[: chance.randrange(5)]) + chance.choice(("/", "", "x.html"))

    for _ in range(5000):
        here, there = address(), address()
        assert relative(here, index_html=False)(there) == _linked(here, there)
        assert relative(here, index_html=True)(there) == _linked(here, file_of(there))
