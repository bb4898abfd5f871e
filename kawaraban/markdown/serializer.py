"""An element tree as HTML."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from html import escape

VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input"})
FRAGMENT = ""
"""The tag of an element that is its content alone."""


def to_html(root: ET.Element) -> str:
    """Serialise a tree; an element without a tag is its content alone.

    Python-Markdown's own serialiser leaves what looks like an entity unescaped,
    but here all text is text by now.
    """
    out: list[str] = []
    _write((root,), out.append)
    return "".join(out)


def _write(elements: Iterable[ET.Element], write: Callable[[str], None]) -> None:
    """Write elements; the nesting of blocks and of emphasis is limited, so this ends."""
    for element in elements:
        tag = element.tag
        text = escape_text(element.text) if element.text else ""
        if tag:
            given = [f' {name}="{escape(value)}"' for name, value in element.items()]
            text = f"<{tag}{''.join(given)}>{text}"
        write(text)
        if len(element):
            _write(element, write)
        tail = element.tail or ""
        if tail != "\n":
            tail = escape_text(tail)
        write(f"</{tag}>{tail}" if tag and tag not in VOID else tail)


def escape_text(text: str) -> str:
    """Escape text between tags."""
    return escape(text, quote=False) if "&" in text or "<" in text or ">" in text else text
