"""Paragraphs and headings as elements."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from kawaraban.markdown.blocks.leaves import Heading, Paragraph
from kawaraban.markdown.headings import Found
from kawaraban.markdown.serializer import FRAGMENT
from kawaraban.markdown.tree.builder import Role, Tree, block


def paragraph(tree: Tree, node: Paragraph, parent: ET.Element) -> None:
    """Add a paragraph; link reference definitions may have left nothing of it."""
    if node.lines:
        fill(tree, node, block(parent, "p"), "paragraph")


def heading(tree: Tree, node: Heading, parent: ET.Element) -> None:
    """Add a heading; one in a quotation or list is no section of the body."""
    element = block(parent, f"h{node.level}")
    source = tree.context.source(node.start, node.column)
    tree.found.append(Found(element, source, top=parent is tree.top))
    tree.prose(element, node.words, node.start, node.columns, "heading")


def fill(tree: Tree, node: Paragraph, element: ET.Element, role: Role) -> None:
    """Fill an element with a paragraph's text; a task's begins with its checkbox."""
    if not node.task:
        tree.prose(element, node.words, node.start, node.columns, role)
        return
    label = ET.SubElement(element, "label")
    box = ET.SubElement(label, "input", {"type": "checkbox", "disabled": ""})
    box.tail = " "
    if node.task != " ":
        box.set("checked", "")
    tree.inline(ET.SubElement(label, FRAGMENT), node.text)
