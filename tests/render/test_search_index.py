"""How texts become pieces that a query is looked up by."""

import re

import pytest

from kawaraban.render.search_index import divide, fold, make_entry, pieces, text_of


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ひらがな", "ヒラガナ"),
        ("ｶﾞｽ", "ガス"),
        ("Ｗｉ－Ｆｉ", "wi-fi"),
        ("㍿と①", "株式会社ト1"),
        ("iPhone 15", "iphone 15"),
        ("いすゞ", "イスヾ"),
    ],
)
def test_fold(written: str, folded: str) -> None:
    """Kana, width and case make no difference."""
    assert fold(written) == folded


def test_pieces_of_japanese() -> None:
    """Kanji in pairs, kana in threes; no piece goes over a space or a sign."""
    assert pieces("確定デス") == ["確定", "定デ", "デス"]
    assert pieces("カード、鍵") == ["カード", "ード", "鍵"]


def test_pieces_of_other_words() -> None:
    """Six letters from each but the last on, up to the word's end; and the whole word."""
    assert pieces("digital") == ["digita", "igital", "gital ", "ital ", "tal ", "al ", " digital"]
    assert pieces("c") == [" c"]
    assert pieces("snake_case-go") == [
        *("snake ", "nake ", "ake ", "ke ", " snake"),
        *("case ", "ase ", "se ", " case"),
        *("go ", " go"),
    ]


def test_the_text_is_what_a_reader_sees() -> None:
    """Inline elements part no word; what is hidden, repeated or gone soon is left out."""
    html = (
        '<nav class="toc">目次</nav><h2>見出し<a class="anchor" href="#a">#</a></h2>'
        "<p>確<b>定</b>申告<br>次&amp;<!-- 秘密 --></p><p hidden>隠れた</p>"
        '<aside data-ends="2026-06-30">安売り</aside>'
        '<span data-ends="2026-06-30"><a>店</a><template>別の店</template></span>'
        '<p style="Display:None">消えた</p><pre><code>a\n  b</code></pre>'
        "<table><tr><td>一</td><td>二</td></tr></table><script>track()</script>"
    )
    text = "見出し\n確定申告\n次&\n店\na\nb\n一\n二"
    assert text_of(html) == (text, "見出し")


def test_marks_of_pieces() -> None:
    """The letter before a piece tells its weight, more in headings, and the part it begins in."""
    texts, shards = make_entry("<h2>鍵</h2><p>鍵鍵</p><p>錠、止、金。</p>", "題", 4, parts=2)
    assert texts == ("鍵\n鍵鍵", "錠、止、金。\n")
    found = [mark for line in shards.split("\n") for mark in re.findall("[A-Z][^A-Z]+", line)]
    assert sorted(found) == ["A鍵鍵", "A題", "C鍵", "E止", "E金", "E錠"]


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_a_text_is_divided_at_ends_of_lines(count: int) -> None:
    """No line is cut, none is lost, and the last part alone ends with a line end."""
    for text in ("", "一", "一二三\n四\n五六七八\n九", "長い" * 40):
        parts = divide(text, count)
        assert len(parts) == count
        assert "\n".join(filter(None, parts)) == f"{text}\n"
