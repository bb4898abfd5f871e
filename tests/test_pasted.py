"""Ad code as it is pasted, in every way that a browser reads an address and authors write one."""

from __future__ import annotations

import re

import pytest

from tests.desk import SETTINGS, Desk, post

OURS, OTHERS = "s00000000000001+ABC12+3QPO+5YZ77L", "s99999999999999+ABC12+3QPO+5YZ77L"
SITE = f"""{SETTINGS}
[affiliate.a8]
ids = ["{OURS}"]
[[affiliate.custom]]
name = "見本の網"
host = "go.example.net"
param = "uid"
ids = ["yk-9"]
"""
# With `{}` for the id in a link of A8.
WAYS = {
    "plain": '<a href="https://px.a8.net/svt/ejp?a8mat={}">店</a>',
    "one slash": '<a href="http:/px.a8.net/svt/ejp?a8mat={}">店</a>',
    "no slash": '<a href="http:px.a8.net/svt/ejp?a8mat={}">店</a>',
    "backslashes": '<a href="https:\\\\px.a8.net\\svt\\ejp?a8mat={}">店</a>',
    "mixed": '<a href="https:/\\px.a8.net/svt/ejp?a8mat={}">店</a>',
    "spaces": '<a href=" https://px.a8.net/svt/ejp?a8mat={} ">店</a>',
    "a line end": '<div><a href="https://px.a8\n.net/svt/ejp?a8mat={}">店</a></div>',
    "an area": '<map name=m><area href="https:&#47;&#47;px.a8.net/?a8mat={}" alt="店"></map>',
    "svg": '<svg><a xlink:href="https:&#x2F;/px.a8.net/?a8mat={}"><text>店</text></a></svg>',
    "open entities": '<div><a href="https://px&#46a8&#46net/svt/ejp?a8mat={}">店</a></div>',
    "no quotes": "<div><a href=https:&#47&#47px.a8.net/svt/ejp?a8mat={}>店</a></div>",
    "letters": '<a href="&#104;ttps://px.a8.net/svt/ejp?a8mat={}">店</a>',
    "a frame": '<iframe src="//px.a8.net/svt/ejp?a8mat={}"></iframe>',
    "a form": '<form action="https:/px.a8.net/svt/ejp?a8mat={}"></form>',
    "an object": '<object data="https:/px.a8.net/svt/ejp?a8mat={}"></object>',
    "a script": "<script>location='https:\\/\\/px.a8.net\\/svt\\/ejp?a8mat={}';</script>",
    "a hidden script": "<script><!--\nopen('https://px.a8.net/svt/ejp?a8mat={}');\n//--></script>",
    "two scripts": "<script><!-- <script></script><!-- open('//px.a8.net/?a8mat={}') --></script>",
    "behind a style": "<style>/* <!-- */</style><i data-x='//px.a8.net/?a8mat={}'></i>",
    "behind a value": '<div data-x="<!--"><a href="//px.a8.net/?a8mat={}">店</a></div>',
    "behind a comment": '<!-- a > b --><a href="//px.a8.net/?a8mat={}">店</a><!-- -->',
}
# Of other networks, and written as only some do.
OWN = {
    "a bracket at the end": '<a href="https://go.example.net/x?uid=yk-9&r=(a)">店</a>',
    "a comma at the end": '<a href="https://go.example.net/x?uid=yk-9&r=a,">店</a>',
    "a space": '<a href="https://go.example.net/x y?uid=yk-9">店</a>',
    "a quotation mark": "<a href='https://go.example.net/\"q\"?uid=yk-9'>店</a>",
    "rotating": '<script src="//rot8.a8.net/jsa/abc/def.js"></script>',
}
NONE = {
    "a comment": '<!-- <a href="https://px.a8.net/svt/ejp?a8mat={}">店</a> -->',
    "two comments": '<!-- a --><b>b</b><!-- <a href="//px.a8.net/?a8mat={}">店</a> --!>',
    "no more": '<!-- <a href="//px.a8.net/svt/ejp?a8mat={}">店</a>',
}


def _texts(bodies: dict[str, str], own: str) -> dict[str, str]:
    return {
        f"content/posts/p{n}.md": post(body.replace("{}", own), title=name)
        for n, (name, body) in enumerate(bodies.items())
    }


@pytest.fixture
def site(desk: Desk) -> Desk:
    """Give a site with ids of its own."""
    return desk.write({"site.toml": SITE})


def test_somebody_elses_id_is_an_error_however_it_is_written(site: Desk) -> None:
    """Each of them, on its own line."""
    texts = _texts(WAYS, OTHERS)
    built = site.write(texts).build()
    assert built.status == 1
    told = {line.partition(":")[0] for line in built.out.splitlines() if "[foreign-ad]" in line}
    assert sorted(texts.keys() - told) == []


def test_the_sites_own_code_is_published_and_told(site: Desk) -> None:
    """Byte for byte, below the notice that there are ads."""
    bodies = WAYS | OWN
    built = site.write(_texts(bodies, OURS)).build()
    assert built.status == 0, built.out
    for number, body in enumerate(bodies.values()):
        page = built.page(f"posts/p{number}/")
        assert 'class="disclosure"' in page.partition("post-body")[0], body
        assert body.replace("{}", OURS) in page


def test_no_disclosure_with_code_is_an_error(site: Desk) -> None:
    """`disclosure: none` says that there is no ad."""
    texts = _texts(WAYS, OURS)
    none = {
        path: text.replace("title:", "disclosure: none\ntitle:") for path, text in texts.items()
    }
    built = site.write(none).build()
    told = {line.partition(":")[0] for line in built.out.splitlines() if "error" in line}
    assert sorted(none.keys() - told) == []


def test_what_is_commented_out_is_no_ad(site: Desk) -> None:
    """A browser shows none of it."""
    built = site.write(_texts(NONE, OTHERS)).build()
    assert built.status == 0, built.out
    assert 'class="disclosure"' not in built.page("posts/p0/")


@pytest.mark.parametrize(
    "body",
    [
        f"[店](http:/px.a8.net/svt/ejp?a8mat={OURS})",
        f"[店](http:px.a8.net/svt/ejp?a8mat={OURS})",
        "[店](https:///example.net/)",
        "[店][a]\n\n[a]: HTTPS:/example.net/",
        "<http:example.net>",
        "![店](https:/example.net/a.png)",
        "> 引用\n>\n> 出典: [店](http:\\\\example.net/)",
    ],
)
def test_a_slash_too_few_or_many_is_named(site: Desk, body: str) -> None:
    """On another page than ours a browser might take it for what was meant."""
    built = site.write({"content/posts/p.md": post(body)}).build()
    assert built.status == 1
    assert "[bad-url]" in built.out


def test_addresses_without_quotes_are_led_to_files(site: Desk) -> None:
    """As with quotes: HTML asks for none."""
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


def test_every_address_of_a_tag_is_led_to_its_file(site: Desk) -> None:
    """And nothing that only looks like one, between the quotes of another attribute."""
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
def test_sets_of_pictures_are_led_to_files(site: Desk, raw: str, count: int) -> None:
    """Each address of a set, and what stands between them stays."""
    site.picture("content/posts/seal.png")
    built = site.write({"content/posts/p.md": post(f"{raw}\n")}).build()
    assert built.status == 0, built.out
    page = built.page("posts/p/")
    assert page.count("../../images/seal-") == count
    assert "k.example/a,b.png 2x" in page or "a,b" not in raw
    assert raw in page or count
    told = site.write({"content/posts/p.md": post(raw.replace("seal.png", "none.png"))}).build()
    assert told.status == (1 if count else 0)


CODES = (
    """<script>\nvar t = '<p>PR</p><img src="a.png">';\n</script>""",
    """<script type="application/json">{"html":"<b>PR</b><a href='q.md'>x</a>"}</script>""",
    """<script>\ndocument.write('<b>PR</b><img src="' + u + '" alt="">');\n</script>""",
    """<textarea><img src="a.png"></textarea>""",
    """<style>p::after{content:"</b><img src=a.png>"}</style>""",
    """<script>var s = "</i><b style='background:url(q.png)'><a href='amazon:B0'>";</script>""",
    f"""<a href="https://px.a8.net/svt/ejp?a8mat={OURS}">https://example.net/ 5*3*2 &nbsp;</a>""",
    f"""文 <a href="https://px.a8.net/svt/ejp?a8mat={OURS}">www.example.com ~~x~~</a> 末""",
    """<ins class="adsbygoogle"\n     style="display:block"\n     data-x="a\n     b"></ins>""",
)


@pytest.mark.parametrize("code", CODES)
def test_code_is_published_byte_for_byte(site: Desk, code: str) -> None:
    """What stands in its strings, its text and its attributes too."""
    built = site.write({"content/posts/p.md": post(code)}).build()
    assert (built.status, built.out) == (0, ""), built.out
    assert code in built.page("posts/p/")


def test_markdown_in_an_ad_is_read(site: Desk) -> None:
    """Where an author has put it there."""
    ad = f'<a href="https://px.a8.net/svt/ejp?a8mat={OURS}">'
    body = f"{ad}**店**</a> と {ad}![印](seal.png)</a>"
    page = site.picture("content/posts/seal.png").write({"content/posts/p.md": post(body)}).build()
    assert f"{ad}<strong>店</strong></a>" in page.page("posts/p/")
    assert 'src="../../images/seal-' in page.page("posts/p/")


def test_a_script_in_a_line_that_a_blank_line_splits_is_named(site: Desk) -> None:
    """As one is that begins a line."""
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
def test_a_comment_that_begins_behind_another_is_one(site: Desk, body: str) -> None:
    """Its end may be some lines below."""
    built = site.write({"content/posts/p.md": post(f"{body}\n\n文")}).build()
    assert built.status == 0
    pages = [one.decode("utf-8", "replace") for one in built.everything().values()]
    assert not [page for page in pages if "秘密" in page or "の続き" in page]


@pytest.mark.parametrize("body", SWALLOWING)
def test_html_that_swallows_the_rest_is_told(site: Desk, body: str) -> None:
    """Where it begins; each in the same run."""
    site.picture("content/posts/seal.png")
    built = site.write({"content/posts/p.md": post(body)}).build()
    told = re.findall(r"p\.md:(\d+:\d+): error: .*\[([\w-]+)\]$", built.out, re.MULTILINE)
    assert sorted(f"{place} {rule}" for place, rule in told) == SWALLOWING[body], built.out


HIDING = ["audio", "canvas", "datalist", "details", "dialog"]
HIDING += ["meter", "object", "progress", "select", "video"]


@pytest.mark.parametrize("name", HIDING)
def test_html_that_may_hide_the_rest_is_told(site: Desk, name: str) -> None:
    """It is no mistake that stops a build: another element's end may end it."""
    body = f"<{name} class=a>\n文\n\n</{name}>\n\n文\n\n<{name} class=a />\n\n> 文<{name}>"
    built = site.write({"content/posts/p.md": post(body)}).build()
    told = re.findall(r"p\.md:(\d+:\d+): warning: .*\[([\w-]+)\]$", built.out, re.MULTILINE)
    assert built.status == 0
    assert sorted(told) == [("13:1", "unclosed-html"), ("15:4", "unclosed-html")], built.out


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
    """Its end may stand in another block, and what is text opens nothing."""
    site.picture("content/posts/seal.png")
    built = site.write({"content/posts/p.md": post(body)}).build()
    assert (built.status, built.out) == (0, "")


@pytest.mark.parametrize(
    ("sign", "end"), [("<?php CAN", "?>"), ("<![CDATA[ CAN", "]]>"), ("<!CAN", ">")]
)
def test_what_a_browser_takes_for_a_comment_is_left_out(site: Desk, sign: str, end: str) -> None:
    """As a comment is; without its end it hides what follows, which is told."""
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
def test_whatever_loads_a_file_is_led_to_it(site: Desk, raw: str) -> None:
    """And a file that is not there is named."""
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
def test_a_path_in_css_is_told(site: Desk, raw: str, column: int) -> None:
    """It is published as it stands, and leads nowhere from the page."""
    site.picture("content/posts/seal.png")
    built = site.write({"content/posts/p.md": post(raw)}).build()
    line = post(raw)[: post(raw).index(raw)].count("\n") + 1
    assert built.out.startswith(f"content/posts/p.md:{line}:{column}: warning: "), built.out
    assert "[address-in-style]" in built.out
    assert raw in built.page("posts/p/")


@pytest.mark.parametrize("css", ["url(#a)", "url(data:image/png;base64,AA==)", "url(/a.png)"])
def test_other_addresses_in_css_are_not(site: Desk, css: str) -> None:
    """An element, a picture by itself, a file at the root of a host."""
    built = site.write({"content/posts/p.md": post(f'<p style="fill:{css}">文</p>')}).build()
    assert built.out == ""


UNNAMED = '<link rel="stylesheet" href="//a_b.example/"><object data="//a_b.example/"></object>'


def test_whatever_loads_from_such_a_host_is_told(site: Desk) -> None:
    """Once for each place."""
    assert site.write({"content/posts/p.md": post(UNNAMED)}).build().out.count("unnamed-host") == 2


@pytest.mark.parametrize("host", ["my_host.example.com", "[::1]", "a..example.com"])
def test_a_host_that_no_policy_can_name_is_told(site: Desk, host: str) -> None:
    """The browser would refuse what is loaded from there, without a word to the author."""
    body = f'<img src="https://{host}/a.png" alt="印"> [文](https://{host}/)'
    built = site.write({"content/posts/p.md": post(body)}).build()
    assert built.out.count("[unnamed-host]") == 1, built.out


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


_AD = f'<a href="https://px.a8.net/svt/ejp?a8mat={OURS}">店</a>'
BESIDE = [
    "文 <!-- FROM --><script>var a;</script> <!-- TO --> 後",
    f"|a|b|\n|-|-|\n|<!-- FROM -->{_AD}<!-- TO -->|x|",
    "- <!-- FROM -->\n  <script>var a;</script>\n  <!-- TO -->",
    f"<!-- FROM -->\n{_AD}\n<!-- TO -->",
    f"- <!-- FROM -->\n  {_AD}\n  <!-- TO -->",
]


@pytest.mark.parametrize("code", BESIDE)
def test_a_networks_own_comments_stay(site: Desk, code: str) -> None:
    """Beside its code, wherever that is pasted."""
    built = site.write({"content/posts/p.md": post(code)}).build()
    page = built.page("posts/p/")
    assert (built.status, "<!-- FROM -->" in page, "<!-- TO -->" in page) == (0, True, True)


def test_comments_apart_from_code_go(site: Desk) -> None:
    """Words, a blank line, or what is no code of a network stand between."""
    notes = f"<!-- CAN -->\n<b>文</b>\n\n<!-- CAN -->\n\n{_AD}、<!-- CAN -->文<!-- CAN --><b>文</b>"
    built = site.write({"content/posts/p.md": post(f"{notes}\n\n- 文\n  <!-- CAN -->")}).build()
    assert (built.status, "CAN" in built.page("posts/p/")) == (0, False)


def test_an_authors_notes_are_not_published(site: Desk) -> None:
    """A comment by itself is one; what is commented on pasted code is published with it."""
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
