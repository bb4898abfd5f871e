"""Elements as text and as HTML."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from html import escape
from typing import TYPE_CHECKING

from markdown.util import HTML_PLACEHOLDER_RE

if TYPE_CHECKING:
    from kawaraban.parse.context import Context

VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "wbr"})
FRAGMENT = ""
"""The tag of an element that is its content alone."""
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


def to_html(root: ET.Element) -> str:
    """Serialise a tree; an element without a tag is its content alone.

    Python-Markdown's own serialiser leaves what looks like an entity unescaped,
    but here all text is text by now.
    """
    out: list[str] = []
    _write(root, out.append)
    return "".join(out)


def _write(element: ET.Element, write: Callable[[str], None]) -> None:
    """Write an element; the nesting of blocks and of emphasis is limited, so this ends."""
    tag = element.tag
    if tag:
        write(f"<{tag}{_attributes(element)}>" if element.attrib else f"<{tag}>")
    if text := element.text:
        write(escaped(text))
    for child in element:
        _write(child, write)
        if text := child.tail:
            write(text if text == "\n" else escaped(text))
    if tag and tag not in VOID:
        write(f"</{tag}>")


def _attributes(element: ET.Element) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in element.items())


def escaped(text: str) -> str:
    """Escape text between tags."""
    if "&" in text or "<" in text or ">" in text:
        return escape(text, quote=False)
    return text


def block(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    """Add an element on a line of its own."""
    element = ET.SubElement(parent, tag, attributes)
    element.tail = "\n"
    return element
