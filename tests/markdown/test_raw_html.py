"""Raw HTML in a post: its addresses, its comments, and what is not closed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.ads.pasting import SITE
from tests.desk import Desk, post


@pytest.fixture
def site(desk: Desk) -> Desk:
    """Return a site with ids of its own."""
    return desk.write({"site.toml": SITE})


def test_addresses_without_quotes_lead_to_files(site: Desk) -> None:
    """An address without quotes leads to its file, as one with quotes does."""
    body = "<img src=seal.png alt=印>\n\n<a href=q.md#a>次</a> <a href=none.md>無し</a>"
    site.picture("content/posts/seal.png")
    built = site.write(
        {"content/posts/p.md": post(body), "content/posts/q.md": post("## 甲 {#a}")}
    ).build()
    assert "none.md" in built.out
    assert built.status == 1
    built = site.write({"content/posts/p.md": post(body.partition(" <a href=none")[0])}).build()
    assert built.status == 0, built.out
    page = built.page("posts/p/")
    assert '<img src="../../images/seal-' in page
    assert '<a href="../q/#a">次</a>' in page


def test_every_address_of_a_tag_leads_to_its_file(site: Desk) -> None:
    """Every address of a tag leads to its file, and no text in another attribute does."""
    site.picture("content/posts/seal.png")
    body = """<video data-x=' src=none.png' src="seal.png" poster="seal.png"></video>"""
    built = site.write({"content/posts/p.md": post(body)}).build()
    assert built.status == 0, built.out
    page = built.page("posts/p/")
    assert page.count("../../images/seal-") == page.count('="../../images/seal-') == 2
    assert "<video data-x=' src=none.png' src=\"../../images/seal-" in page


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        ('<img src="seal.png" srcset="seal.png 2x" alt="印">', 2),
        ("<img src=seal.png srcset='seal.png,\n seal.png 2x, https://k.example/a,b.png 2x'>", 3),
        ('<div data="a.png">箱</div>', 0),
        ('<picture><source srcset="seal.png"><img src="seal.png" alt="印"></picture>', 2),
        ('<object data="seal.png" type="image/png"></object>', 1),
        ('<img src="https://k.example/a.png" srcset="https://k.example/b.png 2x" alt="印">', 0),
    ],
)
def test_sets_of_pictures_lead_to_files(site: Desk, raw: str, count: int) -> None:
    """Each address of a `srcset` leads to its file, and the text between them stays."""
    site.picture("content/posts/seal.png")
    built = site.write({"content/posts/p.md": post(f"{raw}\n")}).build()
    assert built.status == 0, built.out
    page = built.page("posts/p/")
    assert page.count("../../images/seal-") == count
    assert "k.example/a,b.png 2x" in page or "a,b" not in raw
    assert raw in page or count
    reported = site.write({"content/posts/p.md": post(raw.replace("seal.png", "none.png"))}).build()
    assert reported.status == (1 if count else 0)


def test_a_script_split_by_a_blank_line_is_reported(site: Desk) -> None:
    """A script in a line is reported where a blank line splits it, as one at its begin is."""
    built = site.write({"content/posts/p.md": post("文 <script>\na\n\nb\n</script>")}).build()
    assert (built.status, "[split-html]" in built.out) == (1, True)


SWALLOWING = {
    "文\n\n<script>\nx\n[a](b.md)": ["8:1 unclosed-html"],
    "<div>\n<style>\np{}\n\n文": ["7:1 unclosed-html"],
    "文<script>\n\n文\n\n> a\n> <STYLE x>": ["11:3 unclosed-html", "6:2 unclosed-html"],
    "<div>\n  <script>\na\n\nb</script></div>": ["7:3 split-html"],
    '<iframe src="https://e.example.com/">\n\n文': ["6:1 unclosed-html"],
    '文<iframe src="https://e.example.com/"/>': ["6:2 unclosed-html"],
    '<iframe src="https://e.example.com/"/>\n\n<iframe></iframe>': ["6:1 unclosed-html"],
    "- <textarea>\n\n文<title>": ["6:3 unclosed-html", "8:2 unclosed-html"],
    "|a|\n|-|\n|<xmp>|": ["8:2 unclosed-html"],
    "<div><template><template></template>\n</div>": ["6:6 unclosed-html"],
    "文<noscript>文": ["6:2 unclosed-html"],
    "<div>\n<!-- 覚え\n</div>": ["7:1 unclosed-comment"],
    "文[^1]\n\n[^1]: <iframe>\n\n![a<b>](seal.png)": ["8:7 unclosed-html"],
    '<p style="color:red>文</p>\n\n文': ["6:10 unclosed-html"],
    "<div>\n<b class='x>文</b>\n</div>": ["7:10 unclosed-html"],
    "<div class=\"x>\nit's 文</div>\n\n文": ["6:12 unclosed-html"],
    '<div class= "x>\n文</div>\n\n文': ["6:13 unclosed-html"],
    '<div>\n<svg></svg>\n<script src="//e.example.com/"/>\n</div>\n\n文': ["8:1 unclosed-html"],
    '文<script src="//e.example.com/"/><title/>': ["6:2 unclosed-html", "6:34 unclosed-html"],
    "<svg/>\n\n文<title/>": ["8:2 unclosed-html"],
}


@pytest.mark.parametrize(
    "body",
    ["<!-- 甲 --> <!-- 秘密\nの続き -->", "<!-- 甲 --><!-- 秘密\n\n秘密\n\n-->",
     "- <!-- 甲\n  乙 --> <!-- 秘密\n\n  秘密 -->", "<!-- 甲 --> <!-- 乙 --> <!-- 秘密\n-->"],
)  # fmt: skip
def test_a_comment_may_follow_another(site: Desk, body: str) -> None:
    """A comment may begin on the line where another ends, and end some lines below."""
    built = site.write({"content/posts/p.md": post(f"{body}\n\n文")}).build()
    assert built.status == 0
    pages = [one.decode("utf-8", "replace") for one in built.everything().values()]
    assert not [page for page in pages if "秘密" in page or "の続き" in page]


@pytest.mark.parametrize("body", SWALLOWING)
def test_html_that_swallows_the_rest_is_reported(site: Desk, body: str) -> None:
    """HTML that hides the rest of the text is an error where it begins."""
    site.picture("content/posts/seal.png")
    built = site.write({"content/posts/p.md": post(body)}).build()
    reported = re.findall(r"p\.md:(\d+:\d+): error: .*\[([\w-]+)\]$", built.out, re.MULTILINE)
    assert sorted(f"{place} {rule}" for place, rule in reported) == SWALLOWING[body], built.out


HIDING = ["audio", "canvas", "datalist", "details", "dialog"]
HIDING += ["meter", "object", "progress", "select", "video"]


@pytest.mark.parametrize("name", HIDING)
def test_html_that_may_hide_the_rest_is_reported(site: Desk, name: str) -> None:
    """HTML that may hide the rest is a warning: another element may end it."""
    body = f"<{name} class=a>\n文\n\n</{name}>\n\n文\n\n<{name} class=a />\n\n> 文<{name}>"
    built = site.write({"content/posts/p.md": post(body)}).build()
    reported = re.findall(r"p\.md:(\d+:\d+): warning: .*\[([\w-]+)\]$", built.out, re.MULTILINE)
    assert built.status == 0
    assert sorted(reported) == [("13:1", "unclosed-html"), ("15:4", "unclosed-html")], built.out


@pytest.mark.parametrize(
    "body",
    [
        "<iframe>\n\n</iframe>\n\n文<textarea>a</textarea> <TITLE>a</TITLE >",
        "<script>document.write('<iframe><script><\\/script>');</script>",
        "<svg>\n<title/><style/>\n</svg>\n\n文<svg><title>a</title></svg>",
        "<div><![CDATA[ <script> ]]> <?x <iframe> ?></div>\n\n<p>5\" it's</p>",
        '<img alt="<iframe>" src="seal.png">',
        "<textarea><iframe><template></textarea><!-- <iframe> --><template-x></template-x>",
        "<template>\n\n文\n\n<template></template>\n\n</template>\n\n`<iframe>` \\<title>",
        "    <iframe>\n\n![<title>タグ](seal.png)",
        "<noscript>\n<img src='seal.png' alt=''>\n\n</noscript>",
    ],
)
def test_html_that_swallows_nothing_is_published(site: Desk, body: str) -> None:
    """HTML whose end stands in another block is published, and text opens no element."""
    site.picture("content/posts/seal.png")
    built = site.write({"content/posts/p.md": post(body)}).build()
    assert (built.status, built.out) == (0, "")


@pytest.mark.parametrize(
    ("sign", "end"), [("<?php CAN", "?>"), ("<![CDATA[ CAN", "]]>"), ("<!CAN", ">")]
)
def test_what_a_browser_takes_for_a_comment_is_left_out(site: Desk, sign: str, end: str) -> None:
    """All that a browser reads as a comment is left out; one without an end is reported."""
    blocks = (f"前{sign}{end}後", f"{sign}\nb{end}", f"{sign}{end} 文が続く", "終わり", sign, "次")
    built = site.write({"content/posts/p.md": post("\n\n".join(blocks))}).build()
    assert re.findall(r": (\w+): .*\[(.*)\]", built.out) == [("warning", "unclosed-comment")]
    page = built.page("posts/p/")
    assert [word in page for word in ("CAN", "前後", "終わり", "次")] == [False, True, True, False]
    assert page.count("文が続く") == 1


LED = {
    '<script src="a.js"></script>': "a.js",
    "<script async src=a.js>\n</script>": "a.js",
    '<div><svg><image xlink:href="seal.png" width="9"/></svg></div>': "seal-",
    '<table background="seal.png"><tr><td>a</td></tr></table>': "seal-",
    '<svg><a xlink:href="q.md"><text>次</text></a></svg>': "../q/",
}


@pytest.mark.parametrize("raw", LED)
def test_every_element_that_loads_a_file_leads_to_it(site: Desk, raw: str) -> None:
    """Every element that loads a file leads to it, and a missing file is reported."""
    site.picture("content/posts/seal.png")
    site.write({"content/posts/a.js": "var a = 1;", "content/posts/q.md": post("文")})
    built = site.write({"content/posts/p.md": post(raw)}).build()
    assert built.status == 0, built.out
    led = re.search(
        rf'"(\.\./[^"]*{re.escape(LED[raw].lstrip("./"))}[^"]*)"', built.page("posts/p/")
    )
    assert led is not None
    assert (built.output / "posts/p" / led[1]).exists()
    missing = raw.replace("a.js", "b.js").replace("seal", "none").replace("q.md", "r.md")
    assert "[missing-file]" in site.write({"content/posts/p.md": post(missing)}).build().out


@pytest.mark.parametrize(
    ("raw", "column"),
    [
        ('<p style="background:url(seal.png)">文</p>', 11),
        ("<p style='background:url(\"seal.png\")'>文</p>", 11),
        ("<style>p{background:url(seal.png)}</style>", 8),
    ],
)
def test_a_path_in_css_is_reported(site: Desk, raw: str, column: int) -> None:
    """A path in CSS is reported: it is published as written, and leads nowhere from the page."""
    site.picture("content/posts/seal.png")
    built = site.write({"content/posts/p.md": post(raw)}).build()
    line = post(raw)[: post(raw).index(raw)].count("\n") + 1
    assert built.out.startswith(f"content/posts/p.md:{line}:{column}: warning: "), built.out
    assert "[address-in-style]" in built.out
    assert raw in built.page("posts/p/")


@pytest.mark.parametrize("css", ["url(#a)", "url(data:image/png;base64,AA==)", "url(/a.png)"])
def test_other_addresses_in_css_are_not_reported(site: Desk, css: str) -> None:
    """An element's id, embedded data and a path from a host's root are not reported."""
    built = site.write({"content/posts/p.md": post(f'<p style="fill:{css}">文</p>')}).build()
    assert built.out == ""


NOTES = """\
甲。<!-- 覚え1 -->乙。

<!-- 覚え2 -->
<!-- 覚え3

続き -->

- 丙 <!-- 覚え4 -->

  <!-- 覚え5 -->

> [!NOTE]
> <!-- 覚え6 -->
> 囲み

| 表 <!-- 覚え7 --> |
|---|
| 丁[^1] |

[^1]: 注 <!-- 覚え8 -->

## 見出し <!-- 覚え9 -->

<!-- 覚え12 --> *文*が続く

- <!-- 覚え13 --> 項目
- <!-- 覚え14 --><!-- 覚え15 -->項目

文
<!-- 覚え16 --> の続き

<!-- 覚え17
覚え18 --> 文が続く

語
: <!-- 覚え19 --> 意味

<!-- 覚え11、開いたまま
"""
CODE = """\
<!-- START widget -->
<script>var a = 1;</script>
<!-- END widget -->

<!-- one --><b>b</b><!-- line -->

<div>
<!-- inside -->
</div>

```html
<!-- shown -->
```
"""


def test_an_authors_notes_are_not_published(site: Desk) -> None:
    """A comment by itself is not published; one on pasted code is published with it."""
    built = site.write({"content/posts/p.md": post(CODE + NOTES)}).build()
    assert built.status == 0, built.out
    page = built.page("posts/p/")
    everything = b"".join(built.everything().values()).decode("utf-8", "replace")
    assert "覚え" not in everything
    for part in CODE.partition("\n```html")[0].split("\n\n"):
        assert part.strip() in page
    assert "&lt;!-- shown --&gt;" in page
    assert "<p>甲。乙。</p>" in page
    assert "<em>文</em>が続く" in page
    assert page.count("文が続く") == 1
    assert page.count("項目") == 2
    assert "意味" in page


@pytest.mark.browser
@pytest.mark.parametrize(
    "code",
    [
        '<div style="width:504px;padding:5px">甲</div>',
        '<table border="0"><tr><td><div style="width:504px">甲</div></td></tr></table>',
        '<table style="width:800px"><tr><td>甲</td></tr></table>',
        f"<table><tr>{'<td>甲</td>' * 6}</tr></table>",
    ],
)
def test_what_is_pasted_is_no_wider_than_a_phone(desk: Desk, chromium: Browser, code: str) -> None:
    """Codes of shops have widths in pixels, with which the page would scroll sideways."""
    built = desk.write({"content/posts/a.md": post(f"{code}\n")}).build()
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.goto((built.output / "posts/a/index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.browser
def test_a_light_box_is_read_in_dark_ink(desk: Desk, chromium: Browser) -> None:
    """In the dark scheme too: a shop's code names its background, but no colour of text."""
    text = post('<div style="background-color:#FFFFFF"><p>甲</p></div>\n\n乙\n')
    built = desk.write({"content/posts/a.md": text}).build()
    page = chromium.new_page(color_scheme="dark")
    page.goto((built.output / "posts/a/index.html").as_uri())
    colour = "p => getComputedStyle(p).color"
    box, own = (page.eval_on_selector(f".post-body {one}", colour) for one in ("div p", "> p"))
    assert (box, own) == ("rgb(31, 27, 23)", "rgb(233, 226, 213)")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("code", "colour"),
    [
        ('<span style="font-size:10.5pt;color:black">甲</span>', "rgb(233, 226, 213)"),
        ('<p style="color: rgb(0, 0, 0);">甲</p>', "rgb(233, 226, 213)"),
        (
            '<span style="color:#000000;background-color:transparent">甲</span>',
            "rgb(233, 226, 213)",
        ),
        ('<span style="color:#ff0000">甲</span>', "rgb(255, 0, 0)"),
        ('<div style="background:#000;color:#fff">甲</div>', "rgb(255, 255, 255)"),
        ('<span style="background:#ff0;color:#000">甲</span>', "rgb(0, 0, 0)"),
        ('<div style="background:#eee">甲</div>', "rgb(31, 27, 23)"),
        (
            '<span style="background:linear-gradient(transparent 60%, #ff6 60%)">甲</span>',
            "rgb(31, 27, 23)",
        ),
        (
            '<span style="background:linear-gradient(transparent 60%, pink 60%)">甲</span>',
            "rgb(31, 27, 23)",
        ),
    ],
)
def test_pasted_colours_are_read_when_dark(
    desk: Desk, chromium: Browser, code: str, colour: str
) -> None:
    """Documents and sheets name black for each word, and a marker colours half of a line."""
    built = desk.write({"content/posts/a.md": post(f"{code}\n")}).build()
    page = chromium.new_page(color_scheme="dark")
    page.goto((built.output / "posts/a/index.html").as_uri())
    shown = page.eval_on_selector_all(
        ".post-body [style]", "all => all.map(one => getComputedStyle(one))[0].color"
    )
    assert shown == colour
    under = page.eval_on_selector(
        ".post-body [style]", "one => getComputedStyle(one).backgroundColor"
    )
    assert ("transparent 60%" in code) == (under == "rgb(233, 226, 213)")
