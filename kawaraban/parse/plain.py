"""Elements as plain text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import TYPE_CHECKING

from markdown.util import HTML_PLACEHOLDER_RE

if TYPE_CHECKING:
    from kawaraban.parse.context import Context

_PLACEHOLDER: re.Pattern[str] = HTML_PLACEHOLDER_RE


def plain(element: ET.Element, context: Context) -> str:
    """Give an element's text, with the alternative text of its pictures."""
    return _PLACEHOLDER.sub("", "".join(_texts(element, context)))


def _texts(element: ET.Element, context: Context) -> Iterator[str]:
    stack: list[ET.Element | str] = [element]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
            continue
        if item.get("class") == "footnote-ref":
            continue
        yield alternative(item, context) or item.text or ""
        for child in reversed(item):
            if child.tail:
                stack.append(child.tail)
            stack.append(child)


def alternative(element: ET.Element, context: Context) -> str:
    """Give a picture's alternative text, or nothing for other elements."""
    if element.tag == "img":
        return element.get("alt", "")
    return context.alts.get(element.tag, "")
