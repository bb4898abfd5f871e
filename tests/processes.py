"""Builds under way, as processes: begun, waited for, looked for."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

TOO_LATE = 30.0  # on a machine that does much besides


def begun(command: Sequence[str | Path]) -> subprocess.Popen[str]:
    """Begin a build in a group of its own, as a terminal does."""
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        start_new_session=True,
    )


def group(number: int) -> list[int]:
    """Give the processes of a group, dead ones that nobody has fetched too."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if int(fields[2]) == number:
            found.append(int(status.parent.name))
    return found


def once(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + TOO_LATE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.001)
