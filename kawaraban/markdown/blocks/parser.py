"""The block level: CommonMark's containers and leaves, with GFM's tables.

A `markdown.blockparser.BlockParser` that reads a body line by line, as section
"Parsing strategy" of the CommonMark specification describes: each line first
continues the open blocks, then may begin new ones, then is text of the last.
"""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable

import markdown
from markdown.blockparser import BlockParser

from kawaraban.markdown.blocks import leaves
from kawaraban.markdown.blocks.leaves import Paragraph, Table
from kawaraban.markdown.blocks.lines import Line
from kawaraban.markdown.blocks.nodes import CODE_INDENT, Document, Footnote, Node
from kawaraban.markdown.context import Context
from kawaraban.markdown.references import define, define_footnote

MAX_DEPTH = 100
VERBATIM = (leaves.Fence, leaves.Html, leaves.IndentedCode)

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
            self.read(text, number)
        self.close_to(0)
        self.root = self.grow(document)
        return ET.ElementTree(self.root)

    # --- one line ------------------------------------------------------------

    def read(self, text: str, number: int) -> None:
        """Read a line of any kind."""
        opened, line = self.open, Line(text, number)
        tip, depth = opened[-1], 1
        while depth < len(opened) and opened[depth].continues(line):
            depth += 1
        self.depth = depth
        if line.done:
            self.close_to(depth - 1)
        elif depth == len(opened) and isinstance(tip, VERBATIM):
            self._verbatim(tip, line)
        elif line.blank:
            self.close_to(depth)
        elif not self._begin(line):
            self._text(line)

    def _begin(self, line: Line) -> bool:
        """Open the blocks that begin on the line; say whether nothing of it is left."""
        while not line.blank and not line.done:
            if line.indent >= CODE_INDENT:
                return self._begin_indented(line)
            container = self.open[self.depth - 1]
            for start in self.starts.get(line.text[line.next], ()):
                if start(self, line, container):
                    break
            else:
                return False
        return True

    def _begin_indented(self, line: Line) -> bool:
        if isinstance(self.open[-1], Paragraph) or isinstance(self.open[self.depth - 1], Table):
            return False
        line.take(CODE_INDENT)
        self.add(code := leaves.IndentedCode(line.number, line.pos + 1))
        code.add(line)
        return True

    def _text(self, line: Line) -> None:
        """Add the line to the open paragraph, lazily too, or to the table; else begin one."""
        tip = self.open[-1]
        if not (isinstance(tip, Paragraph) or (isinstance(tip, Table) and self.is_matched)):
            tip = Paragraph(line.number, line.next + 1)
            self.add(tip)
        line.take(line.indent)
        tip.add(line)
        if line.odd and isinstance(tip, Paragraph):
            tip.odd = True

    def _verbatim(self, tip: leaves.Leaf, line: Line) -> None:
        tip.add(line)
        if isinstance(tip, leaves.Html) and tip.closing and tip.closing.search(tip.lines[-1]):
            self.close_to(self.depth - 1)

    # --- the open blocks -----------------------------------------------------

    @property
    def is_matched(self) -> bool:
        """Return whether every open block goes on with this line."""
        return self.depth == len(self.open)

    @property
    def paragraph(self) -> Paragraph | None:
        """Return the paragraph that this line would go on, not lazily."""
        tip = self.open[-1]
        return tip if isinstance(tip, Paragraph) and self.is_matched else None

    def add(self, node: Node) -> None:
        """Put a block where it may stand, and leave it open."""
        self.put(node)
        self.open.append(node)
        self.depth += 1

    def put(self, node: Node) -> None:
        """Put a block where it may stand; nothing of it follows."""
        opened = self.open
        if len(opened) > self.depth:
            self.close_to(self.depth)
        while not opened[-1].holds(node):
            self.close_tip()
        opened[-1].children.append(node)
        self.depth = len(opened)

    def close_tip(self) -> None:
        """Close the innermost block, and go on in what it stands in."""
        self.close_to(len(self.open) - 1)
        self.depth = len(self.open)

    def reopen(self, node: Node) -> None:
        """Go on in the last block of the innermost open one."""
        self.open.append(node)
        self.depth = len(self.open)

    def may_nest(self, line: Line) -> bool:
        """Return whether a container may begin here; report where the nesting is too deep."""
        if len(self.open) < MAX_DEPTH:
            return True
        self.context.too_deep(line.number, line.next + 1)
        return False

    def replace(self, paragraph: Paragraph, node: Node) -> None:
        """Replace a paragraph with the block that it turned out to be."""
        self.close_tip()
        siblings = self.open[-1].children
        if siblings and siblings[-1] is paragraph:
            siblings.pop()
        self.add(node)

    def close_to(self, depth: int) -> None:
        """Close the open blocks below `depth`."""
        opened = self.open
        while len(opened) > depth:
            node = opened.pop()
            if type(node) is Paragraph:
                if node.lines[0].startswith("["):
                    self._define(node)
            elif type(node) is Footnote:
                define_footnote(node, self.context)
            elif type(node) is leaves.Fence and node.last is None:
                source = self.context.source(node.start, node.column)
                self.context.add(source, "unclosed-fence", mark=node.mark)
                node.info = "" if node.mark == "$$" else node.info  # no formula

    def _define(self, paragraph: Paragraph) -> None:
        """Take the link reference definitions from the start of a paragraph."""
        lines = define(paragraph.text.text, self.md.references)
        if not lines:
            return
        siblings = self.open[-1].children
        siblings.pop()
        siblings.append(leaves.References(paragraph.start, last=paragraph.start + lines - 1))
        if lines < len(paragraph.lines):
            del paragraph.lines[:lines], paragraph.columns[:lines]
            paragraph.start += lines
            siblings.append(paragraph)
