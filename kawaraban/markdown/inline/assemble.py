"""From the items of one text to elements, with Japanese lines joined."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable

from msgspec import Struct

from kawaraban.markdown.inline.emphasis import Delimiter
from kawaraban.markdown.japanese import joins

MAX_DEPTH = 100


class Raw(str):
    """The mark of raw HTML that stands in the text."""

    __slots__ = ()


class Break:
    """A line end that is not a hard break."""

    __slots__ = ()


BREAK = Break()
Item = str | ET.Element | Delimiter | Break


class _Filler(Struct):
    """Adds text and elements to the innermost open element."""

    element: ET.Element
    stack: list[ET.Element | None] = []
    last: ET.Element | None = None
    pieces: list[str] = []

    def flush(self) -> None:
        if not self.pieces:
            return
        text = "".join(self.pieces)
        self.pieces.clear()
        if self.last is None:
            self.element.text = text
        else:
            self.last.tail = text

    def append(self, element: ET.Element) -> None:
        self.flush()
        self.element.append(element)
        self.last = element

    def open(self, tag: str) -> bool:
        """Open an element; past the deepest level, only say so."""
        if len(self.stack) >= MAX_DEPTH:
            self.stack.append(None)
            return False
        self.flush()
        self.stack.append(self.element)
        self.element = ET.SubElement(self.element, tag)
        self.last = None
        return True

    def close(self) -> None:
        outer = self.stack.pop()
        if outer is None:
            return
        self.flush()
        self.last = self.element
        self.element = outer


def fill(element: ET.Element, items: list[Item], *, japanese: bool) -> bool:
    """Put the items into `element`; say whether none of their nesting was too deep."""
    filler = _Filler(element)
    whole = True
    for index, item in enumerate(items):
        if isinstance(item, str):
            filler.pieces.append(item)
        elif isinstance(item, Delimiter):
            whole &= _fill_run(filler, item)
        elif isinstance(item, Break):
            if not (japanese and _joins_lines(items, index)):
                filler.pieces.append("\n")
        else:
            filler.append(item)
    filler.flush()
    return whole


def _fill_run(filler: _Filler, run: Delimiter) -> bool:
    for _tag in run.closes:
        filler.close()
    if run.count:
        filler.pieces.append(run.sign * run.count)
    whole = True
    for tag in reversed(run.opens):
        whole &= filler.open(tag)
    return whole


def _joins_lines(items: list[Item], index: int) -> bool:
    """Return whether the lines on both sides of a break are one in Japanese."""
    before = items[index - 1] if index else ""
    after = items[index + 1] if index + 1 < len(items) else ""
    if not (type(before) is str and type(after) is str and before and after):
        before = _first_text(reversed(items[max(0, index - 9) : index]))
        after = _first_text(items[index + 1 : index + 10])
    return bool(before and after) and joins(before[-1], after[0])


def _first_text(items: Iterable[Item]) -> str:
    return next((text for text in map(_text_of, items) if text), "")


def _text_of(item: Item) -> str:
    """Return the text that an item shows, or nothing where it shows none."""
    if isinstance(item, Raw | Break):
        return ""
    if isinstance(item, Delimiter):
        return item.sign * item.count
    if isinstance(item, str):
        return item
    return "".join(item.itertext()) or "\n"
