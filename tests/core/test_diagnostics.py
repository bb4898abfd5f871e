"""What diagnostics look like as text and as JSON."""

from __future__ import annotations

from kawaraban.core.diagnostics import Diagnostic, Source, Words, show


def test_many_hints_or_warnings_of_a_rule_are_counted_as_text_alone() -> None:
    """A list of hundreds hides what is new in it; more warnings are shown, and all errors."""

    def found(severity: str, rule: str, line: int) -> Diagnostic:
        return Diagnostic(Source("a.md", line), rule, Words("何", "what"), Words("", ""), severity)

    hints = [found("hint", "undated-price", line) for line in range(1, 31)]
    others = [found("warning", "empty-alt", line) for line in range(40, 71)]
    one = [found("hint", "possible-ad", 80)]
    text = show([*hints, *others, *one], "text", "en").splitlines()
    assert [line.split(":")[1] for line in text] == [
        *(str(n) for n in range(1, 22)),
        *(str(n) for n in range(40, 71)),
        "80",
    ]
    assert text[20] == "a.md:21:1: hint: 10 more of this; --format json shows all [undated-price]"
    warnings = [found("warning", "foreign-picture", line) for line in range(1, 40_001)]
    assert show(warnings, "text", "en").splitlines()[100:] == [
        "a.md:101:1: warning: 39900 more of this; --format json shows all [foreign-picture]"
    ]
    errors = [found("error", "no-file", line) for line in range(1, 151)]
    assert len(show(errors, "text", "en").splitlines()) == 150
    assert len(show(hints, "json", "ja").splitlines()) == 30
    assert len(show(hints[:20], "text", "ja").splitlines()) == 20
