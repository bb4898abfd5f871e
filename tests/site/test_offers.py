"""Deals and products on the built site: the days of a deal, and whose label stands where."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from kawaraban.site.offers import shop_of
from tests.desk import SETTINGS, Built, Desk, post

AFFILIATE = '[affiliate.amazon]\ntag = "example-22"\n'
CANARY = "カナリアの市"
BODY = """前の段落。

```deal
id: fall
```

[割引の案内](deal:fall)の後。

"""


def _site(desk: Desk, *lines: str, body: str = BODY, settings: str = "") -> Desk:
    """Write a site with one deal, shown everywhere that a deal can stand."""
    deal = [
        f"shop: 見本の店, text: {CANARY}, url: 'https://www.amazon.co.jp/dp/B0EXAMPLE1'",
        "show: [top, sidebar]",
        *lines,
    ]
    return desk.write(
        {
            "site.toml": SETTINGS + AFFILIATE + settings,
            "content/deals.yaml": f"fall: {{{', '.join(deal)}}}\n",
            "content/posts/a.md": post(body),
            "content/pages/about.md": "---\ntitle: 案内\n---\n本文。\n",
        }
    )


def _with(built: Built, *texts: str) -> list[str]:
    """Return the files that hold one of the texts."""
    wanted = [text.encode() for text in texts]
    return [p for p, data in built.everything().items() if any(w in data for w in wanted)]


@pytest.mark.parametrize("now", ["2026-05-31T23:59:59", "2026-05-01"])
def test_before_its_start_a_deal_is_nowhere(desk: Desk, now: str) -> None:
    """No byte of the output tells of a deal to come, and the build is silent about it."""
    built = _site(desk, "starts: 2026-06-01", "ends: 2026-06-10").build(now=now)
    assert (built.status, built.out) == (0, "")
    texts = (CANARY, "B0EXAMPLE1", "見本の店", "deal:fall", 'class="deal', 'data-ends="', "広告</")
    assert _with(built, *texts) == []


@pytest.mark.parametrize("now", ["2026-06-01T00:00", "2026-06-05T12:00", "2026-06-10T23:59:59.999"])
def test_while_it_runs_a_deal_is_everywhere(desk: Desk, now: str) -> None:
    """From its first moment to its last one a deal stands above, beside and in the text."""
    desk.write({"content/posts/old.md": post("前の記事。", date="2026-01-01")})
    _site(desk, "starts: 2026-06-01", "ends: 2026-06-10")
    soup = BeautifulSoup(desk.build(now=now).page("posts/a/"), "html.parser")
    places = (".headline .deal", ".post-body .deal", ".side .deal")
    assert [len(soup.select(place)) for place in places] == [1, 1, 1]
    assert soup.select_one('.post-body p > a.ad-link[href*="tag=example-22"]')
    assert all("【~6/10】" in d.get_text() for d in soup.select(".deal"))
    assert {d["data-ends"] for d in soup.select(".deal")} == {"2026-06-10T23:59:59.999+09:00"}


@pytest.mark.parametrize("now", ["2026-06-11T00:00", "2027-01-01"])
def test_after_its_end_a_deal_is_gone(desk: Desk, now: str) -> None:
    """An ended deal is out of the output; a link to it is text with a note, and a warning."""
    built = _site(desk, "starts: 2026-06-01", "ends: 2026-06-10").build(now=now)
    assert built.status == 0
    assert built.out.count("[ended-deal]") == 2
    assert _with(built, CANARY, "B0EXAMPLE1", 'data-ends="') == []
    assert "割引の案内（終了しました）の後" in built.page("posts/a/")


def test_the_zone_decides(desk: Desk) -> None:
    """A day ends in the site's zone, whatever the zone of the moment."""
    _site(desk, "ends: 2026-06-10")
    assert CANARY in desk.build(now="2026-06-10T14:59:59Z").page("posts/a/")
    assert CANARY not in desk.build(now="2026-06-10T15:00:00Z").page("posts/a/")


def test_the_next_change_is_named(desk: Desk) -> None:
    """The summary names a deal's start, then the moment after its end, then nothing."""
    _site(desk, "starts: 2026-06-05 10:00", "ends: 2026-06-10")
    said = [desk.build(now=now).err for now in ("2026-06-01", "2026-06-05T10:00", "2026-06-11")]
    assert "2026-06-05 10:00+09:00" in said[0]
    assert "2026-06-11 00:00+09:00" in said[1]
    assert re.search(r"20\d\d-", said[2]) is None


def test_an_open_deal_has_no_date(desk: Desk) -> None:
    """A deal that is open on purpose shows no end, to readers or to the script."""
    page = _site(desk, "ends: open").build().page("posts/a/")
    assert CANARY in page
    assert "data-ends" not in page
    assert "【~" not in page


def test_english(desk: Desk) -> None:
    """The end in the words of the site's language."""
    _site(desk, "ends: 2026-08-28")
    desk.write({"site.toml": 'language = "en"\n' + SETTINGS + AFFILIATE})
    assert "until 28 August</time>" in desk.build().page("posts/a/")
    desk.write({"content/posts/a.md": post(BODY, date="2025-05-01")})
    assert "until 28 August 2026</time>" in desk.build(now="2025-12-31").page("posts/a/")


def test_only_posts_carry_banners(desk: Desk) -> None:
    """A page has no banners; where `show` is empty a post has none of its own either."""
    built = _site(desk, "ends: open").build()
    assert "posts/a/index.html" in _with(built, CANARY)
    assert "about/index.html" not in _with(built, CANARY)
    _site(desk, "ends: open", body="本文。")
    desk.write(
        {
            "content/deals.yaml": f"fall: {{shop: a, text: {CANARY}, ends: open, "
            "url: 'https://example.com/'}\n"
        }
    )
    assert _with(desk.build(), CANARY) == []


def test_every_banner_has_its_label_first(desk: Desk) -> None:
    """In each deal and product the word for advertising stands before the first ad link."""
    _site(
        desk,
        "ends: open",
        body=f"{BODY}\n```product\nid: key\n```\n",
        settings='[disclosure]\nlabel = "PR"\n',
    )
    desk.write({"content/products.yaml": "key: {name: 鍵, links: [amazon:B0EXAMPLE2]}\n"})
    soup = BeautifulSoup(desk.build().page("posts/a/"), "html.parser")
    boxes = soup.select(".deal, .product")
    assert len(boxes) == 4
    for box in boxes:
        marks = [e["class"][0] for e in box.select(".ad-label, .ad-link")]
        assert marks[:2] == ["ad-label", "ad-link"]
        assert box.select_one(".ad-label").text == "PR"
        assert box.select_one(".ad-link")["rel"] == ["sponsored", "noopener"]


def test_no_toc_still_has_a_side(desk: Desk) -> None:
    """Deals stand beside a text without headings, and above the contents of one with."""
    soup = BeautifulSoup(_site(desk, "ends: open").build().page("posts/a/"), "html.parser")
    assert [c["class"] for c in soup.select(".side > *")] == [["deals"]]
    _site(desk, "ends: open", body="## 一\n\nあ\n\n## 二\n\nい\n")
    soup = BeautifulSoup(desk.build().page("posts/a/"), "html.parser")
    assert [c["class"] for c in soup.select(".side > *")] == [["deals"], ["toc"]]


def test_a_feed_has_no_data_for_scripts(desk: Desk) -> None:
    """A deal in a feed keeps its date and label, and nothing that only a script reads."""
    feed = _site(desk, "ends: 2026-06-28").build().page("feed.xml")
    assert "【~6/28】" in feed
    assert "data-ends" not in feed


@pytest.mark.parametrize(
    ("url", "ja", "en"),
    [
        ("amazon:B0EXAMPLE1", "Amazon", "Amazon"),
        ("rakuten:https://item.rakuten.co.jp/a/b/", "楽天市場", "Rakuten"),
        (
            "yahoo:https://store.shopping.yahoo.co.jp/a/b.html",
            "Yahoo!ショッピング",
            "Yahoo! Shopping",
        ),
        ("moshimo:rakuten:https://item.rakuten.co.jp/a/b/", "楽天市場", "Rakuten"),
        ("moshimo:amazon:https://www.amazon.co.jp/dp/B0EXAMPLE1", "Amazon", "Amazon"),
        ("https://www.amazon.co.jp/dp/B0EXAMPLE1", "Amazon", "Amazon"),
        (
            "https://hb.afl.rakuten.co.jp/hgc/a.b.c.d/?pc=https%3A%2F%2Fitem.rakuten.co.jp%2Fa",
            "楽天市場",
            "Rakuten",
        ),
        (
            "https://af.moshimo.com/af/c/click?a_id=1&url=https%3A%2F%2Fwww.amazon.co.jp%2Fdp%2FB0",
            "Amazon",
            "Amazon",
        ),
        ("https://www.example.com/rakuten", "example.com", "example.com"),
        ("https://amazon.example.com/", "amazon.example.com", "amazon.example.com"),
    ],
)
def test_shops_have_their_names(url: str, ja: str, en: str) -> None:
    """A button names the shop that its link leads to, also inside a network's redirect."""
    assert (shop_of(url, "ja"), shop_of(url, "en")) == (ja, en)


PRODUCTS = "key: {name: 鍵, image: images/key.png, links: [amazon:B0EXAMPLE2]}\n"


def test_pictures_of_shown_products_are_published(desk: Desk) -> None:
    """A product's picture is in the output while a published post shows the product."""
    desk.picture("content/images/key.png", (600, 400))
    desk.write({"content/products.yaml": PRODUCTS, "site.toml": SETTINGS + AFFILIATE})
    box = "```product\nid: key\n```\n"
    desk.write({"content/posts/a.md": post(box)})
    built = desk.build()
    assert 'class="product"' in built.page("posts/a/")
    src = BeautifulSoup(built.page("posts/a/"), "html.parser").select_one(".product img")["src"]
    assert (built.output / "posts/a" / src).is_file()
    desk.write({"content/posts/a.md": post(box, draft="true")})
    assert [p for p in desk.build().everything() if "images/key" in p] == []


@pytest.mark.parametrize(
    ("products", "rule", "place"),
    [
        ("key:\n  name: 鍵\n", "product-without-links", "1:1"),
        (PRODUCTS, "missing-file", "1:23"),
        ("key:\n  name: 鍵\n  links: ['javascript:alert(1)']\n", "bad-url", "3:11"),
        (
            "key:\n  name: 鍵\n  links: ['https://www.amazon.co.jp/dp/B0EXAMPLE1?tag=stranger-22']\n",
            "foreign-ad",
            "3:11",
        ),
    ],
)
def test_mistakes_of_products(desk: Desk, products: str, rule: str, place: str) -> None:
    """What is wrong with a product is found whether or not a post shows it."""
    desk.write({"content/products.yaml": products, "site.toml": SETTINGS + AFFILIATE})
    built = desk.write({"content/posts/a.md": post("本文。")}).build()
    assert re.search(rf"content/products.yaml:{place}: \w+: .*\[{rule}\]", built.out), built.out


def test_the_link_of_a_deal_is_judged(desk: Desk) -> None:
    """Somebody else's id in a deal is an error at the link, also before the deal starts."""
    _site(desk, "starts: 2027-01-01", "ends: open", body="本文。")
    text = (desk.folder / "content/deals.yaml").read_text("utf-8")
    desk.write({"content/deals.yaml": text.replace("B0EXAMPLE1", "B0EXAMPLE1?tag=stranger-22")})
    built = desk.build()
    assert built.status == 1
    assert "content/deals.yaml:1:" in built.out
    assert "[foreign-ad]" in built.out


def test_a_deal_may_lead_to_a_product(desk: Desk) -> None:
    """Its link is the product's first, with the id; a name that no product has is an error."""
    deal = "fall: {shop: 見本の店, text: 市, url: 'product:kagi', ends: open, show: [top]}\n"
    product = "kagi: {name: 鍵, links: ['amazon:B0EXAMPLE1']}\n"
    _site(desk).write({"content/deals.yaml": deal, "content/products.yaml": product})
    page = desk.build().page("posts/a/")
    assert page.count("https://www.amazon.co.jp/dp/B0EXAMPLE1?tag=example-22") > 1
    built = desk.write({"content/products.yaml": product.replace("kagi", "kagu")}).build()
    assert built.status == 1
    assert "deals.yaml:1:" in built.out
    assert "[unknown-product]" in built.out
