"""What a command is asked for. Imports next to nothing: an unchanged build loads it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

Format = Literal["text", "json", "github"]


class UsageError(Exception):
    """A command was used wrongly; its text says how, and what to do, in one line."""


def usable_cpus() -> int:
    """Return the number of CPUs that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Options(NamedTuple):
    """The arguments of one command.

    `now` is as typed, or empty for the clock; `own` are the command's own arguments.
    """

    site: Path
    product: Path
    output: Path
    arguments: tuple[str, ...] = ()
    command: str = "build"
    own: Mapping[str, object] = {}
    now: str = ""
    drafts: bool = False
    strict: bool = False
    format: Format = "text"
    jobs: int = usable_cpus()
    cache: bool = True
    base_url: str = ""

    @property
    def is_by_clock(self) -> bool:
        """Return whether a build is of the moment at which it is made."""
        return not self.now and not os.environ.get("SOURCE_DATE_EPOCH")
