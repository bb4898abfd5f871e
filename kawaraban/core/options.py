"""What a command is asked for. Imports next to nothing: an unchanged build loads it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, NamedTuple

Command = Literal["build", "ads", "redact"]
Format = Literal["text", "json", "github"]


class Options(NamedTuple):
    """The arguments of one command. `now` is as typed, or empty for the clock."""

    site: Path
    product: Path
    output: Path
    arguments: tuple[str, ...] = ()
    command: Command = "build"
    picture: str = ""
    now: str = ""
    drafts: bool = False
    strict: bool = False
    format: Format = "text"
    jobs: int = 1
    cache: bool = True
    base_url: str = ""

    @property
    def is_by_clock(self) -> bool:
        """Return whether a build is of the moment at which it is made."""
        return not self.now and not os.environ.get("SOURCE_DATE_EPOCH")


def usable_cpus() -> int:
    """Return the number of CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
