"""Ads on the built site: links, labels, the disclosure, and what is refused."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from tests.ads.shop import A8, A8_ADDRESS, AD, FOREIGN, OURS, STATEMENT
from tests.desk import Desk, post


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Return a site with programmes."""
    return desk.write({"site.toml": OURS})


def _links(page: str) -> list[dict[str, object]]:
    return [a.attrs for a in BeautifulSoup(page, "html.parser").select("a.ad-link")]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("amazon:B000000000", "https://www.amazon.co.jp/dp/B000000000?tag=example-22"),
        (
            "https://www.amazon.co.jp/%E5%93%81/dp/B000000000/ref=sr_1_1?keywords=x&qid=1",
            "https://www.amazon.co.jp/dp/B000000000?tag=example-22",
        ),
    ],
)
def test_links_are_made(shop: Desk, written: str, address: str) -> None:
    """An ad link carries our id once, says `sponsored`, never `noreferrer`, in a new tab."""
    built = shop.write({"content/posts/a.md": post(f"本文 [買う]({written})")}).build()
    assert built.out == ""
    (link,) = _links(built.page("posts/a/"))
    assert link["href"] == address
    assert link["rel"] == ["sponsored", "noopener"]
    assert link["target"] == "_blank"


@pytest.mark.parametrize(
    "written",
    [
        "rakuten:https://item.rakuten.co.jp/a/b/",
        "yahoo:https://store.shopping.yahoo.co.jp/a/b.html",
        "moshimo:rakuten:https://item.rakuten.co.jp/a/b/",
    ],
)
def test_every_shop_form_is_an_ad(shop: Desk, written: str) -> None:
    """Each form of the writing format gives one ad link."""
    built = shop.write({"content/posts/a.md": post(f"本文 [買う]({written})")}).build()
    assert built.out == ""
    assert len(_links(built.page("posts/a/"))) == 1


def test_an_author_cannot_lose_the_rel(shop: Desk) -> None:
    """Attributes behind an ad link do not take its honesty away."""
    text = post("本文 [買う](amazon:B000000000){rel=noreferrer target=_self .big}")
    (link,) = _links(shop.write({"content/posts/a.md": text}).build().page("posts/a/"))
    assert link["rel"] == ["sponsored", "noopener"]
    assert link["class"] == ["ad-link", "big"]


def test_a_site_without_programmes_has_plain_shop_links(desk: Desk) -> None:
    """A shop's address alone is no ad where the site has no programme."""
    text = post("本文 [店](https://www.amazon.co.jp/dp/B000000000)")
    page = desk.write({"content/posts/a.md": text}).build().page("posts/a/")
    assert _links(page) == []
    assert 'class="disclosure"' not in page


@pytest.mark.parametrize(
    "text",
    [
        "[買う](https://www.amazon.co.jp/dp/B000000000?tag=somebody-22)",
        '<a href="https://www.amazon.co.jp/dp/B000000000?TAG=somebody-22">買う</a>',
        '<div>\n<a href="//px.a8.net/svt/ejp?a8mat=9Z+9Z+9Z+9Z">x</a>\n</div>',
        f"[買う]({A8_ADDRESS}&a8ejpredirect={FOREIGN})",
        "https://click.example-asp.jp/r?pid=43",
    ],
)
def test_another_id_is_an_error_at_its_line(shop: Desk, text: str) -> None:
    """An id that is not the site's is an error in links, pasted HTML and redirects."""
    built = shop.write({"content/posts/a.md": post(f"一行目\n\n{text}")}).build()
    assert built.status == 1
    line = 9 if text.startswith("<div>") else 8
    assert re.search(
        rf"^content/posts/a\.md:{line}:\d+: error: .*\[foreign-ad\]$", built.out, re.MULTILINE
    )


def test_a_short_link_cannot_be_read(shop: Desk) -> None:
    """A shortener is a warning, and brings the disclosure: it may well be an ad."""
    built = shop.write({"content/posts/a.md": post("[買う](https://amzn.to/3abcdef)")}).build()
    assert "[hidden-ad]" in built.out
    assert 'class="disclosure"' in built.page("posts/a/")


def test_pasted_code_is_published_byte_for_byte(shop: Desk) -> None:
    """Ad code from a network is not touched, and counts as an ad."""
    page = shop.write({"content/posts/a.md": post(f"本文\n\n{A8}\n")}).build().page("posts/a/")
    assert A8 in page
    assert 'class="disclosure"' in page


@pytest.mark.parametrize("text", [AD, A8, "https://www.amazon.co.jp/dp/B000000000", "> 引用 " + AD])
def test_any_ad_brings_the_disclosure(shop: Desk, text: str) -> None:
    """The notice stands between the title and the first ad; a page without ads has none."""
    texts = {"content/posts/a.md": post(text), "content/posts/b.md": post("広告のない本文")}
    built = shop.write(texts).build()
    page = built.page("posts/a/")
    assert page.index("<h1>") < page.index('class="disclosure"') < page.index("post-body")
    assert 'class="disclosure"' not in built.page("posts/b/")


def test_the_statement_of_amazon(shop: Desk) -> None:
    """It is on every page with an Amazon link, with the site's name, and on no other."""
    texts = {"content/posts/a.md": post(AD), "content/posts/b.md": post(A8)}
    built = shop.write(texts).build()
    assert STATEMENT in built.page("posts/a/")
    assert "アソシエイト" not in built.page("posts/b/")


def test_feed_entries_carry_both(shop: Desk) -> None:
    """In the feed an entry with ads begins with the disclosure, and has Amazon's statement."""
    texts = {"content/posts/a.md": post(AD), "content/posts/b.md": post("なし", date="2026-04-01")}
    feed = ET.fromstring(shop.write(texts).build().page("feed.xml"))
    atom = "{http://www.w3.org/2005/Atom}"
    first, second = (e.findtext(f"{atom}content") for e in feed.findall(f"{atom}entry"))
    assert first.lstrip().startswith('<div class="disclosure"')
    assert STATEMENT in first
    assert "disclosure" not in second


@pytest.mark.parametrize("mode", ["sponsored", "gifted"])
def test_the_sponsor_is_named(shop: Desk, mode: str) -> None:
    """Paid and gifted posts name who paid, also where they carry ad links."""
    page = (
        shop.write({"content/posts/a.md": post(AD, disclosure=mode, sponsor="見本商店")})
        .build()
        .page("posts/a/")
    )
    notice = BeautifulSoup(page, "html.parser").select_one(".disclosure").get_text()
    assert "見本商店" in notice
    assert "アソシエイト" in notice


def test_link_label(shop: Desk) -> None:
    """`link_label` stands beside every ad link of the text."""
    shop.write(
        {"site.toml": OURS + '[disclosure]\nlink_label = "PR"\n', "content/posts/a.md": post(AD)}
    )
    link = BeautifulSoup(shop.build().page("posts/a/"), "html.parser").select_one("a.ad-link")
    assert link.select_one(".ad-label").get_text() == "PR"
    english = OURS.replace("title =", 'language = "en"\ntitle =', 1)
    shop.write({"site.toml": english + '[disclosure]\nlink_label = "ad"\n'})
    link = BeautifulSoup(shop.build().page("posts/a/"), "html.parser").select_one("a.ad-link")
    assert link.select_one(".ad-label").get_text() == " ad"  # apart from the words before it


def test_a_link_label_is_none_of_the_authors_words(shop: Desk) -> None:
    """Ids, contents and summaries are as without it, so that links to a heading live on."""
    heading = f"## {AD}の話\n\n[上](#買うの話)"
    body = f"文と{AD}です。\n\n{heading}\n\n{heading.replace('話', '件')}"
    settings = OURS + '[disclosure]\nlink_label = "PR"\n'
    built = shop.write({"site.toml": settings, "content/posts/a.md": post(body)}).build()
    assert built.status == 0, built.out
    page = BeautifulSoup(built.page("posts/a/"), "html.parser")
    assert page.select_one("meta[name=description]")["content"] == "文と買うです。"
    assert "買うの話" in page.select_one(".toc").get_text()
    assert "PR" not in page.select_one(".toc").get_text()
    assert page.select_one("h2[id=買うの話] .ad-label").get_text() == "PR"
    assert "PR" not in page.select_one("h2[id=買うの話] .anchor")["aria-label"]


def test_an_ad_of_the_author_counts(shop: Desk) -> None:
    """An ad in the box under a post brings the disclosure, pasted code included."""
    settings = OURS.replace('name = "編集"', f"name = '編集'\nbio = '''{AD}\n{A8}'''")
    built = shop.write({"site.toml": settings, "content/posts/a.md": post("本文。")}).build()
    assert built.out == ""
    assert 'class="disclosure"' in built.page("posts/a/")
    assert A8 in built.page("posts/a/")


@pytest.mark.parametrize(
    ("code", "own", "other"),
    [
        ('<script>msmaflink({"b_l":[{"a_id":111111,"p_id":170}]});</script>', "111111", "999999"),
        (
            '<script>rakuten_affiliateId="0a1b2c3d.4e5f6071.0a1b2c3e.82930415";</script>',
            "0a1b2c3d.",
            "ffffffff.",
        ),
        (f'<a href="{A8_ADDRESS}&region=1&copy=2">x</a>', "3AAAAA", "3ZZZZZ"),
        (f'<p style="background:url({A8_ADDRESS})">x</p>', "3AAAAA", "3ZZZZZ"),
        (f'<p data-x="{{&quot;u&quot;:&quot;{A8_ADDRESS}&quot;}}">x</p>', "3AAAAA", "3ZZZZZ"),
    ],
)
def test_ids_anywhere_in_pasted_code(shop: Desk, code: str, own: str, other: str) -> None:
    """A widget's ids, and addresses inside styles and data, are distinguished as links are."""
    built = shop.write({"content/posts/a.md": post(f"本文。\n\n{code}")}).build()
    assert built.out == ""
    assert code in built.page("posts/a/")
    assert 'class="disclosure"' in built.page("posts/a/")
    built = shop.write(
        {"content/posts/a.md": post(f"本文。\n\n{code.replace(own, other)}")}
    ).build()
    assert re.match(r"content/posts/a.md:8:\d+: error: .*\[foreign-ad\]", built.out)


def test_link_label_on_a_card(shop: Desk) -> None:
    """A card that is an ad carries the label too."""
    settings = OURS + '[disclosure]\nlink_label = "PR"\n'
    text = post("https://www.amazon.co.jp/dp/B000000000")
    page = shop.write({"site.toml": settings, "content/posts/a.md": text}).build().page("posts/a/")
    card = BeautifulSoup(page, "html.parser").select_one("a.link-card.ad-link")
    assert card.select_one(".ad-label").get_text() == "PR"


def test_the_feed_discloses_what_it_shows(shop: Desk) -> None:
    """Banners stand around the text on the page; a feed entry without ads says nothing of them."""
    deal = "d: {shop: Amazon, text: 祭り, url: 'amazon:B000000000', ends: open, show: [top]}\n"
    built = shop.write({"content/deals.yaml": deal, "content/posts/a.md": post("本文")}).build()
    assert 'class="disclosure"' in built.page("posts/a/")
    assert "disclosure" not in built.page("feed.xml")


@pytest.mark.parametrize("form", ["amazon:B000000000", "product:x", "deal:y"])
def test_a_shop_form_in_raw_html_is_an_error(shop: Desk, form: str) -> None:
    """A browser knows no such scheme, so it would be a dead link."""
    built = shop.write({"content/posts/a.md": post(f'本文 <a href="{form}">買う</a>')}).build()
    assert "content/posts/a.md:6:13: error" in built.out
    assert "[raw-shop-link]" in built.out


def test_a_script_in_a_sentence_is_read(shop: Desk) -> None:
    """Ad code in a line is one piece: its strings are read, and published byte for byte."""
    code = "<script>d.write(\"<a href='{}'>*x*</a>\")</script>"
    ours = code.format(A8_ADDRESS)
    built = shop.write({"content/posts/a.md": post(f"文 {ours} 続き")}).build()
    assert built.out == ""
    assert ours in built.page("posts/a/")
    assert 'class="disclosure"' in built.page("posts/a/")
    theirs = code.format("https://px.a8.net/svt/ejp?a8mat=9Z+9Z+9Z+9Z")
    built = shop.write({"content/posts/a.md": post(f"文 {theirs} 続き")}).build()
    assert "[foreign-ad]" in built.out
