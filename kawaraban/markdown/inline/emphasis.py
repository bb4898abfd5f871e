"""Emphasis, strikethrough and marked text: CommonMark 6.2 with a rule for Japanese.

CommonMark lets a delimiter that stands between punctuation and a letter work on
one side only, which needs the spaces that Japanese has not: `**「強調」**です`
stays as typed. Here CJK punctuation counts as letters do, and a CJK character on
the other side of the delimiter counts as a space does.

A single `*` is also the mark of a note, of a field that must be filled, or of any
file name (`（*1）`, `氏名*・住所*`, `*.jpg`): two such are a pair by this rule only around
brackets, as in `*「強調」*です`, and everywhere else as CommonMark says.

`==marked==` is Obsidian's.
"""

import unicodedata
from functools import lru_cache

from msgspec import Struct

from kawaraban.system.regex import lazy_pattern

_CJK = (
    (0x1100, 0x11FF), (0x2E80, 0x303E), (0x3041, 0x33FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
    (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF01, 0xFFEE),
    (0x1B000, 0x1B16F), (0x1F200, 0x1F2FF), (0x20000, 0x3FFFF),
)  # fmt: skip
# Beside which a sign is part of a face: `(^_^)`, `(*´ω｀*)`, `(>_<)`, `m(_ _)m`.
_FACE = lazy_pattern(r"[\^´｀≧≦]|><|\( | \)")
_TAGS = {"~": "del", "=": "mark"}


class Delimiter(Struct, eq=False):
    """A run of `*`, `_`, `~` or `=`, at `start`. `opens` and `closes` are its tags.

    A loose one can so by the rule for Japanese alone, and does so only around brackets.
    """

    sign: str
    count: int
    length: int
    can_open: bool
    can_close: bool
    loosely_opens: bool = False
    loosely_closes: bool = False
    before_bracket: bool = False
    behind_bracket: bool = False
    serial: int = 0
    start: int = 0
    opens: list[str] = []
    closes: list[str] = []


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    """Return `space`, `cjk`, `sign` (punctuation and symbols) or `letter`."""
    if not character or character.isspace():
        return "space"
    code = ord(character)
    if any(begin <= code <= end for begin, end in _CJK):
        return "cjk"
    return "sign" if unicodedata.category(character)[0] in "PS" else "letter"


def delimiter(text: str, start: int, end: int) -> Delimiter:
    """Judge the run of one sign that stands at `text[start:end]`."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if end - start == 1 and _FACE.search(before + after):
        return Delimiter(text[start], 1, 1, can_open=False, can_close=False, start=start)
    opens = left = _flanks(_kind(after), _kind(before))
    closes = right = _flanks(_kind(before), _kind(after))
    if text[start] == "_" or text[start:end] == "~":
        opens = left and (not right or _punctuation(before))
        closes = right and (not left or _punctuation(after))
    run = Delimiter(text[start], end - start, end - start, opens, closes, start=start)
    if text[start:end] == "*":
        _judge_single(run, before, after)
    return run


def _judge_single(run: Delimiter, before: str, after: str) -> None:
    """Let a single `*` open or close by the rule for Japanese only at a bracket."""
    run.before_bracket = unicodedata.category(after or " ") in ("Ps", "Pi")
    run.behind_bracket = unicodedata.category(before or " ") in ("Pe", "Pf")
    if run.can_open and not _flanks_strictly(after, before):
        run.can_open = run.loosely_opens = run.before_bracket and _kind(before) == "cjk"
    if run.can_close and not _flanks_strictly(before, after):
        run.can_close = run.loosely_closes = run.behind_bracket and _kind(after) == "cjk"


def _flanks(inner: str, outer: str) -> bool:
    """Return whether a run leans on what is on its inner side."""
    return inner != "space" and (inner != "sign" or outer != "letter")


def _flanks_strictly(inner: str, outer: str) -> bool:
    """Return whether CommonMark lets a run lean on what is there on its inner side."""
    return not _punctuation(inner) or outer.strip() == "" or _punctuation(outer)


def _punctuation(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "PS"


def pair(delimiters: list[Delimiter]) -> None:
    """Find out which runs open and close what (CommonMark's "process emphasis")."""
    openers: list[Delimiter] = []
    bottoms: dict[tuple[str, int, bool, bool, bool], int] = {}
    for serial, run in enumerate(delimiters):
        run.serial = serial
        if run.can_close:
            _close(run, openers, bottoms)
        if run.can_open and run.count:
            openers.append(run)


def _close(
    run: Delimiter, openers: list[Delimiter], bottoms: dict[tuple[str, int, bool, bool, bool], int]
) -> None:
    size = run.length if run.sign == "~" else run.length % 3
    key = (run.sign, size, run.can_open, run.loosely_closes, run.behind_bracket)
    while run.count:
        index = _opener(run, openers, bottoms.get(key, -1))
        if index is None:
            bottoms[key] = openers[-1].serial if openers else -1
            return
        del openers[index + 1 :]
        opener = openers[index]
        used = run.count if run.sign == "~" else min(2, opener.count, run.count)
        tag = _TAGS.get(run.sign) or ("strong" if used == 2 else "em")  # noqa: PLR2004 - two signs are strong
        opener.count -= used
        run.count -= used
        opener.opens.append(tag)
        run.closes.append(tag)
        if not opener.count:
            openers.pop()


def _opener(run: Delimiter, openers: list[Delimiter], bottom: int) -> int | None:
    for index in range(len(openers) - 1, -1, -1):
        if openers[index].serial <= bottom:
            return None
        if _fits(openers[index], run):
            return index
    return None


def _fits(opener: Delimiter, run: Delimiter) -> bool:
    if opener.sign != run.sign:
        return False
    if run.sign == "~":
        return opener.count == run.count
    is_loose = opener.loosely_opens or run.loosely_closes
    if is_loose and not (opener.before_bracket and run.behind_bracket):
        return False
    both = run.can_open or opener.can_close
    return not both or (opener.length + run.length) % 3 != 0 or run.length % 3 == 0
