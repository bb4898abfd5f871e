"""Every kind of page, as the writing format says."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from tests.desk import SETTINGS, Desk, post


def test_output_paths(desk: Desk) -> None:
    """Each kind of page stands where the format says."""
    desk.write(
        {
            "content/posts/2026-05-01-a.md": post("あ", tags="[鍵, 記録]", category="手続き"),
            "content/posts/folder/index.md": post("い"),
            "content/pages/about.md": "---\ntitle: 案内\n---\n本文\n",
        }
    )
    paths = set(desk.build().everything())
    assert paths >= {
        "index.html",
        "posts/a/index.html",
        "posts/folder/index.html",
        "about/index.html",
        "tags/鍵/index.html",
        "tags/記録/index.html",
        "categories/手続き/index.html",
        "archive/index.html",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
        "404.html",
    }


def test_pagination(desk: Desk) -> None:
    """Lists go on at page/2/, and the pages name each other."""
    settings = SETTINGS + "[posts]\nper_page = 2\n"
    texts = {f"content/posts/{i}.md": post("あ", title=f"{i}番", tags="数") for i in range(5)}
    built = desk.write({"site.toml": settings, **texts}).build()
    pages = {p.removesuffix("/index.html") for p in built.everything() if "page/" in p}
    assert pages == {"page/2", "page/3", "tags/数/page/2", "tags/数/page/3"}
    second = BeautifulSoup(built.page("page/2/"), "html.parser")
    assert second.find("a", rel="prev")["href"] == "../../"
    assert second.find("a", rel="next")["href"] == "../3/"


def test_permalink(desk: Desk) -> None:
    """The address of a post follows the setting."""
    settings = SETTINGS + '[posts]\npermalink = "/{category}/{year}/{month}/{day}/{slug}/"\n'
    text = post("あ", date="2026-02-03", category="手続き")
    built = desk.write({"site.toml": settings, "content/posts/a.md": text}).build()
    assert "手続き/2026/02/03/a/index.html" in built.everything()


@pytest.mark.parametrize("is_index", [False, True])
def test_pages_without_a_file_can_be_linked(desk: Desk, *, is_index: bool) -> None:
    """The home page, the archive and the feed, which every site has."""
    end = "index.html" if is_index else ""
    settings = f"{SETTINGS}[links]\nindex_html = {str(is_index).lower()}\n"
    text = "[上](/) [一覧](/archive/) [更新](/feed.xml)\n\n<a href='/'>上</a> [節](/#節)"
    built = desk.write({"site.toml": settings, "content/posts/a.md": post(text)}).build()
    assert (built.status, built.out) == (0, "")
    page, feed = built.page("posts/a/"), (built.output / "feed.xml").read_text("utf-8")
    for there in (end, f"archive/{end}", "feed.xml", f"{end}#%E7%AF%80"):
        assert f'href="../../{there}"' in page.replace("'", '"')
    assert 'href="https://example.com/archive/' in feed.replace("&quot;", '"').replace("&#34;", '"')


@pytest.mark.parametrize("tag", ["<img src='/' alt='x'>", "<script src='/feed.xml'></script>"])
def test_what_is_loaded_is_a_file(desk: Desk, tag: str) -> None:
    """A page is no picture and no script."""
    built = desk.write({"content/posts/a.md": post(tag)}).build()
    assert (built.status, "[missing-file]" in built.out) == (1, True)


def test_index_html_links(desk: Desk) -> None:
    """With `index_html` every link names its file, so the folder works from a disk."""
    settings = SETTINGS + "[links]\nindex_html = true\n"
    texts = {"content/posts/a.md": post("[い](b.md)"), "content/posts/b.md": post("い")}
    page = desk.write({"site.toml": settings, **texts}).build().page("posts/a/")
    assert 'href="../b/index.html"' in page
    assert 'rel="canonical" href="https://example.com/posts/a/"' in page
    relative = re.findall(r'<a [^>]*href="([^":#]+)"', page)
    assert relative
    assert all(href.endswith((".html", ".xml")) for href in relative)


def test_not_found_links_from_the_root(desk: Desk) -> None:
    """404.html answers at any depth, so its links start at the base URL's path."""
    settings = SETTINGS.replace("https://example.com/", "https://example.com/sub/")
    page = desk.write({"site.toml": settings}).build().page("404.html")
    links = re.findall(r'(?:href|src)="([^"#:]+)"', page)
    assert links
    assert all(href.startswith("/sub/") for href in links)
    assert "noindex" in page


def test_aliases_redirect(desk: Desk) -> None:
    """An old address leads to the article."""
    text = post("あ", aliases="[/old/path/, legacy.html]")
    built = desk.write({"content/posts/a.md": text}).build()
    assert 'content="0; url=../../posts/a/"' in built.page("old/path/")
    assert 'content="0; url=posts/a/"' in built.page("legacy.html")


def test_sitemap(desk: Desk) -> None:
    """The sitemap lists what is published once, without what asks not to be indexed."""
    texts = {
        "content/posts/a.md": post("あ", slug="日本語"),
        "content/posts/b.md": post("い", noindex="true"),
    }
    built = desk.write(texts).build()
    locs = re.findall(r"<loc>(.*?)</loc>", built.page("sitemap.xml"))
    assert "https://example.com/posts/%E6%97%A5%E6%9C%AC%E8%AA%9E/" in locs
    assert len(locs) == len(set(locs))
    assert not [loc for loc in locs if loc.endswith("/b/")]
    assert 'name="robots" content="noindex"' in built.page("posts/b/")
    assert "Sitemap: https://example.com/sitemap.xml" in built.page("robots.txt")


def test_json_ld(desk: Desk) -> None:
    """A post's structured data parse, and cannot end their script."""
    text = post("あ", title="'</script><b>題'", category="手続き", updated="2026-05-03")
    soup = BeautifulSoup(
        desk.write({"content/posts/a.md": text}).build().page("posts/a/"), "html.parser"
    )
    graph = json.loads(soup.select_one("script[type]").string)["@graph"]
    items = {item["@type"]: item for item in graph}
    posting = items["BlogPosting"]
    assert posting["headline"] == "</script><b>題"
    assert posting["datePublished"] == "2026-05-01T00:00:00+09:00"
    assert posting["dateModified"] == "2026-05-03T00:00:00+09:00"
    assert [e["name"] for e in items["BreadcrumbList"]["itemListElement"]] == [
        "ホーム", "手続き", "</script><b>題",
    ]  # fmt: skip


def test_texts_of_one_page_share_no_id(desk: Desk) -> None:
    """A notice, the disclosure and a bio have ids of their own, to which their links lead."""
    text = "## 使い方\n\n{0}[^1]と[上](#使い方)\n\n<i id='own'></i>[印](#own)\n\n[^1]: {0}の注\n"
    desk.write(
        {
            "site.toml": SETTINGS + f"bio = '''\n{text.format('者')}'''\n",
            "content/notices/accuracy.md": text.format("古").replace("own", "old"),
            "content/notices/disclosure.md": text.format("広告").replace("own", "ad"),
            "content/posts/a.md": post(
                text.format("本文").replace("own", "text"), disclosure="affiliate"
            ),
        }
    )
    built = desk.build()
    assert (built.status, built.out) == (0, "")
    page = BeautifulSoup(built.page("posts/a/"), "html.parser")
    ids = [one["id"] for one in page.select("[id]")]
    assert {"使い方", "fn:1", "fnref:1"} < set(ids)
    assert len(ids) == len(set(ids)) == 1 + 4 * 4
    for one in page.select("h2[id] a, .footnotes a, sup a, [href^='#']"):
        assert unquote(one["href"][1:]) in ids
    for kind in (".notice", ".disclosure", ".author", ".post-body"):
        inside = page.select_one(kind)
        target = inside.find(id=unquote(inside.select_one("sup a")["href"][1:]))
        assert target is not None


def test_only_used_pictures_are_published(desk: Desk) -> None:
    """A picture that no published page shows is not in the output."""
    desk.picture("content/posts/used.png").picture("content/posts/unused.png", (10, 10))
    built = desk.write({"content/posts/a.md": post("![図](used.png)")}).build()
    pictures = [p for p in built.everything() if p.startswith("images/")]
    assert {re.split(r"[-.]", p)[0] for p in pictures} == {"images/used", "images/card"}
    assert 'width="64" height="40"' in built.page("posts/a/")


def test_a_linked_file_is_published(desk: Desk) -> None:
    """A file that an article links to is published under its own name; a source file is refused."""
    desk.write({"content/posts/a.md": post("[手順書](手順.pdf)"), "content/posts/手順.pdf": "%PDF"})
    assert [p for p in desk.build().everything() if p.endswith("/手順.pdf")]
    desk.write(
        {"content/posts/a.md": post("[連絡先](../contacts.yaml)"), "content/contacts.yaml": "{}"}
    )
    assert "[source-file]" in desk.build().out
