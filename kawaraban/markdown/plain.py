"""Elements as plain text."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from markdown.util import HTML_PLACEHOLDER_RE

from kawaraban.markdown.context import Context

_PLACEHOLDER: re.Pattern[str] = HTML_PLACEHOLDER_RE


def plain(element: ET.Element, context: Context) -> str:
    """Return an element's text, with the alternative text of its images, without raw HTML."""
    text = "".join(_texts(element, context)) if len(element) else _own_text(element, context)
    return _PLACEHOLDER.sub("", text) if "\x02" in text else text


def plain_with_html(element: ET.Element, context: Context) -> str:
    """Return an element's text, where what looks like HTML is text too, as in a picture's brackets.

    Source: GitHub's renderer. Comments are left out, as everywhere.
    """
    text = "".join(_texts(element, context))
    return _PLACEHOLDER.sub(lambda found: context.raw_html.get(int(found[1]), ""), text)


def _texts(element: ET.Element, context: Context) -> Iterator[str]:
    stack: list[ET.Element | str] = [element]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
            continue
        yield _own_text(item, context)
        if item.get("class") == "footnote-ref":
            continue
        for child in reversed(item):
            if child.tail:
                stack.append(child.tail)
            stack.append(child)


def _own_text(element: ET.Element, context: Context) -> str:
    """Return the text that an element begins with; a footnote's number is no text."""
    if element.get("class") == "footnote-ref":
        return ""
    return alternative(element, context) or element.text or ""


def alternative(element: ET.Element, context: Context) -> str:
    """Return an image's alternative text, or nothing for other elements."""
    if element.tag == "img":
        return element.get("alt", "")
    image = context.images.get(element.tag)
    return image.alt if image else ""
