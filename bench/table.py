# ruff: noqa: INP001 - a part of a script that a developer runs, not of a package
"""Figures as a table in Markdown, beside the aims, and that table inside a page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sites import HUGO, OURS

SCENARIOS = {
    "cold": "はじめて cold",
    "nothing": "変更なし nothing changed",
    "post": "本文を直す one post",
    "title": "題を直す a title",
    "template": "テンプレートを直す a template",
    "memory": "メモリー、はじめて memory, cold",
    "images": "画像、はじめて images, cold",
}
# What this project takes, at most, for each second or MiB of Hugo's, by the number of posts.
AIMS = {
    "cold": {1000: 1.8, 10000: 1.8},
    "nothing": {1000: 0.06, 10000: 0.03},
    "post": {1000: 0.40, 10000: 0.25},
    "title": {1000: 0.45, 10000: 0.25},
    "template": {1000: 1.0, 10000: 1.0},
    "memory": {1000: 0.6, 10000: 0.45},
    "images": {200: 0.40},
}
BEGIN, END = "<!-- speed: written by bench/speed.py -->", "<!-- speed: end -->"


class Line(NamedTuple):
    """What one generator took for one scenario: medians, the range of seconds, files written.

    `seconds` or `mib` is NaN where the line is not about it.
    """

    scenario: str
    posts: int
    maker: str
    seconds: float
    least: float
    most: float
    cpu: float
    mib: float
    written: int

    @property
    def main(self) -> float:
        """The figure that the aim is about."""
        return self.mib if self.scenario == "memory" else self.seconds


def table(lines: Sequence[Line]) -> Iterator[str]:
    """Give the lines of the table; ratios are to Hugo in the same run."""
    hugo = {(line.scenario, line.posts): line for line in lines if line.maker == HUGO}
    yield (
        "| 場面 scenario | 記事 posts | ツール tool | 秒 s | 最短–最長 range "
        "| 比 ratio | 目標 aim | CPU 秒 s | 比 ratio | 書いたファイル files written |"
    )
    yield "|---|---:|---|---:|---:|---:|---:|---:|---:|---:|"
    for line in lines:
        other = hugo.get((line.scenario, line.posts))
        yield f"| {' | '.join(_cells(line, other))} |"


def _cells(line: Line, other: Line | None) -> Iterator[str]:
    yield SCENARIOS[line.scenario]
    yield f"{line.posts:,}"
    yield line.maker
    memory = line.scenario == "memory"
    yield f"{line.mib:,.0f} MiB" if memory else _number(line.seconds)
    yield "" if memory else f"{_number(line.least)}–{_number(line.most)}"
    yield _ratio(line.main, other.main) if other else ""
    yield _aim(line)
    yield "" if memory else _number(line.cpu)
    yield _ratio(line.cpu, other.cpu) if other and not memory else ""
    yield "" if memory else f"{line.written:,}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def _ratio(one: float, other: float) -> str:
    return "–" if math.isnan(one / other) else f"{one / other:.2f}"


def _aim(line: Line) -> str:
    aim = AIMS[line.scenario].get(line.posts) if line.maker == OURS else None
    return f"{aim:.2f}" if aim else ""


def behind(lines: Sequence[Line]) -> Iterator[str]:
    """Give a line for each scenario in which Hugo is ahead."""
    hugo = {(line.scenario, line.posts): line for line in lines if line.maker == HUGO}
    for line in lines:
        other = hugo.get((line.scenario, line.posts))
        if line.maker == OURS and other and line.main > other.main:
            ratio = _ratio(line.main, other.main)
            yield f"- {SCENARIOS[line.scenario]}、{line.posts:,}: {ratio}"


def put_into(page: Path, text: str) -> None:
    """Replace what stands between the two marks of a page. Raises ValueError without them."""
    before, begin, rest = page.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(page, "lacks the marks", BEGIN, END)
    page.write_bytes(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}".encode())
