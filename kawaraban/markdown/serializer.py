"""An element tree as HTML."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from functools import lru_cache
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
        tag, text, tail = element.tag, element.text, element.tail
        if tag:
            given = element.items()
            write(f"<{tag}{''.join([_attribute(*one) for one in given])}>" if given else f"<{tag}>")
        if text:
            write(escape_text(text))
        if len(element):
            _write(element, write)
        if tag and tag not in VOID:
            write(f"</{tag}>")
        if tail:
            write(escape_text(tail))


@lru_cache(maxsize=1024)  # most are those of every heading, link and table
def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"'


def escape_text(text: str) -> str:
    """Escape text between tags."""
    return escape(text, quote=False) if "&" in text or "<" in text or ">" in text else text
