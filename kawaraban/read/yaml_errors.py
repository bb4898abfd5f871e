"""What a YAML parser complains of, in an author's words."""

import re
from collections.abc import Callable
from typing import NamedTuple

from yaml import MarkedYAMLError, YAMLError
from yaml.error import Mark

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
from kawaraban.read.yaml import TOO_DEEP

At = Callable[[int], Source]


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
_DASH = _Meaning(
    Words("「- 」がこの位置には置けません", "'- ' cannot stand here"),
    Words(
        "箇条は次の行から始めてください。文字なら引用符で囲んでください",
        "begin the list on its own line; quote it if it is text",
    ),
)
_ESCAPE = _Meaning(
    Words('「"…"」の中の「\\」が正しくありません', "an unknown '\\' sequence inside \"…\""),
    Words("「'…'」で囲むか、「\\\\」と書いてください", "use '…' instead, or write '\\\\'"),
)
LAYOUT = _Meaning(
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
    ("block sequence entries", _DASH),
    ("sequence entries are not", _DASH),
    ("expected ','", _BRACKET),
    ("could not find expected ':'", _NO_COLON),
    ("did not find expected key", LAYOUT),
    ("expected <block end>", LAYOUT),
    ("did not find expected '-'", LAYOUT),
)
_SHOWN_AT_START = (_QUOTE, _BRACKET, _NO_COLON, _SIGN)
_TIGHT_COLON = re.compile(r"[ \t]*(?:- )?[\w-]+[ \t]*:(?![ \t]|$|//)")
# Quotes and comments, in which brackets are none.
_NO_BRACKETS = re.compile(r""" "[^"\n]*" | '[^'\n]*' | (?<!\S)\#.* """, re.VERBOSE)
_FIRST = re.compile(r"^(?P<indent>[ \t]*)[^\s#]", re.MULTILINE)
_COLON = re.compile(r":(?:[ \t]|$)")


def explain(found: YAMLError, text: str, at: At) -> Diagnostic:
    """Say what is wrong with `text`, and where; `at` gives the place of an index."""
    if not isinstance(found, MarkedYAMLError) or found.problem_mark is None:
        return _diagnostic(at(0), _unknown(str(found)))
    if "maximum nesting" in (found.problem or ""):  # LibYAML, as it looks ahead
        return error(at(found.problem_mark.index), *TOO_DEEP)
    mark, meaning = _meaning(found, found.problem_mark, text)
    return _diagnostic(at(mark), meaning)


def explain_line(text: str) -> _Meaning | None:
    """Say why a text that should be `key: value` is none, if its colon tells."""
    if _TIGHT_COLON.match(text):
        return _NO_SPACE
    return _WIDE_COLON if "：" in text else None


def _meaning(found: MarkedYAMLError, mark: Mark, text: str) -> tuple[int, _Meaning]:
    """Give the index to point at, and what is wrong there."""
    problem, index = found.problem or "", mark.index
    if "mapping values are not allowed" in problem:
        return _stray_colon(index, text)
    if "node content" in problem:
        return _stray_sign(index, text)
    if "<document start>" in problem and (first := _FIRST.search(text)):
        return first.end("indent"), LAYOUT if first["indent"] else _NO_COLON
    meaning = next((known for part, known in _BY_PROBLEM if part in problem), _unknown(problem))
    if meaning in _SHOWN_AT_START and found.context_mark:
        index = found.context_mark.index
    return index, _refined(meaning, text, index)


def _refined(meaning: _Meaning, text: str, index: int) -> _Meaning:
    """Say more exactly what is wrong, where the text there tells."""
    if meaning is _SIGN and text.startswith("\t", index):
        return _TAB
    return (explain_line(_line(text, index)) if meaning is _NO_COLON else None) or meaning


def _stray_colon(index: int, text: str) -> tuple[int, _Meaning]:
    """Tell a colon inside a value from one that a mistake above has made stray."""
    line_start = text.rfind("\n", 0, index) + 1
    if ": " in text[line_start:index]:
        return index, _COLON_IN_VALUE
    above = text[:line_start].rstrip("\n")
    above_start = above.rfind("\n") + 1
    hint = explain_line(above[above_start:])
    if hint is None and above and not _COLON.search(above, above_start):
        hint = _NO_COLON
    return (index, LAYOUT) if hint is None else (above_start, hint)


def _stray_sign(index: int, text: str) -> tuple[int, _Meaning]:
    """Tell a sign where a value should be from the end of a text within a bracket."""
    if text[index:].strip():
        return index, _SIGN
    closed, text = 0, _NO_BRACKETS.sub(lambda words: " " * len(words[0]), text)
    for place in reversed(range(index)):
        closed += (text[place] in "]}") - (text[place] in "[{")
        if closed < 0:
            return place, _BRACKET
    return index, _BRACKET


def _line(text: str, index: int) -> str:
    return text[index:].partition("\n")[0]


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
