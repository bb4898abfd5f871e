"""Japanese typography: joined lines, phrase ends, a description's last phrase."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from kawaraban.system.regex import lazy_pattern

if TYPE_CHECKING:
    import budoux

DESCRIPTION_LENGTH = 120
_LATE = DESCRIPTION_LENGTH // 3
# As a pattern it would take a millisecond to compile, and it is seldom asked.
_HANGUL = (
    ("\u1100", "\u11ff"),
    ("\u3130", "\u318f"),
    ("\ua960", "\ua97f"),
    ("\uac00", "\ud7ff"),
    ("\uffa0", "\uffdc"),
)
_SENTENCE_END = lazy_pattern(r"[。！？]+[」』）]*|[.!?]+(?=\s|$)")


@lru_cache(maxsize=4096)
def joins(before: str, after: str) -> bool:
    """Return whether a line end between two characters is nothing.

    Source: CSS Text 4, "Segment Break Transformation Rules": it is removed where
    both sides are East Asian wide, full-width or half-width, and neither is Hangul.
    Beside such a character, one of ambiguous width (`…`, `―`, `①`) is Japanese too.
    """
    widths = {_width(before), _width(after)}
    return "W" in widths and widths <= {"W", "A"}


def _width(character: str) -> str:
    """Return `W` for what is wide or half-width Japanese, `A` for ambiguous, `N` for others."""
    if any(first <= character <= last for first, last in _HANGUL):
        return "N"
    width = east_asian_width(character)
    return "W" if width in {"W", "F", "H"} else width


@lru_cache(maxsize=8192)
def phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of a Japanese text; no break beside a character that is not Japanese."""
    if len(text) < 4 or not any(map(_is_wide, text)):  # noqa: PLR2004 - nothing to break
        return (text,)
    return tuple(_phrases(text))


def _is_wide(letter: str) -> bool:
    return "\u2e80" <= letter <= "\u9fff" or letter >= "\uf900"


def _phrases(text: str) -> Iterator[str]:
    begin = 0
    for end in phrase_ends(text):
        if _is_wide(text[end - 1]) and _is_wide(text[end]):
            yield text[begin:end]
            begin = end
    yield text[begin:]


@lru_cache(maxsize=8192)  # a title is set on its page and on its card
def phrase_ends(text: str) -> tuple[int, ...]:
    """Return where each phrase of a text but the last one ends, as BudouX's model says."""
    return tuple(accumulate(map(len, _parser().parse(text))))[:-1]


@cache
def _parser() -> budoux.Parser:
    import budoux  # noqa: PLC0415 - a site in English need not load it

    return budoux.load_default_japanese_parser()


def shorten(text: str) -> str:
    """Cut a paragraph to a description: at a sentence's end, else a phrase's with `…`."""
    text = " ".join(text.split())
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    head = text[:DESCRIPTION_LENGTH]
    ends = [found.end() for found in _SENTENCE_END.finditer(head)]
    if ends and ends[-1] >= _LATE:
        return head[: ends[-1]]
    return _at_phrase(head[:-1]).rstrip().rstrip("、,") + "…"


def _at_phrase(head: str) -> str:
    for sign in ("、", " "):
        if (end := head.rfind(sign)) >= _LATE * 2:
            return head[:end]
    pieces = phrases(head)
    return "".join(pieces[:-1]) if len(pieces) > 1 else head
