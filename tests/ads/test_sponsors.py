"""Sponsored posts: links to the sponsor, and the label wherever a title leads to one."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from tests.desk import SETTINGS, Desk, post

SPONSOR = "{name: みほん家具, url: 'https://www.mihon-kagu.example/'}"
LINKS = """[一](https://shop.mihon-kagu.example/a)と[二](https://example.org/)と
<a href="https://mihon-kagu.example/b">三</a>

https://mihon-kagu.example/
"""


@pytest.mark.parametrize("mode", ["sponsored", "gifted"])
def test_links_to_the_sponsor_are_ads(desk: Desk, mode: str) -> None:
    """In such a post a link or card to the sponsor's host says `sponsored`; no other does."""
    text = post(LINKS, disclosure=mode, sponsor=SPONSOR)
    built = desk.write({"site.toml": SETTINGS, "content/posts/a.md": text}).build()
    assert (built.status, built.out) == (0, "")
    page = BeautifulSoup(built.page("posts/a/"), "html.parser")
    ads = page.select('.post-body a[rel="sponsored noopener"].ad-link')
    assert [ad["href"] for ad in ads] == [
        "https://shop.mihon-kagu.example/a",
        "https://mihon-kagu.example/",
    ]
    said = page.select_one(".disclosure").get_text()
    assert "みほん家具" in said
    assert "アフィリエイト" not in said
    report = desk.build("ads").out
    assert report.count("ad\tsponsor\t") == 3


def test_what_registries_hold_of_the_sponsor_is_an_ad(desk: Desk) -> None:
    """Boxes, banners and links by an id say so of its host in its posts, and in no other post."""
    text = """```product
id: isu
```

```button
to: product:isu
text: 見る
```

```deal
id: seru
```

[椅子](product:isu)と[セール](deal:seru)
"""
    url = "'https://www.mihon-kagu.example/isu'"
    shops = f"[{{shop: 公式, url: {url}}}, {{shop: 他, url: 'https://example.org/'}}]"
    desk.write(
        {
            "site.toml": SETTINGS,
            "content/products.yaml": f"isu: {{name: 椅子, links: {shops}}}\n",
            "content/deals.yaml": f"seru: {{shop: 店, text: セール, url: {url}, ends: open}}\n",
            "content/posts/a.md": post(text, disclosure="sponsored", sponsor=SPONSOR),
            "content/posts/b.md": post(text, title="他"),
        }
    )
    built = desk.build()
    assert (built.status, built.out) == (0, "")
    page = BeautifulSoup(built.page("posts/a/"), "html.parser")
    paid = page.select(".post-body a[href^='https://www.mihon-kagu']")
    assert [one["rel"] for one in paid] == [["sponsored", "noopener"]] * 5
    assert all("ad-link" in one["class"] for one in paid)
    assert len(page.select(".post-body .ad-label")) == 3
    assert "ad-link" not in str(page.select(".post-body a[href^='https://example.org']"))
    assert built.page("posts/b/").count("sponsored") == 0
    assert desk.build("ads").out.count("ad\tsponsor\t") == 2


def test_an_ordinary_post_has_plain_links(desk: Desk) -> None:
    """Without a mode that names the sponsor its links are links as others."""
    text = post(LINKS, disclosure="affiliate", sponsor=SPONSOR)
    built = desk.write({"site.toml": SETTINGS, "content/posts/a.md": text}).build()
    assert "[unnamed-sponsor]" in built.out
    assert "ad-link" not in built.page("posts/a/")


def test_the_label_stands_where_a_title_leads_to_the_post(desk: Desk) -> None:
    """Lists, the archive, related posts, cards, neighbours and the feed say it before the click."""
    keys = {"disclosure": "sponsored", "sponsor": "店", "category": "家具", "tags": "椅子"}
    built = desk.write(
        {
            "site.toml": SETTINGS + "[disclosure]\nlabel = 'P<R>'\n",
            "content/posts/a.md": post("文。", **keys),
            "content/posts/b.md": post("[題](a.md){.card}", title="後", date="2026-05-02"),
            "content/posts/c.md": post("文。", title="先", date="2026-05-03", related="[a]"),
        }
    ).build()
    assert built.status == 0, built.out
    for address in ("", "categories/家具/", "tags/椅子/", "archive/"):
        page = BeautifulSoup(built.page(address), "html.parser")
        assert [one.get_text() for one in page.select(".ad-label")] == ["P<R>"], address
    other = BeautifulSoup(built.page("posts/b/"), "html.parser")
    assert other.select_one(".link-card .ad-label").get_text() == "P<R>"
    assert "【P<R>】題" in other.select_one(".neighbours [rel=prev]").get_text()
    third = BeautifulSoup(built.page("posts/c/"), "html.parser")
    assert third.select_one(".related .ad-label").get_text() == "P<R>"
    titles = re.findall("<title>(.*)</title>", built.page("feed.xml"))
    assert titles[1:] == ["先", "後", "【P&lt;R&gt;】題"]


@pytest.mark.parametrize(
    ("sponsor", "told"),
    [
        ("{name: 店, url: mihon}", "content/posts/a.md:5:25: error"),
        ("{url: 'https://mihon.example/'}", "[missing-key]"),
        ("{name: 店, urll: 'https://mihon.example/'}", "[unknown-key]"),
        ("[店]", "[bad-type]"),
    ],
)
def test_a_sponsor_with_mistakes(desk: Desk, sponsor: str, told: str) -> None:
    """A sponsor is a name, or a name and an address."""
    text = post("文。", disclosure="sponsored", sponsor=sponsor)
    built = desk.write({"site.toml": SETTINGS, "content/posts/a.md": text}).build()
    assert told in built.out
    assert built.out.count("\n") == 1
