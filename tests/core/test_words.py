"""The words of the pages, in both languages."""

from __future__ import annotations

from kawaraban.core.words import ENGLISH, JAPANESE, PageWords


def test_every_text_is_in_both_languages() -> None:
    """No text of the English pages is left in Japanese, which is the default."""
    names = PageWords.__struct_fields__
    assert [name for name in names if getattr(ENGLISH, name) == getattr(JAPANESE, name)] == []
    for name in ("has_sponsor", "callouts", "days"):
        assert getattr(ENGLISH, name).keys() == getattr(JAPANESE, name).keys()
