"""What the registries hold: contacts, cards, deals, products, speakers."""

from datetime import datetime
from typing import Literal

import msgspec

from kawaraban.core.diagnostics import Source
from kawaraban.core.model.body import AdLink, Checked, Frozen

# The files that hold them.
CONTACTS, DEALS = "content/contacts.yaml", "content/deals.yaml"
PRODUCTS, SPEAKERS = "content/products.yaml", "content/speakers.yaml"


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


class Speaker(Frozen, frozen=True, kw_only=True):
    """Who speaks in balloons: a picture and its side. `source` is where its path stands."""

    image: str = ""
    side: Literal["left", "right"] = "left"
    source: Source = Source("")


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


class Product(Frozen, frozen=True, kw_only=True):
    """A product of `products.yaml`. `source` is the position of its id."""

    id: str
    source: Source
    name: str
    image: str = ""
    image_source: Source
    note: str = ""
    price: Price | None = None
    links: tuple[ShopLink, ...] = ()
