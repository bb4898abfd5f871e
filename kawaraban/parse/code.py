"""Code blocks: their language, and highlighting with Pygments."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kawaraban.parse.references import unescape

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_LANGUAGE = re.compile(r"[\w+#.-]+")


def language(info: str) -> str:
    """Give a fence's language: the word that its info string begins with, safe in a class name.

    What follows it (`js:app.js`, `js {.numbers}`, `js title="…"`) is for other tools.
    """
    found = _LANGUAGE.match(unescape(info))
    return found[0] if found else ""


def highlighted(code: str, name: str) -> str | None:
    """Give the code as HTML with Pygments' classes, or None where it does not know the language."""
    lexer = _lexer(name.lower()) if name else None
    if lexer is None:
        return None
    from pygments import highlight  # noqa: PLC0415 - posts without code need not pay for it
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415 - likewise

    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))


@cache
def _lexer(name: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415 - likewise
    from pygments.util import ClassNotFound  # noqa: PLC0415 - likewise

    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
