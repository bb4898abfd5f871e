"""The parse of a text as a whole."""

from __future__ import annotations

import pytest

import kawaraban.markdown.parse
from kawaraban.markdown.parse import parse, warm_up
from tests.markdown.bodies import PATH, SETTINGS


def test_a_parse_after_the_warm_up_makes_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first parse would make is there."""
    warm_up(SETTINGS)
    monkeypatch.delattr(kawaraban.markdown.parse, "Kawaraban")
    assert parse("あ", PATH, 1, SETTINGS).description == "あ"
