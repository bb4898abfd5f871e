"""Code as HTML with Pygments' classes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexer import Lexer


_LONGEST_LINE = 1000  # characters; for more, some lexers take minutes


def highlight(code: str, language: str) -> str | None:
    """Return code as HTML, or None for a language that Pygments lacks and for very long lines."""
    lexer = _lexer(language.lower()) if language else None
    if lexer is None or any(len(line) > _LONGEST_LINE for line in code.split("\n")):
        return None
    import pygments  # noqa: PLC0415 - posts without code need not pay for it

    # A lexer of its own: some store what they have met.
    return str(pygments.highlight(code, lexer(stripnl=False, ensurenl=False), _formatter()))


@cache
def _formatter() -> HtmlFormatter[str]:
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415 - likewise

    return HtmlFormatter(nowrap=True)


@cache
def _lexer(language: str) -> type[Lexer] | None:
    from pygments.lexers import find_lexer_class_by_name  # noqa: PLC0415 - likewise
    from pygments.util import ClassNotFound  # noqa: PLC0415 - likewise

    try:
        return find_lexer_class_by_name(language)
    except ClassNotFound:
        return None
