"""Japanese: emphasis without spaces, joined lines, ids, phrase ends, descriptions."""

from __future__ import annotations

import unicodedata

import pytest

from kawaraban.markdown.japanese import DESCRIPTION_LENGTH, shorten
from tests.markdown.bodies import body, html

EMPHASIS = {
    "**「強調」**です": "<strong>「強調」</strong>です",
    "**重要！**です": "<strong>重要！</strong>です",
    "**重要!**です": "<strong>重要!</strong>です",
    "これは**「大事」**な": "これは<strong>「大事」</strong>な",
    "これは**大事**な": "これは<strong>大事</strong>な",
    "これは*「大事」*な": "これは<em>「大事」</em>な",
    "これは***「大事」***な": "これは<em><strong>「大事」</strong></em>な",
    "（**注意**）です": "（<strong>注意</strong>）です",
    "**（注意）**です": "<strong>（注意）</strong>です",
    "**本文。**次の文": "<strong>本文。</strong>次の文",
    "**本文、**次の文": "<strong>本文、</strong>次の文",
    "**『題』**と**『題』**": "<strong>『題』</strong>と<strong>『題』</strong>",
    "は**(ASCII)**です": "は<strong>(ASCII)</strong>です",
    'は**"引用"**です': 'は<strong>"引用"</strong>です',
    "は**“引用”**です": "は<strong>“引用”</strong>です",
    "は**`code`**です": "は<strong><code>code</code></strong>です",
    "は**100%**です": "は<strong>100%</strong>です",
    "は**[題](https://example.com)**です": (
        'は<strong><a href="https://example.com" rel="noopener">題</a></strong>です'
    ),
    "**カタカナ・**中黒": "<strong>カタカナ・</strong>中黒",
    "**強調**、次": "<strong>強調</strong>、次",
    "**A社「B」**C": "<strong>A社「B」</strong>C",
    "**重要❗️**です": "<strong>重要❗️</strong>です",
    "は~~「古い」~~です": "は<del>「古い」</del>です",
    "~~古い。~~新しい": "<del>古い。</del>新しい",
    "「_強調_」": "「<em>強調</em>」",
    "これは_強調_ではない": "これは_強調_ではない",
    "snake_case_name": "snake_case_name",
    "わあ(^_^)と(*^_^*)と(*´ω｀*)": "わあ(^_^)と(*^_^*)と(*´ω｀*)",
    "え(&gt;_&lt;)と(>_<)、m(_ _)mとm(_ _)m": "え(&gt;_&lt;)と(&gt;_&lt;)、m(_ _)mとm(_ _)m",
    "10~20個、30~40個": "10~20個、30~40個",
    "3 * 4 * 5": "3 * 4 * 5",
    "**한국어(Korean)**는": "<strong>한국어(Korean)</strong>는",
    "** 空白 **です": "** 空白 **です",
    "送料（*1）は別、手数料（*2）も別": "送料（*1）は別、手数料（*2）も別",
    "※*1：税込、*2：税抜、*3：参考": "※*1：税込、*2：税抜、*3：参考",
    "氏名*・住所*・電話*": "氏名*・住所*・電話*",
    "氏名*（必須）と住所*（必須）": "氏名*（必須）と住所*（必須）",
    "本体*、電源*。": "本体*、電源*。",
    "拡張子*.jpg、*.pngなど": "拡張子*.jpg、*.pngなど",
    "5*（3+2）*4＝100": "5*（3+2）*4＝100",
    "*『題』*と*『題』*の*A*": "<em>『題』</em>と<em>『題』</em>の<em>A</em>",
    "品*と*「題」*を": "品<em>と</em>「題」*を",
}

JOINED = {
    "日本語\nの行": "日本語の行",
    "終わり。\n次": "終わり。次",
    "Latin\nwords": "Latin\nwords",
    "日本語\nLatin": "日本語\nLatin",
    "Latin\n日本語": "Latin\n日本語",
    "한국\n어": "한국\n어",
    "**強調**\n次": "<strong>強調</strong>次",
    "前\n**強調**": "前<strong>強調</strong>",
    "前\n`コード`": "前<code>コード</code>",
    "前  \n次": "前<br>\n次",
    "前\\\n次": "前<br>\n次",
    "`日本\n語`": "<code>日本 語</code>",
    "**強\n調**": "<strong>強調</strong>",
    "日本<b>\n語</b>": "日本<b>語</b>",
    "ｶﾅ\nカナ": "ｶﾅカナ",
    "と言った……\n次": "と言った……次",
    "“x”\n“y”": "“x”\n“y”",
    "日本\n[題](https://example.com)": '日本<a href="https://example.com" rel="noopener">題</a>',
}


@pytest.mark.parametrize(("text", "expected"), EMPHASIS.items())
def test_emphasis(text: str, expected: str) -> None:
    """Emphasis beside Japanese punctuation and letters needs no spaces."""
    assert html(text) == f"<p>{expected}</p>"


@pytest.mark.parametrize(("text", "expected"), JOINED.items())
def test_line_ends(text: str, expected: str) -> None:
    """A line end between two Japanese characters is nothing, elsewhere it stays."""
    assert html(text) == f"<p>{expected}</p>"


def test_code_keeps_its_lines() -> None:
    """No line of a code block is joined."""
    assert "日本\n語\n" in html("```\n日本\n語\n```")


def ids(text: str) -> list[str]:
    """Give the ids of a text's headings."""
    return [heading.id for heading in body(text).headings]


@pytest.mark.parametrize(
    ("heading", "expected"),
    {
        "見出し": "見出し",
        "Passkey の 作り方": "passkey-の-作り方",
        "「強調」と（括弧）！": "強調と括弧",
        "A `code` *b*": "a-code-b",
        "ノート・PC": "ノートpc",
        "C++ & C#": "c--c",
        "！？": "section",
        "[題](https://example.com)": "題",
        "1. はじめに": "1-はじめに",
        "スーパー": "スーパー",
    }.items(),
)
def test_heading_id(heading: str, expected: str) -> None:
    """An id keeps every letter and drops punctuation, as on GitHub."""
    assert ids(f"## {heading}") == [expected]


def test_heading_ids_are_unique() -> None:
    """The same heading again has a number; ids of the author's own are never taken."""
    text = "## 題\n## 題\n## 題\n## x {#題-1}\n## 題-2\n"
    found = ids(text)
    assert found[0] == "題"
    assert found[3] == "題-1"
    assert len(set(found)) == len(found)


def test_heading_id_of_decomposed_text() -> None:
    """Text in NFD gives the same page as in NFC."""
    text = "## ガイド\n\nパス[^が]\n\n[^が]: ば"
    assert body(unicodedata.normalize("NFD", text)).parts == body(text).parts


def test_compatibility_kanji_stay() -> None:
    """A kanji that NFC would turn into another one stays as typed."""
    assert "\ufa19" in html("神\ufa19が")


def test_phrase_ends_in_headings() -> None:
    """A Japanese heading has its phrase ends marked, but not inside code."""
    heading = body("## 安全な鍵の作り方を`説明する関数名`で説明します").headings[0]
    assert heading.text == "安全な鍵の作り方を説明する関数名で説明します"
    assert "<wbr>" in heading.html
    assert "<code>説明する関数名</code>" in heading.html


def test_no_phrase_ends_in_english() -> None:
    """A heading in Latin letters has none."""
    assert "<wbr>" not in html("## How to make a passkey and keep it safe")


def test_description_ends_at_a_sentence() -> None:
    """A long paragraph is cut at the last sentence that fits."""
    text = "これは一文目で、少し長めに書いてあります。" * 10
    found = body(text).description
    assert found.endswith("。")
    assert 60 < len(found) <= DESCRIPTION_LENGTH


def test_description_ends_at_a_phrase() -> None:
    """Without a sentence's end it is cut at a phrase, with an ellipsis."""
    found = shorten("とても長い文なので、" * 5 + "句読点のない部分がずっと続いて終わらない" * 8)
    assert found.endswith("…")
    assert len(found) <= DESCRIPTION_LENGTH


def test_description_is_prose() -> None:
    """Callouts, figures, quotations and lists are passed over for a paragraph."""
    text = "> [!NOTE]\n> 囲み\n\n![図](a.png)\n\n- 項目\n\n**本文**です[^1]。\n\n[^1]: 注"
    assert body(text).description == "本文です。"
    assert body("- 項目だけ").description == "項目だけ"
