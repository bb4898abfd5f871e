"""Pictures on a page, as a real Chromium fetches and lays them out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from tests.browsing import overflowing, until
from tests.desk import Built
from tests.images.browser_site import (
    CALLED,
    LISTED,
    NARROW,
    POST,
    SHOT,
    SITE,
    SMALL,
    TALL,
    Reader,
    Visit,
    image_of,
    scroll,
    width_of,
)

pytestmark = pytest.mark.browser


# The width that a screenshot of 1280 pixels comes to each screen in.
SCREENS = {(360, 1): 480, (360, 2): 960, (360, 3): 1280, (1280, 1): 960, (1280, 2): 1280}


@pytest.fixture(scope="module", params=SCREENS, ids="{0[0]}-{0[1]}".format)
def seen(
    chromium: Browser, built: Built, request: pytest.FixtureRequest
) -> Iterator[tuple[Visit, tuple[int, int]]]:
    """Give the page on a screen, scrolled past all its pictures, and the screen."""
    reader = Reader(chromium, built)
    visit = reader.open(*request.param)
    scroll(visit.page)
    yield visit, request.param
    reader.close()


def test_every_picture_loads(seen: tuple[Visit, tuple[int, int]]) -> None:
    """Each picture of the page has pixels once the reader has come to it."""
    page = seen[0].page
    empty = page.evaluate(
        "[...document.querySelectorAll('main img')].filter(i => !i.naturalWidth).map(i => i.alt)"
    )
    assert empty == []
    assert page.locator("main img").count() == 13


def test_a_fitting_form_is_chosen(seen: tuple[Visit, tuple[int, int]]) -> None:
    """The narrowest form that covers the picture's area is loaded, in columns and boxes too."""
    page, density = seen[0].page, seen[1][1]
    column = page.locator(".post-body > p").first.evaluate("p => p.clientWidth") * density
    for alt in (SHOT, TALL, SMALL, NARROW, CALLED, LISTED):
        image = image_of(page, alt)
        chosen = image.evaluate("i => i.currentSrc")
        assert chosen.endswith((".avif", ".webp")), alt
        shown = image.evaluate("i => i.getBoundingClientRect().width") * density
        sources = image.locator("xpath=..").locator("source").all()
        listed = sorted({width_of(name) for source in sources for name in _names(source)})
        limits = [shown, column if alt in {CALLED, LISTED} else shown]
        least, most = (next((w for w in listed if w >= n), listed[-1]) for n in limits)
        assert least <= width_of(chosen) <= most, (alt, shown, listed)


def _names(source: Locator) -> list[str]:
    return [part.split()[0] for part in source.get_attribute("srcset").split(", ")]


def test_the_widths_on_common_screens(seen: tuple[Visit, tuple[int, int]]) -> None:
    """A screenshot of 1280 pixels comes to each screen in the form made for it."""
    visit, screen = seen
    chosen = image_of(visit.page, SHOT).evaluate("i => i.currentSrc")
    assert width_of(chosen) == SCREENS[screen]


def test_each_picture_is_fetched_once(seen: tuple[Visit, tuple[int, int]]) -> None:
    """Of each picture one form is fetched, in one format."""
    visit, _ = seen
    stems = [re.sub(r"(-\d+)?-[0-9a-f]{8}\.\w+$", "", name) for name in visit.pictures()]
    assert sorted(stems) == sorted(set(stems))
    assert len(stems) == visit.page.locator("main img").count()


def test_lazy_pictures_wait(reader: Reader) -> None:
    """The first picture loads at once; those far below wait for the reader."""
    visit = reader.open()
    early = visit.pictures()
    assert [name for name in early if name.startswith("shot-")] != []
    assert [name for name in early if name.startswith(("still-", "narrow-", "folded-"))] == []
    loading = visit.page.locator("main img").evaluate_all("all => all.map(i => i.loading)")
    assert loading == ["auto"] + ["lazy"] * 12 or loading == ["eager"] + ["lazy"] * 12
    scroll(visit.page)
    assert [name for name in visit.pictures() if name.startswith("still-")] != []


def test_an_old_browser_has_the_fallback(wide: Page) -> None:
    """Without the newer formats the picture is a JPEG, PNG, GIF or SVG, at the same size."""
    scroll(wide)
    boxes = "[...document.querySelectorAll('main img')].map(i => [i.width, i.height])"
    before = wide.evaluate(boxes)
    wide.evaluate("document.querySelectorAll('source').forEach(s => s.remove())")
    until(
        wide,
        "[...document.querySelectorAll('main img')].every("
        "i => i.complete && i.naturalWidth && /[.](jpe?g|png|gif|svg)$/.test(i.currentSrc))",
    )
    assert wide.evaluate(boxes) == before


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_pictures_load(reader: Reader, width: int) -> None:
    """The area of each picture is reserved: no layout shift, however slow the line."""
    visit = reader.open(width, hold=True)
    page = visit.page
    page.evaluate(
        "new PerformanceObserver(list => {"
        "  window.shift = (window.shift ?? 0) +"
        "    list.getEntries().reduce((sum, e) => sum + e.value, 0);"
        "}).observe({type: 'layout-shift', buffered: true})"
    )
    page.evaluate("document.querySelectorAll('main img').forEach(i => i.loading = 'eager')")
    for _ in range(200):
        if len(visit.held) == page.locator("main img").count():
            break
        page.wait_for_timeout(20)
    before = _tops(page)
    assert len(visit.held) == page.locator("main img").count()
    visit.release()
    until(
        page, "[...document.querySelectorAll('main img')].every(i => i.complete && i.naturalWidth)"
    )
    page.wait_for_timeout(100)
    assert _tops(page) == pytest.approx(before, abs=0.6)  # forms are rounded to whole pixels
    assert page.evaluate("window.shift ?? 0") == 0


def _tops(page: Page) -> list[float]:
    return page.evaluate(
        "[...document.querySelectorAll('main p, main img')].map(e => e.getBoundingClientRect().top)"
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_a_button_takes_no_room(reader: Reader, width: int) -> None:
    """A picture that can be enlarged stands as it stands without JavaScript."""
    tops = [
        _tops(visit.page)
        for visit in (reader.open(width), reader.open(width, java_script_enabled=False))
    ]
    assert tops[0] == pytest.approx(tops[1], abs=0.6)


def test_an_icon_stays_in_its_line(wide: Page) -> None:
    """The text goes on behind a small picture, at its height."""
    icon = wide.locator("img[alt=歯車]")
    icon.scroll_into_view_if_needed()
    paragraph = wide.locator("p", has=icon)
    rows = paragraph.evaluate(
        """p => [p.firstChild, p.lastChild].map(text => {
        const range = document.createRange(); range.selectNodeContents(text);
        const {top, bottom} = range.getBoundingClientRect(); return [top, bottom]; })"""
    )
    assert rows[0] == rows[1]
    box = icon.bounding_box()
    assert box["y"] < rows[0][0] < rows[0][1] < box["y"] + box["height"]
    assert icon.evaluate("i => getComputedStyle(i).display") == "inline"


def test_a_figure_is_a_block(wide: Page) -> None:
    """Its picture fills it without a gap under it, and its caption follows."""
    figure = wide.locator("figure", has=wide.get_by_alt_text(SHOT))
    image = image_of(wide, SHOT)
    assert image.evaluate("i => getComputedStyle(i).display") == "block"
    picture, caption = image.bounding_box(), figure.locator("figcaption").bounding_box()
    assert caption["y"] == pytest.approx(picture["y"] + picture["height"], abs=0.6)


def test_a_small_picture_is_sharp(wide: Page) -> None:
    """A picture that fits its column is drawn pixel by pixel: a frame takes none."""
    assert image_of(wide, SMALL).evaluate("i => [i.width, i.height]") == [300, 200]


def test_no_picture_is_wider_than_its_column(page: Page) -> None:
    """In a list, a table or a callout a picture does not push the page aside."""
    scroll(page)
    assert overflowing(page, (320, 360, 1280)) == []


def test_a_feed_has_the_fallback(built: Built) -> None:
    """A feed's readers get pictures that all can open, at absolute addresses of real files."""
    atom = "{http://www.w3.org/2005/Atom}"
    contents = ET.fromstring(built.page("feed.xml")).iter(f"{atom}content")
    soup = BeautifulSoup("".join(content.text for content in contents), "html.parser")
    images = soup.find_all("img")
    assert len(images) == 13
    for image in images:
        assert re.fullmatch(SITE + r"images/[^?#]+\.(jpe?g|png|gif|svg)", image["src"])
        assert (built.output / unquote(urlsplit(image["src"]).path[1:])).is_file()
    assert soup.select("[srcset], [sizes], source, picture, button, dialog") == []


def test_every_page_has_a_sharing_picture(built: Built) -> None:
    """`og:image` is a file of 1200x630 that networks can open, and JSON-LD names the same."""
    for file in sorted(built.output.rglob("index.html")):
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        shared = soup.find("meta", property="og:image")
        assert shared is not None, file
        assert shared["content"].startswith(SITE)
        with Image.open(built.output / unquote(urlsplit(shared["content"]).path[1:])) as image:
            assert image.size == (1200, 630)
            assert image.format in {"JPEG", "PNG"}
        named = [json.loads(s.string) for s in soup.select("script[type='application/ld+json']")]
        images = [
            node["image"] for data in named for node in data.get("@graph", []) if "image" in node
        ]
        assert set(images) <= {shared["content"]}, file
        assert images or "/posts/" not in file.as_posix()


@pytest.mark.parametrize(
    ("url", "place", "color"), [(POST, ".zoom", "rgb(1, 2, 3)"), (SITE, ".entries", "rgb(4, 5, 6)")]
)
def test_a_sites_own_css_wins(reader: Reader, url: str, place: str, color: str) -> None:
    """`custom.css` counts after the theme's stylesheets, on posts and on lists."""
    page = reader.open(url=url).page
    found = page.locator(place).first.evaluate("e => getComputedStyle(e).outlineColor")
    assert found == color


@pytest.mark.parametrize("url", [SITE, POST, SITE + "archive/"])
def test_print_has_its_own_stylesheet(reader: Reader, url: str) -> None:
    """In print the ground is white, also in dark mode, and navigation is gone."""
    page = reader.open(1280, url=url, color_scheme="dark").page
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) != "rgb(255, 255, 255)"
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert page.locator("header nav:visible, .side:visible, dialog:visible").count() == 0
