"""Fonts for the tests of sharing cards."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ImageFont

from kawaraban.images.cards.fonts import Face, find_faces


@pytest.fixture(scope="module")
def faces() -> tuple[Face, ...]:
    """Give this machine's faces for Japanese, which these tests cannot do without."""
    found = find_faces(None, "ja")
    assert found, "these tests need a Japanese font: install fonts-noto-cjk, or Noto Serif JP"
    return found


@pytest.fixture
def latin(tmp_path: Path) -> Path:
    """Give a font file of Latin letters: the one inside Pillow."""
    file = tmp_path / "own" / "Latin.ttf"
    file.parent.mkdir()
    default = ImageFont.load_default(20)
    assert isinstance(default, ImageFont.FreeTypeFont)
    file.write_bytes(default.font_bytes)
    return file
