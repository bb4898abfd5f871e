"""Images: `![alt](path "title"){attributes}` to the mark of a slot."""

import xml.etree.ElementTree as ET

from kawaraban.core.diagnostics import Source
from kawaraban.core.syntax import Image
from kawaraban.elements import takers
from kawaraban.markdown.ad_links import read_pasted
from kawaraban.markdown.addresses import decode, encode, scheme
from kawaraban.markdown.attributes import assign
from kawaraban.markdown.context import Context
from kawaraban.markdown.inline.links import check_web_address
from kawaraban.markdown.plain import plain_with_html
from kawaraban.markdown.references import Target
from kawaraban.markdown.serializer import FRAGMENT


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
    given = ET.Element("img")
    assign(given, target.attributes)
    attributes = dict(given.items())
    is_marked = attributes.get("alt") == ""
    if is_marked:
        del attributes["alt"]
    if not alt.strip():
        context.add(source, "later-alt" if is_marked else "missing-alt")
    kind = scheme(target.address)
    if kind not in {"", "http", "https"}:
        context.add(source, "unsafe-link", name=kind)
    check_web_address(context, target.address, source)
    read_pasted(target.address, source, context)
    found = Image(
        source=source,
        path=target.address if kind else decode(target.address),
        alt=alt,
        title=target.title,
        attributes=attributes,
    )
    if name := found.attributes.get("id"):
        context.ids.append((source, name))
    for make in takers().images:
        made = make(found)
        context.diagnostics.extend(made.diagnostics)
        if made.slot is not None:
            tag = context.slot(made.slot)
            context.images[tag] = found
            return ET.Element(tag)
    content = ET.Element(FRAGMENT)
    content.text = alt
    return content
