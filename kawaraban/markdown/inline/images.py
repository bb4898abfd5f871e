"""Images: `![alt](path "title"){attributes}` to the mark of a slot."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from kawaraban import elements
from kawaraban.core.diagnostics import Source
from kawaraban.core.syntax import Image
from kawaraban.markdown.ad_links import read_pasted
from kawaraban.markdown.addresses import decode, encode, scheme
from kawaraban.markdown.attributes import Attributes
from kawaraban.markdown.lint import reports
from kawaraban.markdown.plain import plain_with_html
from kawaraban.markdown.serializer import FRAGMENT

if TYPE_CHECKING:
    from kawaraban.markdown.context import Context
    from kawaraban.markdown.references import Target


def image(context: Context, content: ET.Element, target: Target, source: Source) -> ET.Element:
    """Return an image's element; `content` is what stood in its brackets."""
    alt = plain_with_html(content, context)
    if context.dialect.extras:
        return _slot(context, alt, target, source)
    element = ET.Element("img", {"src": encode(target.address), "alt": alt})
    if target.title:
        element.set("title", target.title)
    return element


def _slot(context: Context, alt: str, target: Target, source: Source) -> ET.Element:
    """Return the mark of the slot that an element makes of an image."""
    attributes = _by_name(target.attributes)
    is_marked = attributes.get("alt") == ""
    if is_marked:
        del attributes["alt"]
    if not alt.strip():
        context.add(source, "later-alt" if is_marked else "missing-alt")
    kind = scheme(target.address)
    if kind not in {"", "http", "https"}:
        reports.unsafe(context, target.address, source)
    reports.misspelt(context, target.address, source)
    read_pasted(target.address, source, context)
    found = Image(
        source=source,
        path=target.address if kind else decode(target.address),
        alt=alt,
        title=target.title,
        attributes=attributes,
    )
    if name := found.attributes.get("id"):
        context.declare(source, name)
    for make in elements.images():
        made = make(found)
        context.report(made.diagnostics)
        if made.slot is not None:
            tag = context.slot(made.slot)
            context.images[tag] = found
            return ET.Element(tag)
    content = ET.Element(FRAGMENT)
    content.text = alt
    return content


def _by_name(attributes: Attributes) -> dict[str, str]:
    """Return attributes by name; several classes add up, of other names the last counts."""
    values: dict[str, str] = {}
    for name, value in attributes:
        values[name] = f"{values[name]} {value}" if name == "class" and name in values else value
    return values
