"""An element tree as HTML."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html import escape

VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "wbr"})
FRAGMENT = ""
"""The tag of an element that is its content alone."""
_SPECIAL = re.compile("[&<>\"']")


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
    return "".join(f' {name}="{_quoted(value)}"' for name, value in element.items())


def escaped(text: str) -> str:
    """Escape text between tags."""
    if "&" in text or "<" in text or ">" in text:
        return escape(text, quote=False)
    return text


def _quoted(value: str) -> str:
    return escape(value) if _SPECIAL.search(value) else value
