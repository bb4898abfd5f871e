"""Dates as authors write them, and ages in calendar months.

2024-1-2, 2024/01/02, 2024.1.2, 2024年1月2日  →  that day, at midnight of the site's zone
2024-01-02 03:04 +0900, 2019-01-05T11:27     →  that moment
2025-08, 2025年8月                           →  that month
2025-02-30                                   →  no date
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

from kawaraban.system.regex import lazy_pattern

_DAY = r"(\d{4})(?:-(\d\d?)-(\d\d?)|/(\d\d?)/(\d\d?)|\.(\d\d?)\.(\d\d?)|年(\d\d?)月(\d\d?)日)"
_TIME = r"(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?"
_OFFSET = r"Z|JST|UTC|GMT|[+-]\d\d(?::?\d\d)?"
_MOMENT = lazy_pattern(rf"(?a){_DAY}(?:(?:[Tt]|[ \t]+){_TIME}(?:[ \t]*({_OFFSET}))?)?")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAYS = "hol"
DAY_RANGE = "{1}|({0})(?:-({0}))?".format("|".join(DAYS), HOLIDAYS)
_MONTHS_IN_YEAR = 12
_LONGEST = 200
# Beyond any date that matters; a zone's next midnight can still be computed.
_LAST_DAY = date(9999, 12, 29)
_MONTH = lazy_pattern(r"(?a)(\d{4})(?:[-/](\d\d?)|年(\d\d?)月)")
_ZONES = {"Z": UTC, "UTC": UTC, "GMT": UTC, "JST": timezone(timedelta(hours=9), "JST")}


class Moment(NamedTuple):
    """A moment as written. Without a time of day (`timed` false) it is that day's midnight."""

    at: datetime
    timed: bool


def parse_moment(text: str, zone: tzinfo) -> Moment | None:
    """Parse a date or date-time as a moment in `zone`; return None where there is no such date.

    Without an offset it is a time of `zone`; one with an offset is put into `zone`, since
    the day and year on pages and in addresses are the site's.
    """
    match = _MOMENT.fullmatch(_normalize(text))
    if match is None:
        return None
    *days, hour, minute, second, fraction, offset = match.groups()
    year, month, day = map(int, filter(None, days))
    clock = (int(hour or 0), int(minute or 0), int(second or 0))
    microsecond = int(fraction.ljust(6, "0")[:6]) if fraction else 0
    try:
        written = datetime(year, month, day, *clock, microsecond, tzinfo=_offset(offset) or zone)
        return Moment(written.astimezone(zone), hour is not None)
    except (ValueError, OverflowError):  # 2025-02-30, 25:00, +99:00; 0001-01-01 00:00 +09:00
        return None


def parse_month(text: str) -> tuple[int, int] | None:
    """Parse a month into its year and number, or return None."""
    match = _MONTH.fullmatch(_normalize(text))
    if match is None:
        return None
    year, month = (int(number) for number in match.groups() if number is not None)
    return (year, month) if year and 1 <= month <= _MONTHS_IN_YEAR else None


def half_width(text: str) -> str:
    """Return a short text with half-width digits and signs, and a long one, no date, as it is.

    Unicode takes long to sort many combining marks.
    """
    is_plain = text.isascii() or len(text) > _LONGEST
    return text if is_plain else unicodedata.normalize("NFKC", text)


def _normalize(text: str) -> str:
    return half_width(text.strip()).replace("−", "-")


@lru_cache(maxsize=64)
def _offset(text: str | None) -> tzinfo | None:
    if text is None or text in _ZONES:
        return _ZONES.get(text or "")
    digits = text[1:].replace(":", "").ljust(4, "0")
    there = time(int(digits[:2]), int(digits[2:]))  # as of a clock (RFC 3339, section 5.6)
    offset = timedelta(hours=there.hour, minutes=there.minute)
    return timezone(-offset if text[0] == "-" else offset)


def end_of_day(day: datetime) -> datetime:
    """Return the final millisecond of the day that `day` lies in, in the same zone."""
    return day.replace(hour=23, minute=59, second=59, microsecond=999_000)


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a day begins in a zone."""
    return datetime.combine(day, time(), zone)


def months_after(year: int, month: int, day: int | None, months: int) -> date:
    """Return the first day that is so many whole months after a day, or after a whole month."""
    if day is None:
        return add_months(date(year, month, 1), months + 1)
    return min(add_months(date(year, month, day), months), _LAST_DAY) + timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or that month's end where it has no such day."""
    years, month = divmod(day.month - 1 + months, _MONTHS_IN_YEAR)
    year = day.year + years
    if year > _LAST_DAY.year:
        return _LAST_DAY
    is_december = month + 1 == _MONTHS_IN_YEAR
    last = 31 if is_december else (date(year, month + 2, 1) - timedelta(1)).day
    return date(year, month + 1, min(day.day, last))


def full_months(year: int, month: int, day: int | None, until: date) -> int:
    """Count the whole months between a day, or a whole month, and another day."""
    months = (until.year - year) * _MONTHS_IN_YEAR + until.month - month
    return max(0, months if months_after(year, month, day, months) <= until else months - 1)


def age(months: int, language: str) -> str:
    """Format an age in words: `1年3か月`, `15 months`."""
    if language == "en":
        return "1 month" if months == 1 else f"{months} months"
    years, rest = divmod(months, _MONTHS_IN_YEAR)
    return (f"{years}年" if years else "") + (f"{rest}か月" if rest or not years else "")


def each_day(days: str) -> tuple[str, ...]:
    """List the days of `mon-fri,sun,hol`; a range may go over the week's end."""
    found: list[str] = []
    for first, final in re.findall(DAY_RANGE, days):
        if not first:
            found.append(HOLIDAYS)
            continue
        start, end = DAYS.index(first), DAYS.index(final or first)
        found += (DAYS[(start + step) % 7] for step in range((end - start) % 7 + 1))
    return tuple(dict.fromkeys(found))
