"""Reviews, comparisons, rankings and buttons are ads as their links are, and fit any screen."""

from __future__ import annotations

import html
import json
import re

import pytest
from playwright.sync_api import Browser

from tests.desk import Built, Desk, post
from tests.elements.test_elements import PRODUCTS, SETTINGS

ADS = "---\ntitle: 広告について\n---\n"
BLOCKS = {
    "review": "product: rated",
    "compare": "products: [rated, cheap]",
    "ranking": "products: [cheap, rated]",
    "button": "to: product:rated\ntext: 見る",
}


def _build(desk: Desk, body: str, *arguments: str, **keys: str) -> Built:
    texts = {
        "site.toml": SETTINGS,
        "content/products.yaml": PRODUCTS,
        "content/pages/ads.md": ADS,
        "content/posts/a.md": post(f"導入です。\n\n{body}", **keys),
    }
    return desk.write(texts).picture("content/posts/shot.png", (640, 400)).build(*arguments)


def _block(name: str) -> str:
    return f"```{name}\n{BLOCKS[name]}\n```\n"


@pytest.mark.parametrize("name", BLOCKS)
def test_each_block_counts_as_its_links_do(desk: Desk, name: str) -> None:
    """The page discloses it, the block has its label, the report lists it."""
    page = _build(desk, _block(name)).page("posts/a/")
    disclosure, box = page.index('class="disclosure"'), page.index(f'class="{name}"')
    assert disclosure < box < page.index('class="ad-label', box) < page.index("B0EXAMPLE2", box)
    links = re.findall(r"<a [^>]*B0EXAMPLE2[^>]*>", page)
    assert links
    assert all('rel="sponsored noopener"' in link and "ad-link" in link for link in links)
    report = json.loads(desk.build("ads", "--format", "json").out)
    assert [ad["network"] for ad in report["ads"]] == ["amazon"]


@pytest.mark.parametrize("name", BLOCKS)
def test_no_block_escapes_the_disclosure(desk: Desk, name: str) -> None:
    """A post that says that it has no ads is refused with any of them."""
    done = _build(desk, _block(name), disclosure="none")
    assert done.status == 1
    assert "undisclosed-ad" in done.out + done.err


@pytest.mark.parametrize("name", BLOCKS)
def test_feeds_read_well(desk: Desk, name: str) -> None:
    """In the feed the disclosure comes first, ratings are words, and there is no script."""
    feed = html.unescape(_build(desk, _block(name)).page("feed.xml"))
    content = feed[feed.index("<content") :]
    assert content.index('class="disclosure"') < content.index("B0EXAMPLE2")
    assert "<svg" not in content
    assert "<script" not in content
    assert name == "button" or "5点満点で<strong>4.5</strong>" in content


def test_only_a_page_about_one_product_rates_it(desk: Desk) -> None:
    """Rankings and comparisons tell search engines nothing of ratings; a review does once."""
    page = _build(desk, _block("ranking") + "\n" + _block("compare")).page("posts/a/")
    assert "reviewRating" not in page
    page = _build(desk, _block("review") + "\n" + _block("ranking")).page("posts/a/")
    assert page.count("reviewRating") == 1
    assert "aggregateRating" not in page


def test_a_class_of_an_authors_own_link(desk: Desk) -> None:
    """`{.button}` behind an ad link stays what it was: a link of the text."""
    done = _build(desk, "[店](amazon:B0EXAMPLE1){.button}")
    assert done.status == 0, done.out + done.err


def test_a_misspelt_block_is_told(desk: Desk) -> None:
    """A block whose name is only like one is code, which the build says."""
    done = _build(desk, "```reveiw\nproduct: rated\n```")
    assert "unknown-block" in done.out + done.err


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_comparisons_scroll_inside_themselves(desk: Desk, chromium: Browser, width: int) -> None:
    """The page never scrolls sideways; the first column stays, and keys reach the last one."""
    block = "```compare\nproducts: [rated, cheap, key, plain, bare]\n```\n"
    everything = "\n".join(_block(name) for name in BLOCKS)
    built = _build(desk, f"{block}\n{everything}")
    page = chromium.new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto((built.output / "posts/a/index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    region = page.locator(".compare [role=region]").first
    assert region.get_attribute("aria-label")
    first, last = region.locator("tbody th").first, region.locator("tbody tr td:last-child").first
    before = first.bounding_box()
    region.focus()
    page.keyboard.press("End")
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    edge, column = region.bounding_box(), last.bounding_box()
    after = first.bounding_box()
    assert edge
    assert column
    assert before
    assert after
    assert region.evaluate("box => box.scrollLeft") > 0
    assert column["x"] + column["width"] <= edge["x"] + edge["width"] + 1
    assert after["x"] == before["x"]
    page.context.close()


_PLACE = """li => {
    const place = getComputedStyle(li, '::before'), pen = document.createElement('canvas');
    const context = pen.getContext('2d');
    context.font = `${place.fontWeight} ${place.fontSize} ${place.fontFamily}`;
    const room = parseFloat(getComputedStyle(li).paddingInlineStart);
    return context.measureText('10').width <= room; }"""


@pytest.mark.browser
def test_a_tenth_place_does_not_touch_the_name(desk: Desk, chromium: Browser) -> None:
    """Rankings of ten are what authors write most, and two digits are wider than one."""
    ids = [f"item-{number}" for number in range(1, 11)]
    link = "links: [{shop: 店, url: 'https://example.com/'}]"
    products = "".join(f"{one}:\n  name: 掃除の品\n  {link}\n" for one in ids)
    ranking = f"```ranking\nproducts: [{', '.join(ids)}]\n```\n"
    files = {"content/products.yaml": products, "content/posts/a.md": post(ranking)}
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.goto((desk.write(files).build().output / "posts/a/index.html").as_uri())
    assert page.eval_on_selector(".ranking li:last-child", _PLACE)
