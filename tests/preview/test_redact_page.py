"""`build.py redact` in a browser: what the author draws, and the attribute that comes of it."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page

from tests.preview.tool import SECRETS, WIDE, areas, browser, drag, open_tool, written_attribute


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    """Draw a picture that is wider than the window, with two blocks in it."""
    image = Image.new("RGB", WIDE, "white")
    for box in SECRETS:
        ImageDraw.Draw(image).rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill="red")
    image.save(tmp_path / "wide.png")
    return tmp_path / "wide.png"


@pytest.fixture
def narrow(tmp_path: Path) -> Path:
    """Draw a picture that is shown pixel by pixel."""
    Image.new("RGB", (400, 300), "white").save(tmp_path / "narrow.png")
    return tmp_path / "narrow.png"


@browser
def test_drags_cover_what_they_go_around(chromium: Browser, wide: Path) -> None:
    """Two blocks that are circled on a scaled picture are covered, closely."""
    with open_tool(chromium, wide) as page:
        shown = page.locator("#picture").bounding_box()
        scale = WIDE[0] / shown["width"]
        assert scale > 1.5
        for left, top, right, bottom in SECRETS:
            start = (math.floor(left / scale), math.floor(top / scale))
            drag(page, start, (math.ceil(right / scale), math.ceil(bottom / scale)))
        found = areas(page)
    assert len(found) == 2
    for (x, y, w, h), (left, top, right, bottom) in zip(found, SECRETS, strict=True):
        near = 2 * scale + 1
        assert left - near <= x <= left
        assert top - near <= y <= top
        assert right <= x + w <= right + near
        assert bottom <= y + h <= bottom + near


@browser
def test_fractions_are_rounded_outward(chromium: Browser, tmp_path: Path) -> None:
    """On a picture at an odd fraction of its size an area has every pixel that the drag touched."""
    Image.new("RGB", (600, 300)).save(tmp_path / "a.png")
    with open_tool(chromium, tmp_path / "a.png") as page:
        page.set_viewport_size({"width": 500, "height": 800})
        shown = page.locator("#picture").bounding_box()["width"]
        scale = 600 / shown
        assert scale % 1
        drag(page, (101, 50), (200, 77))
        (area,) = areas(page)
    left, top = math.floor(101 * scale), math.floor(50 * scale)
    assert area == (left, top, math.ceil(200 * scale) - left, math.ceil(77 * scale) - top)


@browser
def test_true_size_is_exact(chromium: Browser, wide: Path) -> None:
    """At true size a pixel of the screen is one of the picture, in any direction of a drag."""
    with open_tool(chromium, wide) as page:
        button = page.locator("#true-size")
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        assert page.locator("#picture").bounding_box()["width"] == WIDE[0]
        drag(page, (100, 50), (300, 120))
        drag(page, (310, 260), (30, 200))
        assert written_attribute(page) == '{redact="100 50 200 70; 30 200 280 60"}'
        button.click()
        assert page.locator("#picture").bounding_box()["width"] < 1280


@browser
def test_areas_stay_inside(chromium: Browser, narrow: Path) -> None:
    """A drag that begins or ends outside covers up to the edge; one along a line covers nothing."""
    with open_tool(chromium, narrow) as page:
        drag(page, (-10, -10), (50, 40))
        drag(page, (380, 250), (700, 420))
        assert areas(page) == [(0, 0, 50, 40), (380, 250, 20, 50)]
        drag(page, (200, 100), (200, 100))
        drag(page, (200, 100), (200, 160))
        drag(page, (200, -4), (300, -9))
        assert len(areas(page)) == 2
        drag(page, (200, 100), (202, 101))
        assert areas(page)[2] == (200, 100, 2, 1)


@browser
def test_the_keyboard_alone(chromium: Browser, narrow: Path) -> None:
    """Without a pointer an area is added, moved, sized, removed, and brought back."""
    with open_tool(chromium, narrow) as page:
        page.locator("#add").focus()
        page.keyboard.press("Enter")
        x, y, w, h = areas(page)[0]
        assert (x + w / 2, y + h / 2) == pytest.approx((200, 150), abs=1)
        for key in ("ArrowRight", "ArrowDown", "Shift+ArrowLeft", "Shift+ArrowUp"):
            page.keyboard.press(key)
        assert areas(page) == [(x - 9, y - 9, w, h)]
        for key in ("Alt+ArrowRight", "Alt+ArrowUp", "Alt+Shift+ArrowDown"):
            page.keyboard.press(key)
        assert areas(page) == [(x - 9, y - 9, w + 1, h + 9)]
        page.keyboard.press("Delete")
        assert areas(page) == []
        assert page.evaluate("document.activeElement.id") == "add"
        page.keyboard.press("Control+z")
        assert areas(page) == [(x - 9, y - 9, w + 1, h + 9)]
        for _ in range(8):
            page.keyboard.press("Control+z")
        assert areas(page) == []
        page.keyboard.press("Control+z")
        assert page.locator("#undo").get_attribute("aria-disabled") == "true"


@browser
def test_keys_stop_at_the_edge(chromium: Browser, narrow: Path) -> None:
    """No key moves an area out of the picture or makes it vanish."""
    with open_tool(chromium, narrow) as page:
        drag(page, (5, 5), (11, 9))
        for key in ("ArrowLeft", "ArrowUp", "Alt+ArrowLeft", "Alt+ArrowUp"):
            page.keyboard.press(f"Shift+{key}")
        assert areas(page) == [(0, 0, 1, 1)]
        for _ in range(45):
            page.keyboard.press("Shift+ArrowRight")
            page.keyboard.press("Alt+Shift+ArrowDown")
        assert areas(page) == [(399, 0, 1, 300)]


@browser
def test_an_area_is_chosen_and_dragged(chromium: Browser, narrow: Path) -> None:
    """A click or Tab chooses an area; it is dragged as a whole, and by its corner, as one step."""
    with open_tool(chromium, narrow) as page:
        drag(page, (50, 50), (110, 100))
        drag(page, (200, 100), (260, 150))
        page.mouse.click(*_on(page, 80, 90))
        assert page.locator(".area[aria-current] .number").text_content() == "1"
        page.keyboard.press("Tab")
        assert page.locator(".area:focus .number").text_content() == "2"
        assert page.locator("tr[aria-current] th").text_content() == "2"
        drag(page, (230, 140), (250, 150))
        assert areas(page)[1] == (220, 110, 60, 50)
        drag(page, (280, 160), (300, 200))
        assert areas(page)[1] == (220, 110, 80, 90)
        page.locator("#undo").click()
        page.locator("#undo").click()
        assert areas(page) == [(50, 50, 60, 50), (200, 100, 60, 50)]


def _on(page: Page, x: float, y: float) -> tuple[float, float]:
    box = page.locator("#picture").bounding_box()
    return box["x"] + x, box["y"] + y


@browser
def test_escape_gives_up_a_drag(chromium: Browser, narrow: Path) -> None:
    """Escape leaves everything as it was before the button went down."""
    with open_tool(chromium, narrow) as page:
        drag(page, (50, 50), (110, 100))
        for start, end in (((200, 200), (240, 240)), ((80, 90), (160, 190))):
            page.mouse.move(*_on(page, *start))
            page.mouse.down()
            page.mouse.move(*_on(page, *end))
            page.keyboard.press("Escape")
            page.mouse.up()
            assert areas(page) == [(50, 50, 60, 50)]
        page.keyboard.press("Control+z")
        assert areas(page) == []


@browser
def test_numbers_can_be_typed(chromium: Browser, narrow: Path) -> None:
    """The list's fields change an area, and keep it inside; its button removes it."""
    with open_tool(chromium, narrow, language="en") as page:
        drag(page, (50, 50), (110, 100))
        for label, value in (
            ("left X", "7"),
            ("top Y", "9000"),
            ("width W", "20"),
            ("height H", "0"),
        ):
            page.get_by_label(f"Area 1, {label}").fill(value)
            page.keyboard.press("Tab")
        assert areas(page) == [(7, 250, 20, 1)]
        page.get_by_label("Area 1, left X").fill("")
        page.keyboard.press("Tab")
        assert page.get_by_label("Area 1, left X").input_value() == "7"
        page.get_by_label("Remove area 1").click()
        assert areas(page) == []


@browser
def test_copying(chromium: Browser, narrow: Path) -> None:
    """The button copies the attribute, and says so."""
    permissions = ["clipboard-read", "clipboard-write"]
    with open_tool(chromium, narrow, permissions=permissions) as page:
        page.locator("#copy").press("Enter")
        assert page.locator("#status").text_content() == "まだ範囲がありません。"
        drag(page, (50, 50), (110, 100))
        page.locator("#copy").click()
        page.get_by_text("コピーしました。", exact=True).wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == '{redact="50 50 60 50"}'


@browser
def test_copying_by_hand(chromium: Browser, narrow: Path) -> None:
    """Where the browser refuses to copy, the attribute is selected for the author to copy."""
    with open_tool(chromium, narrow, language="en") as page:
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
        drag(page, (50, 50), (110, 100))
        page.locator("#copy").click()
        page.locator("#status", has_text="Ctrl+C").wait_for()
        assert page.evaluate("getSelection().toString()") == '{redact="50 50 60 50"}'


@browser
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_page_fits_its_window(chromium: Browser, wide: Path, width: int) -> None:
    """The page is no wider than its window, at true size too, and a finger hits its buttons."""
    with open_tool(chromium, wide, viewport={"width": width, "height": 700}) as page:
        page.locator("#add").click()
        page.locator("#true-size").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for button in page.locator("button:visible, input:visible").all():
            assert button.bounding_box()["height"] >= 44


@browser
def test_every_control_has_a_name(chromium: Browser, narrow: Path) -> None:
    """A screen reader has a name for each field and button, no two of them alike."""
    with open_tool(chromium, narrow) as page:
        page.locator("#add").click()
        page.locator("#add").click()
        names = page.locator("input, textarea, button, [role=button]").evaluate_all(
            "list => list.map(e => e.ariaLabel || e.labels?.[0]?.textContent || e.textContent)"
        )
    assert all(names), names
    assert len(set(names)) == len(names) == 3 + 2 + 2 + 2 * 5


@browser
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("画像の塗りつぶし", "このコンピューターの外に送られません", "すぐ後ろに")),
        ("en", ("Redact a picture", "stays on this computer", "directly after the picture")),
    ],
)
def test_languages(chromium: Browser, narrow: Path, language: str, words: tuple[str, ...]) -> None:
    """The page is in the site's language, and says where the picture stays and what to do."""
    with open_tool(chromium, narrow, language=language) as page:
        text = page.locator("body").inner_text()
        assert page.locator("html").get_attribute("lang") == language
        page.locator("#add").click()
        label = page.locator(".area").get_attribute("aria-label")
    assert all(word in text for word in (*words, '![…](shot.png){redact="…"}', "narrow.png"))
    assert bool(re.search(r"[ぁ-ヿ一-鿿]", text + label)) == (language == "ja")
    assert "{" not in label
