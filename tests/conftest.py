"""Shared by all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import SETTINGS, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give an empty site with settings."""
    return Desk(tmp_path / "site").write({"site.toml": SETTINGS})
