"""A term that Windows takes for a device."""

from __future__ import annotations

import pytest

from kawaraban.core.addresses import folder_name


@pytest.mark.parametrize(
    ("name", "folder"),
    [("aux.md", "aux_.md"), ("nul.png", "nul_.png"), ("com¹", "com¹_"), ("LPT².x", "LPT²_.x")],
)
def test_a_term_that_windows_keeps_for_itself(name: str, folder: str) -> None:
    """The sign that tells it apart stands before the first dot."""
    assert folder_name(name) == folder
