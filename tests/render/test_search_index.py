"""How texts become pieces that a query is looked up by."""

from __future__ import annotations

import pytest

from kawaraban.render.search_index import GROUPS, fold, make_entry, merge, pieces, text_of


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
    """Kanji in pairs and alone, kana in threes; no piece goes over a space or a sign."""
    assert sorted(pieces("確定デス")) == sorted(["確定", "定デ", "デス", "確", "定"])
    assert sorted(pieces("カード、鍵")) == sorted(["カード", "ード", "鍵"])


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


def test_steps_and_weights() -> None:
    """A piece has the step to each article that holds it, and weighs more in headings."""
    entries = [make_entry(html, "題", 2) for html in ("<p>鍵</p>", "", "<h2>鍵</h2><p>鍵鍵</p>")]
    shards = [
        merge([groups[group] for _, groups in entries], str(place))
        for group in range(GROUPS)
        for place in range(4)
    ]
    found = {piece: steps for shard in shards for piece, steps in shard.items()}
    assert found["題"] == [4, 4, 4]
    assert found["鍵"] == [1 * 4 + 0, 2 * 4 + 2]
