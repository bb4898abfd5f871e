"""Galleries: rows that fit any screen, and enlarging with the next and the previous picture."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browsing import until
from tests.desk import Built, Desk, post

TEXT = """\
![朝](wide0.png "朝")
![昼](wide1.png)
*昼。長い説明が二行になっても、写真の幅は変わりません。*
![夜](wide2.png)

![一つめ](tall0.png) ![二つめ](tall1.png) ![三つめ](tall2.png) ![四つめ](tall3.png)
*左から順に*

- ![項目の左](wide0.png) ![項目の右](tall0.png)

![一枚だけ](wide0.png)
"""
DIALOG = "document.querySelector('dialog')"


def _png(seed: int, size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (60 + 40 * seed, 120, 90)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a post with galleries."""
    files = {f"content/posts/wide{n}.png": _png(n, (1200, 800)) for n in range(3)}
    files |= {f"content/posts/tall{n}.png": _png(n, (900, 1600)) for n in range(4)}
    desk = Desk(tmp_path_factory.mktemp("gallery")).write(files)
    desk.write({"site.toml": 'title = "紙面"\nbase_url = "https://example.com/"\n'})
    built = desk.write({"content/posts/a.md": post(TEXT)}).build()
    assert built.status == 0, built.out
    return built


def _open(chromium: Browser, built: Built, width: int, **options: object) -> Page:
    page = chromium.new_context(viewport={"width": width, "height": 640}, **options).new_page()
    page.goto((built.output / "posts/a/index.html").as_uri())
    return page


@pytest.fixture(scope="module", params=[320, 360, 768, 1280])
def tab(request: pytest.FixtureRequest, chromium: Browser, built: Built) -> Iterator[Page]:
    """Open the post on a screen of some width."""
    page = _open(chromium, built, request.param, has_touch=True)
    yield page
    page.context.close()


@pytest.fixture
def page(tab: Page) -> Page:
    """Give the post as it has just loaded."""
    tab.reload()
    return tab


@pytest.mark.browser
def test_rows_fit_the_screen(page: Page) -> None:
    """The pictures of a row have one height and their own ratio, and no row leaves the text."""
    rows = page.locator(".gallery-row").evaluate_all(
        "all => all.map(row => [...row.querySelectorAll('img')].map(i => {"
        " const box = i.getBoundingClientRect(); return [box.width, box.height, box.right]; }))"
    )
    assert [len(row) for row in rows] == [1, 2, 2, 2, 2]
    end = page.locator(".post-body").evaluate("e => e.getBoundingClientRect().right")
    for row in rows:
        heights = [height for _, height, _ in row]
        assert max(heights) - min(heights) <= 1, row
        assert row[-1][2] <= end + 1
        for width, height, _ in row:
            ratio = min((1.5, 9 / 16), key=lambda one: abs(one - width / height))
            assert width / height == pytest.approx(ratio, rel=0.02)
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


@pytest.mark.browser
def test_a_caption_is_as_wide_as_its_picture(page: Page) -> None:
    """A long caption widens no picture."""
    widths = page.locator(".gallery .figure:has(figcaption)").evaluate_all(
        "all => all.map(f => [f.querySelector('img'), f.querySelector('figcaption')]"
        ".map(e => Math.round(e.getBoundingClientRect().width)))"
    )
    assert len(widths) == 2
    assert all(abs(image - caption) <= 1 for image, caption in widths)


def _rests_at(page: Page, number: int) -> bool:
    """Return whether the picture of a number comes into view, and stays there."""
    return any(_rest(page) == number for _ in range(10))


def _rest(page: Page) -> float:
    """Give the number of the picture that stays in view, or where it is after a while."""
    seen = [-1.0]
    while len(seen) < 40 and (seen[-1] % 1 or len({*seen[-3:]}) > 1 or len(seen) < 4):
        page.wait_for_timeout(50)
        seen.append(page.evaluate(f"{DIALOG}.scrollLeft / {DIALOG}.clientWidth"))
    return seen[-1]


@pytest.mark.browser
def test_keys_lead_to_the_next_and_the_previous(page: Page) -> None:
    """Arrow keys move among the pictures of one gallery, and stop at its ends."""
    page.get_by_role("button", name="昼").press("Enter")
    assert page.locator("dialog img").count() == 3
    assert _rests_at(page, 1)
    page.keyboard.press("ArrowRight")
    assert _rests_at(page, 2)
    page.keyboard.press("ArrowRight")
    assert _rests_at(page, 2)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert _rests_at(page, 0)
    until(page, "document.querySelector('dialog img').naturalWidth > 0")
    box = page.locator("dialog img").first.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["width"] <= page.viewport_size["width"]
    assert box["height"] <= 640, "the whole picture is in view"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.querySelector('img')?.alt") == "昼"


@pytest.mark.browser
def test_buttons_lead_there_too(page: Page) -> None:
    """A mouse finds buttons, which do not close; a single picture has none."""
    page.get_by_role("button", name="朝").click()
    page.get_by_role("button", name="次の画像").click()
    assert _rests_at(page, 1)
    page.get_by_role("button", name="前の画像").click()
    assert _rests_at(page, 0)
    page.get_by_role("button", name="閉じる").click()
    assert not page.locator("dialog").is_visible()
    page.get_by_role("button", name="一枚だけ").click()
    assert page.locator("dialog img").count() == 1
    assert not page.get_by_role("button", name="次の画像").is_visible()


@pytest.mark.browser
def test_a_swipe_leads_to_the_next(page: Page) -> None:
    """A finger that moves to the left brings the next picture, and no more than one."""
    page.get_by_role("button", name="朝").click()
    finger = page.context.new_cdp_session(page)
    end = page.viewport_size["width"]
    # Shorter than the screen: a whole one leads past the next picture when it is busy.
    places = [round(end * (0.9 - 0.7 * part / 9)) for part in range(10)]
    for kind, x in (("touchStart", places[0]), *(("touchMove", x) for x in places[1:])):
        point = {"type": kind, "touchPoints": [{"x": x, "y": 300}]}
        finger.send("Input.dispatchTouchEvent", point)
        page.wait_for_timeout(16)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert _rests_at(page, 1)


@pytest.mark.browser
def test_without_a_script_a_picture_leads_to_the_large_one(chromium: Browser, built: Built) -> None:
    """Each picture with more to show is a link to its largest form."""
    page = _open(chromium, built, 360, java_script_enabled=False)
    links = page.locator(".gallery a:has(img)").evaluate_all("all => all.map(a => a.href)")
    assert len(links) == 9
    assert all(Path(link.removeprefix("file://")).is_file() for link in links)
    assert page.locator(".figure:not(.gallery *) a").count() == 0
    page.context.close()


def test_the_feed_has_plain_figures(built: Built) -> None:
    """A feed reader, who has no style, gets the pictures of each gallery at their own size."""
    feed = unescape(built.page("feed.xml"))
    widths = re.findall(r'<img [^>]*width="(\d+)"', feed)
    assert widths == [*["1200"] * 3, *["506"] * 4, "1200", "506", "1200"]
