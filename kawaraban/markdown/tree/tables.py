"""Tables as elements (GFM, "Tables")."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from kawaraban.markdown.blocks.leaves import Table
from kawaraban.markdown.blocks.tables import row_cells
from kawaraban.markdown.lint import reports
from kawaraban.markdown.tree.builder import Tree, block


def table(tree: Tree, node: Table, parent: ET.Element) -> None:
    """Add a table; a wide one scrolls by itself, from the keyboard too."""
    if tree.context.dialect.extras:
        parent = block(parent, "div", **{"class": "table", "role": "group", "tabindex": "0"})
    element = block(parent, "table")
    element.text = "\n"
    head = block(element, "thead")
    _row(tree, node, 0, head, "th")
    if len(node.lines) > 2:  # noqa: PLR2004 - the header and the delimiter row
        body = block(element, "tbody")
        for index in range(2, len(node.lines)):
            _row(tree, node, index, body, "td")


def _row(tree: Tree, node: Table, row_index: int, parent: ET.Element, tag: str) -> None:
    row = block(parent, "tr")
    cells = row_cells(node.lines[row_index], node.start + row_index, node.columns[row_index])
    columns = len(node.alignments)
    if len(cells) > columns:
        reports.extra_cells(tree.context, tree.context.text_source(cells[columns]))
    for index, alignment in enumerate(node.alignments):
        cell = block(row, tag)
        if alignment:
            cell.set("class", alignment)
        if tag == "th" and tree.context.dialect.extras:
            cell.set("scope", "col")
        if index < len(cells):
            tree.inline(cell, cells[index])
