"""Tables (GFM, "Tables"): reading the rows; `tree` makes the elements."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import TYPE_CHECKING

from kawaraban.parse import reports
from kawaraban.parse.leaves import Table
from kawaraban.parse.lines import Text
from kawaraban.parse.nodes import Node
from kawaraban.parse.plain import block

if TYPE_CHECKING:
    from kawaraban.parse.blocks import Blocks
    from kawaraban.parse.lines import Line
    from kawaraban.parse.tree import Tree

_DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_BAR = re.compile(r"\\?\|")
_ALIGNMENT = {"::": "center", ":-": "left", "-:": "right"}


def table(parser: Blocks, line: Line, _container: Node) -> bool:
    """Make a table of a delimiter row and the paragraph's last line above it."""
    paragraph = parser.paragraph
    if paragraph is None or not _DELIMITERS.match(line.text, line.next):
        return False
    alignments = tuple(map(_alignment, row_cells(line.text[line.next :])))
    header = paragraph.lines[-1]
    if len(row_cells(header)) != len(alignments) or "|" not in header + line.text:
        return False
    number = paragraph.start + len(paragraph.lines) - 1
    block = Table(number, paragraph.columns[-1], alignments=alignments)
    block.lines, block.columns = [header], [paragraph.columns[-1]]
    _take_last_line(parser)
    parser.add(block)
    block.add(line)
    line.done = True
    return True


def _take_last_line(parser: Blocks) -> None:
    paragraph = parser.paragraph
    if paragraph is None:
        return
    if len(paragraph.lines) > 1:
        del paragraph.lines[-1], paragraph.columns[-1]
        return
    parser.close_to(len(parser.open) - 1)
    parser.open[-1].children.pop()
    parser.depth = len(parser.open)


def _alignment(cell: Text) -> str:
    text = cell.text
    return _ALIGNMENT.get(
        (text[0] if text[0] == ":" else "-") + (text[-1] if text[-1] == ":" else "-"), ""
    )


def row_cells(row: str, line: int = 0, column: int = 1) -> list[Text]:
    r"""Give a row's cells; `\\|` is a bar inside a cell, code spans or not."""
    bars = [found.start() for found in _BAR.finditer(row) if found[0] == "|"]
    edges = [-1, *bars, len(row)]
    pieces = [(begin + 1, end) for begin, end in pairwise(edges)]
    if not row[slice(*pieces[0])].strip() and len(pieces) > 1:
        del pieces[0]
    if not row[slice(*pieces[-1])].strip() and len(pieces) > 1:
        del pieces[-1]
    return [_cell(row, begin, end, line, column) for begin, end in pieces]


def _cell(row: str, begin: int, end: int, line: int, column: int) -> Text:
    text = row[begin:end]
    lead = len(text) - len(text.lstrip(" \t"))
    return Text(text.strip(" \t").replace("\\|", "|"), line, [column + begin + lead])


def grow(tree: Tree, node: Table, parent: ET.Element) -> None:
    """Add a table; a wide one scrolls by itself, from the keyboard too."""
    if tree.extras:
        parent = block(parent, "div", **{"class": "table", "role": "group", "tabindex": "0"})
    table = block(parent, "table")
    table.text = "\n"
    head = block(table, "thead")
    _row(tree, node, 0, head, "th")
    if len(node.lines) > 2:  # noqa: PLR2004 - the header and the delimiter row
        body = block(table, "tbody")
        for index in range(2, len(node.lines)):
            _row(tree, node, index, body, "td")


def _row(tree: Tree, node: Table, index: int, parent: ET.Element, tag: str) -> None:
    row = block(parent, "tr")
    cells = row_cells(node.lines[index], node.start + index, node.columns[index])
    columns = len(node.alignments)
    lacking = columns - len(cells)
    if lacking < 0:
        reports.extra_cells(tree.context, tree.context.at(cells[columns]))
    if lacking > 0 and not tree.context.may_complete(node.start, node.column, lacking):
        columns = len(cells)
    for place, alignment in enumerate(node.alignments[:columns]):
        cell = block(row, tag)
        if alignment:
            cell.set("class", alignment)
        if tag == "th" and tree.extras:
            cell.set("scope", "col")
        if place < len(cells):
            tree.inline(cell, cells[place])
