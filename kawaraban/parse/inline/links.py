"""Links and pictures: what an address means, and what is wrong with it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from kawaraban.diagnostics import Source
from kawaraban.model import ExternalLink
from kawaraban.parse import reports
from kawaraban.parse.addresses import decoded, encoded, file_slot, post_slot, scheme
from kawaraban.parse.attributes import assign
from kawaraban.parse.context import Context
from kawaraban.parse.inline.pictures import picture
from kawaraban.parse.plain import plain
from kawaraban.parse.references import Target
from kawaraban.parse.serializer import FRAGMENT

_SHOP = re.compile(r"(amazon|rakuten|yahoo|moshimo:[a-z]+):(https?://.+)", re.IGNORECASE)
_ASIN = re.compile(r"amazon:([A-Z0-9]{10})", re.IGNORECASE)
_KNOWN = frozenset({"id", "class", "lang", "title", "rel", "target", "download", "hreflang"})


def shop_address(address: str) -> str:
    """Give the plain https address of a shop link (`amazon:B0…`, `rakuten:https://…`)."""
    if found := _ASIN.fullmatch(address):
        return f"https://www.amazon.co.jp/dp/{found[1].upper()}"
    found = _SHOP.fullmatch(address)
    return found[2] if found else address


def image(context: Context, content: ET.Element, target: Target, source: Source) -> ET.Element:
    """Give a picture's element; `content` is what stood in its brackets."""
    alt = plain(content, context)
    if context.dialect.extras:
        return picture(context, alt, target, source)
    element = ET.Element("img", {"src": encoded(target.address), "alt": alt})
    if target.title:
        element.set("title", target.title)
    return element


def link(context: Context, element: ET.Element, target: Target, source: Source) -> ET.Element:
    """Make `element`, which holds the link's text, a link."""
    if not context.dialect.extras:
        element.set("href", encoded(target.address))
    elif not _resolved(context, element, target.address, source):
        element.tag = FRAGMENT
        return element
    if target.title:
        element.set("title", target.title)
    if target.attributes:
        _attribute(context, element, target, source)
    return element


def _attribute(context: Context, element: ET.Element, target: Target, source: Source) -> None:
    """Give a link the attributes that stand behind it."""
    assign(element, target.attributes)
    if name := element.get("id"):
        context.declare(source, name)
    for name, _value in target.attributes:
        if name not in _KNOWN and not name.startswith(("data-", "aria-")):
            reports.unknown_attribute(context, name, source)


def _resolved(context: Context, element: ET.Element, address: str, source: Source) -> bool:
    """Set the address of a link; say whether it is one."""
    address = shop_address(address)
    kind = scheme(address)
    if kind in {"http", "https"} or address.startswith("//"):
        _external(context, element, address, source)
    elif kind in {"mailto", "tel"}:
        element.set("href", encoded(address))
    elif kind in {"product", "deal"}:
        reports.not_yet(context, address, source)
        return False
    elif kind:
        reports.unsafe(context, address, source)
        return False
    else:
        _local(context, element, address, source)
    return True


def _external(context: Context, element: ET.Element, address: str, source: Source) -> None:
    element.set("href", encoded(address))
    element.set("rel", "noopener")
    if context.settings.links.new_tab:
        element.set("target", "_blank")
    context.links.append(ExternalLink(source=source, url=address))


def _local(context: Context, element: ET.Element, address: str, source: Source) -> None:
    if address.startswith("#"):
        fragment = decoded(address[1:])
        context.local.append((source, fragment))
        element.set("href", encoded("#" + fragment))
    elif not address or address.startswith("?"):
        element.set("href", encoded(address))
        reports.empty(context, source)
    elif post := post_slot(address, source):
        element.set("href", context.address(post))
    else:
        slot, tail = file_slot(address, source)
        element.set("href", context.address(slot) + tail)
