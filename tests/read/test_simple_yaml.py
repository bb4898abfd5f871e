"""Simple YAML, read at a glance, is what the parser's events make of it."""

from __future__ import annotations

import random
from typing import NamedTuple

import pytest

from kawaraban.read import yaml
from kawaraban.read.simple_yaml import simple_mapping

_PIECES = (
    '"', "'", "[", "]", ", ", ",", " ", "  ", ":", ": ", "-", "- ", "? ", "&a", "*a", "!x", "|",
    ">", "%", "@", "`", "{", "}", "~", "#", " # ", "\\", "\t", "null", "true", "0x1F", "1:30",
    "2018-01-01T09:25:00+09:00", "2018-01-01 09:25", "題", "掃除。", "！？", "【97点】", "「a」",
    "a", "b c", "é", "😀", "\u3000", "\xa0", "\u200b", "\x85", "\u2028", "...", "---", "--- ",
    "<<", "=", "/", ".", "+", "_", "(", ")", "http://a.b/c?d=e", "it's", 'a"b', "C++", ".5", "-1",
    "a-b", "…", "\n", "\n ", "\n- ", "\nkey: ", "\ntags: [", '"題名"', "'x'", '["a", "b"]',
    "[a, b]", "[a b,c]", "[]", "あ" * 1100,
)  # fmt: skip
_KEYS = ("title", "date", "tags", "x_y", "a-b", "k1", "null", "_", "Title", "題", "k" * 1100)
_SIMPLE = """title: "題: 'a' [b], c"
date: 2018-01-01T09:25:00+09:00
tags: ["掃除", '比較', 初心者 向け]
aliases: []
x_note: これは 本文です:と
"""


def _line(chance: random.Random) -> str:
    value = "".join(chance.choice(_PIECES) for _ in range(chance.choice((1, 1, 1, 2, 3))))
    parts = ", ".join(chance.choice(_PIECES) for _ in range(chance.randrange(4)))
    forms = (f'"{value}"', f"'{value}'", f"[{parts}]", value, value)
    gap = chance.choice((": ", ": ", ": ", ":  ", ":"))
    return f"{chance.choice(_KEYS)}{gap}{chance.choice(forms)}{chance.choice(('', '', ' '))}\n"


class _Found(NamedTuple):
    simple: object
    parsed: object


def _both(text: str, monkeypatch: pytest.MonkeyPatch) -> _Found:
    simple = simple_mapping(text, "a.md", 3, 2)
    with monkeypatch.context() as patch:
        patch.setattr(yaml, "simple_mapping", lambda *_: None)
        node, found = yaml.load_yaml(text, "a.md", 3, 2)
    return _Found(simple, found or node)


def test_what_posts_begin_with_is_simple(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts in quotes or without, moments and lists are read, each at its place."""
    found = _both(_SIMPLE, monkeypatch)
    assert found.simple is not None
    assert found.simple == found.parsed


def test_what_is_simple_is_what_the_parser_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of texts, most of them wrong somewhere: what is read is never another thing."""
    chance, read = random.Random(1), 0  # noqa: S311 - no secret
    for _ in range(8000):
        text = "".join(_line(chance) for _ in range(chance.choice((1, 1, 2, 3))))
        found = _both(text, monkeypatch)
        if found.simple is not None:
            read += 1
            assert found.simple == found.parsed, text
    assert read > 1000
