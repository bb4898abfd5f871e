"""Tables on a phone and on paper, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.desk import Desk, post

pytestmark = pytest.mark.browser
_PHONES = """
| カード会社 | 電話番号 | 受付時間 |
|---|---|---|
| 見本カード | 0120-000-000 | 24時間 |
"""
_WIDE = f"|{'見出し|' * 9}\n|{'---|' * 9}\n|{'内容です|' * 9}\n"


def _open(desk: Desk, chromium: Browser, text: str, width: int) -> Page:
    built = desk.write({"content/posts/a.md": post(text)}).build()
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto((built.output / "posts/a/index.html").as_uri())
    return page


def test_a_phone_number_is_not_parted_for_a_short_column(desk: Desk, chromium: Browser) -> None:
    """The last of three columns takes what it needs, not what a column of notes would."""
    page = _open(desk, chromium, _PHONES, 360)
    lines = "td => { const r = new Range(); r.selectNodeContents(td);"
    lines += " return r.getClientRects().length }"
    assert page.eval_on_selector("td:nth-child(2)", lines) == 1


def test_paper_shows_all_of_a_table(desk: Desk, chromium: Browser) -> None:
    """Nobody can scroll there."""
    page = _open(desk, chromium, _WIDE, 718)
    page.emulate_media(media="print")
    overflow = "box => getComputedStyle(box).overflowX"
    assert page.eval_on_selector(".table", overflow) == "visible"
