"""Dates: from the text of a node to a moment, a day or a month."""

from __future__ import annotations

from datetime import datetime

from kawaraban.dates import end_of_day, parse_moment, parse_month
from kawaraban.diagnostics import Words
from kawaraban.model import Checked, Month
from kawaraban.read.decoding import Decoding, Nothing, Reader
from kawaraban.read.nodes import Node, Scalar
from kawaraban.read.values import Form, scalar_of

# A date without a time that ends something means that whole day (writing format).
_ENDS = frozenset({"ends", "expires"})
_DATES = Form(Words("日付", "a date"), frozenset({"string", "date"}))


def moment(name: str) -> Reader:
    """Read a date or date-time, in the site's zone where it names none."""

    def read(node: Node, decoding: Decoding) -> datetime | Nothing:
        scalar = scalar_of(node, name, _DATES, decoding)
        if isinstance(scalar, Nothing):
            return scalar
        written = parse_moment(scalar.value, decoding.zone)
        if written is None:
            return _bad_date(scalar, name, decoding)
        return end_of_day(written.at) if name in _ENDS and not written.timed else written.at

    return read


def checked(name: str) -> Reader:
    """Read a day or a month."""

    def read(node: Node, decoding: Decoding) -> Checked | Nothing:
        scalar = scalar_of(node, name, _DATES, decoding)
        if isinstance(scalar, Nothing):
            return scalar
        month = parse_month(scalar.value)
        if month is not None:
            return Month(*month)
        written = parse_moment(scalar.value, decoding.zone)
        return written.at.date() if written else _bad_date(scalar, name, decoding)

    return read


def _bad_date(scalar: Scalar, name: str, decoding: Decoding) -> Nothing:
    return decoding.bad(
        scalar.source,
        "bad-date",
        Words(
            f"「{name}」の「{scalar.value}」という日付はありません",
            f"'{name}' is '{scalar.value}', which is no date",
        ),
        Words(
            "2025-08-26 か 2025-08-26 12:00 の形で書いてください",
            "write it like 2025-08-26 or 2025-08-26 12:00",
        ),
    )
