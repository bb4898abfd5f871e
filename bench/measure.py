# ruff: noqa: INP001 - a part of a script that a developer runs, not of a package
"""One run of a command, measured as a whole: from its start to the end of its last process."""

from __future__ import annotations

import math
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import NamedTuple

if sys.platform != "win32":
    import os

_LAST_LINES = 20
_PAUSE = 0.01
# ru_maxrss is in bytes on macOS, else in KiB (getrusage(2) of each).
_PEAKS_IN_A_MIB = 2**20 if sys.platform == "darwin" else 2**10


class Run(NamedTuple):
    """Seconds by the clock and of CPUs, and MiB of memory at the peak.

    NaN stands for what the system does not tell: the last two on Windows.
    """

    wall: float
    cpu: float
    peak: float


class FailedError(Exception):
    """A command ended with another status than 0; says the command and its last lines."""


def once(command: Sequence[str], folder: Path, log: Path, *, watched: bool = False) -> Run:
    """Run a command in a folder; what it prints goes into the log. Raises `FailedError`.

    The peak is that of the largest process; of all processes together where the run is
    watched and the system shows them (Linux), which costs some of its time.
    """
    if sys.platform != "win32":
        os.sync()  # else one generator waits while the disk takes what another has written
    with log.open("wb") as printed:
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - the commands of this benchmark
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.STDOUT
        )
        cpu, peak = _ended(process, watched=watched)
        run = Run(time.perf_counter() - started, cpu, peak)
    if process.returncode:
        lines = log.read_text("utf-8", "replace").splitlines()[-_LAST_LINES:]
        heading = f"status {process.returncode} of {' '.join(command)} in {folder}"
        raise FailedError("\n".join((heading, *lines)))
    return run


def _ended(process: subprocess.Popen[bytes], *, watched: bool) -> tuple[float, float]:
    """Wait for a process; give its CPU seconds and its peak, those of its children included."""
    if sys.platform == "win32":
        process.wait()
        return math.nan, math.nan
    together = 0.0
    ended, status, used = os.wait4(process.pid, os.WNOHANG if watched else 0)
    while not ended:
        together = max(together, _memory(process.pid))
        time.sleep(_PAUSE)
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
    # Popen does not know that the process has been waited for.
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, max(together, used.ru_maxrss / _PEAKS_IN_A_MIB)


def _memory(process: int) -> float:
    """Give the MiB of a process and all below it, what they share once; 0 if it is not shown."""
    folder = Path(f"/proc/{process}")
    with suppress(OSError):
        before = _share(folder)
        children = [file.read_text().split() for file in folder.glob("task/*/children")]
        below = sum(_memory(int(child)) for some in children for child in some)
        # What it shared with a child that came or went meanwhile is not counted twice.
        return below + min(before, _share(folder))
    return 0.0


def _share(folder: Path) -> float:
    found = re.search(r"^Pss: +(\d+) kB", (folder / "smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) / 2**10 if found else 0.0


def middle(runs: Iterable[Run]) -> Run:
    """Give the median of each figure."""
    return Run(*map(median, zip(*runs, strict=True)))
