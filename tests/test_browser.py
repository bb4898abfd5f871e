"""What a reader sees: the built pages in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import overflowing, until
from tests.desk import SETTINGS, Built, Desk, post

pytestmark = pytest.mark.browser
ARTICLE = "posts/mihon-account-lock/index.html"
WIDTHS = (320, 360, 768, 1280, 2000)


@pytest.fixture(autouse=True)
def _leave(chromium: Browser) -> Iterator[None]:
    """Close what a test has opened."""
    yield
    for context in chromium.contexts:
        context.close()


def _open(browser: Browser, built: Built, path: str = ARTICLE, **options: object) -> Page:
    page = browser.new_context(**{"viewport": {"width": 360, "height": 640}, **options}).new_page()
    page.goto((built.output / path).as_uri())
    return page


@pytest.mark.parametrize("path", ["index.html", ARTICLE, "archive/index.html", "404.html"])
def test_nothing_overflows(chromium: Browser, sample: Built, path: str) -> None:
    """No page is wider than its window."""
    page = _open(chromium, sample, path)
    assert overflowing(page, WIDTHS) == []


def test_nothing_fails_from_a_disk(chromium: Browser, sample: Built) -> None:
    """Opened from the folder, every page finds its stylesheet, pictures and script."""
    page = chromium.new_context().new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on(
        "console", lambda message: failed.append(message.text) if message.type == "error" else 0
    )
    for path in ("index.html", ARTICLE, "about/index.html", "archive/index.html"):
        page.goto((sample.output / path).as_uri())
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert failed == []


def test_the_first_view_has_light_pictures(chromium: Browser, sample: Built) -> None:
    """What a dense phone loads of pictures before the reader scrolls weighs at most 16 KiB."""
    page = _open(chromium, sample, device_scale_factor=2)
    lists = (sample.output / "index.html", *sample.output.glob("categories/*/index.html"))
    for file in (*lists, *sample.output.glob("posts/*/index.html")):
        page.goto(file.as_uri())
        shown = page.evaluate(
            "[...document.images].filter((i) => i.currentSrc && i.complete || "
            "i.getBoundingClientRect().top < innerHeight)"
            ".map((i) => i.decode().then(() => i.currentSrc))"
            ".reduce(async (all, one) => [...(await all), await one], [])"
        )
        sizes = {name: Path(unquote(urlsplit(name).path)).stat().st_size for name in shown}
        assert sum(sizes.values()) <= 16 * 1024, (file, sizes)


def test_line_length(chromium: Browser, sample: Built) -> None:
    """On a wide screen a line of text has 35 to 40 characters."""
    page = _open(chromium, sample, viewport={"width": 1280, "height": 800})
    chars = page.evaluate(
        "(p => p.clientWidth / parseFloat(getComputedStyle(p).fontSize))"
        "(document.querySelector('.post-body > p'))"
    )
    assert 35 <= chars <= 40


def test_disclosure_in_the_first_view(chromium: Browser, sample: Built) -> None:
    """A phone shows that the page carries ads before the reader scrolls, at a readable size."""
    page = _open(chromium, sample, "posts/spare-keys/index.html")
    box = page.locator(".disclosure").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 640
    size = page.locator(".disclosure p").first.evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize)"
    )
    assert size >= 13


def test_contents_show_where_the_reader_is(chromium: Browser, sample: Built) -> None:
    """On a wide screen the contents stand beside the text and mark the current heading."""
    page = _open(chromium, sample, viewport={"width": 1280, "height": 800})
    last = page.locator(".post-body h2").last
    last.scroll_into_view_if_needed()
    page.evaluate("e => window.scrollTo(0, e.offsetTop - 20)", last.element_handle())
    until(page, "document.querySelector('[aria-current=true], [aria-current=location]')")
    current = page.locator(".toc a[aria-current]:visible")
    assert current.count() == 1
    assert current.get_attribute("href") == "#" + last.get_attribute("id")
    assert current.bounding_box()["y"] < 800


def test_contents_without_a_script(chromium: Browser, sample: Built) -> None:
    """Without JavaScript the contents are there, on a phone and on a wide screen."""
    page = _open(chromium, sample, java_script_enabled=False)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator(".toc a:visible").count() >= 5


def test_a_fact_grows_old_on_the_page(chromium: Browser, sample: Built) -> None:
    """A page that outlives its build says by itself that its facts are old."""
    page = _open(chromium, sample)
    assert page.locator(".stale:visible").count() == 0
    page.clock.install(time="2028-01-01T00:00:00+09:00")
    page.reload()
    assert page.locator(".contact .stale:visible").count() == page.locator(".contact").count() > 0
    assert page.locator(".headline .stale:visible").count() == 1, "what the post says of itself"


def test_phone_numbers_can_be_tapped(chromium: Browser, sample: Built) -> None:
    """Each number is a link in E.164, as high as a finger needs."""
    page = _open(chromium, sample)
    for link in page.locator('.contact a[href^="tel:"]').all():
        assert link.get_attribute("href").startswith("tel:+81")
        assert link.bounding_box()["height"] >= 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(chromium: Browser, sample: Built, scheme: str) -> None:
    """Text and paper follow the reader's choice, with a contrast of at least 7 to 1."""
    page = _open(chromium, sample, color_scheme=scheme)
    contrast = page.evaluate(
        """() => {
        const light = c => { const [r, g, b] = c.match(/[0-9.]+/g).map(v => v / 255)
            .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
            return .2126 * r + .7152 * g + .0722 * b; };
        const style = getComputedStyle(document.body);
        const paper = getComputedStyle(document.documentElement).backgroundColor;
        const back = style.backgroundColor === 'rgba(0, 0, 0, 0)' ? paper : style.backgroundColor;
        const [a, b] = [light(style.color), light(back)].sort((x, y) => y - x);
        return [(a + .05) / (b + .05), b, light(back)];
        }"""
    )
    assert contrast[0] >= 7
    assert (contrast[2] > 0.5) == (scheme == "light")


def test_print_has_no_navigation(chromium: Browser, sample: Built) -> None:
    """On paper the text stands alone."""
    page = _open(chromium, sample)
    page.emulate_media(media="print")
    assert page.locator("header nav:visible, .breadcrumbs:visible").count() == 0
    assert page.locator(".post-body:visible").count() == 1


DEALS = """\
fall: {shop: 見本の店, text: 秋の市, url: amazon:B0EXAMPLE1, ends: 2026-06-10, show: [top, sidebar]}
"""
WITH_DEALS = """\
[秋の市の案内](deal:fall)です。

- 前の項目

```deal
id: fall
```

```product
id: key
```
"""


@pytest.fixture(scope="module")
def dealing(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a post that shows one deal everywhere that it can stand."""
    files = {
        "site.toml": SETTINGS
        + '[affiliate.amazon]\ntag = "example-22"\n[links]\nindex_html = true\n',
        "content/deals.yaml": DEALS,
        "content/products.yaml": "key: {name: 鍵, links: [amazon:B0EXAMPLE2]}\n",
        "content/posts/a.md": post(WITH_DEALS),
    }
    return Desk(tmp_path_factory.mktemp("deals")).write(files).build()


def _at(browser: Browser, built: Built, time: str, **options: object) -> Page:
    page = browser.new_context(**{"viewport": {"width": 360, "height": 640}, **options}).new_page()
    page.clock.install(time=time)
    page.goto((built.output / "posts/a/index.html").as_uri())
    return page


@pytest.mark.parametrize("width", [360, 1280])
def test_a_deal_ends_on_the_page(chromium: Browser, dealing: Built, width: int) -> None:
    """A page that outlives its build takes an ended deal away, with the row it stood in."""
    size = {"width": width, "height": 800}
    page = _at(chromium, dealing, "2026-06-10T23:50:00+09:00", viewport=size)
    # Beside the text it would stand twice in one view.
    assert page.locator(".deal:visible").count() == (3 if width < 1100 else 2)
    assert page.locator(".post-body > p:first-child > a.ad-link").count() == 1
    page = _at(chromium, dealing, "2026-06-11T00:00:00+09:00", viewport=size)
    assert page.locator(".deal, .deals, .side").count() == 0
    assert page.locator(".post-body > p").first.inner_text() == "秋の市の案内（終了しました）です。"
    assert page.locator(".post-body li, .product").count() == 2, "the rest stays"


def test_a_deal_without_a_script(chromium: Browser, dealing: Built) -> None:
    """Without JavaScript an ended deal still says when it ended."""
    page = _at(chromium, dealing, "2026-07-01T00:00:00+09:00", java_script_enabled=False)
    deals = page.locator(".deal:visible").all_inner_texts()
    assert len(deals) == 3
    assert all("【~6/10】" in deal for deal in deals)


def test_deals_of_the_side_on_a_phone(chromium: Browser, dealing: Built) -> None:
    """On a phone the deals of the side follow the text, and its contents are not there twice."""
    page = _at(chromium, dealing, "2026-06-01T00:00:00+09:00")
    text, side = (page.locator(place).bounding_box() for place in (".text", ".side .deal"))
    assert side["y"] >= text["y"] + text["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_buttons_can_be_tapped(chromium: Browser, dealing: Built) -> None:
    """Each button of a product is as high as a finger needs."""
    page = _at(chromium, dealing, "2026-06-01T00:00:00+09:00")
    boxes = [button.bounding_box() for button in page.locator(".product .ad-link").all()]
    assert len(boxes) == 1
    assert all(box["height"] >= 24 for box in boxes)


@pytest.mark.parametrize("script", [True, False])
def test_code_can_be_copied(chromium: Browser, sample: Built, script: bool) -> None:  # noqa: FBT001 - a case
    """A button on each block of code copies it; without scripts there is none."""
    path = "posts/写さないスクリーンショット/index.html"
    allowed = ["clipboard-read", "clipboard-write"]
    page = _open(chromium, sample, path, java_script_enabled=script, permissions=allowed)
    buttons = page.get_by_role("button", name="コピー")
    assert buttons.count() == (page.locator("pre.code").count() if script else 0)
    if script:
        buttons.first.click()
        buttons.first.get_by_text("✓").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("from PIL import Image, ImageOps\n\nwith")
        assert copied.endswith('clean.save("after.png")')
