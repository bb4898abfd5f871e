"""Block quotations: plain ones, and those that an element takes.

> [!TYPE]- line        the element that has the type among its `boxes`
> … / > SIGN line      the element that has the sign among its `endings`
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import partial
from typing import Literal

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Slot
from kawaraban.core.nearest import nearest
from kawaraban.core.syntax import QuotedBlock
from kawaraban.elements import takers
from kawaraban.markdown.blocks.leaves import Leaf, Paragraph
from kawaraban.markdown.blocks.nodes import BOX_LINE, Node, Quote
from kawaraban.markdown.context import Context
from kawaraban.markdown.marks import FIELD
from kawaraban.markdown.text import Text
from kawaraban.markdown.tree.builder import Tree, block

_FOLDS: dict[str, Literal["", "-", "+"]] = {"": "", "-": "-", "+": "+"}


def quote(tree: Tree, node: Quote, parent: ET.Element) -> None:
    """Add a block quotation, or the slot of the element that takes it."""
    if tree.context.dialect.extras and node.children and _add_slot(tree, node, parent):
        return
    element = block(parent, "blockquote")
    element.text = "\n"
    tree.grow(node.children, element)


def _add_slot(tree: Tree, node: Quote, parent: ET.Element) -> bool:
    """Add the slot of a quotation; say whether an element takes it."""
    first, last = node.children[0], node.children[-1]
    if isinstance(first, Paragraph) and (found := BOX_LINE.match(first.lines[0])):
        _box(tree, node, first, found, parent)
        return True
    is_alone = len(node.children) == 1 and isinstance(first, Paragraph) and len(first.lines) == 1
    if not isinstance(last, Paragraph) or is_alone:  # a quotation of nothing
        return False
    for sign, make in takers().endings.items():
        if found := sign.match(last.lines[-1]):
            _ending(tree, node, last, found.end(), make, parent)
            return True
    return False


def _box(tree: Tree, node: Quote, first: Paragraph, tag: re.Match[str], parent: ET.Element) -> None:
    """Add the slot of a quotation that begins with `[!TYPE]`."""
    source = tree.context.source(first.start, first.columns[0])
    kind, fold, boxes = tag[1], _FOLDS[tag[2]], takers().boxes
    make = boxes.get(kind.lower())
    if make is None:
        _report_unknown(tree.context, kind, source)
        make = boxes[""]
    title = Text(tag[3], first.start, [first.columns[0] + tag.start(3)])
    _drop(node, first, 0)

    quoted = partial(QuotedBlock, source=source, kind=kind, fold=fold, text=title.text)
    mark = tree.context.slot(lambda parts: make(quoted(line=parts[0], content=parts[1])))
    element = block(parent, mark)
    tree.inline(ET.SubElement(element, FIELD), title)
    tree.grow(node.children, ET.SubElement(element, FIELD))


def _report_unknown(context: Context, name: str, source: Source) -> None:
    """Report a type that no element takes, with the nearest one and all others."""
    known = [kind.upper() for kind in takers().boxes if kind]
    names, near = ", ".join(known), nearest(name.upper(), known)
    if near is None:
        context.add(source, "unknown-callout", name=name, names=names)
    else:
        context.add(source, "misspelt-callout", name=name, near=near, names=names)


def _ending(  # noqa: PLR0913, PLR0917 - a quotation, its last line and what takes both
    tree: Tree,
    node: Quote,
    last: Paragraph,
    begin: int,
    make: Callable[[QuotedBlock], Slot],
    parent: ET.Element,
) -> None:
    """Add the slot of a quotation whose last line, from `begin` on, names its source."""
    words = last.lines[-1][begin:].rstrip(" \t")
    text = Text(words, last.start + len(last.lines) - 1, [last.columns[-1] + begin])
    source = tree.context.source(node.start, node.column)
    _drop(node, last, -1)

    quoted = partial(QuotedBlock, source=source, text=words)
    mark = tree.context.slot(lambda parts: make(quoted(content=parts[0], line=parts[1])))
    element = block(parent, mark)
    tree.grow(node.children, ET.SubElement(element, FIELD))
    tree.inline(ET.SubElement(element, FIELD), text)


def _drop(node: Node, leaf: Leaf, index: int) -> None:
    """Take a line out of a paragraph, and the paragraph out where nothing is left."""
    del leaf.lines[index], leaf.columns[index]
    if index == 0:
        leaf.start += 1
    if not leaf.lines:
        node.children.remove(leaf)
