"""The blocks of a body while they are being read: CommonMark's containers (5)."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

from msgspec import Struct

from kawaraban.markdown.blocks.lines import Line
from kawaraban.system.regex import lazy_pattern

CODE_INDENT = 4
BOX_LINE = lazy_pattern(r"\[!([^\W\d_][\w-]*)(?:\|[^\]]*)?\]([-+]?)(?![(\[{])[ \t]*(.*)$")
"""The first line of a quotation that says what it is: type, fold sign, the rest."""


class Node(Struct, eq=False):
    """A block. `start` is its first line in the body, from 0, `column` its column, from 1."""

    start: int
    column: int = 1
    children: list[Node] = []
    is_part: ClassVar[bool] = False
    """Whether it stands in lists alone: an item, a term or a definition."""
    goes_on: ClassVar[bool] = False
    """Whether every line belongs to it, as far as what it stands in goes on."""

    @property
    def end(self) -> int:
        """Return the last line that is part of it."""
        return self.children[-1].end if self.children else self.start

    def continues(self, _line: Line) -> bool:
        """Return whether the line belongs to this open block, and consume its mark."""
        return self.goes_on

    def holds(self, _child: Node) -> bool:
        """Return whether `child` may stand in it."""
        return False


class Container(Node):
    """A block of blocks."""

    def holds(self, child: Node) -> bool:
        """Hold every block but the parts of lists."""
        return not child.is_part


class Document(Container):
    """The whole body."""

    goes_on = True


class Quote(Container):
    """`> …`. `last` is the last line with the sign."""

    last: int = 0

    @property
    def end(self) -> int:
        """Return its last line, signs alone and lazy lines too."""
        return max(self.last, self.children[-1].end if self.children else self.start)

    def continues(self, line: Line) -> bool:
        """Ask for the sign, and consume it with one space."""
        if line.indent >= CODE_INDENT or line.head != ">":
            return False
        line.take(line.indent + 1)
        if line.indent:
            line.take(1)
        self.last = line.number
        return True


class ListBlock(Node):
    """A list. `bullet` is its sign (`-`, `+`, `*`, `.`, `)`), `number` its first number."""

    bullet: str = ""
    number: int | None = None
    goes_on = True

    def holds(self, child: Node) -> bool:
        """Hold items only."""
        return type(child) is Item

    def takes(self, bullet: str, number: int | None) -> bool:
        """Return whether an item with such a sign goes on in it."""
        return self.bullet == bullet and (self.number is None) == (number is None)

    @property
    def loose(self) -> bool:
        """Return whether its items are set apart by blank lines (CommonMark 5.3)."""
        return are_apart(self.children) or any(are_apart(item.children) for item in self.children)


def are_apart(blocks: list[Node]) -> bool:
    """Return whether blank lines set any of the blocks apart."""
    return any(after.start > before.end + 1 for before, after in pairwise(blocks))


class Item(Container):
    """A block whose lines stand `offset` columns in: a list item."""

    offset: int = 0
    is_part = True

    def continues(self, line: Line) -> bool:
        """Ask for the indentation; a blank line is part of it unless it is still empty."""
        if line.blank:
            line.take(line.indent)
            return bool(self.children)
        if line.indent < self.offset:
            return False
        line.take(self.offset)
        return True


class Definition(Item):
    """`: …` under a term."""


class Footnote(Item):
    """`[^label]: …`."""

    label: str = ""
    is_part = False

    def continues(self, line: Line) -> bool:
        """Ask for four columns; a blank line is part of it."""
        return Item.continues(self, line) or line.blank


class Definitions(Node):
    """Terms and what they mean."""

    goes_on = True

    def holds(self, child: Node) -> bool:
        """Hold terms and definitions."""
        return child.is_part and type(child) is not Item
