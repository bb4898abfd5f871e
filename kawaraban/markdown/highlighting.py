"""Code as HTML with Pygments' classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from kawaraban.markdown.serializer import escape_text

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType


_LONGEST_LINE = 1000  # characters; for more, some lexers take minutes


def highlight(code: str, language: str) -> str | None:
    """Return code as HTML, or None for a language that Pygments lacks and for very long lines."""
    lexer = _lexer(language.lower()) if language else None
    if lexer is None or any(len(line) > _LONGEST_LINE for line in code.split("\n")):
        return None
    # A lexer of its own: some store what they have met.
    return "".join(_spans(lexer(stripnl=False, ensurenl=False).get_tokens(code)))


def _spans(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[str]:
    """Yield the HTML of tokens, each line by itself; Pygments' formatter takes twice as long."""
    named = ((_classes(kind), text) for kind, text in tokens if text)
    for name, same in groupby(named, itemgetter(0)):
        text = escape_text("".join([text for _, text in same]))
        begin, end = (f'<span class="{name}">', "</span>") if name else ("", "")
        yield "\n".join([f"{begin}{line}{end}" if line else "" for line in text.split("\n")])


@cache
def _classes(kind: _TokenType) -> str:
    """Return the classes of a kind of token: one that themes do not know has also those above."""
    from pygments.token import STANDARD_TYPES  # noqa: PLC0415 - posts without code need not pay

    if kind in STANDARD_TYPES:
        return str(STANDARD_TYPES[kind])
    above = _classes(kind.parent)
    return f"{above} {above.rpartition(' ')[2]}-{kind[-1]}"


@cache
def _lexer(language: str) -> type[Lexer] | None:
    from pygments.lexers import find_lexer_class_by_name  # noqa: PLC0415 - likewise
    from pygments.util import ClassNotFound  # noqa: PLC0415 - likewise

    try:
        return find_lexer_class_by_name(language)
    except ClassNotFound:
        return None
