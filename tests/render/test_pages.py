"""Every kind of page, as the writing format says."""

from __future__ import annotations

import json
import re
import shutil
from xml.etree import ElementTree as ET

import feedparser
import pytest
from bs4 import BeautifulSoup

from tests.desk import PROJECT, SETTINGS, Desk, post

ATOM = "{http://www.w3.org/2005/Atom}"


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


def test_feed(desk: Desk) -> None:
    """The Atom feed holds full content with absolute links, and survives any text."""
    texts = {
        "content/posts/a.md": post(
            "]]> と & と <b>太字</b>、[い](b.md)、![図](a.png)",
            title="'<script>alert(1)</script> ]]> & \"'' 題'",
        ),
        "content/posts/b.md": post("い", date="2026-04-01", updated="2026-05-20"),
    }
    built = desk.write(texts).picture("content/posts/a.png").build()
    feed = feedparser.parse(built.page("feed.xml"))
    assert not feed.bozo
    assert [e.id for e in feed.entries] == [
        "https://example.com/posts/a/", "https://example.com/posts/b/",
    ]  # fmt: skip
    tree = ET.fromstring(built.page("feed.xml"))
    assert tree.findtext(f"{ATOM}updated") == "2026-05-20T00:00:00+09:00"
    assert (
        tree.find(f"{ATOM}entry").findtext(f"{ATOM}title")
        == "<script>alert(1)</script> ]]> & \"' 題"
    )
    content = tree.find(f"{ATOM}entry").findtext(f"{ATOM}content")
    assert re.findall(r'(?:href|src)="(?!https://example\.com/)', content) == []
    assert "]]&gt;" in content


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


def test_neighbours_and_related(desk: Desk) -> None:
    """A post leads to the one before, the one after, and those that share its tags."""
    texts = {
        f"content/posts/p{i}.md": post("あ", title=f"記事{i}", date=f"2026-04-0{i}", tags=tags)
        for i, tags in enumerate(["鍵", "鍵", "別", "鍵"], 1)
    }
    soup = BeautifulSoup(desk.write(texts).build().page("posts/p2/"), "html.parser")
    assert soup.find("a", rel="prev")["href"] == "../p1/"
    assert soup.find("a", rel="next")["href"] == "../p3/"
    related = [a["href"] for a in soup.select(".related a") if a.find_parent(["h2", "h3", "h4"])]
    assert related == ["../p4/", "../p1/"]


def test_related_by_name(desk: Desk) -> None:
    """`related` names posts by slug, in that order; an unknown one is an error."""
    texts = {f"content/posts/{n}.md": post("あ") for n in "bc"}
    desk.write({"content/posts/a.md": post("あ", related="[c, b]"), **texts})
    soup = BeautifulSoup(desk.build().page("posts/a/"), "html.parser")
    assert [h.a["href"] for h in soup.select(".related h3")] == ["../c/", "../b/"]
    desk.write({"content/posts/a.md": post("あ", related="[d]")})
    assert "[unknown-post]" in desk.build().out


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


@pytest.mark.parametrize(
    ("one", "other"),
    [("Key", "key"), ("が", "か\u3099")],
    ids=["letter case", "Unicode form"],
)
def test_one_address_for_two_pages(desk: Desk, one: str, other: str) -> None:
    """Two pages with one address are refused, and both files are named."""
    texts = {
        "content/posts/x1.md": post("あ", slug=one),
        "content/posts/x2.md": post("い", slug=other),
    }
    built = desk.write(texts).build()
    assert built.status == 1
    line = next(line for line in built.out.splitlines() if "[same-address]" in line)
    assert "x1.md" in line
    assert "x2.md" in line


MISTAKEN = {
    "neither is read": ("tagz: a", "tagz: b", True),
    "the first is read": ("", "tagz: b", True),
    "the other is read": ("tagz: a", "", True),
    "a draft": ("draft: true\ntagz: a", "", False),
    "perhaps a draft": ("draft: ture", "", False),
    "perhaps of another address": ("slugg: one", "", False),
    "of another address": ("slug: one\ntagz: a", "", False),
    "still to come": ("date: 2999-01-01\ntagz: a", "", True),
}


@pytest.mark.parametrize(
    ("there", "coming", "told"),
    [
        ("slug: b", "slug: b", True),
        ("slug: b", "aliases: [/posts/b/]", True),
        ("slug: b", "slug: b\ndraft: true", False),
        ("slug: b", "slug: c", False),
        ("slug: b\nexpires: 2998-12-31", "slug: b", False),
        ("slug: b\nexpires: 2999-02-01", "slug: b", True),
        ("slug: b\ndate: 2999-01-01", "slug: b", True),
        ("slug: b\nexpires: 2998-12-31", "aliases: [/posts/b/]", False),
        ("aliases: [/posts/b/]\nexpires: 2998-12-31", "slug: b", False),
        ("aliases: [/s/]\nexpires: 2998-12-31", "aliases: [/s/]", False),
        ("aliases: [/s/]\nexpires: 2999-01-01", "aliases: [/s/]", True),
        ("slug: b\ndate: 2998-01-01\nexpires: 2998-02-01", "aliases: [/posts/b/]", False),
    ],
)
def test_a_post_to_come_has_its_address_already(
    desk: Desk, there: str, coming: str, *, told: bool
) -> None:
    """Or else the build of its day, when nobody may be at the desk, would end with an error."""
    there = there if "date" in there else f"date: 2026-01-01\n{there}"
    texts = {"a": there, "x": f"date: 2999-01-01\n{coming}"}
    desk.write(
        {f"content/posts/{n}.md": f"---\ntitle: 題\n{t}\n---\n文\n" for n, t in texts.items()}
    )
    built = desk.build()
    assert (built.status, built.out.count("[same-address]")) == (int(told), int(told)), built.out


@pytest.mark.parametrize("name", MISTAKEN)
def test_a_mistake_hides_no_address_that_is_taken(desk: Desk, name: str) -> None:
    """Two posts of one address are told with the rest; not where the address is not sure."""
    one, other, told = MISTAKEN[name]
    texts = {
        f"content/posts/{folder}/key.md": f"---\ntitle: 題\n{date}{keys}\n---\n文。\n"
        for folder, keys in (("x", one), ("y", other))
        for date in ("" if "date" in keys else "date: 2026-01-01\n",)
    }
    built = desk.write(texts).build()
    assert built.status == 1
    assert built.out.count("[same-address]") == int(told), built.out


def test_an_alias_cannot_take_a_page(desk: Desk) -> None:
    """A redirect at the address of a page is refused."""
    texts = {
        "content/posts/a.md": post("あ", aliases="[/posts/b/]"),
        "content/posts/b.md": post("い"),
    }
    assert "[same-address]" in desk.write(texts).build().out


def test_tags_by_any_letter_case_are_one(desk: Desk) -> None:
    """`SEO`, `seo` and full-width `ＳＥＯ` are one tag, spelled as in the newest post."""
    texts = {
        "content/posts/a.md": post("あ", tags="seo", date="2026-01-01"),
        "content/posts/b.md": post("い", tags="SEO", date="2026-02-01"),
        "content/posts/c.md": post("う", tags="ＳＥＯ", date="2025-02-01"),
    }
    built = desk.write(texts).build()
    assert [p for p in built.everything() if p.startswith("tags/")] == ["tags/SEO/index.html"]
    assert 'href="../../tags/SEO/"' in built.page("posts/a/")


def test_a_site_overrides_one_template(desk: Desk) -> None:
    """A site's template stands in place of the product's, and can extend it."""
    text = """{% extends "product/not_found.html" %}
    {% block main %}{{ super() }}<p>もう一言</p>{% endblock %}"""
    built = desk.write({"templates/not_found.html": text}).build()
    assert "もう一言" in built.page("404.html")
    assert "ページが見つかりません" in built.page("404.html")


def test_a_broken_template_is_named(desk: Desk) -> None:
    """A mistake in a template is a message with its file and line."""
    desk.write({"templates/not_found.html": "<p>\n{{ nothing.here }}\n</p>"})
    built = desk.build()
    assert built.status == 1
    assert "templates/not_found.html:2:1: error" in built.out
    desk.write({"templates/not_found.html": "\n{% if %}"})
    assert "templates/not_found.html:2:1: error" in desk.build().out


def test_the_products_templates_in_a_site_change_nothing(desk: Desk) -> None:
    """Not even what a page may load: a redirect loads nothing."""
    desk.write({"content/posts/p1.md": post("文", aliases="[/old/]")})
    plain = desk.build().everything()
    shutil.copytree(PROJECT / "templates", desk.folder / "templates")
    assert desk.build().everything() == plain
    assert b"default-src 'none'; base-uri 'none'; form-action 'none'\"" in plain["old/index.html"]


def test_a_template_that_is_too_deep_is_named(desk: Desk) -> None:
    """It is a message, no traceback, alone and beside other mistakes."""
    desk.write({"templates/list.html": "{{ " + "(" * 3000 + ")" * 3000 + " }}"})
    for body in ("文", "[x](nowhere.md)"):
        built = desk.write({"content/posts/p1.md": post(body)}).build()
        assert (built.out.count("[bad-template]"), built.err.count("Traceback")) == (1, 0)


def test_a_broken_template_is_named_beside_other_mistakes(desk: Desk) -> None:
    """Each of them; but no file that perhaps no page needs."""
    broken = {f"templates/{name}": "\n{% if %}" for name in ("list.html", "feed.xml", "old.html")}
    desk.write({**broken, "content/posts/p1.md": post("[x](nowhere.md)")})
    out = desk.build().out
    assert "[missing-file]" in out
    assert "templates/list.html:2:1: error" in out
    assert "templates/feed.xml:2:1: error" in out
    assert out.count("[bad-template]") == 2


def test_a_broken_template_is_named_though_no_page_needs_it(desk: Desk) -> None:
    """Else the first post with such an element would be stopped by it."""
    built = desk.write({"templates/elements/callout.html": "\n{{ foo( }}"}).build()
    assert "templates/elements/callout.html:2:1: error" in built.out
    assert (built.status, built.output.exists()) == (1, False)


def test_a_site_adds_to_the_stylesheet(desk: Desk) -> None:
    """`assets/custom.css` joins the one stylesheet; its name changes with its content."""
    plain = desk.build().everything()
    custom = desk.write({"assets/custom.css": ":root{--vermilion:#006}"}).build().everything()
    names = [
        next(p for p in s if re.fullmatch(r"assets/style\.[0-9a-f]{8}\.css", p))
        for s in (plain, custom)
    ]
    assert names[0] != names[1]
    assert b"--vermilion:#006" in custom[names[1]]
    assert names[0] not in custom


def test_root_assets(desk: Desk) -> None:
    """`assets/root/` is copied as it is; hidden files stay at the desk."""
    desk.write(
        {
            "assets/root/ads.txt": "x",
            "assets/root/robots.txt": "User-agent: *",
            "assets/root/.env": "KEY",
        }
    )
    files = desk.build().everything()
    assert files["ads.txt"] == b"x"
    assert files["robots.txt"] == b"User-agent: *"
    assert ".env" not in files


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


def test_feed_links_lead_to_the_page(desk: Desk) -> None:
    """In the feed a footnote leads to the post's page, headings have no link to themselves."""
    text = post('注[^1]と `<a href="#x">`。\n\n## 見出し\n\n[上へ](#見出し)\n\n[^1]: 注の文。')
    feed = feedparser.parse(desk.write({"content/posts/a.md": text}).build().page("feed.xml"))
    content = feed.entries[0].content[0].value
    links = re.findall(r'<a[^>]*href="([^"]*)"', content)
    assert len(links) == 3
    assert all(link.startswith("https://example.com/posts/a/#") for link in links)
    assert '&lt;a href="#x"&gt;' in content
    assert "anchor" not in content
