"""Code is highlighted by Pygments."""

from __future__ import annotations

from kawaraban.markdown.highlighting import highlight


def test_code_is_highlighted_by_the_name_of_its_language() -> None:
    """In capitals or not; a language that Pygments does not know is left to the caller."""
    assert highlight("x = 1\n", "Python") == highlight("x = 1\n", "python")
    assert '<span class="n">x</span>' in str(highlight("x = 1\n", "python"))
    assert highlight("x", "nai") is None
    assert highlight("x", "") is None
