"""What stands alone in a paragraph, offered to the elements: images, a link, any text."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import NamedTuple

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Parts, PostAddress, Slot
from kawaraban.core.syntax import BELOW_ALL, Link, Paragraph
from kawaraban.elements import takers
from kawaraban.markdown.ad_links import CLASS as AD_CLASS
from kawaraban.markdown.context import Context
from kawaraban.markdown.marks import FIELD
from kawaraban.markdown.plain import plain
from kawaraban.markdown.text import Text
from kawaraban.system.regex import lazy_pattern

_URL = lazy_pattern(r"<?(https?://[^\s<>]+)>?")


class _Images(NamedTuple):
    """The images that stand alone in a text, and their captions (see `Paragraph.captions`)."""

    images: list[ET.Element]
    captions: dict[int, ET.Element]


_NONE = _Images([], {})


def offer(element: ET.Element, text: Text, context: Context, *, in_item: bool) -> None:
    """Make a paragraph the slot of the first element that takes it.

    The text of a tight list item is offered only where images stand alone in it: links
    alone in their items are a list of links.
    """
    has_images = context.images and not _has_words(element)
    found = _images(element, context) if has_images else _NONE
    if in_item and not found.images:
        return
    slots = (context.slot_at(image.tag) for image in found.images)
    paragraph = Paragraph(
        source=context.text_source(text),
        text=text.text,
        images=tuple(filter(None, slots)),
        captions=tuple(found.captions),
        link=None if found.images else _link(element, text, context),
        counts=context.counts,
    )
    for name, take in takers().paragraphs:
        if claim := take(paragraph):
            context.counts[name] += 1
            context.diagnostics.extend(claim.diagnostics)
            _become(element, claim.make, found, context)
            return


def is_taken(line: str) -> bool:
    """Return whether an element takes a line for what is written in it."""
    found = Paragraph(source=Source(""), text=line, counts={})
    return any(take(found) is not None for _, take in takers().paragraphs)


def _images(element: ET.Element, context: Context) -> _Images:
    images: list[ET.Element] = []
    captions: dict[int, ET.Element] = {}
    line_ended = has_lines = False
    for one in element:
        last = len(images) - 1
        if one.tag == "em" and line_ended and last not in captions:
            captions[last] = one
        elif one.tag in context.images:
            images.append(one)
            has_lines |= line_ended
        elif one.tag != "br":  # spaces at a line's end, which nobody sees
            return _NONE
        line_ended |= "\n" in str(one.tail)
    if len(images) > 1 and not has_lines:
        captions = dict(zip((BELOW_ALL,), captions.values(), strict=False))
    return _Images(images, captions)


def _has_words(element: ET.Element) -> bool:
    """Return whether there are words around the elements of a text."""
    return any(text and text.strip() for text in (element.text, *(e.tail for e in element)))


def _link(element: ET.Element, text: Text, context: Context) -> Link | None:
    """Return the link that stands alone in a text, or after `@`: the one that was just read."""
    if len(element) != 1 or element[0].tag != "a":
        return None
    link = element[0]
    if "".join(filter(None, (element.text, link.tail))).strip() not in {"", "@"}:
        return None
    href, classes = link.get("href", ""), tuple(link.get("class", "").split())
    is_external = href.startswith(("http:", "https:"))
    slot = context.slot_at(href)
    post = slot if isinstance(slot, PostAddress) else None
    if not (is_external or post):
        return None
    return Link(
        url=context.links[-1].url if is_external else "",
        post=post,
        is_ad=AD_CLASS in classes,
        is_bare=_URL.fullmatch(text.text.strip()) is not None,
        classes=classes,
        text=plain(link, context),
    )


def _become(
    element: ET.Element, make: Callable[[tuple[Parts, ...]], Slot], found: _Images, context: Context
) -> None:
    """Make a paragraph the mark of a slot, whose fields are its images and their captions."""
    del element[:]
    element.text = None
    element.attrib.clear()
    element.tag = context.slot(lambda fields: make(fields[1:]))
    if found.images:
        found.images[-1].tail = None
        ET.SubElement(element, FIELD).extend(found.images)
    for caption in found.captions.values():
        caption.tag, caption.tail = FIELD, None
        element.append(caption)
