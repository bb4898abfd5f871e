"""The moment that a build is of."""

from __future__ import annotations

import os
from datetime import UTC, datetime, tzinfo

from kawaraban.core.dates import parse_moment
from kawaraban.core.options import Options, UsageError

# Later ones leave no room for what follows them: months, years, another zone's midnight.
_LAST_YEAR = 9000


class MomentError(UsageError):
    """A moment cannot be followed: its name, what was given, what it should be."""

    def __str__(self) -> str:
        """Return one line for the terminal."""
        return "{}: {!r} is not {}".format(*self.args)


def build_moment(options: Options, zone: tzinfo) -> datetime:
    """Return the moment of a build: `--now`, else SOURCE_DATE_EPOCH, else the clock.

    Source of SOURCE_DATE_EPOCH: reproducible-builds.org, seconds since 1970 in UTC.
    """
    if options.now:
        moment = parse_moment(options.now, zone)
        if moment is None or moment.at.year > _LAST_YEAR:
            raise MomentError("--now", options.now, "a date or time")
        return moment.at
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        try:
            at = datetime.fromtimestamp(int(epoch), UTC).astimezone(zone)
        except (ValueError, OverflowError, OSError) as reason:
            raise MomentError("SOURCE_DATE_EPOCH", epoch, "a number of seconds") from reason
        if at.year > _LAST_YEAR:
            raise MomentError("SOURCE_DATE_EPOCH", epoch, "a moment before the year 9001")
        return at
    return datetime.now(zone)
