"""Code is coloured by itself alone, whatever was coloured before it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from pygments.lexer import Lexer, ProfilingRegexLexer
from pygments.lexers import find_lexer_class, get_all_lexers

from kawaraban.markdown.highlighting import LEARNING, Highlighted, highlighted
from tests.desk import PROJECT

# What one text teaches the lexer, and another that it colours otherwise then.
TEACHING = {
    "csound": ("opcode Foo, a, a\nain xin\nxout ain\nendop\n", "a1 Foo 1\n"),
    "modula2": (
        "(*!m2r10*)\nMODULE A; END A.\n",
        "MODULE B;\nVAR x: BITSET; BEGIN INC(x); END B.\n",
    ),
    "haxe": (
        "#if cpp\nclass A {\n",
        "class B { function f() { var x = 1;\n#else\nvar y = 2;\n#end\n} }\n",
    ),
    "xquery": ("let $a := <b>{ (: c\n", "<a>{ $b }</a>, 1\n"),
}


@pytest.mark.parametrize("language", TEACHING)
def test_code_is_coloured_by_itself(language: str) -> None:
    """After another text a lexer gives what it gives in a fresh process."""
    teaching, code = TEACHING[language]
    script = (
        "from kawaraban.markdown.highlighting import highlighted\n"
        f"print(highlighted({code!r}, {language!r}))"
    )
    command = [sys.executable, "-c", script]
    fresh = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    highlighted(teaching, language)
    assert f"{highlighted(code, language)}\n" == fresh


def test_what_lexers_learn_is_known() -> None:
    """Each class whose container begins empty, and so is there to be filled."""
    found = {
        (lexer.__module__, lexer.__name__, name)
        for lexer in _lexers()
        for name, value in vars(lexer).items()
        if isinstance(value, (set, list, dict)) and not value and name not in _FIXED
    }
    assert found == set(LEARNING)


_FIXED = {"aliases", "filenames", "alias_filenames", "mimetypes", "mimetype", "tokens"}


def _lexers() -> Iterator[type[Lexer]]:
    for name, *_ in get_all_lexers(plugins=False):
        find_lexer_class(name)
    left: list[type[Lexer]] = [Lexer]
    while left:
        lexer = left.pop()
        left += lexer.__subclasses__()
        if lexer is not ProfilingRegexLexer and lexer.__module__.startswith("pygments."):
            yield lexer


def test_what_is_lent_is_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that was highlighted, and code in languages that nobody knows."""
    monkeypatch.setattr(Highlighted, "_lent", None)
    first = Highlighted(b"")
    first.lend()
    html = highlighted("x = 1\n", "Python")
    assert highlighted("x", "nai") is None
    second = Highlighted(first.packed())
    second.lend()
    monkeypatch.setattr("kawaraban.markdown.highlighting._html", lambda _: "anew")
    assert highlighted("x = 1\n", "python") == html
    assert highlighted("x", "nai") is None
    assert highlighted("x = 2\n", "python") == "anew"
    third = Highlighted(second.packed())
    assert third.packed() != second.packed(), "what is not asked for is forgotten"
    assert Highlighted(b"?").html(("python", "x")) == "anew"
