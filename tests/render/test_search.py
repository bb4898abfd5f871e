"""The search page and its index, as files."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

from kawaraban.render import search_index
from tests.desk import SETTINGS, Built, Desk, post

SEARCH = f"{SETTINGS}[search]\nenabled = true\n"


def _index(built: Built) -> dict[str, bytes]:
    return {p: data for p, data in built.everything().items() if p.startswith("search/")}


def _site(desk: Desk, count: int = 3) -> Desk:
    texts = {
        f"content/posts/p{n}.md": post(f"言葉{n}。", title=f"題{n}", date=f"2026-05-0{n}")
        for n in range(1, count + 1)
    }
    return desk.write({"site.toml": SEARCH, **texts})


def test_no_search_where_it_is_off(desk: Desk) -> None:
    """Without the setting there is neither page nor index nor link."""
    built = desk.write({"content/posts/a.md": post("あ")}).build()
    assert not [path for path in built.everything() if "search" in path]
    assert "search" not in built.page("")


def test_a_page_with_a_field(desk: Desk) -> None:
    """The page is linked from the menu, not listed, and allowed to load from its own site alone."""
    built = _site(desk).build()
    assert (built.status, built.out.count("warning")) == (0, 0)
    page = BeautifulSoup(built.page("search/"), "html.parser")
    assert page.select_one("form[role=search] input[name=q]")
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    policy = page.select_one("meta[http-equiv]")["content"]
    assert "connect-src 'self'" in policy
    assert "form-action 'self'" in policy
    assert page.select_one("noscript a[href='../archive/']")
    assert page.select_one("script[src*='search.']")
    article = BeautifulSoup(built.page("posts/p1/"), "html.parser")
    assert article.select_one("header nav a[href='../../search/']")
    assert not article.select("script[src*='search.']")
    assert "/search/" not in built.page("sitemap.xml")


def test_links_of_the_index_are_relative(desk: Desk) -> None:
    """Posts come from the oldest on, then pages, with links as they stand on the search page."""
    page = "---\ntitle: 案内\n---\n本文\n"
    desk = _site(desk, 2).write({"content/pages/about.md": page})
    found = json.loads(desk.build().page("search/posts.json"))
    assert found == [
        ["../posts/p1/", "題1", "2026-05-01"],
        ["../posts/p2/", "題2", "2026-05-02"],
        ["../about/", "案内", ""],
    ]
    desk.write({"site.toml": f"{SEARCH}[links]\nindex_html = true\n"})
    found = json.loads(desk.build().page("search/posts.json"))
    assert found[0][0] == "../posts/p1/index.html"


def test_what_is_not_public_is_in_no_file(desk: Desk) -> None:
    """Drafts, future, ended and unlisted posts are neither in the texts nor in the shards."""
    unlisted = {
        "draft": {"draft": "true"},
        "future": {"date": "2027-01-01"},
        "ended": {"expires": "2026-05-20"},
        "unlisted": {"noindex": "true"},
    }
    texts = {
        f"content/posts/{name}.md": post("禁鳥。", title="禁鳥の題", **keys)
        for name, keys in unlisted.items()
    }
    built = _site(desk).write(texts).build()
    assert not [path for path, data in _index(built).items() if "禁鳥".encode() in data]
    shown = desk.build("--drafts")
    assert sum("禁鳥".encode() in data for data in _index(shown).values()) > 1


def test_what_elements_show_is_in_the_text(desk: Desk) -> None:
    """Contacts, products, callouts, code, tables and captions are found as well as prose."""
    source = "{title: 出典, url: 'https://example.jp/'}"
    body = (
        "```contact\nid: c\n```\n\n```product\nid: p\n```\n\n> [!NOTE]\n> 囲みの文。\n\n"
        "```py\ncode_word = 1\n```\n\n| 表頭 | 値 |\n|---|---|\n| 表中 | 2 |\n\n"
        '![図](../a.png "図の説明")'
    )
    desk = _site(desk, 1).picture("content/a.png")
    desk.write(
        {
            "content/posts/p1.md": post(body),
            "content/contacts.yaml": f"c:\n  name: 窓口名\n  as_of: 2026-05\n  source: {source}\n"
            "  phones: [{label: 代表, number: 0120-899-190}]\n",
            "content/products.yaml": "p:\n  name: 商品名\n"
            "  price: {amount: 5480, currency: JPY, as_of: 2026-05-20}\n"
            "  links: [{shop: 公式, url: 'https://example.jp/'}]\n",
        }
    )
    built = desk.build()
    assert built.status == 0, built.out
    text = built.page("search/text/0.0.txt")
    for word in (
        "窓口名",
        "0120-899-190",
        "商品名",
        "5,480",
        "囲みの文",
        "code_word",
        "表中",
        "図の説明",
    ):
        assert word in text


def test_an_edit_writes_only_what_it_changes(desk: Desk) -> None:
    """One post's text, and the shards of its new words; the result is that of a cold build."""
    before = _index(_site(desk, 9).build())
    edited = _site(desk, 9).write({"content/posts/p4.md": post("言葉4。鰻。", title="題4")})
    edited.write({"content/posts/p4.md": post("言葉4。鰻。", title="題4", date="2026-05-04")})
    after = _index(edited.build())
    changed = sorted(path for path in after if after[path] != before[path])
    assert [path.split("/")[1] for path in changed] == ["shard", "text"]
    assert after == _index(edited.build("--no-cache", "--output", str(desk.folder / "cold")))


def test_parts_of_the_index_are_those_of_the_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few shards and few articles at a time give the files that all at once give."""
    whole = _index(_site(desk, 9).build())
    monkeypatch.setattr(search_index, "_LINES", 20)
    monkeypatch.setattr(search_index, "_AT_ONCE", 4)
    assert _index(desk.build("--no-cache", "--output", str(desk.folder / "parts"))) == whole


def test_an_edit_of_what_a_post_shows_reaches_the_index(desk: Desk) -> None:
    """A contact's new name is found though the post's own text is the same."""
    contact = (
        "c:\n  name: {}\n  as_of: 2026-05\n  source: {{title: t, url: 'https://example.jp/'}}\n"
    )
    text = {"content/posts/p1.md": post("```contact\nid: c\n```")}
    for name in ("古い窓口", "新しい窓口"):
        built = (
            _site(desk, 1).write({**text, "content/contacts.yaml": contact.format(name)}).build()
        )
        assert name in built.page("search/text/0.0.txt")
