"""Code as HTML with Pygments' classes.

To load Pygments and the rules of a language takes longer than all else that is done to an
edited text. So what was highlighted is lent to the parsing of the same text edited again.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexer import Lexer

_Code = tuple[str, str]  # the name of its language, and the code
# What lexers learn on their class, and so for all code to come: module, class, attribute.
LEARNING = (
    ("pygments.lexers.csound", "CsoundOrchestraLexer", "user_defined_opcodes"),
    ("pygments.lexers.haxe", "HaxeLexer", "preproc_stack"),
    ("pygments.lexers.tnt", "TNTLexer", "cur"),
    ("pygments.lexers.webmisc", "XQueryLexer", "xquery_parse_state"),
)


class Highlighted:
    """Code that was highlighted at another time, and what of it was asked for at this one."""

    _lent: Highlighted | None = None

    def __init__(self, packed: bytes) -> None:
        """Take what `packed` gave; nothing is known where it cannot be read."""
        self._known: dict[_Code, str | None] = {}
        self._asked: dict[_Code, str | None] = {}
        try:
            found = msgspec.msgpack.decode(packed, type=list[tuple[_Code, str | None]])
        except msgspec.DecodeError:
            return
        self._known.update(found)

    def lend(self) -> None:
        """Let all code that is highlighted from now on be known, or become so."""
        Highlighted._lent = self

    def packed(self) -> bytes:
        """Give what was asked for, as bytes that can be remembered."""
        return msgspec.msgpack.encode(list(self._asked.items()))

    def html(self, code: _Code) -> str | None:
        """Give code as HTML, highlighted where that is not known."""
        if code not in self._known:
            self._known[code] = _html(code)
        self._asked[code] = self._known[code]
        return self._known[code]


def highlighted(code: str, language: str) -> str | None:
    """Give code as HTML, or None where Pygments does not know the language."""
    if not language:
        return None
    lent, own = Highlighted._lent, (language.lower(), code)  # noqa: SLF001 - of this module
    return _html(own) if lent is None else lent.html(own)


def _html(code: _Code) -> str | None:
    language = _language(code[0])
    if language is None:
        return None
    from pygments import highlight  # noqa: PLC0415 - posts without code need not pay for it

    _forget()
    # A lexer of its own: some keep what they have met.
    return str(highlight(code[1], language(stripnl=False, ensurenl=False), _formatter()))


def _forget() -> None:
    """Take from the classes of lexers what they have learnt from other code."""
    for module, name, learnt in LEARNING:
        lexer = getattr(sys.modules.get(module), name, None)
        if lexer is not None:
            getattr(lexer, learnt).clear()


@cache
def _formatter() -> HtmlFormatter[str]:
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415 - likewise

    return HtmlFormatter(nowrap=True)


@cache
def _language(name: str) -> type[Lexer] | None:
    from pygments.lexers import find_lexer_class_by_name  # noqa: PLC0415 - likewise
    from pygments.util import ClassNotFound  # noqa: PLC0415 - likewise

    try:
        return find_lexer_class_by_name(name)
    except ClassNotFound:
        return None
