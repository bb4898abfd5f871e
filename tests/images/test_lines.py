"""Lines of a card: where a title is broken, at what size, and what is cut."""

from __future__ import annotations

import budoux
import pytest

from kawaraban.images.cards import glyphs, lines
from kawaraban.images.cards.cards import draw_card
from kawaraban.images.cards.fonts import Face
from tests.images.test_cards import MEASURE, TITLES, card


def test_what_does_not_fit_ends_in_an_ellipsis(faces: tuple[Face, ...]) -> None:
    """A long title is cut with an ellipsis after a letter, and is not read to its end."""
    size, cut = lines.lay_out_title(TITLES["300 characters"], "ja", MEASURE, faces)
    assert (size, len(cut)) == lines.SIZES[-1]
    assert cut[-1][-1] == "…"
    assert cut[-1][-2].isalnum()
    assert draw_card(card("あ" * 1_000_000), faces) == draw_card(card("あ" * 501), faces)
    assert draw_card(card("🎉" * 499 + "春夏"), faces) == draw_card(card("春…"), faces)


@pytest.mark.parametrize("name", ["normal", "78 characters", "mixed"])
def test_phrases_stay_whole(name: str, faces: tuple[Face, ...]) -> None:
    """Each line but the last ends where a phrase or a word does."""
    title = TITLES[name]
    _, broken = lines.lay_out_title(title, "ja", MEASURE, faces)
    texts = ["".join(line) for line in broken]
    phrases = budoux.load_default_japanese_parser().parse(title)
    ends = {"".join(phrases[: n + 1]) for n in range(len(phrases))}
    rest = title
    for text in texts:
        assert rest.startswith(text)
        rest = rest.removeprefix(text)
        assert title.removesuffix(rest) in ends or rest.startswith(" ")
        rest = rest.lstrip(" ")
    assert not rest
    assert len(texts) > 1


def test_english_is_broken_at_spaces(faces: tuple[Face, ...]) -> None:
    """Words of English stay whole, in order."""
    _, broken = lines.lay_out_title(TITLES["English"], "en", MEASURE, faces)
    assert " ".join("".join(line) for line in broken) == TITLES["English"]


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_lines_fit_and_grow_smaller_with_the_title(title: str, faces: tuple[Face, ...]) -> None:
    """Each line is within the measure, and no more lines are set than the size allows."""
    size, broken = lines.lay_out_title(glyphs.drawable_text(title, faces), "ja", MEASURE, faces)
    assert 1 <= len(broken) <= dict(lines.SIZES)[size]
    assert all(lines.line_width(line, faces) * size <= MEASURE + 1 for line in broken)


@pytest.mark.parametrize(
    "title",
    [
        "それは、" * 40,
        "（例）「問」" * 40,
        "カッター・ナイフ！？" * 20,
        "スーパーー、" * 40,
        "100%，" * 60,
    ],
)
def test_no_line_starts_or_ends_against_the_rules(title: str, faces: tuple[Face, ...]) -> None:
    """No line starts with a closing mark, a long vowel or a small kana, or ends with an opening."""
    _, broken = lines.lay_out_title(title, "ja", MEASURE, faces)
    assert len(broken) > 1
    assert not [line for line in broken if line[0] in "、）」・ッー！？%，"]
    assert not [line for line in broken if line[-1] in "（「"]


def test_no_letter_is_left_alone_on_the_last_line(faces: tuple[Face, ...]) -> None:
    """Lines are of about one width, even where a title is just longer than a line."""
    for count in range(9, 80):
        _, broken = lines.lay_out_title("漢" * count, "en", MEASURE, faces)
        assert len(broken[-1]) > 2 or len(broken) == 1
        assert max(map(len, broken)) - len(broken[-1]) <= len(broken)
