"""Which function adds which kind of block."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from kawaraban.parse import reports
from kawaraban.parse.blocks import leaves, nodes
from kawaraban.parse.raw_html import with_addresses
from kawaraban.parse.text import Text
from kawaraban.parse.tree import boxes, code, lists, prose, tables
from kawaraban.parse.tree.builder import Growers, Tree, block

_OPENS = re.compile(r"<!--|<(?:script|style)\b", re.IGNORECASE)
_CLOSES = {
    "<!--": re.compile("--!?>"),
    "<script": re.compile("</script", re.IGNORECASE),
    "<style": re.compile("</style", re.IGNORECASE),
}


def _rule(_tree: Tree, _node: leaves.Rule, parent: ET.Element) -> None:
    block(parent, "hr")


def _html(tree: Tree, node: leaves.Html, parent: ET.Element) -> None:
    text = "\n".join(node.shown)
    if tree.context.dialect.extras and _is_split(text):
        reports.split_html(tree.context, tree.context.place(node.end, 1))
    if tree.context.dialect.extras:
        text = with_addresses(text, Text(text, node.start, node.columns), tree.context)
    tree.raw(parent, text)


def _is_split(text: str) -> bool:
    """Say whether a script or style is not closed in its block; a comment hides all to its end."""
    at = 0
    while opened := _OPENS.search(text, at):
        closed = _CLOSES[opened[0].lower()].search(text, opened.start() + 2)
        if closed is None:
            return opened[0] != "<!--"
        at = closed.end()
    return False


def _nothing(_tree: Tree, _node: nodes.Node, _parent: ET.Element) -> None:
    """Show nothing where a definition stands."""


GROWERS: Growers = {
    leaves.Paragraph: prose.paragraph,
    leaves.Heading: prose.heading,
    leaves.Rule: _rule,
    leaves.Fence: code.fence,
    leaves.IndentedCode: code.indented,
    leaves.Html: _html,
    leaves.Table: tables.table,
    leaves.References: _nothing,
    nodes.Quote: boxes.quote,
    nodes.ListBlock: lists.list_block,
    nodes.Definitions: lists.definitions,
    nodes.Footnote: _nothing,
}
