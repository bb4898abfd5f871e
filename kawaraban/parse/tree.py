"""From finished blocks to an element tree, whose inline text is still to be read."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Literal, NamedTuple

from markdown.util import HtmlStash

from kawaraban import elements
from kawaraban.parse import boxes, tables
from kawaraban.parse.code import highlighted, language
from kawaraban.parse.context import Context
from kawaraban.parse.leaves import (
    Fence,
    Heading,
    Html,
    IndentedCode,
    Paragraph,
    References,
    Rule,
    Table,
    Term,
)
from kawaraban.parse.lines import Text
from kawaraban.parse.nodes import (
    Definition,
    Definitions,
    Document,
    Footnote,
    ListBlock,
    Node,
    Quote,
    apart,
)
from kawaraban.parse.plain import FRAGMENT, block
from kawaraban.parse.rawhtml import with_addresses
from kawaraban.parse.references import unescape

Role = Literal["paragraph", "heading", "aside", "text"]


class Pending(NamedTuple):
    """Inline text that will fill an element, what the element is, and a heading's column."""

    element: ET.Element
    text: Text
    role: Role
    column: int = 1


class Tree:
    """Grows the element tree of one body.

    `pending` is the inline text in document order. `extras`: with the dialect's
    own elements, without them what CommonMark and GFM say alone.
    """

    def __init__(self, context: Context, stash: HtmlStash, *, gfm: bool, extras: bool) -> None:
        """Take the parse's state and Python-Markdown's keeper of raw HTML."""
        self.context = context
        self.stash = stash
        self.gfm = gfm
        self.extras = extras
        self.pending: list[Pending] = []
        self.top = ET.Element("div")
        self._grow: dict[type[Node], Callable[..., None]] = {
            Paragraph: self._paragraph,
            Heading: self._heading,
            Rule: self._rule,
            Quote: self._quote,
            ListBlock: self._list,
            Fence: self._fence,
            IndentedCode: self._indented,
            Html: self._html,
            Table: self._table,
            Definitions: self._definitions,
            References: self._nothing,
            Footnote: self._nothing,
        }

    def root(self, document: Document) -> ET.Element:
        """Give the tree of a whole body."""
        self.top = ET.Element("div")
        self.grow(document.children, self.top)
        return self.top

    def grow(self, blocks: list[Node], parent: ET.Element) -> None:
        """Add blocks to a parent."""
        for node in blocks:
            self._grow[type(node)](node, parent)

    def inline(self, element: ET.Element, text: Text, role: Role = "text") -> None:
        """Have inline text read into an element."""
        self.pending.append(Pending(element, text, role))

    def slot(self, parent: ET.Element, number: int) -> ET.Element:
        """Add the mark of a slot."""
        return block(parent, f"\x1a{number}")

    def raw(self, parent: ET.Element, text: str) -> None:
        """Add HTML as it is."""
        block(parent, FRAGMENT).text = self.stash.store(text)

    def _nothing(self, node: Node, parent: ET.Element) -> None:
        """Show nothing where the block stands."""

    def _paragraph(self, node: Paragraph, parent: ET.Element) -> None:
        if not node.lines:
            return
        self._prose(block(parent, "p"), node, "paragraph")

    def _prose(self, element: ET.Element, node: Paragraph, role: Role) -> None:
        if not node.task:
            self.inline(element, node.text, role)
            return
        label = ET.SubElement(element, "label")
        box = ET.SubElement(label, "input", {"type": "checkbox", "disabled": ""})
        box.tail = " "
        if node.task != " ":
            box.set("checked", "")
        self.inline(ET.SubElement(label, FRAGMENT), node.text)

    def _heading(self, node: Heading, parent: ET.Element) -> None:
        role: Role = "heading" if parent is self.top else "aside"
        element = block(parent, f"h{node.level}")
        self.pending.append(Pending(element, node.text, role, node.column))

    def _rule(self, _node: Rule, parent: ET.Element) -> None:
        block(parent, "hr")

    def _quote(self, node: Quote, parent: ET.Element) -> None:
        if self.extras and boxes.grow(self, node, parent):
            return
        quote = block(parent, "blockquote")
        quote.text = "\n"
        self.grow(node.children, quote)

    def _list(self, node: ListBlock, parent: ET.Element) -> None:
        element = block(parent, "ul" if node.number is None else "ol")
        if node.number not in {None, 1}:
            element.set("start", str(node.number))
        element.text = "\n"
        loose = node.loose
        for item in node.children:
            if self.gfm:
                boxes.task(item)
            self.contents(item, block(element, "li"), loose=loose)

    def contents(self, node: Node, element: ET.Element, *, loose: bool) -> None:
        """Add what is in an item; a tight one's paragraphs are text alone."""
        if loose and node.children:
            element.text = "\n"
        for child in node.children:
            if loose or not isinstance(child, Paragraph):
                self.grow([child], element)
            elif child.lines:
                piece = ET.SubElement(element, FRAGMENT)
                piece.tail = "\n" if child is not node.children[-1] else None
                self._prose(piece, child, "text")

    def _indented(self, node: IndentedCode, parent: ET.Element) -> None:
        lines = node.lines[: node.end - node.start + 1]
        self._code("\n".join(lines) + "\n", "", parent)

    def _fence(self, node: Fence, parent: ET.Element) -> None:
        code = "".join(f"{line}\n" for line in node.lines)
        if not self.extras:
            words = node.info.split()
            self._code(code, unescape(words[0]) if words else "", parent)
        elif reader := elements.data_blocks().get(language(node.info)):
            self._data(reader, code, node, parent)
        else:
            self._code(code, language(node.info), parent)

    def _data(self, element: elements.Element, text: str, node: Fence, parent: ET.Element) -> None:
        if element.read is None:
            return
        source = self.context.place(node.start, node.column)
        indent = node.columns[0] - 1 if node.columns else 0
        read = element.read(elements.DataBlock(text, source, indent), self.context.settings)
        self.context.diagnostics.extend(read.diagnostics)
        if read.slot is not None:
            self.slot(parent, self.context.slot(read.slot))

    def _code(self, code: str, name: str, parent: ET.Element) -> None:
        pre = block(parent, "pre")
        element = ET.SubElement(pre, "code", {"class": f"language-{name}"} if name else {})
        if self.extras:
            pre.attrib = {"class": "code", "tabindex": "0"}
        html = highlighted(code, name) if self.extras else None
        element.text = code if html is None else self.stash.store(html)

    def _html(self, node: Html, parent: ET.Element) -> None:
        lines = node.lines if node.closing else _without_blank_end(node.lines)
        text = "\n".join(lines)
        place = Text(text, node.start, node.columns)
        if self.extras:
            text = with_addresses(text, place, self.context)
        self.raw(parent, text)

    def _table(self, node: Table, parent: ET.Element) -> None:
        tables.grow(self, node, parent)

    def _definitions(self, node: Definitions, parent: ET.Element) -> None:
        element = block(parent, "dl")
        for child in node.children:
            if isinstance(child, Term):
                self.inline(block(element, "dt"), child.text)
            elif isinstance(child, Definition):
                loose = apart(child.children)
                self.contents(child, block(element, "dd"), loose=loose)


def _without_blank_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end > 1 and not lines[end - 1].strip():
        end -= 1
    return lines[:end]
