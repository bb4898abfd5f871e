"""Each shortcut of the parse beside the slower way that it stands for."""

from __future__ import annotations

import os
import random
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import budoux
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kawaraban.markdown
from kawaraban.core.model import Body
from kawaraban.markdown import headings, parse, warm_up
from kawaraban.markdown.blocks import shortcuts
from kawaraban.markdown.blocks.parser import Blocks
from kawaraban.markdown.segmenter import japanese
from kawaraban.markdown.text import Text
from kawaraban.markdown.tree.builder import Pending, Role, Tree
from tests.markdown import score
from tests.markdown.bodies import PATH, SETTINGS

_PIECES = (
    "\n", "\n\n", "- あ\n", "-  [a](b)\n", "- - a\n", "-\n", "- 11,200円\n", "- 1. a\n", "あ\n",
    "+ a\n", "* *a* b\n", "* * *\n", "1. い\n", "2) い\n", "3. - a\n", "# 見出し\n", "## a ##\n",
    "#a\n", "###\n", "## `a` b {#c}\n", "  ", "    ", "\t", "> ", "| a | b |\n", "|-|-|\n",
    "---\n", "===\n", "```\n", "```\na\n\t```\n    b\n", "~~~ a\n", "``a``\n", "[a]: /b\n",
    "[a]\n", "[^1]: a\n", "[^1]\n", "[ ] a\n", "**あ**い\n", "***\n", ": a\n", "<div>\n",
    "<b>a</b>\n", "&amp;\n", "a > b & c\n", "{.a}\n", "[TOC]\n", "あ}\n", "12345\n",
    "1234567890. a\n", "あ  \n", "\\\n", "https://example.com/\n",
)  # fmt: skip


def _plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the shortcuts away."""

    def pend(  # noqa: PLR0913, PLR0917 - as the method takes them
        tree: Tree,
        element: ET.Element,
        words: str,
        line: int,
        columns: list[int],
        role: Role = "text",
    ) -> None:
        tree.pending.append(Pending(element, Text(words, line, columns), role))

    monkeypatch.setattr(shortcuts, "read", lambda *_: False)
    monkeypatch.setattr(Tree, "prose", pend)
    monkeypatch.setattr(headings, "_is_flat", lambda _: False)


def _spliced(lines: list[str]) -> Iterator[str]:
    """Give texts of random pieces, and of some of the given lines between them."""
    chance = random.Random(len(lines))  # noqa: S311
    for _ in range(600):
        pieces = [chance.choice(_PIECES) for _ in range(chance.randrange(1, 14))]
        for _ in range(chance.randrange(3) if lines else 0):
            at = chance.randrange(len(lines))
            found = "\n".join(lines[at : at + chance.randrange(1, 6)])
            pieces.insert(chance.randrange(len(pieces) + 1), found)
        yield "".join(pieces)


@cache
def _written() -> tuple[str, ...]:
    """Give the real posts, where they stand beside the repository."""
    if not score.SHARED.is_dir() and not os.environ.get("CI"):
        return ()
    found = tuple(map(score.body, score.posts()))
    assert len(found) > 300
    return found


def _bodies(texts: list[str]) -> list[Body]:
    return [parse(text, PATH, 1, SETTINGS) for text in texts]


def test_a_body_is_the_same_without_shortcuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real posts, and random texts of what shortcuts know and what they must leave alone."""
    posts = [text for text in _written() if "```" not in text]  # lexing takes its time
    lines = [line for text in posts for line in text.split("\n")]
    texts = [*posts, *_spliced([]), *_spliced(lines)]
    short = _bodies(texts)
    _plainly(monkeypatch)
    for text, found, expected in zip(texts, short, _bodies(texts), strict=True):
        assert found == expected, text


def test_shortcuts_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """They read the lines that they are for, so that the comparison compares something."""
    taken: list[str] = []
    read = shortcuts.read

    def seen(parser: Blocks, text: str, number: int) -> bool:
        taken.extend([text] * (known := read(parser, text, number)))
        return known

    monkeypatch.setattr(shortcuts, "read", seen)
    parse("# a\n\nb\n*c*\n\n```\ncode\n~~~\n```\n- d\n- 1 e\n\n1. f\n\ng\n> h\n", PATH, 1, SETTINGS)
    assert taken == ["# a", "", "b", "*c*", "", "code", "~~~", "- d", "- 1 e", "", "", "g"]


def test_a_parse_after_the_warm_up_makes_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first parse would make is there."""
    warm_up(SETTINGS)
    monkeypatch.delattr(kawaraban.markdown, "Kawaraban")
    assert parse("あ", PATH, 1, SETTINGS).description == "あ"


_MODEL = budoux.load_default_japanese_parser()
_KEYS = sorted({key for scores in _MODEL.model.values() for key in scores})


@given(st.lists(st.sampled_from(_KEYS) | st.text(max_size=3), max_size=20).map("".join))
def test_phrases_end_where_budoux_ends_them(text: str) -> None:
    """The model's characters in any order, and any text."""
    ends = [0, *japanese().ends(text), len(text)]
    assert [text[begin:end] for begin, end in pairwise(ends) if text] == _MODEL.parse(text)


def test_phrases_of_real_posts_end_where_budoux_ends_them() -> None:
    """Every tenth line of the real posts."""
    for line in [line for text in _written() for line in text.split("\n")][::10]:
        ends = [0, *japanese().ends(line), len(line)]
        assert [line[begin:end] for begin, end in pairwise(ends) if line] == _MODEL.parse(line)
