"""Quotations as elements: callouts, and quotations that name their source.

> [!NOTE]- 題            →  elements.callout.Callout
> … / > 出典: [題](url)   →  elements.quotation.Quotation
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import get_args

from kawaraban.core.diagnostics import Words, did_you_mean
from kawaraban.core.model import Parts, Slot
from kawaraban.elements.callout import Callout, CalloutKind
from kawaraban.elements.quotation import Quotation
from kawaraban.markdown.blocks.leaves import Leaf, Paragraph
from kawaraban.markdown.blocks.nodes import CALLOUT, Node, Quote
from kawaraban.markdown.marks import FIELD, SIGN
from kawaraban.markdown.text import Text
from kawaraban.markdown.tree.builder import Tree, block

_CITE = re.compile(r"(?:出典|引用元|Source)[ \t]*[:：][ \t]*|(?:—|――|--)[ \t]*(?=\S)")
_KINDS: dict[str, CalloutKind] = {kind: kind for kind in get_args(CalloutKind)}


def quote(tree: Tree, node: Quote, parent: ET.Element) -> None:
    """Add a block quote, or what it says it is."""
    if tree.context.dialect.extras and _boxed(tree, node, parent):
        return
    element = block(parent, "blockquote")
    element.text = "\n"
    tree.grow(node.children, element)


def _boxed(tree: Tree, node: Quote, parent: ET.Element) -> bool:
    """Add a callout or a quotation with its source; say whether it was one."""
    if not node.children:
        return False
    first, last = node.children[0], node.children[-1]
    if isinstance(first, Paragraph) and (found := CALLOUT.match(first.lines[0])):
        return _callout(tree, node, first, found, parent)
    if isinstance(last, Paragraph) and (found := _CITE.match(last.lines[-1])):
        return _quotation(tree, node, last, found, parent)
    return False


def _callout(
    tree: Tree, node: Quote, first: Paragraph, found: re.Match[str], parent: ET.Element
) -> bool:
    source = tree.context.place(first.start, first.columns[0])
    kind = _KINDS.get(found[1].lower())
    if kind is None:
        _unknown(tree, found[1], first)
        return False
    title = Text(found[3], first.start, [first.columns[0] + found.start(3)])
    fold = found[2]
    _drop(node, first, 0)

    def make(fields: tuple[Parts, ...]) -> Slot:
        return Callout(
            source=source,
            kind=kind,
            title=fields[0],
            fold="-" if fold == "-" else "+" if fold else "",
            content=fields[1],
        )

    element = block(parent, tree.context.slot(make))
    tree.inline(ET.SubElement(element, FIELD), title)
    tree.grow(node.children, ET.SubElement(element, FIELD))
    return True


def _unknown(tree: Tree, name: str, first: Paragraph) -> None:
    tree.context.warn(
        tree.context.place(first.start, first.columns[0]),
        "unknown-callout",
        Words(
            f"「[!{name}]」という囲みはないので、ふつうの引用になります",
            f"there is no callout '[!{name}]', so this is a plain quotation",
        ),
        did_you_mean(name.upper(), [kind.upper() for kind in _KINDS]),
    )


def _quotation(
    tree: Tree, node: Quote, last: Paragraph, found: re.Match[str], parent: ET.Element
) -> bool:
    if len(node.children) == 1 and len(last.lines) == 1:
        return False  # a quotation of nothing
    index = len(last.lines) - 1
    text = last.lines[-1][found.end() :].rstrip(" \t")
    cite = Text(text, last.start + index, [last.columns[-1] + found.end()])
    source = tree.context.place(node.start, node.column)
    _drop(node, last, -1)
    content, field = ET.Element(FIELD), ET.Element(FIELD)

    def make(fields: tuple[Parts, ...]) -> Slot:
        link = field.find(".//a")
        url = link.get("href", "") if link is not None else ""
        return Quotation(
            source=source,
            content=fields[0],
            cite=fields[1],
            url="" if url.startswith(SIGN) else url,
        )

    element = block(parent, tree.context.slot(make))
    element.extend([content, field])
    tree.grow(node.children, content)
    tree.inline(field, cite)
    return True


def _drop(node: Node, leaf: Leaf, index: int) -> None:
    """Take a line out of a paragraph, and the paragraph out where nothing is left."""
    del leaf.lines[index], leaf.columns[index]
    if index == 0:
        leaf.start += 1
    if not leaf.lines:
        node.children.remove(leaf)
