"""A site with pictures everywhere, and a reader who opens its pages in a real Chromium."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Locator, Page, Route

from tests.browsing import until
from tests.desk import SETTINGS, Built, post

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
    """Draw a screen with a few lines of text, which are quick to encode, others for each seed."""
    image = Image.new("RGB", size, (250, 248, 240 - seed))
    draw = ImageDraw.Draw(image)
    for y in range(20, size[1] - 20, 200):
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


def files() -> Iterator[tuple[str, str | bytes]]:
    """Yield the files of the site by path."""
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
        """Let the held pictures arrive, one after the other."""
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

    def close(self) -> None:
        """Leave every page."""
        for visit in self.visits:
            visit.page.context.close()


def scroll(page: Page) -> None:
    """Pass every picture, the folded ones too, until all that can load has loaded."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for image in page.locator("main img").all():
        image.scroll_into_view_if_needed()
    until(page, "[...document.querySelectorAll('main img')].every(i => i.complete)")


def image_of(page: Page, alt: str) -> Locator:
    """Return the first picture with a text."""
    return page.locator(f'img[alt="{alt}"]').first


def enlarge(page: Page, alt: str) -> Locator:
    """Open the picture by a click, and give it once it has loaded."""
    page.get_by_role("button", name=alt).click()
    whole = page.locator("dialog[open] img")
    until(page, "document.querySelector('dialog[open] img').naturalWidth > 0")
    return whole


def width_of(address: str) -> int:
    """Return the width in the name of a form."""
    return int(re.search(r"-(\d+)-[0-9a-f]{8}\.", address)[1])
