"""The blocks of the home page and of the side, the home page's own text, and what a page links."""

from __future__ import annotations

import json
import re

import pytest

from tests.desk import SETTINGS, Built, Desk, post

_BLOCKS = """\
[home]
blocks = ["picked", "newest", "categories"]
picked = ["posts/a.md", "posts/later.md"]
[side]
blocks = ["profile", "newest", "tags", "archive", "deals"]
deals_title = "今週の <市>"
"""
_ADS = '[affiliate.amazon]\ntag = "example-22"\n'
_DEALS = """\
fair: {shop: 店, text: 春の市, url: amazon:B0EXAMPLE1, ends: 2026-06-30}
old: {shop: 店, text: 冬の市, url: amazon:B0EXAMPLE1, ends: 2026-02-01}
"""


def _site(desk: Desk, more: str = "") -> Desk:
    return desk.write(
        {
            "site.toml": SETTINGS + _BLOCKS + _ADS + more,
            "content/deals.yaml": _DEALS,
            "content/posts/a.md": post("一", title="甲の題", tags="[鍵]", category="道具"),
            "content/posts/b.md": post("二", title="乙の題", tags="[鍵, 紙]", date="2025-03-01"),
            "content/posts/later.md": post("三", title="丙の題", date="2027-01-01"),
        }
    )


def _side(built: Built, address: str) -> str:
    return built.page(address).partition('<aside class="side">')[2].partition("</aside>")[0]


def _titles(html: str) -> list[str]:
    return re.findall("<h2>(.*?)</h2>", html)


def test_blocks_of_the_side(desk: Desk) -> None:
    """They stand in their order beside posts and lists; what has ended or is to come does not."""
    built = _site(desk).build()
    wanted = ["プロフィール", "新着記事", "タグ", "記事一覧", "今週の &lt;市&gt;"]
    for address in ("posts/a/", "tags/鍵/", "archive/"):
        side = _side(built, address)
        assert _titles(side) == wanted, address
        assert re.findall("[甲乙丙]の", re.sub("<wbr>", "", side)) == ["甲の", "乙の"]
        assert "春の市" in side
        assert "冬の市" not in side
    assert "<aside" not in built.page("404.html")
    years = re.findall(r'href="[^"]*archive/#y(\d+)">\d+ <span>(\d)件', _side(built, "posts/a/"))
    assert years == [("2026", "1"), ("2025", "1")]
    assert 'id="y2025"' in built.page("archive/")


def test_blocks_of_the_home_page(desk: Desk) -> None:
    """They stand in their order around the list, which no other block repeats."""
    built = _site(desk).build()
    main, _, side = built.page("").partition('<aside class="side">')
    places = [main.index(part) for part in ("まず読みたい記事", "entry lead", "カテゴリー")]
    assert places == sorted(places)
    assert "新着記事" not in _titles(side)
    assert "丙の題" not in re.sub("<wbr>", "", main)


def test_a_snippet_is_a_block(desk: Desk) -> None:
    """Its code stands beside posts and on the home page; what it loads is allowed there alone."""
    snippet = '[[snippets]]\nname = "me"\nhtml = \'<img src="https://a.example/i.png" alt="">\'\n'
    settings = f'{SETTINGS}[home]\nblocks = ["snippet:me"]\n{snippet}'
    built = desk.write({"site.toml": settings, "content/posts/a.md": post("一")}).build()
    assert (built.status, built.out.count("warning")) == (0, 0), built.out
    assert "img-src 'self' https://a.example;" in built.page("")
    assert 'src="https://a.example/i.png"' in built.page("")
    assert "a.example" not in built.page("posts/a/")


def test_a_page_with_deals_discloses_them(desk: Desk) -> None:
    """A block with Amazon's link brings the disclosure and the statement to lists too."""
    built = _site(desk).build()
    for address in ("", "tags/鍵/", "posts/a/", "archive/"):
        page = built.page(address)
        assert "アソシエイト" in page, address
        assert page.index('class="disclosure"') < page.index("春の市")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('blocks = ["newst"]', "「newest」ではありませんか"),
        ('blocks = ["zzz"]', "使えるのは archive, categories"),
        ('picked = ["posts/aa.md"]', "posts/a.md"),
        ('blocks = ["newest", "snippet:infeed"]', "「infeed」というスニペット"),
    ],
)
def test_mistakes_have_a_place_and_a_remedy(desk: Desk, line: str, said: str) -> None:
    """An unknown block, or a post that is not there, is an error at its line."""
    desk.write({"site.toml": f"{SETTINGS}[home]\n{line}\n", "content/posts/a.md": post("一")})
    out = desk.build().out
    assert re.search(rf"site\.toml:9:\d+: error: .*{re.escape(said)}", out), out


def test_blocks_follow_edits(desk: Desk) -> None:
    """A warm build equals a cold one after a post, a deal, an author or a setting has changed."""
    _site(desk).build()
    edits = (
        {"content/posts/new.md": post("四", title="丁の題", tags="[紙]", date="2024-01-01")},
        {"content/posts/a.md": post("一", title="己の題", category="手続き")},
        {"content/deals.yaml": _DEALS.replace("春の市", "初夏の市")},
        {"content/pages/index.md": "---\ntitle: ようこそ\n---\n\n文\n"},
        {"content/pages/index.md": "---\ntitle: ようこそ\ndraft: true\n---\n\n文\n"},
        {"site.toml": (SETTINGS + _BLOCKS + _ADS).replace("編集", "筆者")},
    )
    for edit in edits:
        warm = desk.write(edit).build()
        assert warm.status == 0, warm.out
        cold = warm.everything()
        assert desk.build("--no-cache").everything() == cold, edit


def test_the_home_page_has_a_text_of_its_own(desk: Desk) -> None:
    """`pages/index.md` stands above the list and nowhere else; links to it lead home."""
    _site(desk).write(
        {
            "content/pages/index.md": "---\ntitle: ようこそ\ndescription: 紹介\n---\n\n## 使い方\n",
            "content/posts/b.md": post("[はじめに](../pages/index.md)", title="乙の題"),
        }
    )
    built = desk.build()
    page = built.page("")
    assert page.index("ようこそ") < page.index('id="使い方"') < page.index("entry lead")
    assert '<meta name="description" content="紹介">' in page
    assert not (built.output / "pages").exists()
    assert built.page("sitemap.xml").count("<loc>https://example.com/</loc>") == 1
    assert '<a href="../../">はじめに</a>' in built.page("posts/b/")
    desk.write({"content/pages/index.md": "---\ntitle: ようこそ\nslug: hello\n---\n\n文\n"})
    assert "ようこそ" in re.sub("<wbr>", "", desk.build().page("hello/"))


@pytest.mark.parametrize("block", ["nameplate", "side"])
def test_own_blocks_hold_on_every_kind_of_page(desk: Desk, block: str) -> None:
    """A block of a site's base.html stands on posts, lists and the home page alike."""
    text = f'{{% extends "product/base.html" %}}{{% block {block} %}}<p>自前</p>{{% endblock %}}'
    built = _site(desk).write({"templates/base.html": text}).build()
    for address in ("", "posts/a/", "tags/鍵/", "archive/", "404.html"):
        assert built.page(address).count("<p>自前</p>") == 1, address


def test_the_footer_carries_the_navigation(desk: Desk) -> None:
    """It has each page of the navigation, and the page about ads once."""
    pages = {f"content/pages/{n}.md": f"---\ntitle: {n}の題\n---\n" for n in ("ads", "privacy")}
    nav = '[[nav]]\ntext = "個人情報"\nto = "pages/privacy.md"\n'
    policy = '[disclosure]\npolicy = "pages/ads.md"\n'
    for more in (policy + nav, policy + nav + '[[nav]]\ntext = "adsの題"\nto = "pages/ads.md"\n'):
        built = desk.write({"site.toml": SETTINGS + more, **pages}).build()
        footer = built.page("archive/").partition("<footer")[2]
        assert footer.count(">個人情報</a>") == footer.count(">adsの題</a>") == 1


def test_the_menu_names_each_page_once(desk: Desk) -> None:
    """The list of posts stands in it by itself, or where and as the author put it."""
    nav = '[[nav]]\ntext = "みんな"\nto = "/archive/"\n'
    menu = desk.write({"site.toml": SETTINGS + nav}).build().page("").partition("</nav>")[0]
    assert menu.count('href="archive/"') == 1
    assert ">みんな</a>" in menu


def test_links_to_share_a_post(desk: Desk) -> None:
    """They lead to services with the address and title; pages and other sites have none."""
    desk.write({"content/posts/a.md": post("一", title="鍵 & 紙")})
    desk.write({"content/pages/p.md": "---\ntitle: 頁\n---\n"})
    assert "share" not in desk.build().page("posts/a/")
    built = desk.write({"site.toml": SETTINGS + "[sharing]\nlinks = true\n"}).build()
    page = built.page("posts/a/")
    (share,) = re.findall(r'<a href="(https://x[^"]+)"', page)
    title, url = "%E9%8D%B5%20%26%20%E7%B4%99", "https%3A%2F%2Fexample.com%2Fposts%2Fa%2F"
    assert share == f"https://x.com/intent/post?text={title}&amp;url={url}"
    assert [name in page for name in (">はてなブックマーク</a>", ">LINE</a>")] == [True, True]
    assert "share" not in built.page("p/")


def test_the_language_of_a_post(desk: Desk) -> None:
    """It is that of the article and its data; what is none is an error."""
    page = desk.write({"content/posts/a.md": post("one", lang="en")}).build().page("posts/a/")
    assert '<article lang="en">' in page
    assert '"inLanguage":"en"' in page
    assert '<html lang="ja">' in page
    out = desk.write({"content/posts/a.md": post("one", lang="英語")}).build().out
    assert "言語の記号ではありません" in out


def test_the_page_of_an_author_is_a_profile(desk: Desk) -> None:
    """The page that an author's `url` names says who it is about."""
    keys = (
        'url = "https://example.com/about/"\nimage = "content/me.png"\n'
        'same_as = "https://example.net/@me"\n'
    )
    about = "---\ntitle: 私\n---\n"
    desk.picture("content/me.png", (200, 200))
    desk.write({"site.toml": SETTINGS + keys, "content/pages/about.md": about})
    built = desk.write({"content/pages/ads.md": about, "content/posts/a.md": post("一")}).build()
    data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', built.page("about/"))
    profile = json.loads(data[0])["@graph"][0]
    assert profile["@type"] == "ProfilePage"
    person = profile["mainEntity"]
    assert (person["name"], person["sameAs"]) == ("編集", ["https://example.net/@me"])
    assert re.fullmatch(r"https://example\.com/images/me-[0-9a-f]{8}\.\w+", person["image"])
    assert "ProfilePage" not in built.page("ads/")
