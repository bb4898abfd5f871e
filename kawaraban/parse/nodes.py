"""The blocks of a body while they are being read: CommonMark's containers and leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kawaraban.parse.lines import Text

if TYPE_CHECKING:
    import re

    from kawaraban.parse.lines import Line

CODE_INDENT = 4


@dataclass(slots=True, eq=False)
class Node:
    """A block. `start` is its first line in the body, from 0, `column` its column, from 1."""

    start: int
    column: int = 1
    children: list[Node] = field(default_factory=list)

    @property
    def end(self) -> int:
        """Give the last line that is part of it."""
        return self.children[-1].end if self.children else self.start

    def continues(self, _line: Line) -> bool:
        """Say whether the line belongs to this open block, and consume its mark."""
        return False

    def holds(self, _child: Node) -> bool:
        """Say whether `child` may stand in it."""
        return False


class Container(Node):
    """A block of blocks."""

    __slots__ = ()

    def holds(self, child: Node) -> bool:
        """Hold every block but the parts of lists."""
        return type(child) not in {Item, Definition, Term}


class Document(Container):
    """The whole body."""

    __slots__ = ()

    def continues(self, _line: Line) -> bool:
        """Hold every line."""
        return True


@dataclass(slots=True, eq=False)
class Quote(Container):
    """`> …`. `last` is the last line with the sign."""

    last: int = 0

    @property
    def end(self) -> int:
        """Give its last line, signs alone and lazy lines too."""
        return max(self.last, Node.end.fget(self))

    def continues(self, line: Line) -> bool:
        """Ask for the sign, and consume it with one space."""
        if line.indent >= CODE_INDENT or line.head != ">":
            return False
        line.take(line.indent + 1)
        if line.indent:
            line.take(1)
        self.last = line.number
        return True


@dataclass(slots=True, eq=False)
class ListBlock(Node):
    """A list. `bullet` is its sign (`-`, `+`, `*`, `.`, `)`), `number` its first number."""

    bullet: str = ""
    number: int | None = None

    def continues(self, _line: Line) -> bool:
        """Leave it to the items."""
        return True

    def holds(self, child: Node) -> bool:
        """Hold items only."""
        return type(child) is Item

    @property
    def loose(self) -> bool:
        """Say whether its items are set apart by blank lines (CommonMark 5.3)."""
        return _gap(self.children) or any(_gap(item.children) for item in self.children)


def _gap(blocks: list[Node]) -> bool:
    return any(b.start > a.end + 1 for a, b in zip(blocks, blocks[1:], strict=False))


@dataclass(slots=True, eq=False)
class Item(Container):
    """A block whose lines stand `offset` columns in: a list item."""

    offset: int = 0

    def continues(self, line: Line) -> bool:
        """Ask for the indentation; a blank line is part of it unless it is still empty."""
        if line.blank:
            line.take(line.indent)
            return bool(self.children)
        if line.indent < self.offset:
            return False
        line.take(self.offset)
        return True


@dataclass(slots=True, eq=False)
class Definition(Item):
    """`: …` under a term."""


@dataclass(slots=True, eq=False)
class Footnote(Item):
    """`[^label]: …`."""

    label: str = ""

    def continues(self, line: Line) -> bool:
        """Ask for four columns; a blank line is part of it."""
        if line.blank:
            line.take(line.indent)
            return True
        return Item.continues(self, line)


class Definitions(Node):
    """Terms and what they mean."""

    __slots__ = ()

    def continues(self, _line: Line) -> bool:
        """Leave it to the definitions."""
        return True

    def holds(self, child: Node) -> bool:
        """Hold terms and definitions."""
        return isinstance(child, Definition | Term)


@dataclass(slots=True, eq=False)
class Leaf(Node):
    """A block of lines. `columns` are where they begin in the file."""

    lines: list[str] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)

    @property
    def end(self) -> int:
        """Give the last line that was added."""
        return self.start + max(len(self.lines), 1) - 1

    def add(self, line: Line) -> None:
        """Add what is left of the line."""
        text, column = line.rest()
        self.lines.append(text)
        self.columns.append(column)

    @property
    def text(self) -> Text:
        """Give its lines as inline text."""
        return Text("\n".join(self.lines), self.start, self.columns)


@dataclass(slots=True, eq=False)
class Paragraph(Leaf):
    """Lines of prose, without their leading white space. `task` is `x` or a space in a task."""

    task: str = ""

    def continues(self, line: Line) -> bool:
        """End at a blank line."""
        return not line.blank

    def add(self, line: Line) -> None:
        """Add the line without its leading white space."""
        line.take(line.indent)
        Leaf.add(self, line)

    @property
    def text(self) -> Text:
        """Give its lines as inline text, without white space at the end."""
        return Text("\n".join(self.lines).rstrip(" \t"), self.start, self.columns)


class Term(Leaf):
    """What a definition defines, a line each."""

    __slots__ = ()


@dataclass(slots=True, eq=False)
class References(Node):
    """Link reference definitions that a paragraph began with; nothing of them is shown."""

    last: int = 0

    @property
    def end(self) -> int:
        """Give the last line of them."""
        return self.last


@dataclass(slots=True, eq=False)
class Heading(Leaf):
    """A heading of a level from 1 to 6. `underlined`: by a line of its own, `===`."""

    level: int = 1
    underlined: bool = False

    @property
    def end(self) -> int:
        """Give the last line, the underline too."""
        return self.start + len(self.lines) - 1 + self.underlined


class Rule(Node):
    """A thematic break."""

    __slots__ = ()


@dataclass(slots=True, eq=False)
class IndentedCode(Leaf):
    """Code that stands four columns in."""

    def continues(self, line: Line) -> bool:
        """Ask for the indentation; blank lines are part of it while code follows."""
        if line.indent >= CODE_INDENT:
            line.take(CODE_INDENT)
            return True
        line.take(line.indent)
        return line.blank

    @property
    def end(self) -> int:
        """Give the last line that is not blank."""
        filled = [index for index, text in enumerate(self.lines) if text.strip(" \t")]
        return self.start + (filled[-1] if filled else 0)


@dataclass(slots=True, eq=False)
class Fence(Leaf):
    """Fenced code. `indent` is the fence's own; `last` the line that closes it."""

    mark: str = ""
    indent: int = 0
    info: str = ""
    last: int | None = None

    @property
    def end(self) -> int:
        """Give the line of the closing fence, or the last line."""
        return self.last if self.last is not None else self.start + len(self.lines)

    def continues(self, line: Line) -> bool:
        """Hold every line; the closing fence ends it."""
        if line.indent < CODE_INDENT and line.head == self.mark[0] and self._closes(line):
            self.last = line.number
            line.done = True
        else:
            line.take(min(self.indent, line.indent))
        return True

    def _closes(self, line: Line) -> bool:
        text = line.text[line.next :].rstrip(" \t")
        return len(text) >= len(self.mark) and not text.strip(self.mark[0])


@dataclass(slots=True, eq=False)
class Html(Leaf):
    """An HTML block. `closing` ends it on its own line; without it, a blank line does."""

    closing: re.Pattern[str] | None = None

    def continues(self, line: Line) -> bool:
        """End at a blank line where nothing else ends it."""
        return self.closing is not None or not line.blank


@dataclass(slots=True, eq=False)
class Table(Leaf):
    """A table; its first two lines are the header and the delimiter row."""

    alignments: tuple[str, ...] = ()

    def continues(self, line: Line) -> bool:
        """End at a blank line."""
        return not line.blank
