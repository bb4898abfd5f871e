"""Tables and forms on a phone and on paper, in a real Chromium."""

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


def test_a_pasted_form_can_be_filled_in(desk: Desk, chromium: Browser) -> None:
    """A field inside its label was drawn as the small box of a task list, on top of the words."""
    form = "<form action='https://example.com/f'><label>お名前<input name='n' required></label>"
    text = f"{form}<label>内容<textarea name='m'></textarea></label></form>\n\n- [x] 甲\n"
    page = _open(desk, chromium, text, 360)
    width = "one => Math.round(one.getBoundingClientRect().width)"
    text_width = page.eval_on_selector(".post-body", width)
    for field in ("input[name=n]", "textarea"):
        assert page.eval_on_selector(field, width) == text_width
    assert page.eval_on_selector("li input", width) < 24
    tops = "all => all.map(one => one.getBoundingClientRect().top)"
    label, field = page.eval_on_selector_all("label:first-child, [name=n]", tops)[:2]
    assert field > label + 10


def test_who_is_told_stands_in_whole_words(desk: Desk, chromium: Browser) -> None:
    """On a phone the first column of the table was too narrow for the names of services."""
    frame = '<iframe src="https://www.google.com/maps/embed?pb=1"></iframe>'
    page = _open(desk, chromium, f"{frame}\n\n```external\n```\n", 360)
    width = "one => one.getBoundingClientRect().width"
    assert page.eval_on_selector(".external tbody th", width) >= 9 * 15


@pytest.mark.parametrize(
    "code",
    ["<div style='background:#eee;padding:1em'>甲</div>", "<form><button>送信</button></form>"],
)
def test_what_is_pasted_does_not_touch_what_follows(
    desk: Desk, chromium: Browser, code: str
) -> None:
    """A box or a form stood directly on the table below it."""
    page = _open(desk, chromium, f"{code}\n\n{_PHONES}", 360)
    edges = "all => all.map(one => one.getBoundingClientRect())"
    pasted, table = page.eval_on_selector_all(".post-body > :is(div, form)", edges)[:2]
    assert table["top"] - pasted["bottom"] > 10
