"""Paragraphs, headings and tables (GFM, "Tables") as elements."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from copy import copy
from itertools import pairwise

from kawaraban.markdown.blocks.leaves import Heading, Paragraph, Table
from kawaraban.markdown.blocks.tables import row_cells
from kawaraban.markdown.headings import Found
from kawaraban.markdown.lint import looks
from kawaraban.markdown.paragraphs import is_taken
from kawaraban.markdown.serializer import FRAGMENT
from kawaraban.markdown.tree.builder import Role, Tree, block
from kawaraban.system.regex import lazy_pattern

# What a line may begin with that is a paragraph by itself.
_ADDRESS = lazy_pattern(r"(?:^|\n)(?:<?https?://|@\[)")


def paragraph(tree: Tree, node: Paragraph, parent: ET.Element) -> None:
    """Add a paragraph, or several where an element takes some of its lines."""
    if len(node.lines) > 1 and tree.context.dialect.extras and _ADDRESS.search(node.words):
        for part in _split(node):
            fill(tree, part, block(parent, "p"), "paragraph")
    else:
        fill(tree, node, block(parent, "p"), "paragraph")


def _split(node: Paragraph) -> Iterator[Paragraph]:
    """Yield the parts of a paragraph, of which lines that stand by themselves are some."""
    edges = {0, len(node.lines)}
    for number, line in enumerate(node.lines):
        if _ADDRESS.match(line) and is_taken(line):
            edges |= {number, number + 1}
    for begin, end in pairwise(sorted(edges)):
        part = copy(node)
        part.start, part.lines = node.start + begin, node.lines[begin:end]
        part.columns = node.columns[begin:end]
        yield part


def heading(tree: Tree, node: Heading, parent: ET.Element) -> None:
    """Add a heading; one in a quotation or list is no section of the body."""
    element = block(parent, f"h{node.level}")
    source = tree.context.source(node.start, node.column)
    if node.underlined and looks.is_front_matter(node.words):
        tree.context.add(source, "looks-like-front-matter")
    elif node.underlined and node.level > 1 and (len(node.lines) > 1 or node.words.endswith("。")):
        tree.context.add(source, "looks-like-rule-below")
    tree.found.append(Found(element, source, top=parent is tree.top))
    tree.prose(element, node.words, node.start, node.columns, "heading")


def fill(tree: Tree, node: Paragraph, element: ET.Element, role: Role) -> None:
    """Fill an element with a paragraph's text; a task's begins with its checkbox."""
    if node.odd or "\t" in node.words:
        looks.check_paragraph(node, tree.context)
    if not node.task:
        tree.prose(element, node.words, node.start, node.columns, role)
        return
    label = ET.SubElement(element, "label")
    box = ET.SubElement(label, "input", {"type": "checkbox", "disabled": ""})
    box.tail = " "
    if node.task != " ":
        box.set("checked", "")
    tree.inline(ET.SubElement(label, FRAGMENT), node.text)


def table(tree: Tree, node: Table, parent: ET.Element) -> None:
    """Add a table; a wide one scrolls by itself, from the keyboard too."""
    if tree.context.dialect.extras:
        parent = block(parent, "div")
        parent.attrib = {"class": "table", "role": "group", "tabindex": "0"}
    element = block(parent, "table")
    element.text = "\n"
    _row(tree, node, 0, block(element, "thead"), "th")
    if len(node.lines) > 2:  # noqa: PLR2004 - the header and the delimiter row
        body = block(element, "tbody")
        for index in range(2, len(node.lines)):
            _row(tree, node, index, body, "td")


def _row(tree: Tree, node: Table, row_index: int, parent: ET.Element, tag: str) -> None:
    row = block(parent, "tr")
    cells = row_cells(node.lines[row_index], node.start + row_index, node.columns[row_index])
    columns = len(node.alignments)
    if len(cells) > columns:
        tree.context.add(tree.context.text_source(cells[columns]), "extra-cells")
    for index, alignment in enumerate(node.alignments):
        cell = block(row, tag)
        if alignment:
            cell.set("class", alignment)
        if tag == "th" and tree.context.dialect.extras:
            cell.set("scope", "col")
        if index < len(cells):
            tree.inline(cell, cells[index])
