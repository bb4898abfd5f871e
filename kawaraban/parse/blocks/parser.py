"""The block level: CommonMark's containers and leaves, with GFM's tables.

A `markdown.blockparser.BlockParser` that reads a body line by line, as section
"Parsing strategy" of the CommonMark specification describes: each line first
continues the open blocks, then may begin new ones, then is text of the last.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable

import markdown
from markdown.blockparser import BlockParser

from kawaraban.parse import reports
from kawaraban.parse.blocks.leaves import (
    Fence,
    Html,
    IndentedCode,
    Leaf,
    Paragraph,
    References,
    Table,
)
from kawaraban.parse.blocks.lines import Line
from kawaraban.parse.blocks.nodes import CODE_INDENT, Document, Footnote, Node
from kawaraban.parse.context import Context
from kawaraban.parse.references import define, define_footnote

MAX_DEPTH = 100

Start = Callable[["Blocks", Line, Node], bool]


class Blocks(BlockParser):
    """Reads the blocks of one body at a time.

    `starts` gives, by a line's first character, what may begin there, in order.
    `grow` makes the element tree of the finished blocks.
    """

    def __init__(
        self,
        md: markdown.Markdown,
        starts: dict[str, tuple[Start, ...]],
        grow: Callable[[Document], ET.Element],
    ) -> None:
        """Take what may begin a block, and what becomes of the blocks."""
        super().__init__(md)
        self.starts = starts
        self.signs = frozenset(" \t").union(starts)
        self.grow = grow
        self.open: list[Node] = []
        self.depth = 0
        self.context = Context.empty()

    def parseDocument(self, lines: Iterable[str]) -> ET.ElementTree:  # noqa: N802 - Python-Markdown's name
        """Read the lines of a whole body into an element tree."""
        document = Document(0)
        self.open = [document]
        numbered = list(lines)
        if numbered and not numbered[-1]:
            numbered.pop()  # what is after the last line end is no line
        for number, text in enumerate(numbered):
            self._read(text, number)
        self.close_to(0)
        self.root = self.grow(document)
        return ET.ElementTree(self.root)

    # --- one line ------------------------------------------------------------

    def _read(self, text: str, number: int) -> None:
        tip = self.open[-1]
        if (not text or text[0] not in self.signs) and self._holds_prose_alone(tip):
            self._read_plain(text, number)
            return
        line = Line(text, number)
        self.depth = self._continued(line)
        if line.done:
            self.close_to(self.depth - 1)
        elif self.matched and isinstance(tip, Fence | Html | IndentedCode):
            self._verbatim(tip, line)
        elif not self._begin(line):
            self._text(line)

    def _holds_prose_alone(self, tip: Node) -> bool:
        """Say whether nothing is open in the body, or a paragraph of its own."""
        return len(self.open) == 1 or (len(self.open) == 2 and type(tip) is Paragraph)  # noqa: PLR2004 - the body and a paragraph

    def _read_plain(self, text: str, number: int) -> None:
        """Read a line of prose, or an empty one, where only a paragraph may be open."""
        if not text:
            self.close_to(1)
            return
        if len(self.open) == 1:
            self.depth = 1
            self.add(Paragraph(number))
        tip = self.open[-1]
        if isinstance(tip, Paragraph):
            tip.lines.append(text)
            tip.columns.append(1)

    def _continued(self, line: Line) -> int:
        depth = 1
        for node in self.open[1:]:
            if not node.continues(line):
                break
            depth += 1
        return depth

    def _begin(self, line: Line) -> bool:
        """Open the blocks that begin on the line; say whether nothing of it is left."""
        while not line.blank and not line.done:
            if line.indent >= CODE_INDENT:
                return self._indented(line)
            container = self.open[self.depth - 1]
            for start in self.starts.get(line.head, ()):
                if start(self, line, container):
                    break
            else:
                return False
        return line.done

    def _indented(self, line: Line) -> bool:
        if isinstance(self.open[-1], Paragraph) or isinstance(self.open[self.depth - 1], Table):
            return False
        line.take(CODE_INDENT)
        self.add(code := IndentedCode(line.number, line.pos + 1))
        code.add(line)
        return True

    def _text(self, line: Line) -> None:
        tip = self.open[-1]
        if not self.matched and not line.blank and isinstance(tip, Paragraph):
            tip.add(line)  # a lazy continuation line
            return
        self.close_to(self.depth)
        if line.blank:
            return
        tip = self.open[-1]
        if not isinstance(tip, Paragraph | Table):
            tip = Paragraph(line.number, line.next + 1)
            self.add(tip)
        tip.add(line)

    def _verbatim(self, tip: Leaf, line: Line) -> None:
        tip.add(line)
        if isinstance(tip, Html) and tip.closing and tip.closing.search(tip.lines[-1]):
            self.close_to(self.depth - 1)

    # --- the open blocks -----------------------------------------------------

    @property
    def matched(self) -> bool:
        """Say whether every open block goes on with this line."""
        return self.depth == len(self.open)

    @property
    def paragraph(self) -> Paragraph | None:
        """Give the paragraph that this line would go on, not lazily."""
        tip = self.open[-1]
        return tip if self.matched and isinstance(tip, Paragraph) else None

    def add(self, node: Node) -> None:
        """Put a block where it may stand, and leave it open."""
        self.close_to(self.depth)
        while not self.open[-1].holds(node):
            self.close_to(len(self.open) - 1)
        self.open[-1].children.append(node)
        self.reopen(node)

    def close_tip(self) -> None:
        """Close the innermost block, and go on in what it stands in."""
        self.close_to(len(self.open) - 1)
        self.depth = len(self.open)

    def reopen(self, node: Node) -> None:
        """Go on in the last block of the innermost open one."""
        self.open.append(node)
        self.depth = len(self.open)

    def may_nest(self, line: Line) -> bool:
        """Say whether a container may begin here; report where the nesting is too deep."""
        if len(self.open) < MAX_DEPTH:
            return True
        self.context.too_deep(line.number, line.next + 1)
        return False

    def replace(self, paragraph: Paragraph, node: Node) -> None:
        """Put a block in the place of a paragraph that turned out to be it."""
        self.close_tip()
        siblings = self.open[-1].children
        if siblings and siblings[-1] is paragraph:
            siblings.pop()
        self.add(node)

    def close_to(self, depth: int) -> None:
        """Close the open blocks below `depth`."""
        while len(self.open) > depth:
            node = self.open.pop()
            if isinstance(node, Paragraph) and node.lines[0].startswith("["):
                self._define(node)
            elif isinstance(node, Footnote):
                define_footnote(node, self.context)
            elif isinstance(node, Fence) and node.last is None:
                reports.unclosed_fence(self.context, node)

    def _define(self, paragraph: Paragraph) -> None:
        """Take the link reference definitions from the start of a paragraph."""
        lines = define(paragraph.text.text, self.md.references, self.context)
        if not lines:
            return
        siblings = self.open[-1].children
        siblings.pop()
        siblings.append(References(paragraph.start, last=paragraph.start + lines - 1))
        if lines < len(paragraph.lines):
            del paragraph.lines[:lines], paragraph.columns[:lines]
            paragraph.start += lines
            siblings.append(paragraph)
