"""The end of the introduction, and the description that a post's own words give it."""

import xml.etree.ElementTree as ET
from itertools import chain

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Slot
from kawaraban.elements import INSERT_AT_END, all_elements, positioned_elements
from kawaraban.markdown.context import Context
from kawaraban.markdown.headings import Found
from kawaraban.markdown.japanese import shorten
from kawaraban.markdown.plain import plain

_PROSE = frozenset(("p", "li", "dd", "td"))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def add_positioned(root: ET.Element, found: list[Found], context: Context) -> None:
    """Add the elements that each text has by themselves, where no paragraph became one.

    All stand before the first h2. Without one, the end of the introduction is after the
    first block, and the first heading is that of any level.
    """
    if not len(root):
        return
    begin = Source(context.path, context.first_line)
    sources = {id(heading.element): heading.source for heading in found}
    section, heading = root.find("h2"), _first_heading(root)
    for element in positioned_elements():
        at = section
        if element.position == "first-heading":
            if heading is None or context.counts[element.name]:
                continue
            at = heading
        slot = element.slot(source=sources.get(id(at), begin))
        root.insert(1 if at is None else list(root).index(at), _mark(slot, context))
    inserts = (e.inserts(begin, context.settings) for e in all_elements().values())
    for number, slot in chain(*inserts):
        _insert(root, number, slot, context)


def _mark(slot: Slot, context: Context) -> ET.Element:
    mark = ET.Element(context.slot(slot))
    mark.tail = "\n"
    return mark


def _insert(root: ET.Element, number: int, slot: Slot, context: Context) -> None:
    """Put a slot before the h2 of a number, at the beginning, or at the end."""
    blocks, sections = list(root), root.findall("h2")
    if number == INSERT_AT_END:
        root.append(_mark(slot, context))
    elif number <= len(sections):
        at = blocks.index(sections[number - 1]) if number else 0
        root.insert(at, _mark(slot, context))


def _first_heading(root: ET.Element) -> ET.Element | None:
    section = root.find("h2")
    return section if section is not None else next((b for b in root if b.tag in _HEADINGS), None)


def excerpt(root: ET.Element, end: int, context: Context) -> str:
    """Return the prose of the first `end` blocks, which stands for a text in lists."""
    prose, inside = list[ET.Element](), set[ET.Element]()
    for part in chain.from_iterable(block.iter() for block in root[:end]):
        if part.tag in _PROSE and part not in inside:  # an item has the text of its paragraphs
            prose.append(part)
            inside.update(part.iter())
    between = "" if context.settings.language == "ja" else " "
    return between.join(" ".join(plain(part, context).split()) for part in prose)


def description(root: ET.Element, context: Context) -> str:
    """Return the first paragraph of prose, else the first words of anything, shortened."""
    has_paragraph = root.find("p") is not None
    blocks, prose = (root, {"p"}) if has_paragraph else (root.iter(), _PROSE)
    texts = (plain(block, context).strip() for block in blocks if block.tag in prose)
    return shorten(next(filter(None, texts), ""))
