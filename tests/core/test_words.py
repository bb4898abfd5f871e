"""The words of the pages, in both languages."""

from __future__ import annotations

from datetime import date

from kawaraban.core.model import Month
from kawaraban.core.words import PageWords, words_of


def test_every_text_is_in_both_languages() -> None:
    """Each language has every text, and no text is the same in both."""
    english, japanese = words_of("en", "US"), words_of("ja")
    names = PageWords.__struct_fields__
    assert [name for name in names if getattr(english, name) == getattr(japanese, name)] == []
    for name in ("has_sponsor", "callouts", "days"):
        assert getattr(english, name).keys() == getattr(japanese, name).keys()


def test_dates_in_english_follow_the_country() -> None:
    """The month is first in the United States alone; a month has no day to move."""
    day, month = date(2025, 8, 25), Month(2025, 8)
    assert words_of("en", "US").day(day) == "August 25, 2025"
    assert words_of("en", "GB").day(day) == "25 August 2025"
    assert words_of("ja", "US").day(day) == "2025年8月25日"
    assert words_of("en", "US").day(month) == "August 2025"
