"""What stands alone in a paragraph: a figure, a link card, the table of contents."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import escape
from typing import TYPE_CHECKING

from kawaraban.elements.figure import Figure
from kawaraban.elements.link_card import LinkCard
from kawaraban.elements.toc import Toc
from kawaraban.model import Parts, Slot
from kawaraban.parse.addresses import decoded, post_slot
from kawaraban.parse.lines import Text
from kawaraban.parse.plain import plain

if TYPE_CHECKING:
    from kawaraban.parse.context import Context

_URL = re.compile(r"<?(https?://[^\s<>]+)>?")
_FIELD = "\x1a"


def stand(element: ET.Element, text: Text, context: Context) -> bool:
    """Turn a paragraph into what stands alone in it; say whether it was one."""
    if text.text.strip() == "[TOC]":
        context.has_toc = True
        _become(element, context.slot(Toc(source=context.at(text), written=True)))
        return True
    if (element.text or "").strip() or not len(element):
        return False
    first = element[0]
    if first.tag in context.pictures:
        return _figure(element, first, context)
    alone = len(element) == 1 and not (first.tail or "").strip()
    return alone and first.tag == "a" and _card(element, first, text, context)


def _become(element: ET.Element, number: int, *children: ET.Element) -> None:
    """Make a paragraph the mark of a slot."""
    for child in list(element):
        element.remove(child)
    element.text = None
    element.attrib.clear()
    element.tag = f"\x1a{number}"
    element.extend(children)


def _figure(element: ET.Element, first: ET.Element, context: Context) -> bool:
    picture = context.pictures[first.tag]
    if len(element) > 2 or (first.tail or "").strip():  # noqa: PLR2004 - a picture and a caption
        return False
    caption = element[1] if len(element) > 1 else None
    if caption is not None and (caption.tag != "em" or first.tail != "\n" or caption.tail):
        return False

    def make(fields: tuple[Parts, ...]) -> Slot:
        plain_caption = (escape(picture.title, quote=False),) if picture.title else ()
        return Figure(
            source=picture.source,
            picture=picture,
            caption=fields[1] if len(fields) > 1 else plain_caption,
        )

    first.tail = None
    holder = ET.Element(_FIELD)
    holder.append(first)
    fields = [holder]
    if caption is not None:
        caption.tag = _FIELD
        fields.append(caption)
    _become(element, context.slot(make), *fields)
    return True


def _card(element: ET.Element, link: ET.Element, text: Text, context: Context) -> bool:
    source = context.at(text)
    words = plain(link, context)
    classes = link.get("class", "").split()
    bare = _URL.fullmatch(text.text.strip())
    if bare is None and "card" not in classes:
        return False
    href = link.get("href", "")
    if not href.startswith("\x1a"):
        if not href.startswith(("http:", "https:")):
            return False
        url = context.links[-1].url
        slot = LinkCard(source=source, url=url, text="" if bare else words)
    else:
        post = context.makes[int(href.split("\x1a")[1])](())
        path, fragment = getattr(post, "path", ""), getattr(post, "fragment", "")
        if post_slot(path, source) is None:
            return False
        slot = LinkCard(source=source, path=decoded(path), fragment=fragment, text=words)
    _become(element, context.slot(slot))
    return True
