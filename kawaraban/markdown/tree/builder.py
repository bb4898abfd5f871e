"""The element tree of one body while it grows."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from markdown.util import HtmlStash
from msgspec import Struct, field

from kawaraban.markdown.ad_links import is_pasted_code
from kawaraban.markdown.blocks.leaves import Html, Paragraph
from kawaraban.markdown.blocks.nodes import Document, Node
from kawaraban.markdown.context import Context
from kawaraban.markdown.headings import Found
from kawaraban.markdown.lint.looks import check_signs
from kawaraban.markdown.lint.unclosed import report_hiding
from kawaraban.markdown.serializer import FRAGMENT
from kawaraban.markdown.text import Text

Role = Literal["paragraph", "heading", "item", "text"]
Growers = Mapping[type[Node], Callable[..., object]]
"""What adds a kind of block: called with the tree, the block and the parent element."""


class Pending(NamedTuple):
    """Inline text that will fill an element, and what the element is."""

    element: ET.Element
    text: Text
    role: Role


class Tree(Struct):
    """Grows the element tree of one body.

    `stash` is Python-Markdown's store of raw HTML, `markup` a search for markup.
    `pending` is the inline text in document order, and `found` the headings; the first
    `excerpt_end` elements are the excerpt, if the author ends it.
    """

    context: Context
    stash: HtmlStash
    growers: Growers
    markup: Callable[[str], object]
    pending: list[Pending] = []
    found: list[Found] = []
    top: ET.Element = field(default_factory=lambda: ET.Element(FRAGMENT))
    excerpt_end: int = 0

    def root(self, document: Document) -> ET.Element:
        """Return the tree of a whole body."""
        self.grow(document.children, self.top)
        return self.top

    def grow(self, blocks: Sequence[Node], parent: ET.Element) -> None:
        """Add blocks to a parent."""
        for node in self.without_comments(blocks):
            self.growers[type(node)](self, node, parent)

    def without_comments(self, blocks: Sequence[Node]) -> Iterable[Node]:
        """Return blocks without HTML comments; report one that hides all that follows."""
        has_html = self.context.dialect.extras and Html in map(type, blocks)
        for node in blocks if has_html else ():
            if isinstance(node, Html) and node.is_open_comment:
                report_hiding(self.context, node)
        return _without_comments(blocks, self.context) if has_html else blocks

    def inline(self, element: ET.Element, text: Text) -> None:
        """Add inline text, to be read into an element later."""
        self.prose(element, text.text, text.line, text.columns)

    def prose(
        self, element: ET.Element, words: str, line: int, columns: list[int], role: Role = "text"
    ) -> None:
        """Add words to an element, to be read later where they hold markup."""
        if self.context.has_odd_signs:
            check_signs(Text(words, line, columns), self.context)
        if self.markup(words) or words.endswith("}"):
            self.pending.append(Pending(element, Text(words, line, columns), role))
        else:
            element.text = words

    def raw(self, parent: ET.Element, text: str) -> None:
        """Add HTML as it is."""
        self.context.raw_html[len(self.stash.rawHtmlBlocks)] = text
        block(parent, FRAGMENT).text = self.stash.store(text)


def _without_comments(blocks: Sequence[Node], context: Context) -> Iterator[Node]:
    """Leave out the comments with no HTML beside them: they are no part of pasted code."""
    run: list[Html] = []  # HTML of which each begins on the line after the one before
    above: Node | None = None
    for node in (*blocks, None):
        if run and not run[-1].meets(node):
            is_code = any(not one.is_prose for one in run)
            is_beside = _touches_ad(above, run[0], context) or _touches_ad(run[-1], node, context)
            yield from run if is_code or is_beside else _prose(run)
            run = []
        if isinstance(node, Html):
            run.append(node)
        elif node is not None:
            above = node
            yield node


def _touches_ad(first: Node | None, second: Node | None, context: Context) -> bool:
    """Return whether two blocks stand line upon line, and one is a paragraph with a pasted ad."""
    if first is None or second is None or first.end + 1 != second.start:
        return False
    ad = first if isinstance(first, Paragraph) else second
    if not isinstance(ad, Paragraph) or not ad.words.startswith("<"):
        return False
    return is_pasted_code(ad.words, context)


def _prose(comments: Sequence[Html]) -> Iterator[Html]:
    """Yield the text that follows a multi-line HTML comment on its last line."""
    for comment in comments:
        if comment.is_excerpt_end:
            yield comment
            continue
        comment.lines = comment.bare_lines
        if any(line.strip() for line in comment.lines):
            yield comment


def block(parent: ET.Element, tag: str) -> ET.Element:
    """Add an element on a line of its own."""
    element = ET.SubElement(parent, tag)
    element.tail = "\n"
    return element
