"""The introduction: where it ends, and what is said of a post in its words."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from kawaraban.diagnostics import Source
from kawaraban.elements.notice import NoticePlace
from kawaraban.elements.toc import Toc
from kawaraban.model import Slot
from kawaraban.parse.japanese import shortened
from kawaraban.parse.plain import plain

if TYPE_CHECKING:
    from kawaraban.parse.context import Context
    from kawaraban.parse.headings import Found

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def place(root: ET.Element, found: list[Found], context: Context) -> None:
    """Put the notice's place, and the table of contents where the author put none."""
    if not len(root):
        return
    index = next((i for i, block in enumerate(root) if block.tag == "h2"), None)
    begin = Source(context.path, context.first_line)
    sources = {id(heading.element): heading.source for heading in found}
    if index is not None:
        source = sources.get(id(root[index]), begin)
        slots: list[Slot] = [NoticePlace(source=source)]
        if not context.has_toc:
            slots.append(Toc(source=source))
        _insert(root, index, slots, context)
        return
    _insert(root, 1, [NoticePlace(source=begin)], context)
    heading = next((i for i, block in enumerate(root) if block.tag in HEADINGS), None)
    if heading is not None and not context.has_toc:
        _insert(root, heading, [Toc(source=sources.get(id(root[heading]), begin))], context)


def _insert(root: ET.Element, index: int, slots: list[Slot], context: Context) -> None:
    for offset, slot in enumerate(slots):
        mark = ET.Element(f"\x1a{context.slot(slot)}")
        mark.tail = "\n"
        root.insert(index + offset, mark)


def description(root: ET.Element, context: Context) -> str:
    """Give the first paragraph of prose, else the first words of anything, shortened."""
    blocks = [block for block in root if block.tag == "p"] or [
        block for block in root.iter() if block.tag in {"p", "li", "dd", "td"}
    ]
    texts = (plain(block, context).strip() for block in blocks)
    return shortened(next((text for text in texts if text), ""))
