"""How many cases stand behind a promise: a sample in every run, the full amount when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

_BEGIN, _END = "<!-- amounts: written by the tests -->", "<!-- amounts: end -->"
_HEAD = "| promise | cases | held | seconds |\n|---|---:|---:|---:|"


def cases(promise: str, *, full: int, sample: int, each: int = 1) -> pytest.MarkDecorator:
    """Give a test its `seed`, once for each case of a promise.

    The sample is of every run, and `pytest -m heavy` runs the `full` amount. One test stands
    for `each` cases, which it makes from the one seed.
    """
    mark = pytest.mark.promise(promise, each)
    some = [pytest.param(seed, marks=mark, id=f"sample-{seed}") for seed in range(sample)]
    more = range(sample, sample + -(-full // each))
    every = [pytest.param(seed, marks=(mark, pytest.mark.heavy), id=str(seed)) for seed in more]
    return pytest.mark.parametrize("seed", [*some, *every])


class Held(NamedTuple):
    """The cases of some promises: how many were tried, how many held, and the seconds."""

    tried: Counter[str]
    held: Counter[str]
    seconds: Counter[str]


def counted(reports: Iterable[pytest.TestReport]) -> Held:
    """Count the cases in the reports of tests that have run."""
    sums = Held(Counter(), Counter(), Counter())
    for report in reports:
        promise = dict(report.user_properties).get("promise")
        if promise is not None and report.when == "call":
            name, each = promise
            sums.tried[name] += each
            sums.held[name] += each * report.passed
            sums.seconds[name] += report.duration
    return sums


def table(sums: Held) -> str:
    """Give the table of docs/reliability.md."""
    lines = (
        f"| {name} | {tried:,} | {sums.held[name]:,} | {sums.seconds[name]:,.0f} |"
        for name, tried in sorted(sums.tried.items())
    )
    return "\n".join((_HEAD, *lines))


def put_into(page: Path, text: str) -> None:
    """Write a table into a page, between its two marks."""
    before, _, rest = page.read_text("utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    page.write_text(f"{before}{_BEGIN}\n\n{text}\n\n{_END}{after}", "utf-8")
