"""The amounts behind the promises are counted as they are run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises.amounts import counted, put_into, table


def _report(outcome: str, *, when: str = "call", each: int = 1) -> pytest.TestReport:
    report = pytest.TestReport("", ("", 0, ""), {}, outcome, None, when, duration=2.0)
    report.user_properties.append(("promise", ("kept", each)))
    return report


def test_failed_cases_are_tried_but_not_held() -> None:
    """A failure counts as tried; what is before and after a test counts as nothing."""
    passed, failed = _report("passed", each=50), _report("failed")
    sums = counted([passed, failed, _report("passed", when="setup")])

    assert (sums.tried["kept"], sums.held["kept"]) == (51, 50)
    assert "| kept | 51 | 50 | 4 |" in table(sums)


def test_table_is_put_between_the_marks(tmp_path: Path) -> None:
    """The rest of the page stays; twice is once."""
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- amounts: written by the tests -->\nold\n<!-- amounts: end -->\nz\n")

    for _ in range(2):
        put_into(page, "new")

    text = page.read_text()
    assert "old" not in text
    assert text.split()[0] == "a"
    assert text.split()[-1] == "z"
    assert text.count("new") == 1
