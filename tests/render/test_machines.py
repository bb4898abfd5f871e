"""What programs read: the JSON feed, robots.txt, llms.txt and posts as Markdown."""

from __future__ import annotations

import json
from urllib.robotparser import RobotFileParser

import feedparser

from kawaraban.core.services import table
from tests.ads.shop import OURS
from tests.desk import SETTINGS, Desk, post

MACHINES = '[machines]\nai_crawlers = "deny"\nllms = true\n'
BODY = """\
導入 *です*。<!-- 秘密の注 -->

![図の説明](a.png "題")

1. 一
2. 二
   - 内

| 甲 | 乙 |
|---|---|
| 1 | [買う](amazon:B0EXAMPLE1) |

```python
x = "*"
```

> 引用

https://youtu.be/AbCdEf-1234
"""


def test_both_feeds_say_the_same(desk: Desk) -> None:
    """JSON Feed 1.1 has the posts of the Atom feed, with the same content and dates."""
    texts = {f"content/posts/{n}.md": post(f"文{n} & <b>", tags="[札]") for n in "ab"}
    built = desk.write(texts).build()
    feed, atom = json.loads(built.page("feed.json")), feedparser.parse(built.page("feed.xml"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://example.com/feed.json"
    for item, entry in zip(feed["items"], atom.entries, strict=True):
        assert (item["id"], item["title"]) == (entry.id, entry.title)
        assert item["content_html"].split() == entry.content[0].value.split()
        assert (item["date_published"], item["date_modified"]) == (entry.published, entry.updated)
        assert item["tags"] == [tag.term for tag in entry.tags] == ["札"]
    head = built.page("posts/a/")
    assert 'type="application/feed+json"' in head
    assert 'href="../../feed.json"' in head


def test_robots_follow_the_owners_choice(desk: Desk) -> None:
    """AI's crawlers are asked to stay away where the owner says so; search engines never."""
    for settings, may in ((SETTINGS, True), (SETTINGS + MACHINES, False)):
        robots = RobotFileParser()
        built = desk.write({"site.toml": settings}).build()
        robots.parse(built.page("robots.txt").splitlines())
        assert all(robots.can_fetch(name, "/posts/a/") == may for name in table().ai_crawlers)
        assert robots.can_fetch("Googlebot", "/posts/a/")
        assert robots.site_maps() == ["https://example.com/sitemap.xml"]


def test_posts_are_there_as_markdown(desk: Desk) -> None:
    """What is published, its disclosure first; nothing hidden, and no post that is not listed."""
    texts = {
        "site.toml": OURS + MACHINES,
        "content/posts/a.md": post(BODY, title="題 [甲]"),
        "content/posts/b.md": post("文", noindex="true"),
        "content/posts/c.md": post("文", draft="true"),
    }
    built = desk.write(texts).picture("content/posts/a.png").build()
    assert built.page("llms.txt").splitlines() == [
        "# 試しの紙面",
        "",
        "> 試験のためのサイト",
        "",
        "## すべての記事",
        "",
        r"- [題 \[甲\]](https://example.com/posts/a/index.md): 導入 です。",
    ]
    assert {path for path in built.everything() if path.endswith(".md")} == {"posts/a/index.md"}
    text = built.page("posts/a/index.md")
    assert text.startswith("# 題 \\[甲\\]\n\nhttps://example.com/posts/a/\n\n**広告**")
    assert text.index("アフィリエイト") < text.index("amazon.co.jp/dp/B0EXAMPLE1")
    for written in (
        "導入 *です*。\n\n![図の説明](https://example.com/images/",
        "1. 一\n2. 二\n   - 内\n",
        "| 甲 | 乙 |\n| --- | --- |\n",
        '```\nx = "*"\n```\n',
        "\n> 引用\n",
        "](https://youtu.be/AbCdEf-1234)",
    ):
        assert written in text
    assert [sign for sign in ("秘密", "date:", "<", "iframe") if sign in text] == []


def test_without_a_word_there_is_none(desk: Desk) -> None:
    """Neither list nor Markdown where the settings do not ask."""
    built = desk.write({"content/posts/a.md": post("文")}).build()
    assert not any(path.endswith(("llms.txt", ".md")) for path in built.everything())


def test_search_engines_may_show_large_pictures(desk: Desk) -> None:
    """Each page that they list says so."""
    built = desk.write(
        {"content/posts/a.md": post("文"), "content/posts/b.md": post("文", noindex="true")}
    ).build()
    said = {
        a: 'content="max-image-preview:large"' in built.page(a)
        for a in ("", "posts/a/", "posts/b/")
    }
    assert said == {"": True, "posts/a/": True, "posts/b/": False}
