"""What the registries hold: contacts, cards, deals, products, speakers, the ledger."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from kawaraban.core.diagnostics import Source
from kawaraban.core.model.body import AdLink, Checked, Frozen

# The files that hold them.
CONTACTS, DEALS = "content/contacts.yaml", "content/deals.yaml"
PRODUCTS, PROGRAMMES = "content/products.yaml", "content/programmes.yaml"
SPEAKERS = "content/speakers.yaml"
CARDS, IMPORTED_ADS = "content/cards.yaml", "content/imported-ads.yaml"


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


class ContactFacts(Frozen, frozen=True, kw_only=True):
    """What a contact may have."""

    phones: tuple[Phone, ...] = ()
    email: str = ""
    url: str = ""
    hours: tuple[Hours, ...] = ()
    days: str = ""
    hours_note: str = ""
    note: str = ""


class ContactCard(ContactFacts, frozen=True, kw_only=True):
    """A contact block's facts (`contacts.yaml`, or the block itself).

    Authors write `reference` as `source`.
    """

    name: str
    as_of: Checked
    reference: Reference = msgspec.field(name="source")


class CardEntry(Frozen, frozen=True, kw_only=True):
    """What `cards.yaml` says of an external address. Title only, or more."""

    title: str
    description: str = ""


class Speaker(Frozen, frozen=True, kw_only=True):
    """Who speaks in balloons: a picture and its side. `source` is where its path stands."""

    image: str = ""
    side: Literal["left", "right"] = "left"
    source: Source = Source("")


class ShopLink(Frozen, frozen=True, kw_only=True):
    """A link to a shop. `is_ad` false: an ordinary link (the maker's page)."""

    shop: str
    link: AdLink
    is_ad: bool


class Deal(ShopLink, frozen=True, kw_only=True):
    """A seasonal deal of `deals.yaml`. Its link is made from the site's ids.

    `starts` None: already running; `ends` None: open, said on purpose. `ends` is the
    final moment at which it counts.
    """

    id: str
    text: str
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


class Programme(Frozen, frozen=True, kw_only=True):
    """A programme of `programmes.yaml`. `source` is the position of its end, else of its name.

    `ends` is the final moment at which `link` counts; from then on the programme `heir` holds,
    else the link `then`, else text.
    """

    id: str
    source: Source
    link: ShopLink
    ends: datetime | None = None
    heir: str = ""
    then: ShopLink | None = None

    def has_ended(self, now: datetime) -> bool:
        """Return whether the programme is over at a moment."""
        return self.ends is not None and self.ends < now


class Standing(Frozen, frozen=True, kw_only=True):
    """What the links of a programme lead to at a moment, and `then`, after `ends`.

    No `link`: they are text. `own` is what the programme leads to before its end, `holder` the
    id of the programme that decides: itself, or the last heir of which none has come after.
    """

    own: ShopLink
    holder: str
    link: ShopLink | None
    ends: datetime | None = None
    then: "Standing | None" = None

    @property
    def has_ended(self) -> bool:
        """Return whether the programme itself is over."""
        return self.link != self.own


class Ledger(Frozen, frozen=True, kw_only=True):
    """All programmes by id, and the id of the programme that each key of an ad link names.

    `misread` are the ids of programmes with mistakes, or the path of the file.
    """

    programmes: dict[str, Programme] = {}
    keys: dict[str, str] = {}
    misread: frozenset[str] = frozenset()

    def name_of(self, keys: str) -> str:
        """Return the id of an ad link's programme by the most exact of its keys, or nothing."""
        return next(filter(None, map(self.keys.get, keys.split("\t"))), "")

    def lacks(self, name: str) -> bool:
        """Return whether the ledger has no programme of a name, not even one with mistakes."""
        return name not in self.programmes and not self.misread & {name, PROGRAMMES}

    def standing(self, keys: str, now: datetime) -> Standing | None:
        """Return what a link with some keys leads to at a moment; None where it is no programme's.

        A programme's own name is one of its keys.
        """
        programme = self.programmes.get(self.name_of(keys))
        if programme is None:
            return None
        own = programme.link
        while programme.has_ended(now) and programme.heir:
            programme = self.programmes[programme.heir]
        if programme.has_ended(now):
            return Standing(own=own, holder=programme.id, link=programme.then)
        ends = programme.ends
        then = self.standing(keys, ends + timedelta(milliseconds=1)) if ends else None
        return Standing(own=own, holder=programme.id, link=programme.link, ends=ends, then=then)
