"""The moment that a build is of."""

import os
from datetime import UTC, datetime, tzinfo

from kawaraban.core.dates import parse_moment
from kawaraban.core.options import UsageError

# Later ones leave no room for what follows them: months, years, another zone's midnight.
_LAST_YEAR = 9000


def build_moment(typed: str, zone: tzinfo) -> datetime:
    """Return the moment of a build: as `typed` (`--now`), else SOURCE_DATE_EPOCH, else the clock.

    Source of SOURCE_DATE_EPOCH: reproducible-builds.org, seconds since 1970 in UTC.
    """
    if typed:
        moment = parse_moment(typed, zone)
        if moment is None or moment.at.year > _LAST_YEAR:
            raise _unusable("--now", typed, "a date or time")
        return moment.at
    if epoch := os.environ.get("SOURCE_DATE_EPOCH", ""):
        try:
            at = datetime.fromtimestamp(int(epoch), UTC).astimezone(zone)
        except (ValueError, OverflowError, OSError) as reason:
            raise _unusable("SOURCE_DATE_EPOCH", epoch, "a number of seconds") from reason
        if at.year > _LAST_YEAR:
            raise _unusable("SOURCE_DATE_EPOCH", epoch, "a moment before the year 9001")
        return at
    return datetime.now(zone)


def _unusable(name: str, given: str, wanted: str) -> UsageError:
    return UsageError(f"{name}: {given!r} is not {wanted}")
