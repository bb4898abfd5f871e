"""The element tree of one body while it grows."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

from markdown.util import HtmlStash

from kawaraban.parse.blocks.nodes import Document, Node
from kawaraban.parse.context import Context
from kawaraban.parse.serializer import FRAGMENT
from kawaraban.parse.text import Text

Role = Literal["paragraph", "heading", "aside", "text"]
Growers = Mapping[type[Node], Callable[..., None]]
"""What adds a kind of block: called with the tree, the block and the parent element."""


class Pending(NamedTuple):
    """Inline text that will fill an element, what the element is, and a heading's column."""

    element: ET.Element
    text: Text
    role: Role
    column: int = 1


class Tree:
    """Grows the element tree of one body. `pending` is the inline text in document order."""

    def __init__(self, context: Context, stash: HtmlStash, growers: Growers) -> None:
        """Take the parse's state and Python-Markdown's keeper of raw HTML."""
        self.context = context
        self.stash = stash
        self.growers = growers
        self.pending: list[Pending] = []
        self.top = ET.Element("div")

    def root(self, document: Document) -> ET.Element:
        """Give the tree of a whole body."""
        self.grow(document.children, self.top)
        return self.top

    def grow(self, blocks: Iterable[Node], parent: ET.Element) -> None:
        """Add blocks to a parent."""
        for node in blocks:
            self.growers[type(node)](self, node, parent)

    def inline(self, element: ET.Element, text: Text, role: Role = "text", column: int = 1) -> None:
        """Have inline text read into an element."""
        self.pending.append(Pending(element, text, role, column))

    def raw(self, parent: ET.Element, text: str) -> None:
        """Add HTML as it is."""
        block(parent, FRAGMENT).text = self.stash.store(text)


def block(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    """Add an element on a line of its own."""
    element = ET.SubElement(parent, tag, attributes)
    element.tail = "\n"
    return element
