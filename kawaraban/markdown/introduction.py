"""The introduction: where it ends, and what is said of a post in its words."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Slot
from kawaraban.elements.notice import NoticePlace
from kawaraban.elements.toc import Toc
from kawaraban.markdown.japanese import shortened
from kawaraban.markdown.lint.hidden import Hiding
from kawaraban.markdown.plain import marked
from kawaraban.markdown.serializer import FRAGMENT

if TYPE_CHECKING:
    from kawaraban.markdown.context import Context
    from kawaraban.markdown.headings import Found

_PARAGRAPHS = frozenset(("p",))
_PROSE = frozenset(("p", "li", "dd", "td"))
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def place(root: ET.Element, found: list[Found], context: Context) -> None:
    """Put the notice's place, and the table of contents where the author put none.

    Both stand before the first h2. Without one, the notice follows the first block,
    and the table of contents stands before the first heading of any level.
    """
    if not len(root):
        return
    begin = Source(context.path, context.first_line)
    sources = {id(heading.element): heading.source for heading in found}
    section = root.find("h2")
    notice = NoticePlace(source=sources.get(id(section), begin))
    _insert(root, 1 if section is None else _index(root, section), notice, context)
    heading = section if section is not None else _first_heading(root)
    if heading is not None and not context.tocs:
        toc = Toc(source=sources.get(id(heading), begin))
        _insert(root, _index(root, heading), toc, context)


def _first_heading(root: ET.Element) -> ET.Element | None:
    return next((block for block in root if block.tag in HEADINGS), None)


def _index(root: ET.Element, block: ET.Element) -> int:
    return list(root).index(block)


def _insert(root: ET.Element, index: int, slot: Slot, context: Context) -> None:
    mark = ET.Element(context.slot(slot))
    mark.tail = "\n"
    root.insert(index, mark)


def description(root: ET.Element, context: Context) -> str:
    """Give the first paragraph of prose, else the first words of anything, shortened."""
    blocks, prose = (root, _PARAGRAPHS) if root.find("p") is not None else (root.iter(), _PROSE)
    hiding = Hiding(context.tags)
    for block in blocks:
        if block.tag in prose or block.tag == FRAGMENT:
            text = hiding.shown(marked(block, context)).strip()
            if text and block.tag in prose:
                return shortened(text)
    return ""
