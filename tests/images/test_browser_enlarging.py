"""Pictures on a page, as a real Chromium enlarges them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browsing import until
from tests.images.browser_site import (
    BUTTONS,
    CORNERS,
    NARROW,
    SHOT,
    TALL,
    Reader,
    enlarge,
    image_of,
    width_of,
)

pytestmark = pytest.mark.browser


def test_which_pictures_are_buttons(page: Page) -> None:
    """Pictures with more to show are; links, small ones and `zoom=false` are not."""
    buttons = page.locator(".zoom img").evaluate_all("all => all.map(i => i.alt)")
    assert set(buttons) == BUTTONS
    assert page.locator("a .zoom, .zoom .zoom, summary .zoom").count() == 0
    assert page.locator("a img[alt]").count() == 1


def test_a_button_says_what_it_enlarges(page: Page) -> None:
    """Its name is the picture's text; what it does is its description."""
    button = page.get_by_role("button", name=SHOT)
    assert button.count() == 1
    assert button.get_attribute("title") == "拡大する"


def _focused(page: Page) -> str:
    return page.evaluate("document.activeElement.className || document.activeElement.tagName")


def _tab_to(page: Page, alt: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.querySelector('img')?.alt") == alt:
            return
    pytest.fail("Tab does not reach the picture")


@pytest.mark.parametrize("key", ["Enter", "Space"])
@pytest.mark.parametrize("way_out", ["Escape", "Enter"])
def test_enlarging_with_the_keyboard(reader: Reader, key: str, way_out: str) -> None:
    """A key opens, Escape or the close button closes, and the reader is where they were."""
    page = reader.open().page
    _tab_to(page, SHOT)
    page.keyboard.press(key)
    dialog = page.get_by_role("dialog", name=SHOT)
    assert dialog.is_visible()
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    assert page.evaluate("document.activeElement.innerText") == "閉じる"
    page.keyboard.press(way_out)
    assert not page.locator("dialog").is_visible()
    assert page.evaluate("document.activeElement.querySelector('img')?.alt") == SHOT
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.querySelector('img')?.alt") == TALL


@pytest.mark.parametrize("target", ["dialog img", "dialog button"])
def test_closing_with_a_click(page: Page, target: str) -> None:
    """A click on the picture or on the button closes it."""
    enlarge(page, SHOT)
    page.locator(target).click(position={"x": 20, "y": 20})
    assert not page.locator("dialog").is_visible()
    enlarge(page, TALL)
    assert page.get_by_role("dialog", name=TALL).locator("img").count() == 1


def test_the_page_behind_is_inert(page: Page) -> None:
    """While a picture is enlarged Tab stays in it, and nothing behind it can be clicked."""
    enlarge(page, SHOT)
    assert page.evaluate("document.querySelector('dialog').matches(':modal')")
    for _ in range(3):
        page.keyboard.press("Tab")
        inside = (
            "document.activeElement.closest('dialog') || document.activeElement.matches('body')"
        )
        assert page.evaluate(f"!!({inside})")
    box = {"x": 100, "y": 300}
    assert page.evaluate("p => !!document.elementFromPoint(p.x, p.y).closest('dialog')", box)


@pytest.mark.parametrize("density", [1, 2, 3])
def test_the_enlarged_picture_is_whole(reader: Reader, density: float) -> None:
    """On a phone it has its true width and all its pixels; every corner can be reached."""
    page = reader.open(360, density).page
    whole = enlarge(page, SHOT)
    assert whole.evaluate("i => [i.width, i.height]") == [1280, 800]
    assert width_of(whole.evaluate("i => i.currentSrc")) == 1280
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert whole.evaluate(CORNERS)[:2] == [0, 0]
    page.locator("dialog").evaluate("d => d.scrollTo(9999, 9999)")
    assert whole.evaluate(CORNERS)[2:] == pytest.approx(
        page.evaluate("[innerWidth, innerHeight]"), abs=20
    )
    assert page.locator("dialog button").bounding_box()["y"] >= 0, "the button stays in view"


def test_each_picture_begins_at_its_corner(reader: Reader) -> None:
    """Where the reader had moved one picture to does not count for the next."""
    page = reader.open().page
    for alt in (SHOT, TALL):
        whole = enlarge(page, alt)
        assert whole.evaluate(CORNERS)[:2] == [0, 0]
        page.locator("dialog").evaluate("d => d.scrollTo(9999, 9999)")
        page.keyboard.press("Escape")


def test_moving_about_with_the_keyboard(page: Page) -> None:
    """Arrow keys move the enlarged picture, not the page behind it."""
    enlarge(page, SHOT)
    behind = page.evaluate("scrollY")
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    until(page, "(d => d.scrollLeft > 0 && d.scrollTop > 0)(document.querySelector('dialog'))")
    assert page.evaluate("scrollY") == behind


def test_the_page_behind_stays(page: Page) -> None:
    """A wheel that has come to the picture's end does not move the page behind it."""
    enlarge(page, SHOT)
    page.mouse.move(100, 300)
    behind = page.evaluate("scrollY")
    for _ in range(5):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(60)
    assert page.locator("dialog").evaluate("d => d.scrollTop") > 0
    assert page.evaluate("scrollY") == behind


def test_a_narrowed_picture_is_enlarged_to_its_true_width(page: Page) -> None:
    """The author's `width` counts on the page, not in the dialog."""
    assert image_of(page, NARROW).evaluate("i => i.getBoundingClientRect().width") == 300
    whole = enlarge(page, NARROW)
    assert whole.evaluate("i => i.width") == 1280
    assert width_of(whole.evaluate("i => i.currentSrc")) == 1280


def test_no_id_is_there_twice(page: Page) -> None:
    """An enlarged picture leaves its id to the one on the page."""
    enlarge(page, NARROW)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert "narrow" in ids
    assert sorted(ids) == sorted(set(ids))


def test_without_a_script_pictures_are_pictures(reader: Reader) -> None:
    """Without JavaScript nothing looks like a button, and nothing is missing."""
    page = reader.open(java_script_enabled=False).page
    assert page.locator("button:visible, dialog:visible").count() == 0
    assert page.locator("main img").count() == 13
