"""What stands alone in a paragraph: a figure, a link card, the table of contents."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import escape
from typing import TYPE_CHECKING

import msgspec

from kawaraban.diagnostics import Source
from kawaraban.elements.figure import Figure
from kawaraban.elements.link_card import LinkCard
from kawaraban.elements.toc import Toc
from kawaraban.model import Parts, PostAddress, Slot
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
    bare = _URL.fullmatch(text.text.strip()) is not None
    if not bare and "card" not in link.get("class", "").split():
        return False
    slot = _card_slot(link.get("href", ""), context.at(text), context)
    if slot is None:
        return False
    words = "" if bare else plain(link, context)
    _become(element, context.slot(msgspec.structs.replace(slot, text=words)))
    return True


def _card_slot(href: str, source: Source, context: Context) -> LinkCard | None:
    """Give the card of the link that was just read: of another site, or of a post."""
    if href.startswith(("http:", "https:")):
        return LinkCard(source=source, url=context.links[-1].url)
    if not href.startswith("\x1a"):
        return None
    post = context.makes[int(href.split("\x1a")[1])](())
    if not isinstance(post, PostAddress):
        return None
    return LinkCard(source=source, path=post.path, fragment=post.fragment)
