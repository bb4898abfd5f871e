"""Dates as authors write them, and ages in calendar months."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from kawaraban.core.dates import (
    add_months,
    age,
    end_of_day,
    full_months,
    months_after,
    parse_moment,
    parse_month,
)

TOKYO = ZoneInfo("Asia/Tokyo")
JST = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-02",
        "2024-1-2",
        "2024/01/02",
        "2024.1.2",
        "２０２４/１/２",
        "2024年1月2日",
        " 2024-01-02 ",
    ],
)
def test_a_day_is_midnight_of_the_sites_zone(text: str) -> None:
    """Every common way to write a day gives the same day, marked as without a time."""
    assert parse_moment(text, TOKYO) == (datetime(2024, 1, 2, tzinfo=TOKYO), False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-02 03:04", datetime(2024, 1, 2, 3, 4, tzinfo=TOKYO)),
        ("2019-01-05T11:27", datetime(2019, 1, 5, 11, 27, tzinfo=TOKYO)),
        ("2024-01-02 03:04:05.6", datetime(2024, 1, 2, 3, 4, 5, 600_000, tzinfo=TOKYO)),
        ("2024-01-02 03:04:05 +0900", datetime(2024, 1, 2, 3, 4, 5, tzinfo=JST)),
        ("2024-01-02T03:04:05+09:00", datetime(2024, 1, 2, 3, 4, 5, tzinfo=JST)),
        ("2024-01-02T03:04:05Z", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2024-01-02 03:04 JST", datetime(2024, 1, 2, 3, 4, tzinfo=JST)),
        ("2024-01-02 03:04 -0530", datetime(2024, 1, 2, 8, 34, tzinfo=UTC)),
        ("２０２４－０１－０２　０３：０４", datetime(2024, 1, 2, 3, 4, tzinfo=TOKYO)),
    ],
)
def test_a_moment_keeps_its_own_offset(text: str, expected: datetime) -> None:
    """A time is in the offset that it names, else in the site's zone."""
    moment = parse_moment(text, TOKYO)
    assert moment == (expected, True)
    assert moment.at.utcoffset() is not None


@pytest.mark.parametrize(
    "text",
    ["2025-02-30", "2025-13-01", "0000-01-01", "2025-1-1 25:00", "2025-1-1 1:60", "tomorrow", "",
     "2025-01-01 03:04 +9999", "2025-01-01x", "2025-08", "20250101", "2025-01-01 03:04 PST"],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    """A date that the calendar does not have is never another date."""
    assert parse_moment(text, TOKYO) is None


def test_months_are_read() -> None:
    """A month is a month in each form, and nothing else is one."""
    assert parse_month("2025-08") == (2025, 8)
    assert parse_month("2025/8") == (2025, 8)
    assert parse_month("２０２５年８月") == (2025, 8)
    assert parse_month("2025-13") is None
    assert parse_month("2025-08-01") is None


def test_an_end_means_the_whole_day() -> None:
    """The end of a day is its last millisecond, in the same zone."""
    end = end_of_day(datetime(2025, 8, 28, tzinfo=TOKYO))
    assert end.isoformat() == "2025-08-28T23:59:59.999000+09:00"


def test_months_are_counted_by_the_calendar() -> None:
    """A month is a calendar month, and a short month's last day stands for a missing one."""
    assert add_months(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert full_months(2025, 8, None, date(2025, 8, 1)) == 0
    for (day, months), after in {
        ((2025, 8, None), 0): date(2025, 9, 1),
        ((2025, 12, None), 0): date(2026, 1, 1),
        ((2025, 8, None), 6): date(2026, 3, 1),
        ((2025, 2, None), 6): date(2025, 9, 1),
        ((2024, 2, 28), 0): date(2024, 2, 29),
        ((2025, 8, 15), 6): date(2026, 2, 16),
        ((2025, 8, 28), 6): date(2026, 3, 1),
        ((2025, 8, 31), 6): date(2026, 3, 1),
        ((2025, 3, 30), 6): date(2025, 10, 1),
    }.items():
        assert months_after(*day, months) == after
        assert full_months(*day, after) == months
        assert full_months(*day, after - timedelta(1)) == max(0, months - 1)


def test_ages_are_words() -> None:
    """An age is in years and months in Japanese, in months in English."""
    assert [age(n, "ja") for n in (0, 6, 12, 15)] == ["0か月", "6か月", "1年", "1年3か月"]
    assert [age(n, "en") for n in (1, 15)] == ["1 month", "15 months"]
