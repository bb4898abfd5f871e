"""The measurement of the ledger runs, and finds every link."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.desk import PROJECT


def test_every_link_is_matched() -> None:
    """Recall and precision are whole, and the end of a programme changes its pages alone."""
    command = ("bench/ledger.py", "--posts", "24", "--links", "120", "--runs", "1")
    done = subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "recall 1.000, precision 1.000" in done.stdout
    has, changed, others = map(int, re.findall(r"(\d+) (?:pages|changed|others)", done.stdout))
    assert (has > 0, changed, others) == (True, has, 0)
