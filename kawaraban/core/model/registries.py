"""What the registries hold: contacts, cards, deals, products."""

from datetime import datetime
from typing import Literal

import msgspec

from kawaraban.core.diagnostics import Source
from kawaraban.core.model.body import AdLink, Checked, Frozen

# The files that hold them.
CONTACTS, DEALS = "content/contacts.yaml", "content/deals.yaml"
PRODUCTS = "content/products.yaml"


class Phone(Frozen, frozen=True, kw_only=True):
    """A phone number as readers see it, and in E.164 for `tel:` (`+815030322207`)."""

    label: str = ""
    number: str
    e164: str


class Reference(Frozen, frozen=True, kw_only=True):
    """Where a fact comes from."""

    title: str
    url: str


class Hours(Frozen, frozen=True, kw_only=True):
    """Opening hours: `opens` and `closes` as `HH:MM`."""

    opens: str
    closes: str


class ContactCard(Frozen, frozen=True, kw_only=True):
    """A contact block's facts (`contacts.yaml`, or the block itself).

    Authors write `reference` as `source`.
    """

    name: str
    as_of: Checked
    reference: Reference = msgspec.field(name="source")
    phones: tuple[Phone, ...] = ()
    email: str = ""
    url: str = ""
    hours: tuple[Hours, ...] = ()
    days: str = ""
    hours_note: str = ""
    note: str = ""


class CardEntry(Frozen, frozen=True, kw_only=True):
    """What `cards.yaml` says of an external address. Title only, or more."""

    title: str
    description: str = ""


class Deal(Frozen, frozen=True, kw_only=True):
    """A seasonal deal of `deals.yaml`. `link` is its ad link, made from the site's ids.

    `starts` None: already running; `ends` None: open, said on purpose. `ends` is the
    final moment at which it counts.
    """

    id: str
    shop: str
    text: str
    link: AdLink
    is_ad: bool
    starts: datetime | None = None
    ends: datetime | None = None
    show: tuple[Literal["top", "sidebar"], ...] = ()


class Price(Frozen, frozen=True, kw_only=True):
    """A price with the day on which it was seen, without which it may not be written.

    `amount` is a number from 0 on, as written: `19.90` stays so.
    """

    amount: str
    currency: str
    as_of: Checked


class ShopLink(Frozen, frozen=True, kw_only=True):
    """A product's link to one shop. `is_ad` false: an ordinary link (the maker's page)."""

    shop: str
    link: AdLink
    is_ad: bool


class ProductFacts(Frozen, frozen=True, kw_only=True):
    """What `products.yaml` says of a product beside its links.

    `source` and `image_source` are the positions of its id and its picture. `rating`, the
    site's own, is a number from 0.5 to 5, as written.
    """

    source: Source = Source("")
    name: str
    brand: str = ""
    kind: Literal["product", "book", "software", "movie", "game"] = "product"
    image: str = ""
    image_source: Source = Source("")
    note: str = ""
    price: Price | None = None
    rating: str = ""
    pros: tuple[str, ...] = ()
    cons: tuple[str, ...] = ()
    verdict: str = ""
    facts: dict[str, str] = {}


class Product(ProductFacts, frozen=True, kw_only=True):
    """A product of `products.yaml`."""

    id: str
    links: tuple[ShopLink, ...] = ()
