"""Readers of dates: from the text of a node to a moment, a day or a month."""

from __future__ import annotations

from datetime import datetime

from kawaraban.core.dates import end_of_day, parse_moment, parse_month
from kawaraban.core.diagnostics import Words
from kawaraban.core.model import Checked, Month
from kawaraban.read.decoding import Decoding, Nothing, Reader
from kawaraban.read.nodes import Scalar
from kawaraban.read.values import Form, form_reader

# A date without a time that ends something means that whole day (writing format).
_ENDS = frozenset({"ends", "expires"})
# Ages are counted up to a century on, and Python's calendar ends with the year 9999.
_MAX_YEAR = 9000
_DATES = Form(Words("日付", "a date"), frozenset({"string", "date"}))
_MOMENT_LIKE = Words(
    "2025-08-26 か 2025-08-26 12:00 の形で書いてください",
    "write it like 2025-08-26 or 2025-08-26 12:00",
)
_CHECKED_LIKE = Words(
    "2025-08-26 か 2025-08 の形で書いてください", "write it like 2025-08-26 or 2025-08"
)


def moment(name: str) -> Reader:
    """Return a reader of dates and date-times, in the site's zone where they name none."""

    def read(scalar: Scalar, decoding: Decoding) -> datetime | Nothing:
        written = parse_moment(scalar.value, decoding.zone)
        if written is None:
            return _bad_date(scalar, name, _MOMENT_LIKE, decoding)
        return end_of_day(written.at) if name in _ENDS and not written.timed else written.at

    return form_reader(name, _DATES, read)


def day_or_month(name: str) -> Reader:
    """Return a reader of days and months."""

    def read(scalar: Scalar, decoding: Decoding) -> Checked | Nothing:
        found = _parse_day_or_month(scalar.value, decoding)
        if found is None or found.year > _MAX_YEAR:
            return _bad_date(scalar, name, _CHECKED_LIKE, decoding)
        return found

    return form_reader(name, _DATES, read)


def _parse_day_or_month(text: str, decoding: Decoding) -> Checked | None:
    month = parse_month(text)
    if month is not None:
        return Month(*month)
    written = parse_moment(text, decoding.zone)
    return written.at.date() if written else None


def _bad_date(scalar: Scalar, name: str, remedy: Words, decoding: Decoding) -> Nothing:
    return decoding.bad(
        scalar.source,
        "bad-date",
        Words(
            f"「{name}」の「{scalar.value}」という日付はありません",
            f"'{name}' is '{scalar.value}', which is no date",
        ),
        remedy,
    )
