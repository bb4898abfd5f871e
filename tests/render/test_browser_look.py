"""The palettes, layouts and blocks in a real Chromium: widths, contrast, fingers, sharing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import overflowing
from tests.desk import PROJECT, Built, Desk

pytestmark = pytest.mark.browser
_PAGES = ("index.html", "posts/mihon-account-lock/index.html", "archive/index.html")
_LOOKS = {
    "paper": "",
    "plain": 'palette = "ai"\nlayout = "plain"\n',
    "plain paper": 'layout = "plain"\ncolour = "#2f6b4f"\n',
}
_BLOCKS = """
[sharing]
links = true
[home]
blocks = ["picked", "newest", "profile", "categories", "tags", "archive", "deals"]
picked = ["posts/2026-09-12-spare-keys/index.md"]
[side]
blocks = ["profile", "picked", "newest", "categories", "tags", "archive", "deals"]
picked = ["posts/2026-09-12-spare-keys/index.md"]
[theme]
logo = "content/images/seal.png"
"""
# Visible text with less contrast than 4.5 (3 where it is large), against the nearest background.
_FAINT = """() => {
    const parse = (c) => c.match(/[0-9.]+/g).map(Number);
    const light = (c) => { const [r, g, b] = c.map((v) => v / 255)
        .map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b; };
    const ground = (e) => { for (; e; e = e.parentElement) {
        const c = parse(getComputedStyle(e).backgroundColor);
        if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
    const faint = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const box = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
        const style = getComputedStyle(box);
        if (!text || !box.checkVisibility({ opacityProperty: true })) continue;
        if (box.closest('.skip, .mark, mark, svg, script')) continue;
        const [a, b] = [light(parse(style.color)), light(ground(box))].sort((x, y) => y - x);
        const ratio = (a + .05) / (b + .05), size = parseFloat(style.fontSize);
        if (ratio < (size >= 24 || size >= 18.66 && style.fontWeight >= 700 ? 3 : 4.5))
            faint.push(`${text.slice(0, 20)} ${ratio.toFixed(2)}`);
    }
    return faint; }"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Copy the sample site; its looks are built one after the other, with the same pictures."""
    folder = tmp_path_factory.mktemp("look")
    shutil.copytree(PROJECT / "content", folder / "content")
    text = "---\ntitle: はじめての方へ\n---\n\n## 読み方\n\n文です。\n"
    return Desk(folder).write({"content/pages/index.md": text})


@pytest.fixture(scope="module", params=_LOOKS)
def look(request: pytest.FixtureRequest, desk: Desk) -> Built:
    """Build the sample site with every block, in one of the looks."""
    settings = (PROJECT / "site.toml").read_text("utf-8") + _BLOCKS + _LOOKS[request.param]
    built = desk.write({"site.toml": settings}).build(now="2026-11-24T12:00")
    assert built.status == 0, built.out
    return built


@pytest.fixture(scope="module")
def pages(chromium: Browser, look: Built) -> Iterator[list[Page]]:
    """Open some pages of a look; each test sets what it looks at."""
    pages = [chromium.new_page() for _ in _PAGES]
    for page, path in zip(pages, _PAGES, strict=True):
        page.goto((look.output / path).as_uri())
    yield pages
    for page in pages:
        page.close()


def test_nothing_overflows(pages: list[Page]) -> None:
    """No page is wider than its window."""
    for page in pages:
        assert overflowing(page, (320, 360, 768, 1280)) == [], page.url


def test_paper_has_no_side_column(pages: list[Page]) -> None:
    """Its blocks were printed as headings with nothing below them."""
    for page in pages:
        page.emulate_media(media="print")
        assert page.locator(".side").count() == 1
        assert not page.locator(".side").is_visible(), page.url
        page.emulate_media(media="screen")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(pages: list[Page], scheme: Literal["light", "dark"]) -> None:
    """All text has the contrast that WCAG 2.2 asks for."""
    for page in pages:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(_FAINT) == [], page.url


def test_the_side_stands_beside_the_text(pages: list[Page]) -> None:
    """On a wide screen it begins beside the text of every page, on a phone below it."""
    for page in pages:
        for width, is_beside in ((1280, True), (360, False)):
            page.set_viewport_size({"width": width, "height": 800})
            places = ("main", ".side", ".side > .block")
            main, side, box = (page.locator(place).first.bounding_box() for place in places)
            assert (box["y"] < main["y"] + 600) == is_beside, (page.url, width)
            assert (side["x"] > 640) == is_beside


def test_buttons_can_be_tapped(pages: list[Page]) -> None:
    """Links of blocks, of sharing and of the footer are as high as a finger needs."""
    pages[1].set_viewport_size({"width": 360, "height": 800})
    links = (
        pages[1]
        .locator(".block .tags a, .share a, .share button:visible, .colophon li a")
        .evaluate_all("all => all.map((a) => [a.innerText, a.getBoundingClientRect().height])")
    )
    assert len(links) > 15
    assert [text for text, height in links if height < 44] == []


@pytest.mark.parametrize("script", [True, False])
def test_an_address_can_be_copied(chromium: Browser, look: Built, script: bool) -> None:  # noqa: FBT001 - a case
    """A button copies the page's full address; without scripts there are the plain links alone."""
    allowed = ["clipboard-read", "clipboard-write"]
    size = {"width": 360, "height": 800}
    options = {"java_script_enabled": script, "permissions": allowed}
    page = chromium.new_context(viewport=size, **options).new_page()
    page.goto((look.output / _PAGES[1]).as_uri())
    button = page.get_by_role("button", name="アドレスをコピー")
    assert button.count() == script
    assert page.locator(".share a:visible").count() == 3
    if script:
        button.click()
        page.locator(".share [data-done]").wait_for()
        url = "https://example.com/posts/mihon-account-lock/"
        assert page.evaluate("navigator.clipboard.readText()") == url
    page.context.close()


@pytest.mark.parametrize("has_sheet", [True, False])
def test_the_systems_own_sheet(chromium: Browser, look: Built, has_sheet: bool) -> None:  # noqa: FBT001 - a case
    """Where a system has a sheet for sharing, a button opens it; elsewhere there is no button."""
    page = chromium.new_context().new_page()
    share = "(data) => { document.title = JSON.stringify(data); return Promise.resolve(); }"
    sheet = share if has_sheet else "undefined"
    page.add_init_script(f"Object.defineProperty(navigator, 'share', {{ value: {sheet} }})")
    page.goto((look.output / _PAGES[1]).as_uri())
    title = page.title()
    button = page.get_by_role("button", name="共有")
    assert button.count() == has_sheet
    if has_sheet:
        button.click()
        page.locator(".share [value=share][data-done]").wait_for()
        url = "https://example.com/posts/mihon-account-lock/"
        assert json.loads(page.title()) == {"title": title, "url": url}
    page.context.close()


def test_contents_stand_once_in_a_view(pages: list[Page]) -> None:
    """Those beside the text come when those in it have gone past."""
    pages[1].set_viewport_size({"width": 1280, "height": 800})
    seen: list[int] = pages[1].evaluate("""async () => {
        const shown = (box) => {
            const { top, bottom } = box.getBoundingClientRect();
            const isThere = bottom > 50 && top < innerHeight;
            return isThere && box.checkVisibility({ visibilityProperty: true });
        };
        const seen = [];
        for (let y = 0; y < document.documentElement.scrollHeight; y += 150) {
            scrollTo({ top: y, behavior: "instant" });
            for (const _ of "12") await new Promise(requestAnimationFrame);
            seen.push([...document.querySelectorAll(".toc")].filter(shown).length);
        }
        return seen; }""")
    assert max(seen) == 1
    assert seen.count(1) > len(seen) / 3
