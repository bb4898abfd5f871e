"""Which function adds which kind of block."""

import xml.etree.ElementTree as ET

from kawaraban.markdown.blocks import leaves, nodes
from kawaraban.markdown.lint.unread import check_html
from kawaraban.markdown.raw_html import mark_addresses
from kawaraban.markdown.text import Text
from kawaraban.markdown.tree import code, lists, prose, quotes
from kawaraban.markdown.tree.builder import Growers, Tree, block


def _html(tree: Tree, node: leaves.Html, parent: ET.Element) -> None:
    if node.is_excerpt_end:
        tree.excerpt_end = tree.excerpt_end or len(tree.top)
        return
    text = "\n".join(node.published_lines)
    if tree.context.dialect.extras:
        position = Text(text, node.start, node.columns)
        check_html(text, lambda at: tree.context.text_source(position, at), tree.context)
        text = mark_addresses(text, position, tree.context)
    tree.raw(parent, text)


GROWERS: Growers = {
    leaves.Paragraph: prose.paragraph,
    leaves.Heading: prose.heading,
    leaves.Rule: lambda _tree, _node, parent: block(parent, "hr"),
    leaves.Fence: code.fence,
    leaves.IndentedCode: code.indented,
    leaves.Html: _html,
    leaves.Table: prose.table,
    leaves.References: lambda *_: None,
    nodes.Quote: quotes.quote,
    nodes.ListBlock: lists.list_block,
    nodes.Definitions: lists.definitions,
    nodes.Footnote: lambda *_: None,
}
