"""Builds that are hurt on purpose at one of their system calls, by strace."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

# By which a build changes what is on the disk; `openat` counts where it opens for writing.
CHANGING = (
    "chmod", "fchmod", "fdatasync", "fsync", "ftruncate", "link", "linkat", "mkdir", "openat",
    "pwrite64", "rename", "renameat", "renameat2", "rmdir", "symlink", "unlink", "unlinkat",
    "utimensat", "write",
)  # fmt: skip
_LINE = re.compile(r"(\d+) +(\w+)\((.*)")
_FOR_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None and not os.environ.get("CI"), reason="there is no strace"
)


class Call(NamedTuple):
    """A system call of a build: its name, and the how manyth of that name in its process."""

    name: str
    number: int
    line: str

    def hurt(self, how: str, *, on: bool = False) -> str:
        """Give what strace is told to do at this call, and at all of its name from here `on`."""
        return f"{self.name}:{how}:when={self.number}{'+' if on else ''}"


class Run(NamedTuple):
    """What came of a build under strace; `status` is negative where a signal ended it."""

    status: int
    out: str
    err: str


def traced(command: Sequence[str], notes: Path, *injuries: str) -> tuple[Run, list[Call]]:
    """Run a command; give what came of it, and its changing calls in their order."""
    run = _under_strace(command, ["-e", f"trace={','.join(CHANGING)}", "-o", notes], injuries)
    return run, list(_calls(notes.read_text("utf-8", "replace").splitlines()))


def hurt(command: Sequence[str], *injuries: str, only: str = "") -> Run:
    """Run a command with some injuries, each as `Call.hurt` gives it; `only` calls for a path."""
    names = {injury.partition(":")[0] for injury in injuries}
    path = ["-P", only] if only else []
    switches = ["-e", f"trace={','.join(names)}", *path, "-o", os.devnull]
    return _under_strace(command, switches, injuries)


def _under_strace(
    command: Sequence[str], switches: Iterable[str | Path], injuries: Iterable[str]
) -> Run:
    told = (part for injury in injuries for part in ("-e", f"inject={injury}"))
    done = subprocess.run(
        ["strace", "-f", "-qq", *switches, *told, *command],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def _calls(lines: Iterable[str]) -> Iterable[Call]:
    counts: Counter[tuple[str, str]] = Counter()
    for line in lines:
        found = _LINE.match(line)
        if found is None:  # the rest of a call that another process has interrupted
            continue
        process, name, told = found.groups()
        counts[process, name] += 1
        if name != "openat" or _FOR_WRITING.search(told):
            yield Call(name, counts[process, name], line)
