"""Formulas: whose dollar signs they are, and what becomes of those that cannot be read."""

from __future__ import annotations

import time

import pytest

from kawaraban.core.settings import MarkdownSettings, Settings
from kawaraban.elements.formula import Formula
from kawaraban.markdown.parse import parse
from tests.desk import Desk, post
from tests.markdown.bodies import body, html, reported, slots

_OFF = Settings(title="t", base_url="https://example.com/", markdown=MarkdownSettings(math=False))


@pytest.mark.parametrize(
    "text",
    [
        "$5から$10", "5$と10$", "US$5、US$6", "$5 と 6$", "$100（$90）", "$aと$b", "$と$を",
        "$ a $", "$HOME/bin:$PATH", "a$b$", "$b$c", r"\$a\$", "`$a$`", "$a\nb$", "$$ から $$ まで",
        "$$$と$$$", r"$4（$6）。\$7$",
    ],
)  # fmt: skip
def test_a_price_is_no_formula(text: str) -> None:
    """Dollar signs of prices, of a shell and of code stay as typed, without a word."""
    assert not slots(text, Formula)
    assert reported(text) == []


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("は$a^2$と", "a^2"), ("（$T>T_0$）", "T>T_0"), ("$`a_b`$", "a_b"), ("$x\\$y$", "x\\$y"),
        ("$$ a\n= b $$", "a\n= b"), ("文\n$$\na\n- b\n# c\n$$\n文", "a\n- b\n# c"),
        ("> $$\n> a\n> $$", "a"), ("- 項目\n\n  $$\n  a\n  $$", "a"), ("```math\na\n```", "a"),
        ("$$ a = b\n$$", "a = b"), ("$速さ = 距離 / 時間$", "速さ = 距離 / 時間"), ("$*a*$", "*a*"),
    ],
)  # fmt: skip
def test_a_formula_is_read(text: str, tex: str) -> None:
    """In a line beside Japanese, on lines of its own, and in a fence."""
    assert [one.tex for one in slots(text, Formula)] == [tex]
    assert reported(text) == []


@pytest.mark.parametrize(
    "tex",
    [
        r"\foo", r"\frac{a}", r"{a", r"\left( a", "a_b_c", r"\begin{tikz} a & b \end{tikz}",
        r"\style{color:red}{a}", r"\class{a}{b}", r"\newcommand{\a}{\a\a}\a",
        "{" * 2000 + "}" * 2000,
    ],
)  # fmt: skip
def test_what_cannot_be_read_stays_as_typed(tex: str) -> None:
    """A formula that the library does not know is told, and no exception ends the build."""
    assert reported(f"文${tex}$") == ["1:2 unread-formula"]
    assert not slots(f"文${tex}$", Formula)


@pytest.mark.parametrize("tex", [r"a \\ b", r"\begin{gathered} a \\ b \end{gathered}"])
def test_lines_of_a_formula_stay_lines(tex: str) -> None:
    """Browsers break no formula, so that its lines are rows of a table."""
    (formula,) = slots(f"$$ {tex} $$", Formula)
    assert formula.mathml.count("<mtr>") == 2


def test_formulas_can_be_turned_off() -> None:
    """With `math = false` dollar signs mean nothing."""
    text = "$a$\n\n$$\n- b\n$$\n\n```math\nc\n```"
    parsed = parse(text, "content/posts/a.md", 1, _OFF)
    assert not [slot for slot in parsed.slots if isinstance(slot, Formula)]
    assert "<li>b" in "".join(part for part in parsed.parts if isinstance(part, str))


def test_an_open_formula_is_code() -> None:
    """What follows `$$` without its end is told, and is no formula."""
    assert reported("$$\na\n\n続き") == ["1:1 unclosed-fence"]
    assert "続き" in html("$$\na\n\n続き")


def test_a_formula_is_words_in_a_description() -> None:
    """Descriptions and the contents have the formula as typed, without its signs."""
    assert body("長さは$a^2$です。").description == "長さはa^2です。"
    assert body("## 式 $a^2$").headings[0].html == "式 a^2"


def test_a_feed_has_formulas_as_typed(desk: Desk) -> None:
    """Readers of feeds may not know MathML."""
    built = desk.write({"content/posts/a.md": post("式$a^2$です。")}).build()
    feed = (built.output / "feed.xml").read_text("utf-8")
    assert "formula&#34;&gt;a^2&lt;/code&gt;" in feed
    assert "&lt;math" not in feed
    assert "<math" in built.page("posts/a/")


def test_many_dollar_signs_take_linear_time() -> None:
    """Signs without an end are each looked at once."""
    times = []
    for count in (2_000, 8_000):
        start = time.process_time()
        body("$a " * count + "$$ b " * count)
        times.append(time.process_time() - start)
    assert times[1] < 12 * times[0]
