# ruff: noqa: INP001 - a part of a script that a developer runs, not of a package
"""The scenarios: what is done before each timed build, and what its output must be then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import get_args

from measure import Run, middle
from outputs import check_change, check_said, check_whole, left_by, written
from sites import Edit, Site
from table import Line

_OF_MEMORY = 3
EDITS: tuple[Edit, ...] = get_args(Edit)


def of_texts(wanted: Sequence[str], sites: Sequence[Site], runs: int) -> Iterator[Line]:
    """Give the lines of the scenarios that are wanted, for sites that were never built."""
    if "cold" in wanted:
        yield from _cold("cold", sites, runs)
    else:
        for site in sites:
            site.build()
    if "nothing" in wanted:
        yield from _again("nothing", sites, runs, None)
    for edit in EDITS:
        if edit in wanted:
            yield from _again(edit, sites, runs, edit)
    if "memory" in wanted:
        # By themselves: looking at the memory spoils the times.
        yield from _cold("memory", sites, min(runs, _OF_MEMORY))


def of_pictures(sites: Sequence[Site], runs: int) -> Iterator[Line]:
    """Give the lines of cold builds with pictures."""
    yield from _cold("images", sites, runs)


def _cold(name: str, sites: Sequence[Site], runs: int) -> Iterator[Line]:
    def one(site: Site, *, last: bool) -> tuple[Run, int]:
        site.clean()
        run = site.build(watched=name == "memory")
        check_whole(site)
        return run, len(left_by(site)) if last else 0

    return _in_turn(name, sites, runs, one)


def _again(name: str, sites: Sequence[Site], runs: int, edit: Edit | None) -> Iterator[Line]:
    def one(site: Site, *, last: bool) -> tuple[Run, int]:
        if edit:
            site.edit(edit)
        before = left_by(site) if last else {}
        run = site.build()
        if edit:
            check_said(site, edit)
        if not last:
            return run, 0
        after = left_by(site)
        check_change(site, edit, before, after)
        return run, written(before, after)

    return _in_turn(name, sites, runs, one)


def _in_turn(
    name: str, sites: Sequence[Site], runs: int, one: Callable[..., tuple[Run, int]]
) -> Iterator[Line]:
    """Let the generators take turns, so that a busy machine is busy for all of them."""
    taken: list[list[Run]] = [[] for _ in sites]
    files = [0 for _ in sites]
    for number in range(runs):
        for place, site in enumerate(sites):
            run, files[place] = one(site, last=number == runs - 1)
            taken[place].append(run)
    for site, its, wrote in zip(sites, taken, files, strict=True):
        walls = [run.wall for run in its]
        run = middle(its)
        yield Line(
            scenario=name,
            posts=site.count,
            maker=site.maker.name,
            seconds=run.wall,
            least=min(walls),
            most=max(walls),
            cpu=run.cpu,
            mib=run.peak,
            written=wrote,
        )
