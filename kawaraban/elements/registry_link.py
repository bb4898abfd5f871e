"""A link to what a registry holds: `[text](deal:ID)`, `[text](product:ID)`, `[text](programme:ID)`.

a deal that runs        →  <a class="ad-link" …>text<time>【~8/28】</time></a>
a deal that has ended   →  text（終了しました）
a deal yet to start     →  text, and no trace of the deal
a product               →  its first shop
a programme             →  its own link; what the ledger makes of it is done on the whole page
"""

from collections.abc import Iterator
from typing import Literal, get_args

from markupsafe import Markup

from kawaraban.ads.ledger import NAMED
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.model import AdLink, Deal, Frozen, Parts, ShopLink, Slot, Stamp
from kawaraban.core.syntax import SchemeLink
from kawaraban.elements import Element
from kawaraban.elements.deal import check_deal, ends_at, until
from kawaraban.elements.product import check_product
from kawaraban.site.context import CheckContext, PageContext
from kawaraban.site.offers import unknown_programme

Registry = Literal["deal", "product", "programme"]
_REGISTRIES: dict[str, Registry] = {name: name for name in get_args(Registry)}


class RegistryLink(Slot, frozen=True, kw_only=True):
    """A link by an id. `content` is the link's text."""

    kind: Registry
    id: str
    content: Parts


def link(found: SchemeLink) -> RegistryLink:
    """Make a link of an id."""
    kind = _REGISTRIES[found.scheme]
    return RegistryLink(source=found.source, kind=kind, id=found.rest, content=found.content)


class RegistryLinkView(Frozen, frozen=True, kw_only=True):
    """What the template is given. An empty `href`: plain text.

    `ends` is the ISO instant after which the link becomes text by itself, `until` the same in
    words; `ended` says that this has happened at the moment of the build.
    """

    href: str
    content: Markup
    is_ad: bool = False
    ends: str = ""
    until: Stamp | None = None
    ended: bool = False


def view(slot: RegistryLink, context: PageContext) -> RegistryLinkView:
    """Return the link where there is one at this moment, else its text."""
    content, found = context.fill(slot.content), _target(slot, context)
    if found is None:
        ended = slot.kind == "deal" and context.site.has_ended(slot.id)
        return RegistryLinkView(href="", content=content, ended=ended)
    return RegistryLinkView(
        href=found.link.url,
        content=content,
        is_ad=found.is_ad,
        ends=ends_at(found, context) if isinstance(found, Deal) else "",
        until=until(found, context) if isinstance(found, Deal) else None,
    )


def _target(slot: RegistryLink, context: PageContext) -> ShopLink | None:
    """Return the deal that runs, the product's first shop, or the programme's link."""
    if slot.kind == "deal":
        return context.deal(slot.id)
    if slot.kind == "programme":
        standing = context.site.programme(NAMED + slot.id)
        return standing.own if standing else None
    product = context.product(slot.id)
    return product.links[0] if product and product.links else None


def check(slot: RegistryLink, context: CheckContext) -> Iterator[Diagnostic]:
    """Report an id that the registry does not have, and a deal that has ended.

    Bad:  [秋のセール](deal:autum-sale)
    Good: [秋のセール](deal:autumn-sale)
    """
    ledger = context.whole.ledger
    if slot.kind != "programme":
        checked = check_deal if slot.kind == "deal" else check_product
        yield from checked(slot.id, slot.source, context)
    elif ledger.lacks(slot.id):
        yield unknown_programme(slot.id, slot.source, tuple(ledger.programmes))


def ads(slot: RegistryLink, context: PageContext) -> Iterator[AdLink]:
    """Yield the link, where it is an ad."""
    found = _target(slot, context)
    if found is not None and found.is_ad:
        yield found.link


_LINKS = dict.fromkeys(_REGISTRIES, link)
ELEMENT = Element("registry_link", RegistryLink, view, check, ads=ads, links=_LINKS)
