"""Fonts for the tests of sharing cards, and a site for a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import ImageFont
from playwright.sync_api import Browser

from kawaraban.images.cards.fonts import Face, find_faces
from tests.desk import Built, Desk
from tests.images.browser_site import Reader, files


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


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a post with pictures everywhere that one can stand."""
    built = Desk(tmp_path_factory.mktemp("pictures")).write(dict(files())).build()
    assert built.status == 0, built.out + built.err
    return built


@pytest.fixture
def reader(chromium: Browser, built: Built) -> Iterator[Reader]:
    """Give what opens a page of the site."""
    reader = Reader(chromium, built)
    yield reader
    reader.close()
