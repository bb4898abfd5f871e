"""Elements as text and as HTML."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from markdown.util import HTML_PLACEHOLDER_RE

if TYPE_CHECKING:
    from kawaraban.parse.context import Context

VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "wbr"})
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
    stack: list[ET.Element | str] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            out.append(item)
        else:
            _write(item, out, stack)
    return "".join(out)


def _write(element: ET.Element, out: list[str], stack: list[ET.Element | str]) -> None:
    tag = element.tag
    if element.tail:
        stack.append(escape(element.tail, quote=False))
    if tag:
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.items())
        out.append(f"<{tag}{attributes}>")
        if tag not in VOID:
            stack.append(f"</{tag}>")
    if element.text:
        out.append(escape(element.text, quote=False))
    stack.extend(_children(element))


def _children(element: ET.Element) -> Iterator[ET.Element]:
    return reversed(element)  # type: ignore[call-overload,no-any-return] # an Element is a sequence
