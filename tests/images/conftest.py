"""Fonts for the tests of sharing cards, and a site for a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import ImageFont
from playwright.sync_api import Browser, Page

from kawaraban.images.cards.fonts import Face, find_faces
from tests.desk import Built, Desk
from tests.images.browser_site import POST, Reader, files


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


@pytest.fixture(scope="module")
def _pages(chromium: Browser, built: Built) -> Iterator[dict[int, Page]]:
    """Keep a page of a telephone and one of a wide screen, from test to test."""
    reader = Reader(chromium, built)
    yield {width: reader.open(width).page for width in (360, 1280)}
    reader.close()


@pytest.fixture
def page(_pages: dict[int, Page]) -> Page:
    """Give the post as a telephone has just loaded it."""
    _pages[360].set_viewport_size({"width": 360, "height": 640})
    _pages[360].goto(POST)
    return _pages[360]


@pytest.fixture
def wide(_pages: dict[int, Page]) -> Page:
    """Give the post as a wide screen has just loaded it."""
    _pages[1280].goto(POST)
    return _pages[1280]
