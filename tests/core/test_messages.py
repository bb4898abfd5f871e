"""The table of messages: whole in both languages, and in step with the code that gives values."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from string import Formatter
from typing import NamedTuple

import pytest

from kawaraban.core.diagnostics import Source, Words
from kawaraban.core.messages import report
from tests.desk import PROJECT

_PACKAGE = PROJECT / "kawaraban"
_TABLE = tomllib.loads((_PACKAGE / "core/messages.toml").read_text("utf-8"))
# What makes a message or a phrase: the number of arguments before the name.
_MAKERS = {"report": 1, "add": 1, "refuse": 1, "phrase": 0, "BadPictureError": 0, "Problem": 0}


class _Code(NamedTuple):
    """What the package says of messages: its texts, beginnings of names, and calls."""

    texts: set[str]
    begins: tuple[str, ...]
    calls: list[tuple[str, str, str, set[str]]]


@cache
def _code() -> _Code:
    files = sorted(_PACKAGE.rglob("*.py"))
    trees = [(file, ast.parse(file.read_text("utf-8"))) for file in files]
    nodes = [(f"{file}:{getattr(n, 'lineno', 0)}", n) for file, t in trees for n in ast.walk(t)]
    constants = (n.value for _, n in nodes if isinstance(n, ast.Constant))
    texts = {value for value in constants if isinstance(value, str)}
    texts |= set(tomllib.loads((_PACKAGE / "read/yaml_errors.toml").read_text("utf-8")).values())
    prefixes = (
        n.args[0].value
        for _, n in nodes
        if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "tool_words"
    )
    # The beginnings of names that are made of a beginning and a kind.
    begins = (t for t in texts if t.endswith("-") and any(n.startswith(t) for n in _TABLE))
    return _Code(texts, (*prefixes, *begins), [*_calls(nodes)])


def _fields(texts: list[str]) -> set[str]:
    return {field for text in texts for _, field, _, _ in Formatter().parse(text) if field}


def _calls(nodes: list[tuple[str, ast.AST]]) -> Iterator[tuple[str, str, str, set[str]]]:
    """Yield the place, maker, name and values of each message whose name is written out."""
    for place, node in nodes:
        if not isinstance(node, ast.Call):
            continue
        maker = getattr(node.func, "attr", getattr(node.func, "id", ""))
        begin = _MAKERS.get(maker)
        if begin is None or len(node.args) <= begin:
            continue
        values = {keyword.arg or "**" for keyword in node.keywords}
        if maker == "Problem":
            values = {key.value for key in node.args[1].keys}
        named = node.args[begin]
        for name in (named.body, named.orelse) if isinstance(named, ast.IfExp) else (named,):
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield place, maker, name.value, values


@pytest.mark.parametrize("name", _TABLE)
def test_a_message_is_whole_in_both_languages(name: str) -> None:
    """Both have as many texts, which need the same values, and some code names the message."""
    message = _TABLE[name]
    assert len(message["ja"]) == len(message["en"]) <= 2
    assert all(message["ja"] + message["en"])
    assert _fields(message["ja"]) == _fields(message["en"])
    assert name in _code().texts or name.startswith(_code().begins)


def test_the_code_gives_each_message_its_values() -> None:
    """Every message that is named where it is made is in the table, and gets what it needs."""
    calls = _code().calls
    assert len(calls) > 200
    for place, maker, name, values in calls:
        assert name in _TABLE, place
        message = _TABLE[name]
        assert len(message["ja"]) == (1 if maker == "phrase" or name.startswith("svg-") else 2), (
            place
        )
        needed = _fields([*message["ja"], message.get("rule", "")])
        assert "**" in values or values == needed, place


def test_a_value_may_be_in_both_languages() -> None:
    """Each text gets a value of its own language, and braces in a value stay as they are."""
    made = report(Source("a.md", 3), "unknown-deal", name="{x}", remedy=Words("あ", "a"))
    assert made.what.en == "there is no deal '{x}'"
    assert (made.remedy, made.rule, made.severity) == (Words("あ", "a"), "unknown-deal", "error")
