"""The elements that a body holds beside CommonMark's: what becomes of them, and where."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kawaraban.core.settings import MarkdownSettings
from kawaraban.elements.callout import Callout
from kawaraban.elements.contact import Contact
from kawaraban.elements.figure import Figure
from kawaraban.elements.link_card import LinkCard
from kawaraban.elements.notice import NoticeBox
from kawaraban.elements.picture import Picture
from kawaraban.elements.quotation import Quotation
from kawaraban.elements.toc import Toc
from tests.markdown.bodies import SETTINGS, body, html, reported, slots


def test_callout() -> None:
    """A callout has its kind, title, fold and blocks."""
    (box,) = slots("> [!WARNING]- 題 *a*\n> 本文\n>\n> - 項目", Callout)
    assert (box.kind, box.fold) == ("warning", "-")
    assert box.title == ("題 <em>a</em>",)
    assert box.content == ("<p>本文</p>\n<ul>\n<li>項目</li>\n</ul>\n",)


def test_definitions_below_a_callouts_title() -> None:
    """The title is no term; the definitions are, after a line that separates them."""
    (box,) = slots("> [!NOTE] 題\n>\n> 語\n> : 意味", Callout)
    assert (box.title, "<dt>語</dt>" in str(box.content[0])) == (("題",), True)
    (box,) = slots("> [!NOTE] 題\n> 語\n> : 意味", Callout)
    assert (box.title, box.content) == (("題",), ("<p>語\n: 意味</p>\n",))


def test_callout_in_a_list_in_a_callout() -> None:
    """Callouts nest in lists and in each other, and every slot is listed."""
    text = "> [!NOTE]\n> - 項目\n>\n>   > [!TIP]+ 中\n>   > ![図](a.png)\n"
    outer, inner = slots(text, Callout)
    assert inner in outer.content
    assert (inner.kind, inner.fold) == ("tip", "+")
    assert [figure.picture.path for figure in slots(text, Figure)] == ["a.png"]


def test_an_unknown_callout_is_a_note() -> None:
    """A type that nobody knows is a note of that name, and is reported; `[!…](…)` is a link."""
    (box,) = slots("> [!Recipe] a\n> b", Callout)
    assert (box.kind, box.name, box.title) == ("note", "Recipe", ("a",))
    assert reported("> [!Recipe]\n> a") == ["1:3 unknown-callout"]
    assert reported("> [!QUESTION]\n> a") == reported("> [!気になる点]\n> a") == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("これは==大事==です", "これは<mark>大事</mark>です"),
        ("==「括弧」==も", "<mark>「括弧」</mark>も"),
        ("==a **b**==", "<mark>a <strong>b</strong></mark>"), ("a == b == c", "a == b == c"),
        ("a==b、c==d", "a==b、c==d"), ("===x===", "===x==="), ("`==a==`", "<code>==a==</code>"),
    ],
)  # fmt: skip
def test_marked_text(text: str, shown: str) -> None:
    """Between two signs; a comparison stays as typed."""
    assert html(text) == f"<p>{shown}</p>"


def test_a_typed_line_break() -> None:
    """With `breaks` each typed line break is one on the page, and a caption stays a caption."""
    breaks = replace(SETTINGS, markdown=MarkdownSettings(breaks=True))
    text = "一\n二  \n三\\\n四\n\n![a](a.png)\n*題*"
    parts = body(text, settings=breaks).parts
    assert "一<br>\n二<br>\n三<br>\n四" in "".join(p for p in parts if isinstance(p, str))
    assert any(isinstance(slot, Figure) and slot.caption for slot in parts)


def test_a_block_of_data_under_another_name_is_reported() -> None:
    """A data block with a misspelt name is reported; code of any language is not."""
    assert reported("a\n\n```prodcut\nid: a\n```") == ["3:1 unknown-block"]
    for code in ("product\nid = a", "prompt\nrole: a", "proto\nid: a", "yaml\nid: a", "a\nid: a"):
        assert "unknown-block" not in " ".join(reported(f"```{code}\n```"))


def test_a_link_is_no_callout() -> None:
    """A quotation that begins with a link is a quotation."""
    assert not slots("> [!NOTE](https://example.com)", Callout)


@pytest.mark.parametrize("sign", ["出典: ", "出典：", "— ", "—", "Source: "])
def test_quotation_with_source(sign: str) -> None:
    """The last line of a quotation that names its source is its source."""
    (quote,) = slots(f"> 文\n> {sign}[題](https://example.com/a)", Quotation)
    assert quote.content == ("<p>文</p>\n",)
    assert quote.url == "https://example.com/a"
    assert quote.cite == ('<a href="https://example.com/a" rel="noopener">題</a>',)


def test_quotation_source_in_its_own_paragraph() -> None:
    """The source may stand apart; a quotation of a source alone is a plain one."""
    (quote,) = slots("> 文\n>\n> — 著者", Quotation)
    assert (quote.content, quote.cite, quote.url) == (("<p>文</p>\n",), ("著者",), "")
    assert not slots("> — 著者", Quotation)


def test_figure() -> None:
    """A picture alone in a paragraph is a figure; its caption is never its alternative text."""
    one, two, three = slots(
        '![説明](a.png)\n\n![説明](b.png "題 <b>")\n\n![説明](c.png)\n*題 **b***', Figure
    )
    assert one.caption == ()
    assert two.caption == ("題 &lt;b&gt;",)
    assert three.caption == ("題 <strong>b</strong>",)
    assert three.picture.alt == "説明"


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ('- ![説明](a.png "題")\n- 二', ("題",)),
        ("1. ![説明](a.png)\n   *題 **b***\n2. 二", ("題 <strong>b</strong>",)),
        ('- ![説明](a.png "題")\n  - 中', ("題",)),
        ('語\n: ![説明](a.png "題")', ("題",)),
        ("- ![説明][a]\n\n[a]: a.png '題'", ("題",)),
        ("- ![説明](a.png)\n- 二", ()),
    ],
)
def test_a_picture_alone_in_an_item_is_a_figure(text: str, caption: tuple[str, ...]) -> None:
    """A tight item holds a paragraph too, whose signs alone are not shown."""
    (figure,) = slots(text, Figure)
    assert figure.caption == caption
    assert "<p" not in html(text)


@pytest.mark.parametrize("end", ["", " ", "  ", "\t", "\\"])
def test_a_caption_stands_on_the_next_line(end: str) -> None:
    """A caption stands on the next line, whatever invisible characters end the picture's line."""
    (figure,) = slots(f"![説明](a.png){end}\n*題*", Figure)
    assert figure.caption == ("題",)
    assert not slots(f"![説明](a.png){end}\n*題* 文", Figure)
    assert not slots("![説明](a.png) *題*", Figure)


def test_an_item_that_holds_more_than_a_picture_holds_no_figure() -> None:
    """An item with more than a picture holds no figure, and links in items are no cards."""
    text = "- ![説明](a.png) 文\n- 文 ![説明](a.png)\n- https://example.com/\n- [TOC]"
    assert not slots(text, Figure)
    assert not slots(text, LinkCard)
    assert not slots("- [ ] ![説明](a.png)", Figure)


def test_picture_in_text() -> None:
    """A picture among words is a picture."""
    text = "前![説明](a%20b.png){width=480 zoom=false loading=eager .x #y}後"
    (picture,) = slots(text, Picture)
    assert not slots(text, Figure)
    assert (picture.path, picture.width, picture.zoom) == ("a b.png", 480, False)
    assert (picture.loading, picture.attributes) == ("eager", {"class": "x", "id": "y"})


def test_picture_has_its_redaction() -> None:
    """A picture has the redaction as it is written; one that can be undone is reported."""
    text = '![説明](a.png){redact="1 2 3 4; 5 6 7 8" redact-style=mosaic}'
    (picture,) = slots(text, Picture)
    assert (picture.redact, picture.redact_style) == ("1 2 3 4; 5 6 7 8", "mosaic")
    assert reported(text) == ["1:1 reversible-redaction"]


@pytest.mark.parametrize(
    ("attributes", "rule"),
    [
        ("width=abc", "invalid-attribute"),
        ("width=0", "invalid-attribute"),
        ("width=100000", "invalid-attribute"),
        ("zoom=no", "invalid-attribute"),
        ("loading=soon", "invalid-attribute"),
        ("wdith=480", "unknown-attribute"),
    ],
)
def test_picture_attributes_are_decoded_strictly(attributes: str, rule: str) -> None:
    """A value that cannot be, or a name that means nothing, is reported."""
    assert reported(f"a\n![説明](a.png){{{attributes}}}") == [f"2:1 {rule}"]


def test_link_cards() -> None:
    """An address alone in a paragraph is a card; a link that asks for it too."""
    text = (
        "https://example.com/a\n\n<https://example.com/b>\n\n"
        "[題](other.md#x){.card}\n\n[題](https://example.com/c){.card}\n\n"
        "[題](https://example.com/d)\n\n前 https://example.com/e"
    )
    found = [(card.url, card.path, card.fragment, card.text) for card in slots(text, LinkCard)]
    assert found == [
        ("https://example.com/a", "", "", ""),
        ("https://example.com/b", "", "", ""),
        ("", "other.md", "x", "題"),
        ("https://example.com/c", "", "", "題"),
    ]


def test_contents_where_written() -> None:
    """`[TOC]` alone is the table of contents, and there is no other."""
    found = slots("導入\n\n## a\n\n[TOC]\n\n## b", Toc)
    assert [(toc.written, toc.source.line) for toc in found] == [(True, 5)]


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "導入\n\n## a": ["<p>導入</p>\n", "NoticeBox", "\n", "Toc", "\n<h2"],
        "## a": ["NoticeBox", "\n", "Toc", "\n<h2"],
        "前\n\n後": ["<p>前</p>\n", "NoticeBox", "\n<p>後</p>"],
        "前\n\n### a": ["<p>前</p>\n", "NoticeBox", "\n", "Toc", "\n<h3"],
        "### a": ["Toc", "\n<h3", "NoticeBox"],
        "[TOC]\n\n## a": ["Toc", "\n", "NoticeBox", "\n<h2"],
        "": [],
        " \n\n": [],
    }.items(),
)
def test_end_of_the_introduction(text: str, expected: list[str]) -> None:
    """The notice and the contents stand before the first h2, else after the first block.

    Where nothing is shown it is asked for all the same: it may not exist.
    """
    parts = [p if isinstance(p, str) else type(p).__name__ for p in body(text).parts]
    assert len(parts) == len(expected)
    assert all(part.startswith(begin) for part, begin in zip(parts, expected, strict=True))
    assert len(slots(text, NoticeBox)) == 1


def test_footnotes() -> None:
    """Footnotes are numbered by their first reference, and lead back to each."""
    text = "a[^b] b[^a] c[^b]\n\n[^a]: 一\n\n[^b]: 二\n\n    続き\n"
    page = html(text)
    assert page.index("二") < page.index("一")
    assert page.count('href="#fn:b">[1]<') == 2
    assert 'id="fnref2:b"' in page
    assert 'href="#fnref2:b"' in page
    assert "<p>続き" in page
    assert {"fn:a", "fn:b", "fnref:a"} <= set(body(text).fragments.split("\n"))


def test_footnotes_without_their_other_half() -> None:
    """A reference to nothing stays text; a note that nothing refers to is reported."""
    assert "[^x]" in html("a[^x]")
    assert reported("a\n\n[^x]: b") == ["3:1 unused-footnote"]


def test_footnote_refers_to_a_footnote() -> None:
    """A footnote may refer to another, even to itself."""
    assert html("a[^1]\n\n[^1]: b[^2]\n\n[^2]: c[^1]").count("<li id=") == 2


def test_tasks() -> None:
    """A task's checkbox has its text as label."""
    assert html("- [x] 済み\n- [ ] まだ") == (
        '<ul>\n<li><label><input type="checkbox" disabled="" checked=""> 済み</label></li>\n'
        '<li><label><input type="checkbox" disabled=""> まだ</label></li>\n</ul>'
    )


def test_definitions() -> None:
    """Terms and their definitions."""
    page = html("語\n: 意味\n: 別の意味\n\n語二\n: 意味\n\n    続き")
    assert page.count("<dl>") == 1
    assert page.count("<dt>") == 2
    assert page.count("<dd>") == 3
    assert "<p>続き</p>" in page


def test_table() -> None:
    """A table scrolls by itself; alignment is a class; an escaped bar is a bar."""
    page = html("| a | b |\n|:-:|--:|\n| `x\\|y` | 2 |")
    assert page.startswith('<div class="table" role="group" tabindex="0"><table>')
    assert '<th class="center" scope="col">a</th>' in page
    assert '<td class="center"><code>x|y</code></td>' in page


def test_code() -> None:
    """Code is highlighted where Pygments knows the language, and always escaped."""
    assert '<span class="k">def</span>' in html('```python title="a.py"\ndef f(): pass\n```')
    assert 'class="language-js"' in html("```js:app.js\n1\n```")
    assert html('```"><script>\n<b>\n```') == (
        '<pre class="code" tabindex="0"><code>&lt;b&gt;\n</code></pre>'
    )
    assert 'class="language-nosuch"' in html("```nosuch\na\n```")


def test_fence_in_a_list() -> None:
    """A fence in a list is code in that item, without its indentation."""
    assert "<code>a\n  b\n</code>" in html("- 項目\n  ```\n  a\n    b\n  ```\n- 項目")


def test_data_block() -> None:
    """A fence that an element reads becomes its slot; mistakes in it have their own lines."""
    text = "- 項目\n\n  ```contact\n  id: a\n  phone: 1\n  ```\n"
    found = body(text)
    assert "<pre" not in html(text)
    assert {d.source.line for d in found.diagnostics} == {5}
    place = slots("```contact\nid: a\n```", Contact)[0].source
    assert (place.line, place.column) == (2, 5)
    assert slots("```contact\nname: 窓口\n```", Contact)[0].source.line == 1


def test_heading_links_to_itself() -> None:
    """A heading holds a link to itself, named in the site's language."""
    assert html("## 題").endswith(
        '<h2 id="題">題<a class="anchor" href="#題" aria-label="見出し「題」へのリンク">#</a></h2>'
    )


def test_heading_html_is_for_the_contents() -> None:
    """The contents' text of a heading has no links, ids or notes."""
    (heading,) = body(
        "## a [b](https://example.com) *c*[^1] <i>d</i> ![e](f.png)\n\n[^1]: n"
    ).headings
    assert heading.html == "a b <em>c</em> d e"
    assert heading.text == "a b c d e"


def test_attributes() -> None:
    """Attribute lists are read strictly; other braces are text."""
    assert '<h2 id="x" class="y">' in html("## 題 {#x .y}")
    assert html("文\n{: .lead}") == '<p class="lead">文</p>'
    assert html("{a} `b`{c} {{ d }}") == "<p>{a} <code>b</code>{c} {{ d }}</p>"


def test_raw_html_is_published() -> None:
    """Raw HTML is published byte for byte."""
    text = "<div  class='a' >&nbsp;<B>x</B>\n  <script>a < b && \"c\"</script>\n</div>"
    assert html(text) == text
    assert html("a <b  id='x' >c</B>&copy;") == "<p>a <b  id='x' >c</B>©</p>"
