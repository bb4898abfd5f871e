"""What stands alone in a paragraph: a figure, a link card, the table of contents."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import escape
from typing import TYPE_CHECKING

import msgspec

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Parts, PostAddress, Slot
from kawaraban.elements.figure import Figure
from kawaraban.elements.link_card import LinkCard
from kawaraban.elements.toc import Toc
from kawaraban.markdown.ad_links import CLASS as AD_CLASS
from kawaraban.markdown.lint import reports
from kawaraban.markdown.marks import FIELD
from kawaraban.markdown.plain import plain
from kawaraban.markdown.text import Text

if TYPE_CHECKING:
    from kawaraban.markdown.context import Context

_URL = re.compile(r"<?(https?://[^\s<>]+)>?")


def stand(element: ET.Element, text: Text, context: Context) -> None:
    """Turn a paragraph into what stands alone in it, if something does."""
    if text.text.strip() == "[TOC]":
        context.tocs.append(context.at(text))
        _become(element, context.slot(Toc(source=context.tocs[-1], written=True)))
    elif (first := _first(element)) is not None:
        if first.tag in context.pictures:
            _figure(element, first, context)
        elif first.tag == "a" and len(element) == 1 and not (first.tail or "").strip():
            _card(element, first, text, context)


def stand_in_item(element: ET.Element, context: Context) -> None:
    """Turn a tight item's text into a figure, if a picture stands alone in it.

    Links alone in their items are a list of links, and no cards.
    """
    first = _first(element)
    if first is not None and first.tag in context.pictures:
        _figure(element, first, context)


def _first(element: ET.Element) -> ET.Element | None:
    """Give the element that a text begins with."""
    return element[0] if len(element) and not (element.text or "").strip() else None


def _become(element: ET.Element, mark: str, *children: ET.Element) -> None:
    """Make a paragraph the mark of a slot."""
    for child in list(element):
        element.remove(child)
    element.text = None
    element.attrib.clear()
    element.tag = mark
    element.extend(children)


def _is_figure(captions: list[ET.Element], between: str) -> bool:
    """Say whether a picture stands alone, or with a caption on the next line behind it."""
    if between.strip() or len(captions) > 1:
        return False
    return all(one.tag == "em" and "\n" in between and not one.tail for one in captions)


def _figure(element: ET.Element, first: ET.Element, context: Context) -> None:
    picture = context.pictures[first.tag]
    captions, between = element[1:], first.tail or ""
    if captions and captions[0].tag == "br":  # spaces at the line's end, which nobody sees
        between += captions.pop(0).tail or ""
    if not _is_figure(captions, between):
        return
    if captions and picture.title:
        reports.second_caption(context, picture.title, picture.source)

    def make(fields: tuple[Parts, ...]) -> Slot:
        plain_caption = Parts(filter(None, [escape(picture.title, quote=False)]))
        return Figure(
            source=picture.source,
            picture=msgspec.structs.replace(picture, title=""),  # it is the caption
            caption=fields[1] if len(fields) > 1 else plain_caption,
        )

    first.tail = None
    holder = ET.Element(FIELD)
    holder.append(first)
    for caption in captions:
        caption.tag = FIELD
    _become(element, context.slot(make), holder, *captions)


def _card(element: ET.Element, link: ET.Element, text: Text, context: Context) -> None:
    bare = _URL.fullmatch(text.text.strip()) is not None
    if not bare and "card" not in link.get("class", "").split():
        return
    slot = _card_slot(link, context.at(text), context)
    if slot is not None:
        words = "" if bare else plain(link, context)
        _become(element, context.slot(msgspec.structs.replace(slot, text=words)))


def _card_slot(link: ET.Element, source: Source, context: Context) -> LinkCard | None:
    """Give the card of the link that was just read: of another site, or of a post."""
    href = link.get("href", "")
    if href.startswith(("http:", "https:")):
        is_ad = AD_CLASS in link.get("class", "").split()
        return LinkCard(source=source, url=context.links[-1].url, is_ad=is_ad)
    post = context.slot_at(href)
    if not isinstance(post, PostAddress):
        return None
    return LinkCard(source=source, path=post.path, fragment=post.fragment)
