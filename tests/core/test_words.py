"""The words of the pages, in both languages."""

from __future__ import annotations

from kawaraban.core.words import PageWords, words_of


def test_every_text_is_in_both_languages() -> None:
    """Each language has every text, and no text is the same in both."""
    english, japanese = words_of("en"), words_of("ja")
    names = PageWords.__struct_fields__
    assert [name for name in names if getattr(english, name) == getattr(japanese, name)] == []
    for name in ("has_sponsor", "callouts", "days"):
        assert getattr(english, name).keys() == getattr(japanese, name).keys()
