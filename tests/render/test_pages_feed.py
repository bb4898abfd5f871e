"""The feed: whole posts with absolute links, well-formed whatever they hold."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import feedparser

from tests.desk import Desk, post

ATOM = "{http://www.w3.org/2005/Atom}"


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
