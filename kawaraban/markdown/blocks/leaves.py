"""The blocks of lines while they are being read (CommonMark 4, "Leaf blocks")."""

import re

from kawaraban.markdown.blocks.lines import Line
from kawaraban.markdown.blocks.nodes import CODE_INDENT, Node
from kawaraban.markdown.html_parts import ANY_COMMENT
from kawaraban.markdown.text import Text
from kawaraban.system.regex import lazy_pattern


class Leaf(Node):
    """A block of lines. `columns` are where they begin in the file."""

    lines: list[str] = []
    columns: list[int] = []

    @property
    def end(self) -> int:
        """Return the last line that was added."""
        return self.start + max(len(self.lines), 1) - 1

    def continues(self, line: Line) -> bool:
        """End at a blank line."""
        return not line.blank

    def add(self, line: Line) -> None:
        """Add what is left of the line."""
        text, column = line.rest()
        self.lines.append(text)
        self.columns.append(column)

    @property
    def words(self) -> str:
        """Return its lines as one text."""
        return "\n".join(self.lines)

    @property
    def text(self) -> Text:
        """Return its lines as inline text."""
        return Text(self.words, self.start, self.columns)


class Paragraph(Leaf):
    """Lines of prose, without their leading white space. `task` is `x` or a space in a task.

    An `odd` one has lines that begin as another block does.
    """

    task: str = ""
    odd: bool = False

    @property
    def words(self) -> str:
        """Return its lines as one text, without white space at the end."""
        return "\n".join(self.lines).rstrip(" \t")


class Term(Leaf):
    """What a definition defines, a line each."""

    is_part = True


class References(Node):
    """Link reference definitions that a paragraph began with; nothing of them is published."""

    last: int = 0

    @property
    def end(self) -> int:
        """Return the last line of them."""
        return self.last


class Heading(Leaf):
    """A heading of a level from 1 to 6. `underlined`: by a line of its own, `===`."""

    level: int = 1
    underlined: bool = False

    @property
    def end(self) -> int:
        """Return the last line, the underline too."""
        return self.start + len(self.lines) - 1 + self.underlined


class Rule(Node):
    """A thematic break."""


class IndentedCode(Leaf):
    """Code that stands four columns in."""

    def continues(self, line: Line) -> bool:
        """Ask for the indentation; blank lines are part of it while code follows."""
        if line.indent >= CODE_INDENT:
            line.take(CODE_INDENT)
            return True
        if line.blank:
            line.take(line.indent)
        return line.blank

    @property
    def end(self) -> int:
        """Return the last line that is not blank."""
        filled = [index for index, text in enumerate(self.lines) if text.strip(" \t")]
        return self.start + (filled[-1] if filled else 0)


class Fence(Leaf):
    """Fenced code. `indent` is the fence's own; `last` the line that closes it."""

    mark: str = ""
    indent: int = 0
    info: str = ""
    last: int | None = None

    @property
    def end(self) -> int:
        """Return the line of the closing fence, or the last line."""
        return self.last if self.last is not None else self.start + len(self.lines)

    def continues(self, line: Line) -> bool:
        """Hold every line; the closing fence ends it."""
        rest, mark = line.text[line.next :].rstrip(" \t"), self.mark
        is_closing = len(rest) >= len(mark) and not rest.strip(mark[0])
        if is_closing and line.indent < CODE_INDENT:
            self.last = line.number
            line.done = True
        else:
            line.take(min(self.indent, line.indent))
        return True


_MORE = lazy_pattern(r"<!--\s*more\b[^>]*-->\s*")
_COMMENT = lazy_pattern(rf"(?is){ANY_COMMENT}")


class Html(Leaf):
    """An HTML block. `closing` ends it on its own line; without it, a blank line does."""

    closing: re.Pattern[str] | None = None

    def continues(self, line: Line) -> bool:
        """End at a blank line where nothing else ends it."""
        return self.closing is not None or not line.blank

    @property
    def bare_lines(self) -> list[str]:
        """Return its lines without comments."""
        return _COMMENT.sub("", "\n".join(self.lines)).split("\n")

    @property
    def is_open_comment(self) -> bool:
        """Return whether it begins with a comment without its end, and so holds all the rest."""
        if self.closing is None or not self.lines[0].startswith(("<!", "<?")):
            return False
        return not self.closing.search("\n".join(self.lines))

    @property
    def is_excerpt_end(self) -> bool:
        """Return whether it is `<!--more-->`."""
        return _MORE.fullmatch(self.words) is not None

    @property
    def is_prose(self) -> bool:
        """Return whether it holds no HTML but comments."""
        return not any("<" in line for line in self.bare_lines)

    def meets(self, other: Node | None) -> bool:
        """Return whether another HTML block begins on the line after this one."""
        return isinstance(other, Html) and self.start + len(self.published_lines) == other.start

    @property
    def published_lines(self) -> list[str]:
        """Return its lines, without blank ones at the end where only such a line ends it."""
        end = len(self.lines)
        while self.closing is None and end > 1 and not self.lines[end - 1].strip():
            end -= 1
        return self.lines[:end]


class Table(Leaf):
    """A table; its first two lines are the header and the delimiter row."""

    alignments: tuple[str, ...] = ()
