"""Raw HTML, comments and characters that a text should not hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.desk import Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\x80", "\x9f"])
def test_no_page_holds_control_characters(desk: Desk, sign: str) -> None:
    """Control characters and noncharacters are removed (HTML, "Preprocessing the input stream")."""
    built = desk.write({"content/posts/p1.md": post(f"文{sign}。")}).build()
    assert (built.status, built.out.count("[control-character]")) == (0, 1)
    assert sign not in built.page("posts/p1/") + (built.output / "feed.xml").read_text("utf-8")


def test_an_attribute_list_makes_no_handler(desk: Desk) -> None:
    """An attribute list cannot make an event handler."""
    body = '## 見出し {onclick="a()"}\n\n文\n{: OnClick="b()" .c}\n\n<b onclick="c()">文</b>'
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    page = built.page("posts/p1/")
    assert built.out.count("[unknown-attribute]") == 2
    assert ("a()" in page, "b()" in page, "c()" in page) == (False, False, True)
    assert 'class="c"' in page


def test_no_link_is_made_inside_a_style(desk: Desk) -> None:
    """No link is made of an address in a style in a line."""
    style = "<style>p{background:url(https://a.example.net/x)}</style>"
    built = desk.write({"content/posts/p1.md": post(f"文{style}", title="題1")}).build()
    assert style in built.page("posts/p1/")


@pytest.mark.parametrize("comment", ["<!-->", "<!--->", "<!-- a --!>", "<!-- a -->"])
def test_an_ad_after_a_comment_is_read(desk: Desk, comment: str) -> None:
    """An ad after a comment is read, for the comment ends where a browser ends it."""
    ad = '<a href="https://www.amazon.co.jp/dp/B000000000?tag=other-22">x</a>'
    body = f"<div>{comment}{ad}</div>"
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    assert (built.status, "content/posts/p1.md" in built.out) == (1, True), built.out
    assert "[foreign-ad]" in built.out


@pytest.mark.parametrize("kind", ["error", "warning"])
def test_a_comment_that_is_not_closed_is_reported(desk: Desk, kind: str) -> None:
    """An unclosed comment would be published, or hide the rest of the text."""
    body = "文 <!-- 覚え\n続き" if kind == "error" else "文\n\n<!-- 覚え\n\n続き"
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    line = 6 if kind == "error" else 8
    assert f"content/posts/p1.md:{line}:" in built.out
    assert re.findall(r": (\w+): .*\[(.*)\]", built.out) == [(kind, "unclosed-comment")]


@pytest.mark.parametrize("number", [0x200C, 0x200D, 0x200E, 0x2060, 0x3000, 0x2003, 0x2028, 0xE000])
def test_a_character_by_number_is_that_character(desk: Desk, number: int) -> None:
    """A character by number is that character, also one without a shape, as in emoji families."""
    body = f"甲&#{number};乙と&#x{number:X};"
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    assert (built.status, built.out) == (0, "")
    assert f"甲{chr(number)}乙と" in built.page("posts/p1/")
    assert "\ufffd" not in built.page("posts/p1/")


def test_many_marks_take_linear_time(desk: Desk) -> None:
    """A long run of combining marks takes no time that grows with the square of their number."""
    marks = "\u0301\u0316" * 30_000
    contacts = f"a:\n  name: 甲\n  hours: '{marks}'\n  phones: ['{marks}']\n  as_of: '{marks}'\n"
    text = post("文", title="題1", updated=f"'{marks}'")
    built = desk.write({"content/posts/p1.md": text, "content/contacts.yaml": contacts}).build()
    assert built.status == 1
    rules = {*re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE)}
    assert {"bad-date", "bad-hours", "bad-phone"} <= rules, built.out[:2000]


@pytest.mark.parametrize("address", ["file:///etc/x.png", "C:/a.png", "D:\\a.png", "c:a.png"])
@pytest.mark.parametrize("tag", ['<img src="@" alt="x">', '<a href="@">x</a>'])
def test_raw_html_cannot_link_to_a_disk(desk: Desk, address: str, tag: str) -> None:
    """A `file:` address in raw HTML is an error: readers have another disk."""
    html = tag.replace("@", address)
    built = desk.write({"content/posts/p1.md": post(f"文{html}\n\n{html}", title="題1")}).build()
    assert (built.status, built.out.count("[unsafe-link]")) == (1, 2), built.out
