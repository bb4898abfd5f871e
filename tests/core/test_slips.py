"""A term that Windows takes for a device."""

from __future__ import annotations

import pytest

from kawaraban.core.addresses import folder_name


@pytest.mark.parametrize(
    ("name", "folder"),
    [("aux.md", "aux_.md"), ("nul.png", "nul_.png"), ("com¹", "com¹_"), ("LPT².x", "LPT²_.x")],
)
def test_the_address_of_a_term_is_no_device_name(name: str, folder: str) -> None:
    """The sign that makes such a name valid on Windows stands in front of the first dot."""
    assert folder_name(name) == folder
