"""Pictures on a page, as a real Chromium fetches, lays out and enlarges them."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Locator, Page, Route

from tests.browsing import until
from tests.desk import SETTINGS, Built, Desk, post

pytestmark = pytest.mark.browser
SITE = "https://example.com/"
POST = SITE + "posts/a/"
SHOT, TALL, SMALL, LINKED, CALLED, LISTED, CELL, FOLDED, NARROW = (
    "設定の画面", "電話の画面", "小さな画面", "リンクの画面", "枠の画面",
    "箇条書きの画面", "表の画面", "たたんだ画面", "細くした画面",
)  # fmt: skip
TEXT = f"""\
![{SHOT}](shot.png "説明")

文の途中に![歯車](icon.png)があります。

![{TALL}](tall.png)

![{SMALL}](small.png)

[![{LINKED}](linked.png)](https://example.com/)

> [!NOTE] 覚え
> ![{CALLED}](called.png)

- 一つめ

  ![{LISTED}](listed.png)

| 画面 | 説明 |
|---|---|
| ![{CELL}](cell.png) | 表の中 |

> [!TIP]- たたんだ枠
> ![{FOLDED}](folded.png)

![図](drawing.svg)

![動く図](moving.gif)

![{NARROW}](narrow.png){{#narrow width=300}}

![大きくしない画面](still.png){{zoom=false}}

おわり。
"""
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100">'
    '<rect width="200" height="100" fill="#356"/></svg>'
)
CSS = ".zoom{outline:3px solid #010203}.entries{outline:3px solid #040506}"
CORNERS = "e => (r => [r.left, r.top, r.right, r.bottom])(e.getBoundingClientRect())"
# What can be enlarged.
BUTTONS = {SHOT, TALL, CALLED, LISTED, CELL, FOLDED, NARROW}


def screenshot(seed: int, size: tuple[int, int] = (1280, 800)) -> bytes:
    """Draw a screen full of text, another one for each seed."""
    image = Image.new("RGB", size, (250, 248, 240 - seed))
    draw = ImageDraw.Draw(image)
    for y in range(20, size[1] - 20, 24):
        draw.text((30, y), f"{seed}:{y} the quick brown fox jumps " * 6, fill=(20 + seed, 30, 40))
    return _bytes(image, "PNG")


def _bytes(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _animation() -> bytes:
    frames = [Image.new("P", (120, 80), color) for color in (1, 2, 3)]
    for frame in frames:
        frame.putpalette([0, 0, 0, 250, 0, 0, 0, 250, 0, 0, 0, 250])
    return _bytes(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100, loop=0)


def _files() -> Iterator[tuple[str, str | bytes]]:
    yield "site.toml", SETTINGS
    yield "assets/custom.css", CSS
    yield "content/posts/a/index.md", post(TEXT, title="画像のある記事")
    yield (
        "content/posts/b.md",
        post("画像のない記事です。", title="文だけの記事", date="2026-04-01"),
    )
    yield "content/posts/a/drawing.svg", DRAWING
    yield "content/posts/a/moving.gif", _animation()
    sizes = {"tall": (1170, 2532), "small": (300, 200), "icon": (64, 64)}
    names = (
        "shot",
        "tall",
        "small",
        "icon",
        "linked",
        "called",
        "listed",
        "cell",
        "folded",
        "narrow",
        "still",
    )
    for seed, name in enumerate(names):
        picture = screenshot(seed, sizes.get(name, (1280, 800)))
        yield f"content/posts/a/{name}.png", picture


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a post with pictures everywhere that one can stand."""
    built = Desk(tmp_path_factory.mktemp("pictures")).write(dict(_files())).build()
    assert built.status == 0, built.out + built.err
    return built


class Visit:
    """A reader at the site, and what the browser asks for; `hold` keeps pictures on the way."""

    def __init__(self, browser: Browser, built: Built, *, hold: bool, **options: object) -> None:
        self.output = built.output
        self.hold = hold
        self.held: list[Route] = []
        self.asked: list[str] = []
        self.page = browser.new_context(**options).new_page()
        self.page.set_default_timeout(10_000)
        self.page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path).lstrip("/")
        self.asked.append(path)
        if self.hold and path.startswith("images/"):
            self.held.append(route)
        else:
            self._give(route, path)

    def _give(self, route: Route, path: str) -> None:
        file = self.output / path
        route.fulfill(path=file / "index.html" if file.is_dir() else file)

    def release(self) -> None:
        """Let the pictures arrive that were kept, one after the other."""
        self.hold = False
        while self.held:
            route = self.held.pop(0)
            self._give(route, unquote(urlsplit(route.request.url).path).lstrip("/"))
            self.page.wait_for_timeout(20)

    def pictures(self) -> list[str]:
        """Give the names of the pictures that were asked for."""
        return [path.removeprefix("images/") for path in self.asked if path.startswith("images/")]


class Reader:
    """Opens pages in contexts that end with the test."""

    def __init__(self, browser: Browser, built: Built) -> None:
        self.browser = browser
        self.built = built
        self.visits: list[Visit] = []

    def open(
        self, width: int = 360, density: float = 1, *, url: str = POST, hold: bool = False,
        **options: object,
    ) -> Visit:  # fmt: skip
        """Open a page at a width in CSS pixels and a density."""
        size = {"viewport": {"width": width, "height": 640}, "device_scale_factor": density}
        visit = Visit(self.browser, self.built, hold=hold, **size, **options)
        self.visits.append(visit)
        visit.page.goto(url, wait_until="domcontentloaded" if hold else "load")
        return visit


@pytest.fixture
def reader(chromium: Browser, built: Built) -> Iterator[Reader]:
    """Give what opens a page of the site."""
    reader = Reader(chromium, built)
    yield reader
    for visit in reader.visits:
        visit.page.context.close()


def _scroll(page: Page) -> None:
    """Pass every picture, the folded ones too, until all that can load has loaded."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for image in page.locator("main img").all():
        image.scroll_into_view_if_needed()
    until(page, "[...document.querySelectorAll('main img')].every(i => i.complete)")


def _image(page: Page, alt: str) -> Locator:
    return page.locator(f'img[alt="{alt}"]').first


def _enlarge(page: Page, alt: str) -> Locator:
    """Open the picture by a click, and give it once it has loaded."""
    page.get_by_role("button", name=alt).click()
    whole = page.locator("dialog[open] img")
    until(page, "document.querySelector('dialog[open] img').naturalWidth > 0")
    return whole


def _width_of(address: str) -> int:
    return int(re.search(r"-(\d+)-[0-9a-f]{8}\.", address)[1])


# ---------------------------------------------------------------- what is fetched

SCREENS = [(360, 1), (360, 2), (360, 3), (1280, 1), (1280, 2)]


@pytest.mark.parametrize(("width", "density"), SCREENS)
def test_every_picture_loads(reader: Reader, width: int, density: float) -> None:
    """Each picture of the page has pixels once the reader has come to it."""
    page = reader.open(width, density).page
    _scroll(page)
    empty = page.evaluate(
        "[...document.querySelectorAll('main img')].filter(i => !i.naturalWidth).map(i => i.alt)"
    )
    assert empty == []
    assert page.locator("main img").count() == 13


@pytest.mark.parametrize(("width", "density"), SCREENS)
def test_a_fitting_form_is_chosen(reader: Reader, width: int, density: float) -> None:
    """The narrowest form that covers its place is chosen; in a callout or a list, its column."""
    page = reader.open(width, density).page
    _scroll(page)
    column = page.locator(".post-body > p").first.evaluate("p => p.clientWidth") * density
    for alt in (SHOT, TALL, SMALL, NARROW, CALLED, LISTED):
        image = _image(page, alt)
        chosen = image.evaluate("i => i.currentSrc")
        assert chosen.endswith((".avif", ".webp")), alt
        shown = image.evaluate("i => i.getBoundingClientRect().width") * density
        sources = image.locator("xpath=..").locator("source").all()
        listed = sorted({_width_of(name) for source in sources for name in _names(source)})
        limits = [shown, column if alt in {CALLED, LISTED} else shown]
        least, most = (next((w for w in listed if w >= n), listed[-1]) for n in limits)
        assert least <= _width_of(chosen) <= most, (alt, shown, listed)


def _names(source: Locator) -> list[str]:
    return [part.split()[0] for part in source.get_attribute("srcset").split(", ")]


def test_the_widths_on_common_screens(reader: Reader) -> None:
    """A screenshot of 1280 pixels comes to each screen in the form made for it."""
    chosen = {
        screen: _width_of(_image(reader.open(*screen).page, SHOT).evaluate("i => i.currentSrc"))
        for screen in SCREENS
    }
    assert list(chosen.values()) == [480, 960, 1280, 960, 1280]


@pytest.mark.parametrize(("width", "density"), SCREENS)
def test_each_picture_is_fetched_once(reader: Reader, width: int, density: float) -> None:
    """Of each picture one form is fetched, in one format."""
    visit = reader.open(width, density)
    _scroll(visit.page)
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
    _scroll(visit.page)
    assert [name for name in visit.pictures() if name.startswith("still-")] != []


def test_an_old_browser_has_the_fallback(reader: Reader) -> None:
    """Without the newer formats the picture is a JPEG, PNG, GIF or SVG, at the same size."""
    page = reader.open(1280).page
    _scroll(page)
    boxes = "[...document.querySelectorAll('main img')].map(i => [i.width, i.height])"
    before = page.evaluate(boxes)
    page.evaluate("document.querySelectorAll('source').forEach(s => s.remove())")
    until(
        page,
        "[...document.querySelectorAll('main img')].every("
        "i => i.complete && i.naturalWidth && /[.](jpe?g|png|gif|svg)$/.test(i.currentSrc))",
    )
    assert page.evaluate(boxes) == before


# ---------------------------------------------------------------- layout


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_pictures_load(reader: Reader, width: int) -> None:
    """Each picture has its place before it comes: no layout shift, however slow the line."""
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


def test_an_icon_stays_in_its_line(reader: Reader) -> None:
    """The text goes on behind a small picture, at its height."""
    page = reader.open(1280).page
    icon = page.locator("img[alt=歯車]")
    icon.scroll_into_view_if_needed()
    paragraph = page.locator("p", has=icon)
    rows = paragraph.evaluate(
        """p => [p.firstChild, p.lastChild].map(text => {
        const range = document.createRange(); range.selectNodeContents(text);
        const {top, bottom} = range.getBoundingClientRect(); return [top, bottom]; })"""
    )
    assert rows[0] == rows[1]
    box = icon.bounding_box()
    assert box["y"] < rows[0][0] < rows[0][1] < box["y"] + box["height"]
    assert icon.evaluate("i => getComputedStyle(i).display") == "inline"


def test_a_figure_is_a_block(reader: Reader) -> None:
    """Its picture fills it without a gap under it, and its caption follows."""
    page = reader.open(1280).page
    figure = page.locator("figure", has=page.get_by_alt_text(SHOT))
    image = _image(page, SHOT)
    assert image.evaluate("i => getComputedStyle(i).display") == "block"
    picture, caption = image.bounding_box(), figure.locator("figcaption").bounding_box()
    assert caption["y"] == pytest.approx(picture["y"] + picture["height"], abs=0.6)


def test_a_small_picture_is_sharp(reader: Reader) -> None:
    """A picture that its place has room for is shown pixel by pixel: a frame takes none."""
    page = reader.open(1280).page
    assert _image(page, SMALL).evaluate("i => [i.width, i.height]") == [300, 200]


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_picture_is_wider_than_its_place(reader: Reader, width: int) -> None:
    """In a list, a table or a callout a picture does not push the page aside."""
    page = reader.open(width).page
    _scroll(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


# ---------------------------------------------------------------- enlarging


def test_which_pictures_are_buttons(reader: Reader) -> None:
    """Pictures with more to show are; links, small ones and `zoom=false` are not."""
    page = reader.open().page
    buttons = page.locator(".zoom img").evaluate_all("all => all.map(i => i.alt)")
    assert set(buttons) == BUTTONS
    assert page.locator("a .zoom, .zoom .zoom, summary .zoom").count() == 0
    assert page.locator("a img[alt]").count() == 1


def test_a_button_says_what_it_enlarges(reader: Reader) -> None:
    """Its name is the picture's text; what it does is its description."""
    page = reader.open().page
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
def test_closing_with_a_click(reader: Reader, target: str) -> None:
    """A click on the picture or on the button closes it."""
    page = reader.open().page
    _enlarge(page, SHOT)
    page.locator(target).click(position={"x": 20, "y": 20})
    assert not page.locator("dialog").is_visible()
    _enlarge(page, TALL)
    assert page.get_by_role("dialog", name=TALL).locator("img").count() == 1


def test_the_page_behind_is_inert(reader: Reader) -> None:
    """While a picture is enlarged Tab stays in it, and nothing behind it can be clicked."""
    page = reader.open().page
    _enlarge(page, SHOT)
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
    whole = _enlarge(page, SHOT)
    assert whole.evaluate("i => [i.width, i.height]") == [1280, 800]
    assert _width_of(whole.evaluate("i => i.currentSrc")) == 1280
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
        whole = _enlarge(page, alt)
        assert whole.evaluate(CORNERS)[:2] == [0, 0]
        page.locator("dialog").evaluate("d => d.scrollTo(9999, 9999)")
        page.keyboard.press("Escape")


def test_moving_about_with_the_keyboard(reader: Reader) -> None:
    """Arrow keys move the enlarged picture, not the page behind it."""
    page = reader.open().page
    _enlarge(page, SHOT)
    behind = page.evaluate("scrollY")
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    until(page, "(d => d.scrollLeft > 0 && d.scrollTop > 0)(document.querySelector('dialog'))")
    assert page.evaluate("scrollY") == behind


def test_the_page_behind_stays(reader: Reader) -> None:
    """A wheel that has come to the picture's end does not move the page behind it."""
    page = reader.open().page
    _enlarge(page, SHOT)
    page.mouse.move(100, 300)
    behind = page.evaluate("scrollY")
    for _ in range(5):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(60)
    assert page.locator("dialog").evaluate("d => d.scrollTop") > 0
    assert page.evaluate("scrollY") == behind


def test_a_narrowed_picture_is_enlarged_to_its_true_width(reader: Reader) -> None:
    """The author's `width` counts on the page, not in the dialog."""
    page = reader.open(360).page
    assert _image(page, NARROW).evaluate("i => i.getBoundingClientRect().width") == 300
    whole = _enlarge(page, NARROW)
    assert whole.evaluate("i => i.width") == 1280
    assert _width_of(whole.evaluate("i => i.currentSrc")) == 1280


def test_no_id_is_there_twice(reader: Reader) -> None:
    """An enlarged picture leaves its id to the one on the page."""
    page = reader.open().page
    _enlarge(page, NARROW)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert "narrow" in ids
    assert sorted(ids) == sorted(set(ids))


def test_without_a_script_pictures_are_pictures(reader: Reader) -> None:
    """Without JavaScript nothing looks like a button, and nothing is missing."""
    page = reader.open(java_script_enabled=False).page
    assert page.locator("button:visible, dialog:visible").count() == 0
    assert page.locator("main img").count() == 13


# ---------------------------------------------------------------- feed, sharing, stylesheets


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
    ("url", "place", "color"),
    [(POST, ".zoom", "rgb(1, 2, 3)"), (SITE, ".entries", "rgb(4, 5, 6)")],
)
def test_a_sites_own_css_wins(reader: Reader, url: str, place: str, color: str) -> None:
    """`custom.css` counts after the theme's stylesheets, on posts and on lists."""
    page = reader.open(url=url).page
    found = page.locator(place).first.evaluate("e => getComputedStyle(e).outlineColor")
    assert found == color


@pytest.mark.parametrize("url", [SITE, POST, SITE + "archive/"])
def test_print_has_its_own_stylesheet(reader: Reader, url: str) -> None:
    """On paper the ground is white, in the dark too, and navigation is gone."""
    page = reader.open(1280, url=url, color_scheme="dark").page
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) != "rgb(255, 255, 255)"
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert page.locator("header nav:visible, .side:visible, dialog:visible").count() == 0
