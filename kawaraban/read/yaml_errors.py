"""YAML syntax errors in an author's words, in place of the parser's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from yaml import MarkedYAMLError, YAMLError

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
from kawaraban.read.data_errors import too_deep


class _Meaning(NamedTuple):
    what: Words
    remedy: Words


_TAB = _Meaning(
    Words("字下げにタブがあります", "a tab in the indentation"),
    Words("タブを半角の空白に直してください", "indent with spaces"),
)
_QUOTE = _Meaning(
    Words("引用符が閉じていません", "an unclosed quote"),
    Words("同じ引用符で閉じてください", "close it with the same quote"),
)
_BRACKET = _Meaning(
    Words(
        "括弧が閉じていないか、項目の間に「,」がありません", "an unclosed bracket, or a missing ','"
    ),
    Words("「]」か「}」で閉じてください", "close it with ']' or '}'"),
)
_SIGN = _Meaning(
    Words("値がこの記号では始められません", "a value cannot begin with this sign"),
    Words("値を引用符（'…'）で囲んでください", "put the value in quotes ('…')"),
)
_GOES_ON = _Meaning(
    Words("括弧や引用符の後にも値が続いています", "the value goes on behind its bracket or quote"),
    Words("値の全体を引用符（'…'）で囲んでください", "put the whole value in quotes ('…')"),
)
_COLON_IN_VALUE = _Meaning(
    Words("値の中に「: 」があります", "the value holds ': '"),
    Words("値を引用符（'…'）で囲んでください", "put the value in quotes ('…')"),
)
_NO_SPACE = _Meaning(
    Words("「:」の後に空白がありません", "no space after ':'"),
    Words("「キー: 値」のように空白を入れてください", "write 'key: value'"),
)
_WIDE_COLON = _Meaning(
    Words("全角の「：」が使われています", "a full-width colon '：'"),
    Words("半角の「: 」に直してください", "write ': '"),
)
_NO_COLON = _Meaning(
    Words("「キー: 値」の形ではない行があります", "a line that is not 'key: value'"),
    Words(
        "「:」と空白を入れるか、前の行の続きなら字下げしてください",
        "add ': ', or indent the line if it continues the one before",
    ),
)
_ESCAPE = _Meaning(
    Words('「"…"」の中の「\\」が正しくありません', "an unknown '\\' sequence inside \"…\""),
    Words("「'…'」で囲むか、「\\\\」と書いてください", "use '…' instead, or write '\\\\'"),
)
_LAYOUT = _Meaning(
    Words(
        "字下げがそろっていないか、引用符や括弧の後に余分な文字があります",
        "uneven indentation, or text after a closing quote or bracket",
    ),
    Words(
        "同じ段のキーは同じ桁から始め、値の全体を引用符で囲んでください",
        "begin keys of one level in one column, and quote the whole value",
    ),
)

_BY_PROBLEM = (
    ("cannot start any token", _SIGN),
    ("unexpected end of stream", _QUOTE),
    ("tab character", _TAB),
    ("unknown escape", _ESCAPE),
    ("hexdecimal number", _ESCAPE),
    ("Unicode character escape", _ESCAPE),
    ("alphabetic or numeric character", _SIGN),
    ("comment or line break", _SIGN),
    ("expected ','", _BRACKET),
    ("could not find expected ':'", _NO_COLON),
    ("did not find expected key", _LAYOUT),
    ("did not find expected '-'", _LAYOUT),
)
_REPORTED_AT_START = (_QUOTE, _BRACKET, _NO_COLON, _SIGN)
_TIGHT_COLON = re.compile(r"[ \t]*(?:- )?[\w-]+[ \t]*:(?![ \t]|$|//)")
# A bracket, or a quote or comment in which brackets mean nothing.
_BRACKET_OR_TEXT = re.compile(r""""[^"\n]*"|'[^'\n]*'|(?<!\S)\#.*|[\[\]{}]""")
# A quote that a line opens and does not close, though the next line begins with a key.
_OPEN_QUOTE = re.compile(
    r"""^.*[:-][ \t]+(?P<quote>["'])(?:(?!(?P=quote)).)*\n(?=[ ]*[\w-]+:[ \n])""", re.MULTILINE
)
_BEGUN = re.compile(
    r"""^[ ]*[\w-]+:[ ]+(?:\[[^\[\]\n]*\]|"[^"\n]*"|'[^'\n]*')[ ]*[^\s,#]""", re.MULTILINE
)
_FIRST = re.compile(r"^(?P<indent>[ \t]*)[^\s#]", re.MULTILINE)
_COLON = re.compile(r":(?:[ \t]|$)")


def explain(problem: YAMLError, text: str, at: Callable[[int], Source]) -> Diagnostic:
    """Explain what is wrong with `text`; `at` gives the source position of an index."""
    mark = problem.problem_mark if isinstance(problem, MarkedYAMLError) else None
    if not isinstance(problem, MarkedYAMLError) or mark is None:
        return _diagnostic(at(0), _unknown(str(problem)))
    if "maximum nesting" in (problem.problem or ""):
        return too_deep(at(mark.index))
    context = problem.context_mark
    if begun := _BEGUN.match(text, text.rfind("\n", 0, mark.index) + 1):
        return _diagnostic(at(begun.end() - 1), _GOES_ON)
    index, meaning = _meaning(
        problem.problem or "", mark.index, mark.index if context is None else context.index, text
    )
    return _diagnostic(at(index), meaning)


def explain_line(line: str) -> _Meaning | None:
    """Explain why a line is not `key: value`, if its colon is to blame."""
    if _TIGHT_COLON.match(line):
        return _NO_SPACE
    return _WIDE_COLON if "：" in line else None


def _meaning(problem: str, index: int, begin: int, text: str) -> tuple[int, _Meaning]:
    """Return the index to point at and what is wrong there.

    `problem` is the parser's message, `index` where it met it, `begin` where what it was reading
    began.
    """
    if quote := _OPEN_QUOTE.search(text, 0, index):
        return quote.start("quote"), _QUOTE
    if "mapping values are not allowed" in problem:
        return _stray_colon(index, text)
    if "node content" in problem:
        return _stray_sign(index, text)
    if "<document start>" in problem and (first := _FIRST.search(text)):
        return first.end("indent"), _LAYOUT if first["indent"] else _NO_COLON
    meaning = next((known for part, known in _BY_PROBLEM if part in problem), _unknown(problem))
    index = begin if meaning in _REPORTED_AT_START else index
    return index, _refine(meaning, text[index:].partition("\n")[0])


def _refine(meaning: _Meaning, rest: str) -> _Meaning:
    """Find more exactly what is wrong, by the rest of its line."""
    if meaning is _SIGN and rest.startswith("\t"):
        return _TAB
    return (explain_line(rest) if meaning is _NO_COLON else None) or meaning


def _stray_colon(index: int, text: str) -> tuple[int, _Meaning]:
    """Distinguish a colon inside a value from one that a mistake on the line above made stray."""
    line_start = text.rfind("\n", 0, index) + 1
    if ": " in text[line_start:index]:
        return index, _COLON_IN_VALUE
    above = text[:line_start].rstrip("\n")
    above_start = above.rfind("\n") + 1
    hint = explain_line(above[above_start:])
    if hint is None and above and not _COLON.search(above, above_start):
        hint = _NO_COLON
    return (index, _LAYOUT) if hint is None else (above_start, hint)


def _stray_sign(index: int, text: str) -> tuple[int, _Meaning]:
    """Distinguish a sign where a value should be from the end of a text inside a bracket."""
    if text[index:].strip():
        return index, _SIGN
    opened: list[int] = []
    for found in _BRACKET_OR_TEXT.finditer(text, 0, index):
        if found[0] in {"[", "{"}:
            opened.append(found.start())
        elif found[0] in {"]", "}"} and opened:
            opened.pop()
    return opened[-1] if opened else index, _BRACKET


def _unknown(problem: str) -> _Meaning:
    return _Meaning(
        Words(f"YAMLとして読めません（{problem}）", f"not YAML ({problem})"),
        Words(
            "記号を含む値は引用符（'…'）で囲んでください",
            "put values that hold signs in quotes ('…')",
        ),
    )


def _diagnostic(source: Source, meaning: _Meaning) -> Diagnostic:
    return error(source, "yaml-syntax", *meaning)
