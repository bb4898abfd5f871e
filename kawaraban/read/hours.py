"""Readers of opening hours and days.

`7:30〜22:00, 23:00-24:00`   →  (Hours("07:30", "22:00"), Hours("23:00", "24:00"))
`mon-fri, sun`               →  "mon-fri,sun"
"""

from __future__ import annotations

import re

from kawaraban.core.dates import DAY_RANGE, DAYS, half_width
from kawaraban.core.diagnostics import Words
from kawaraban.core.model import Hours
from kawaraban.read.decode import list_of
from kawaraban.read.decoding import Decoding, Reader
from kawaraban.read.nodes import Node
from kawaraban.read.values import text, valid_text

# As text: compiled where a contact has hours.
_TIME = r"([01]?\d|2[0-3]):([0-5]\d)"
_HOURS = rf"(?a){_TIME}\s*[-~〜\u2010-\u2015\u2212ー]\s*(?:{_TIME}|24:00)"


def hours_reader() -> Reader:
    """Return a reader of `HH:MM-HH:MM`, one or several; they may end after midnight."""
    return list_of(_read_hours, "hours", commas=True)


def days_reader() -> Reader:
    """Return a reader of days and ranges of days, as one text with commas."""
    remedy = Words(
        "mon-fri や mon,wed,fri の形で書いてください", "write it like mon-fri or mon,wed"
    )
    read_all = list_of(valid_text("days", "bad-days", _bad_days, remedy), "days", commas=True)

    def read(node: Node, decoding: Decoding) -> object:
        days = read_all(node, decoding)
        return ",".join(day.lower() for day in days) if isinstance(days, tuple) else days

    return read


_read_text = text("hours")


def _read_hours(node: Node, decoding: Decoding) -> object:
    written = _read_text(node, decoding)
    if not isinstance(written, str):
        return written
    match = re.fullmatch(_HOURS, half_width(written))
    if match is None:
        return decoding.bad(
            node.source,
            "bad-hours",
            Words(f"「{written}」は時間帯ではありません", f"'{written}' is no span of hours"),
            Words("'7:30-22:00' の形で書いてください", "write it like '7:30-22:00'"),
        )
    opens_hour, opens_minute, closes_hour, closes_minute = match.groups()
    return Hours(
        opens=f"{int(opens_hour):02}:{opens_minute}",
        closes="24:00" if closes_hour is None else f"{int(closes_hour):02}:{closes_minute}",
    )


def _bad_days(days: str) -> Words | None:
    if re.fullmatch(DAY_RANGE, days.lower()):
        return None
    known = ", ".join(DAYS)
    return Words(f"使えるのは {known} です", f"known: {known}")
