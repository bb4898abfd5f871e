"""From HTML with marks to parts and slots.

An article's address takes its whole attribute with it (see `PostAddress`).
"""

from msgspec import Struct, field

from kawaraban.core.model import Part, Parts, PostAddress, Slot, Slots
from kawaraban.markdown.context import Make
from kawaraban.markdown.marks import CODE, PHRASE_END, SIGN
from kawaraban.system.regex import lazy_pattern

_MARK = lazy_pattern(f"{SIGN}([0-9]*)([>{SIGN}])")
_CODE = lazy_pattern(f"{CODE}([0-9]+){CODE}")
_HREF = lazy_pattern(r"""(?i)\s+href\s*=\s*["']$""")


def replace_marks(html: str, code: list[str]) -> str:
    """Put highlighted code and `<wbr>` in for their marks."""
    html = html.replace(PHRASE_END, "<wbr>")
    return _CODE.sub(lambda mark: code[int(mark[1])], html) if code else html


class _Frame(Struct):
    """An open slot: its index among all slots, and its fields' parts."""

    index: int
    fields: list[list[Part]]


def split(html: str, makers: list[Make]) -> tuple[Parts, Slots]:
    """Return the parts of serialised HTML, and all slots at any depth in document order."""
    found = _Splitter(makers)
    pos = 0
    for mark in _MARK.finditer(html):
        begin = mark.start()
        if mark[2] == SIGN:
            pos = mark.end() + found.address(int(mark[1]), html[pos:begin])
            continue
        begin -= 2 if html[begin - 1] == "/" else 1
        found.text(html[pos:begin])
        found.mark(mark[1], closing=mark.start() - begin == 2)  # noqa: PLR2004 - `</`
        pos = mark.end()
    found.text(html[pos:])
    return _join(found.frames[0].fields[0]), Slots(filter(None, found.slots))


class _Splitter(Struct):
    makers: list[Make]
    frames: list[_Frame] = field(default_factory=lambda: [_Frame(0, [[]])])
    slots: list[Slot | None] = []

    def text(self, html: str) -> None:
        if html:
            self.frames[-1].fields[-1].append(html)

    def address(self, number: int, before: str) -> int:
        """Take an address in an attribute; give how much of the text behind it goes with it."""
        slot = self.makers[number](())
        whole = isinstance(slot, PostAddress)
        self.text(_HREF.sub("", before) if whole else before)
        self._store(slot, self._next_index())
        return int(whole)

    def mark(self, number: str, *, closing: bool) -> None:
        if not number:
            if not closing:
                self.frames[-1].fields.append([])
        elif closing:
            frame = self.frames.pop()
            fields = tuple(_join(field) for field in frame.fields[1:])
            self._store(self.makers[int(number)](fields), frame.index)
        else:
            self.frames.append(_Frame(self._next_index(), [[]]))

    def _next_index(self) -> int:
        self.slots.append(None)
        return len(self.slots) - 1

    def _store(self, slot: Slot, index: int) -> None:
        self.slots[index] = slot
        self.frames[-1].fields[-1].append(slot)


def _join(parts: list[Part]) -> Parts:
    """Put neighbouring texts together."""
    joined: list[Part] = []
    for part in parts:
        if joined and isinstance(part, str) and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return Parts(joined)
