"""The excerpt that an author ends by `<!--more-->`."""

from __future__ import annotations

import pytest

from tests.desk import Desk, post
from tests.markdown.bodies import body, html


@pytest.mark.parametrize("sign", ["<!--more-->", "<!-- more -->", "<!--more 続きを読む-->"])
def test_the_excerpt_ends_at_the_sign(sign: str) -> None:
    """All prose above it, as plain text; the sign itself is not published."""
    text = f"はじめの**文**。\n\n- 項目\n\n{sign}\n\n続き。"
    assert body(text).excerpt == "はじめの文。項目"
    assert "more" not in html(text)
    assert body(f"すぐ下に。\n{sign}\n続き。").excerpt == "すぐ下に。"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- 外\n  - 内\n  - 内二\n- 次", "外 内 内二次"),
        ("- 外\n\n  段落\n\n- 次", "外 段落次"),
        ("> 文\n>\n> - [ ] 仕事\n>   - 内", "文仕事 内"),
        ("用語\n: 説明\n\n  二段", "説明 二段"),
    ],
)
def test_the_excerpt_says_each_word_once(text: str, words: str) -> None:
    """What stands in an item's paragraphs and lists is not said again as theirs."""
    assert body(f"{text}\n\n<!--more-->\n\n続き。").excerpt == words


def test_without_the_sign_there_is_none() -> None:
    """Other comments end nothing, nor does the sign in code."""
    assert body("文。\n\n<!-- 覚え書き more -->\n\n`<!--more-->`").excerpt == ""


def test_lists_show_the_excerpt(desk: Desk) -> None:
    """Lists have the excerpt, and search engines the description."""
    text = post("一つ目。\n\n二つ目。\n\n<!--more-->\n\n続き。")
    built = desk.write({"content/posts/a.md": text}).build()
    assert '<p class="summary">一つ目。二つ目。</p>' in built.page("")
    assert '<meta name="description" content="一つ目。">' in built.page("posts/a/")
