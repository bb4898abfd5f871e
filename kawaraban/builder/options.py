"""What a build is asked for, and the moment that it is of."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from kawaraban.core.dates import parse_moment
from kawaraban.core.diagnostics import Format
from kawaraban.core.model import Frozen
from kawaraban.core.settings import Settings

# Later ones leave no room for what follows them: months, years, another zone's midnight.
_LAST_YEAR = 9000


class Options(Frozen, frozen=True, kw_only=True):
    """The arguments of one build. `now` is as typed, or empty for the clock."""

    site: Path
    product: Path
    output: Path
    arguments: tuple[str, ...] = ()
    command: Literal["build", "ads", "redact"] = "build"
    picture: str = ""
    now: str = ""
    drafts: bool = False
    strict: bool = False
    format: Format = "text"
    jobs: int = 1
    cache: bool = True
    base_url: str = ""


class UsageError(Exception):
    """An argument cannot be followed: its name, what was given, what it should be."""

    def __str__(self) -> str:
        """Give one line for the terminal."""
        return "{}: {!r} is not {}".format(*self.args)


def usable_cpus() -> int:
    """Give the number of CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_by_clock(options: Options) -> bool:
    """Say whether a build is of the moment at which it is made."""
    return not options.now and not os.environ.get("SOURCE_DATE_EPOCH")


def moment(options: Options, settings: Settings) -> datetime:
    """Give the moment of the build: `--now`, else SOURCE_DATE_EPOCH, else the clock.

    Source of SOURCE_DATE_EPOCH: reproducible-builds.org, seconds since 1970 in UTC.
    """
    if options.now:
        parsed_now = parse_moment(options.now, settings.zone)
        if parsed_now is None or parsed_now.at.year > _LAST_YEAR:
            raise UsageError("--now", options.now, "a date or time")
        return parsed_now.at
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        try:
            at = datetime.fromtimestamp(int(epoch), UTC).astimezone(settings.zone)
        except (ValueError, OverflowError, OSError) as reason:
            raise UsageError("SOURCE_DATE_EPOCH", epoch, "a number of seconds") from reason
        if at.year > _LAST_YEAR:
            raise UsageError("SOURCE_DATE_EPOCH", epoch, "a moment before the year 9001")
        return at
    return datetime.now(settings.zone)
