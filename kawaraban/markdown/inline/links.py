"""Links: what an address means, and what is wrong with it."""

import xml.etree.ElementTree as ET

from kawaraban.ads import MadeLink
from kawaraban.ads.reading import may_be_ad
from kawaraban.core.addresses import is_own
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import ExternalLink, Parts, Slot
from kawaraban.core.syntax import SchemeLink
from kawaraban.elements import takers
from kawaraban.markdown.ad_links import is_ad, make_ad, mark_ad
from kawaraban.markdown.addresses import SHOPS, decode, encode, file_slot, post_slot, scheme
from kawaraban.markdown.attributes import assign
from kawaraban.markdown.context import Context
from kawaraban.markdown.marks import FIELD
from kawaraban.markdown.references import Target
from kawaraban.markdown.serializer import FRAGMENT
from kawaraban.system.regex import lazy_pattern

_MISSPELT = lazy_pattern(r"(?i)https?:(?!//[^/\\])")
_USUAL = frozenset({"mailto", "tel", "sms", "ftp", "ftps"})
_KNOWN = frozenset({"id", "class", "lang", "title", "rel", "target", "download", "hreflang"})


def link(context: Context, element: ET.Element, target: Target, source: Source) -> ET.Element:
    """Make `element`, which holds the link's text, a link."""
    if not context.dialect.extras:
        element.set("href", encode(target.address))
        _describe(context, element, target, source)
        return element
    if not any((len(element), (element.text or "").strip(), target.attributes)):
        context.add(source, "link-without-words")
    kind = scheme(target.address)
    if kind in takers().links:
        return _slot(context, element, target.address, source)
    ad: MadeLink | None = None
    if kind in SHOPS or kind in {"http", "https"} or target.address.startswith("//"):
        ad = _external(context, element, target.address, source)
    elif not _resolve(context, element, target.address, kind, source):
        element.tag = FRAGMENT
        return element
    _describe(context, element, target, source)
    if ad is not None:
        mark_ad(context, element, ad, source)
    return element


def _describe(context: Context, element: ET.Element, target: Target, source: Source) -> None:
    """Return a link its title, and the attributes that stand behind it."""
    if target.title:
        element.set("title", target.title)
    if target.attributes and context.dialect.extras:
        _attribute(context, element, target, source)


def _slot(context: Context, element: ET.Element, address: str, source: Source) -> ET.Element:
    """Make the link a slot of the element that takes its scheme."""
    kind, _, rest = address.partition(":")

    def make(fields: tuple[Parts, ...]) -> Slot:
        (content,) = fields
        found = SchemeLink(source=source, scheme=kind.lower(), rest=rest, content=content)
        return takers().links[found.scheme](found)

    holder = ET.Element(FIELD)
    holder.text, element.text = element.text, None
    holder.extend(element)
    element.tag = context.slot(make)
    element[:] = [holder]
    return element


def _attribute(context: Context, element: ET.Element, target: Target, source: Source) -> None:
    """Return a link the attributes that stand behind it; none can say where it leads."""
    is_external = "rel" in element.attrib
    for name, value in target.attributes:
        if name in _KNOWN or name.startswith(("data-", "aria-")):
            assign(element, ((name, value),))
        else:
            context.add(source, "unknown-attribute", name=name)
    said = element.get("rel", "").split()
    if is_external and "noopener" not in said:
        element.set("rel", " ".join((*said, "noopener")))
    if own := element.get("id"):
        context.ids.append((source, own))


def _resolve(context: Context, element: ET.Element, target: str, kind: str, source: Source) -> bool:
    """Set the address of a link inside the site, or of a person; say whether it is one."""
    if kind in _USUAL or kind in context.settings.links.schemes:
        element.set("href", encode(target))
    elif kind:
        context.add(source, "unsafe-link", name=kind)
        return False
    elif target.startswith("#"):
        fragment = decode(target[1:])
        context.own_links.append((source, fragment))
        element.set("href", encode("#" + fragment))
    elif not target or target.startswith("?"):
        element.set("href", encode(target))
        context.add(source, "empty-link")
    elif post := post_slot(target, source):
        element.set("href", context.address(post))
    else:
        slot, tail = file_slot(target, source)
        element.set("href", context.address(slot) + tail)
    return True


def _external(context: Context, element: ET.Element, url: str, source: Source) -> MadeLink | None:
    """Set the address of a link that leaves the site; give it back where it is an ad."""
    check_web_address(context, url, source)
    link = make_ad(context, url, source)
    url = link.address if link else url
    element.set("href", encode(url))
    element.set("rel", "noopener")
    if context.settings.links.new_tab:
        element.set("target", "_blank")
    context.links.append(ExternalLink(source=source, url=url))
    if is_own(url, context.settings.base_url) or may_be_ad(url):
        context.suspects.append(context.links[-1])
    return link if link and is_ad(link.reading) else None


def check_web_address(context: Context, address: str, source: Source) -> None:
    """Report `http:/host` and `http:host`, which are no web addresses everywhere."""
    if _MISSPELT.match(address):
        context.add(source, "no-web-address", address=address)
