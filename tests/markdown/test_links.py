"""Links: to posts, files, shops and other sites; what is wrong with them, and where."""

from __future__ import annotations

import pytest

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import FileAddress, PostAddress
from kawaraban.core.settings import Settings
from kawaraban.elements.picture import Picture
from kawaraban.elements.registry_link import RegistryLink
from tests.markdown.bodies import PATH, body, html, plain_html, reported, slots


@pytest.mark.parametrize(
    ("address", "path", "fragment"),
    [
        ("other.md", "other.md", ""),
        ("./other.md", "./other.md", ""),
        ("../other.md#見出し", "../other.md", "見出し"),
        ("a%20b.md#%E9%A1%8C", "a b.md", "題"),
        ("<a b.md>", "a b.md", ""),
        ("カ\u3099.md", "ガ.md", ""),
    ],
)
def test_link_to_a_post(address: str, path: str, fragment: str) -> None:
    """A link to a Markdown file is the address of an article, decoded and in NFC."""
    (slot,) = slots(f"[題]({address})", PostAddress)
    assert (slot.path, slot.fragment) == (path, fragment)


@pytest.mark.parametrize(
    "text",
    [
        "[題](https://example.com/a b)",
        "[題](amazon:B0 00)",
        "[題](my post.md)",
        "![図](my picture.png)",
        "[題](https://example.com/",
        "[題](https://example.com/）",
        "[題]（https://example.com/）",
        "[題]（other.md）",
        "[題](#a heading)",
        "[題](/posts/a b/)",
        "[題](../a b)",
        "[題](<https://example.com/a b)",
        "[題](https://example.com/ 'a' b)",
        "- 一 [**題**](https://example.com/a b)",
        "![図](スクリーンショット (12).png)",
        "![図](写真 （1）.JPG)",
        "![図]（写真（1）.jpg）",
        "![図](IMG 1.HEIC)",
        "[題](写真 (1).jpg)",
        "[題](a b.PDF)",
        "[題](my post.md#見出し)",
        "[題](表 1.xlsx)",
        "[題]（https：//example.com/）",
        "[題](ftp://example.com/a b)",
        "[題](other.md '題)",
        "![図] (a.png)",
        "![[図 1.png]]",
        "![[図.webp|480]]",
        "<div>[題](amazon:B0ABCD1234)</div>",
        "<details><summary>甲</summary>[題](c.md)</details>",
        "<p>![図](a.png)</p>",
    ],
)
def test_a_link_broken_by_a_slip_is_reported(text: str) -> None:
    """Text that its author means as a link or picture is reported."""
    column = text.index("[") + 1 - ("![" in text)
    rule = "looks-like-picture" if text.startswith("![図]") else "unread-link"
    assert reported(text) == [f"1:{column} {rule}"]


@pytest.mark.parametrize(
    "text",
    [
        "[題](<https://example.com/a b>)",
        "配列[0](初めの値)と[1](次)",
        "[1]（#PR）と[2]（下の 1. を見る）",
        "`[題](https://example.com/a b)`",
        "\\[題](https://example.com/a b)",
        "[題] (https://example.com/a b)",
        "[題]: 見る",
        "[ ] (する) と [x](y z)",
        "a[i](x.y z)",
        "[1]（ISBN:978-4-06-000000-0）",
        "[アリス]（CV:花澤香菜）と[対象]（iOS:17以降）",
        "[窓口]（TEL:03-0000-0000 まで）",
        "[&](std::string s) と int[](name:string, age:number)",
        "[CSS](button:hover と a)",
        "[補足]（トップの index.html はそのままにします）",
        "[注]（README.md、LICENSE も同様）",
        "[2026-05-01]（a.png と b.png を差し替え）",
        "- [x]（a.md を書く）",
        "![[注]] と [[a.png]] と ![[a.b]]",
        "<div data-x='[題](c.md)'>配列[0](初めの値)</div>",
        "<pre>[題](c.md)</pre>",
        "<div><code>[題](c.md)</code><!-- [題](c.md) --></div>",
        "<script>a['b'](https);// [題](c.md)</script>",
        "<div>\n\n[題](https://example.com/)\n\n</div>",
    ],
)
def test_other_brackets_are_text(text: str) -> None:
    """Brackets that lead nowhere are text, in silence."""
    assert "unread-link" not in " ".join(reported(text))


def test_link_to_a_file() -> None:
    """A link to another local file is the address of that file; what follows stays."""
    (slot,) = slots("[題](manual.pdf#page=3)", FileAddress)
    assert slot.path == "manual.pdf"
    assert '#page=3">題</a>' in html("[題](manual.pdf#page=3)")


def test_slots_and_links_have_positions() -> None:
    """Every slot and link has its position in the file."""
    text = "一\n二 [題](a.md)\n\n- 項目\n  [題](https://example.com) ![図](b.png)\n"
    found = body(text, first_line=11)
    places = {type(slot): slot.source for slot in found.slots}
    assert places[PostAddress] == Source(PATH, 12, 3)
    assert places[Picture] == Source(PATH, 15, 28)
    assert [(link.source, link.url) for link in found.links] == [
        (Source(PATH, 15, 3), "https://example.com")
    ]


def test_positions_in_tables_and_quotations() -> None:
    """Marks of containers and cells before it count as columns."""
    assert reported("| a | b |\n|---|---|\n| x | ![](a.png) |") == ["3:7 missing-alt"]
    assert reported("> 一\n> - 二\n>   ![](a.png)") == ["3:5 missing-alt"]
    assert reported("一\n\n## 題 ![](a.png)") == ["3:6 missing-alt"]
    assert reported("a[^1]\n\n[^1]: b ![](a.png)") == ["3:9 missing-alt"]
    assert reported("-\t![](a.png)") == ["1:3 missing-alt"]


def test_external_link() -> None:
    """A link to another site says so, and opens where the settings say."""
    assert html("[題](https://example.com)") == (
        '<p><a href="https://example.com" rel="noopener">題</a></p>'
    )
    new_tab = body("[題](https://example.com)", settings=Settings(title="", base_url=""))
    assert 'rel="noopener" target="_blank"' in str(new_tab.parts[0])


@pytest.mark.parametrize("address", ["amazon:B0ABCDEFGH", "rakuten:https://item.rakuten.co.jp/x"])
def test_shop_links_ask_for_a_programme(address: str) -> None:
    """A shop's scheme needs the site's own id."""
    assert reported(f"a [題]({address})") == ["1:3 no-programme"]


def test_links_of_the_registries_are_slots() -> None:
    """A product's or deal's link depends on its registry and the day."""
    (slot,) = body("a [題](product:a)").slots[:1]
    assert isinstance(slot, RegistryLink)
    assert (slot.kind, slot.id, slot.content) == ("product", "a", ("題",))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///x",
        "java&#115;cript:x",
        "unknown:x",
    ],
)
def test_unsafe_links(address: str) -> None:
    """A scheme that may run code is an error, and is not published."""
    assert reported(f"[題]({address})") == ["1:1 unsafe-link"]
    assert "href" not in html(f"[題]({address})")


def test_mail_and_phone() -> None:
    """Mail and phone links are links."""
    assert 'href="mailto:a@example.com"' in html("[題](mailto:a@example.com) ")
    assert 'href="tel:+81312345678"' in html("[題](tel:+81312345678)")
    assert 'href="mailto:a@example.com"' in html("問い合わせは a@example.com まで")


def test_fragments_of_the_same_body() -> None:
    """A link to a heading of the body is checked, encoded or not."""
    assert reported("[a](#題) [b](#%E9%A1%8C) [c](#x)\n\n## 題\n\n<a id='x'></a>") == []
    names = (
        "<a name='x'></a>\n\n[a](#x) [b](#y) [c](#題)\n\n<A class=b NAME=y>文</A><a name='題'></a>"
    )
    assert reported(f"{names}\n\n## 題") == []
    assert 'id="題"' in html(f"{names}\n\n## 題")
    (found,) = body("[a](#見出)\n\n## 見出し").diagnostics
    assert found.rule == "missing-heading"
    assert "見出し" in found.remedy.ja


def test_bare_addresses() -> None:
    """An address as it is is a link, and ends before Japanese punctuation."""
    page = html("参考（https://example.com/a）、https://example.com/b。 www.example.com です")
    assert '"https://example.com/a"' in page
    assert '"https://example.com/b"' in page
    assert '"http://www.example.com"' in page
    assert '<a href="https://example.com"' in html("サイトはhttps://example.comです。")


def test_raw_html_addresses() -> None:
    """Relative addresses in raw HTML are slots; every other byte stays."""
    text = (
        '<p><img  src="a.png" alt=x><a href=\'b.md\'>b</a><a href="https://example.com">c</a></p>'
    )
    assert html(text) == (
        '<p><img  src="[FileAddress]" alt=x><a[PostAddress]>b</a>'
        '<a href="https://example.com">c</a></p>'
    )
    assert not slots('<!-- <img src="a.png"> -->', FileAddress)


def test_an_alternative_text_may_look_like_html() -> None:
    """HTML between a picture's brackets is text, as on GitHub."""
    (picture,) = slots("![<Enter>キーを <b>押す</b><!-- 覚え -->](key.png)", Picture)
    assert picture.alt == "<Enter>キーを <b>押す</b>"
    (picture,) = slots('![<img src="b.png">図](key.png)', Picture)
    assert picture.alt == '<img src="b.png">図'


def test_no_attribute_takes_noopener_away() -> None:
    """No attribute list removes `noopener` (HTML, "Link type noopener")."""
    assert 'rel="nofollow noopener"' in html("[題](https://example.com){rel=nofollow}")
    assert 'rel="noopener noreferrer"' in html(
        "[題](https://example.com){rel='noopener noreferrer'}"
    )
    assert 'rel="x"' in html("[題](a.pdf){rel=x}")


LISTS = "<pre><code>a\n</code></pre>\n<ul>\n<li>一</li>\n<li>二</li>\n</ul>"


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "    a\n\n   - 一\n   - 二": LISTS,
        ">     a\n>\n>   - 一\n>   - 二": f"<blockquote>\n{LISTS}\n</blockquote>",
        "    a\n\n  ```\n  b\n  ```": "<pre><code>a\n</code></pre>\n<pre><code>b\n</code></pre>",
        "    a\n\n  -\n  # b": "<pre><code>a\n</code></pre>\n<ul>\n<li></li>\n</ul>\n<h1>b</h1>",
    }.items(),
)
def test_a_block_after_code_has_its_indentation(text: str, expected: str) -> None:
    """A block after code is indented as CommonMark's reference renderer reads it."""
    assert plain_html(text, gfm=True) == expected


def test_titles_are_published() -> None:
    """A link's title is published, escaped."""
    assert 'title="a &quot;b&quot;"' in html("[題](https://example.com 'a \"b\"')")


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "一\n\n![](a.png)": "3:1 missing-alt",
        "## 題\n# 題": "2:1 second-h1",
        "## 題\n#### 題": "2:1 heading-skips",
        "a\u0008b": "1:2 control-character",
        "[題]()": "1:1 empty-link",
        "a\n\n- ```\n  b\n\nc": "3:3 unclosed-fence",
        "a[^1]\n\n[^1]: b\n\n[^1]: c": "5:1 duplicate-footnote",
        "| a |\n|---|\n| b | c |": "3:7 extra-cells",
        "- a\n\n  # b": "3:3 second-h1",
        "## a {#x}\n## b {#x}": "2:4 duplicate-id",
        "[題](https://example.com){foo=1}": "1:1 unknown-attribute",
        "一 &#1; 二": "1:3 control-character",
        "一 <b>&#xFFFE;</b>": "1:6 control-character",
        '![図](a.png "題")\n*次の行*': "1:1 second-caption",
        "> " * 200 + "a": "1:199 too-deep",
    }.items(),
)
def test_diagnostics_have_positions(text: str, expected: str) -> None:
    """A diagnostic has the line and column of the mistake."""
    assert reported(text) == [expected]


def test_body_heading_of_level_one_becomes_two() -> None:
    """A `#` heading is published as h2."""
    assert "<h2" in html("# 題")
    assert body("# 題").headings[0].level == 2
