"""YAML syntax errors in an author's words, in place of the parser's."""

from collections.abc import Callable

from yaml import MarkedYAMLError, YAMLError

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.tables import read_table
from kawaraban.read.text import too_deep
from kawaraban.system.regex import lazy_pattern

_REPORTED_AT_START = ("yaml-quote", "yaml-bracket", "yaml-no-colon", "yaml-sign")
_TIGHT_COLON = lazy_pattern(r"[ \t]*(?:- )?[\w-]+[ \t]*:(?![ \t]|$|//)")
# A bracket, or a quote or comment in which brackets mean nothing.
_BRACKET_OR_TEXT = lazy_pattern(r""""[^"\n]*"|'[^'\n]*'|(?<!\S)\#.*|[\[\]{}]""")
# A quote that a line opens and does not close, though the next line begins with a key.
_OPEN_QUOTE = lazy_pattern(
    r"""(?m)^.*[:-][ \t]+(?P<quote>["'])(?:(?!(?P=quote)).)*\n(?=[ ]*[\w-]+:[ \n])"""
)
_BEGUN = lazy_pattern(r"""(?m)^[ ]*[\w-]+:[ ]+(?:\[[^\[\]\n]*\]|"[^"\n]*"|'[^'\n]*')[ ]*[^\s,#]""")
_FIRST = lazy_pattern(r"(?m)^(?P<indent>[ \t]*)[^\s#]")
_COLON = lazy_pattern(r":(?:[ \t]|$)")


def explain(problem: YAMLError, text: str, at: Callable[[int], Source]) -> Diagnostic:
    """Explain what is wrong with `text`; `at` gives the source position of an index."""
    if not isinstance(problem, MarkedYAMLError) or (mark := problem.problem_mark) is None:
        return report(at(0), "yaml-unknown", problem=str(problem))
    if "maximum nesting" in (problem.problem or ""):
        return too_deep(at(mark.index))
    context = problem.context_mark
    if begun := _BEGUN.match(text, text.rfind("\n", 0, mark.index) + 1):
        return report(at(begun.end() - 1), "yaml-value-goes-on")
    begin = mark.index if context is None else context.index
    index, meaning = _meaning(problem.problem or "", mark.index, begin, text)
    return report(at(index), meaning, rule="yaml-syntax", problem=problem.problem or "")


def explain_line(line: str) -> str | None:
    """Explain why a line is not `key: value`, if its colon is to blame."""
    if _TIGHT_COLON.match(line):
        return "yaml-no-space"
    return "yaml-wide-colon" if "：" in line else None


def _meaning(problem: str, index: int, begin: int, text: str) -> tuple[int, str]:
    """Return the index to point at and what is wrong there.

    `problem` is the parser's message, `index` where it met it, `begin` where what it was reading
    began.
    """
    if quote := _OPEN_QUOTE.search(text, 0, index):
        return quote.start("quote"), "yaml-quote"
    if "mapping values are not allowed" in problem:
        return _stray_colon(index, text)
    if "node content" in problem:
        return _stray_sign(index, text)
    if "<document start>" in problem and (first := _FIRST.search(text)):
        return first.end("indent"), "yaml-layout" if first["indent"] else "yaml-no-colon"
    meanings = read_table(__file__, dict[str, str])
    meaning = next((known for part, known in meanings.items() if part in problem), "yaml-unknown")
    index = begin if meaning in _REPORTED_AT_START else index
    return index, _refine(meaning, text[index:].partition("\n")[0])


def _refine(meaning: str, rest: str) -> str:
    """Find more exactly what is wrong, by the rest of its line."""
    if meaning == "yaml-sign" and rest.startswith("\t"):
        return "yaml-tab"
    return (explain_line(rest) if meaning == "yaml-no-colon" else None) or meaning


def _stray_colon(index: int, text: str) -> tuple[int, str]:
    """Distinguish a colon inside a value from one that a mistake on the line above made stray."""
    line_start = text.rfind("\n", 0, index) + 1
    if ": " in text[line_start:index]:
        return index, "yaml-colon-in-value"
    above = text[:line_start].rstrip("\n")
    above_start = above.rfind("\n") + 1
    hint = explain_line(above[above_start:])
    if hint is None and above and not _COLON.search(above, above_start):
        hint = "yaml-no-colon"
    return (index, "yaml-layout") if hint is None else (above_start, hint)


def _stray_sign(index: int, text: str) -> tuple[int, str]:
    """Distinguish a sign where a value should be from the end of a text inside a bracket."""
    if text[index:].strip():
        return index, "yaml-sign"
    opened: list[int] = []
    for found in _BRACKET_OR_TEXT.finditer(text, 0, index):
        if found[0] in {"[", "{"}:
            opened.append(found.start())
        elif found[0] in {"]", "}"} and opened:
            opened.pop()
    return opened[-1] if opened else index, "yaml-bracket"
