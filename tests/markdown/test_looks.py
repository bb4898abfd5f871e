"""What authors type every day and is no Markdown: read as meant, or reported at its line."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path

import pytest

from kawaraban.elements.figure import Figure
from tests.markdown.bodies import body, html, reported, slots

PARTS = (Path(__file__).parent / "looks.txt").read_text("utf-8").split("\n\n== ")[1:]
SECTIONS = {part.split("\n")[0]: part.strip("\n").split("\n")[1:] for part in PARTS}
RIGHT = [text.replace("⏎", "\n") for text in SECTIONS.pop("right")]
CASES = [(rule, text.replace("⏎", "\n")) for rule in SECTIONS for text in SECTIONS[rule]]


@pytest.mark.parametrize(("rule", "text"), CASES)
def test_a_slip_is_reported_at_its_line(rule: str, text: str) -> None:
    """What was meant otherwise is reported once, within its lines, with its own rule."""
    found = [one.partition(" ") for one in reported(f"前の段落。\n\n{text}\n\n後の段落。")]
    assert [name for _, _, name in found].count(rule) == 1, found
    lines = range(3, 4 + text.count("\n"))
    assert {int(at.partition(":")[0]) for at, _, name in found if name == rule} <= {*lines}


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_not_reported(text: str) -> None:
    """Code, HTML, comments, prose and right Markdown are published without a word."""
    assert [one for one in reported(f"前の段落。\n\n{text}\n") if "missing" not in one] == []


def test_few_of_many_slips_are_silent() -> None:
    """Of 300 texts with five slips each, at most 2% of the slips are reported nowhere."""
    rng, silent = random.Random(27), list[str]()  # noqa: S311 - no secret
    for _ in range(300):
        picked = rng.sample(CASES, 5)
        if sum("<" in text for _, text in picked) > 1:
            continue  # a stray end tag ends what another has begun
        lines, spans = ["## 題", ""], []
        for _, text in picked:
            spans.append((len(lines) + 1, len(lines) + 1 + text.count("\n"), text))
            lines += [*text.split("\n"), "", "間の文です。`##コード` と **強調** があります。", ""]
        told = {one.source.line for one in body("\n".join(lines)).diagnostics}
        silent += [text for first, last, text in spans if not told & {*range(first, last + 1)}]
    assert len(silent) <= 300 * 5 * 0.02, silent


@pytest.mark.parametrize(
    ("left", "right"),
    [*zip("“”＂‘「『", "””＂’」』", strict=True), ("”", "”"), ('"', "”"), ("“", '"')],
)
def test_a_title_in_other_quotes_is_a_title(left: str, right: str) -> None:
    """Curly, corner and full-width quotes around a title can mean nothing else."""
    (figure,) = slots(f"![図](a.png {left}説明{right})", Figure)
    assert figure.caption == ("説明",)
    assert 'title="説明"' in html(f"[題](https://example.com/ {left}説明{right})")


def test_a_footnote_may_stand_right_below_its_paragraph() -> None:
    """GitHub reads such a definition too."""
    text = "文[^1]と文[^b]。\n[^1]: 一つ\n[^b]: 二つ"
    assert reported(text) == []
    assert html(text).count("footnote-back") == 2


@pytest.mark.parametrize(
    ("text", "levels", "rules"),
    [
        ("# 甲\n## 乙\n# 丙\n### 丁", [2, 3, 2, 4], ["4:1 heading-skips"]),
        ("# 甲\n###### 乙", [2, 6], ["2:1 heading-skips"]),
        ("## 甲\n# 乙\n# 丙\n## 丁", [2, 2, 2, 2], ["2:1 second-h1"]),
        ("## 甲\n#### 乙\n## 丙\n#### 丁", [2, 4, 2, 4], ["2:1 heading-skips"]),
    ],
)
def test_sections_with_one_sign_keep_the_levels_below(
    text: str, levels: list[int], rules: list[str]
) -> None:
    """The h1 is the title's, so sections with `#` and all below them are one level lower."""
    assert [heading.level for heading in body(text).headings] == levels
    assert reported(text) == rules


def test_a_picture_that_is_not_shown_stops_the_build() -> None:
    """A picture that is named and not shown is an error; other slips are warnings."""
    kinds = {one.rule: one.severity for _, text in CASES for one in body(text).diagnostics}
    errors = {rule for rule in SECTIONS if kinds[rule] == "error"}
    assert errors == {"looks-like-picture"}
    assert all(
        one.remedy.ja and one.remedy.en for _, text in CASES for one in body(text).diagnostics
    )


@pytest.mark.parametrize("signs", [*product(["**", "・", "|", "[", "{%", "＊＊", "!["], repeat=2)])
def test_signs_alone_are_text(signs: tuple[str, str]) -> None:
    """No sign by itself makes the parse fail."""
    assert html("".join(signs)) != ""
