"""Lists, tasks and definitions as elements."""

import xml.etree.ElementTree as ET

from kawaraban.markdown.blocks.leaves import Paragraph, Term
from kawaraban.markdown.blocks.nodes import Definition, Definitions, ListBlock, Node, are_apart
from kawaraban.markdown.serializer import FRAGMENT
from kawaraban.markdown.tree.builder import Tree, block
from kawaraban.markdown.tree.prose import fill
from kawaraban.system.regex import lazy_pattern

_TASK = lazy_pattern(r"\[([ xX])\][ \t]+(?=\S)")


def list_block(tree: Tree, node: ListBlock, parent: ET.Element) -> None:
    """Add a list."""
    element = block(parent, "ul" if node.number is None else "ol")
    if node.number not in {None, 1}:
        element.set("start", str(node.number))
    element.text = "\n"
    loose = node.loose
    for item in node.children:
        first = item.children[0] if item.children and tree.context.dialect.gfm else None
        # GFM, "Task list items".
        if isinstance(first, Paragraph) and (found := _TASK.match(first.lines[0])):
            first.task = found[1]
            first.lines[0] = first.lines[0][found.end() :]
            first.columns[0] += found.end()
        _contents(tree, item, block(element, "li"), loose=loose)


def definitions(tree: Tree, node: Definitions, parent: ET.Element) -> None:
    """Add terms and what they mean."""
    element = block(parent, "dl")
    for child in node.children:
        if isinstance(child, Term):
            tree.inline(block(element, "dt"), child.text)
        elif isinstance(child, Definition):
            _contents(tree, child, block(element, "dd"), loose=are_apart(child.children))


def _contents(tree: Tree, node: Node, element: ET.Element, *, loose: bool) -> None:
    """Add what is in an item; a tight one's paragraphs are text alone."""
    if loose:
        element.text = "\n" if node.children else None
        tree.grow(node.children, element)
        return
    children = list(tree.without_comments(node.children))
    for child in children:
        if not isinstance(child, Paragraph):
            tree.growers[type(child)](tree, child, element)
        elif len(children) == 1 and not child.lines[0].startswith("!["):
            fill(tree, child, element, "text")
        else:
            piece = ET.SubElement(element, FRAGMENT)
            piece.tail = "\n" if child is not children[-1] else None
            fill(tree, child, piece, "item")
