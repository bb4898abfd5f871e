"""Deals, products and programmes as written: their links are not made yet."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from functools import partial
from math import inf
from typing import Literal

from msgspec.structs import replace

from kawaraban.core.dates import half_width
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.model import Frozen, ProductFacts
from kawaraban.read.decode import decode, decode_partly, list_of, read_struct
from kawaraban.read.decoding import ABSENT, Decoding, Reader, Rules, then
from kawaraban.read.nodes import Entry, Mapping, Node, Scalar
from kawaraban.read.registries import Read, bad_id, is_left_out, read_registry, source_of
from kawaraban.read.values import is_null, matching, moment, number, text, valid_text
from kawaraban.system.regex import lazy_pattern

# Around a number and within it: `￥1,980（税込）`.
_NO_NUMBER = lazy_pattern(r"^[¥$] ?|,(?=[0-9]{3})| ?円? ?(?:\(?税[込別抜]\)?)?$")
# Stands for required text that has a mistake.
_UNREAD = "-"
_NEVER = datetime(9000, 1, 1, tzinfo=UTC)
# What a price may be called; one without a day may not be written.
PRICES = frozenset({"価格", "値段", "price"})


class WrittenLink(Frozen, frozen=True, kw_only=True):
    """A link in any form of the body (`amazon:B0…`), its position, and the shop that it names."""

    url: str
    source: Source
    shop: str = ""


class WrittenDeal(Frozen, frozen=True, kw_only=True):
    """A deal of `deals.yaml`; without `ends` it is open, on purpose."""

    shop: str
    text: str
    url: WrittenLink
    starts: datetime | None = None
    ends: datetime | None = None
    show: tuple[Literal["top", "sidebar"], ...] = ()


class WrittenProduct(ProductFacts, frozen=True, kw_only=True):
    """A product of `products.yaml`."""

    links: tuple[WrittenLink, ...] = ()


class WrittenProgramme(Frozen, frozen=True, kw_only=True):
    """A programme of `programmes.yaml`: its link, or the network's code.

    `then` is another one's id, a link, or `text`; `source` where its end stands, else its id.
    """

    source: Source = Source("")
    name: str
    link: WrittenLink | None = None
    code: WrittenLink | None = None
    ends: datetime | None = None
    then: WrittenLink | None = None


class _ShopEntry(Frozen, frozen=True, kw_only=True):
    shop: str
    url: WrittenLink


_UNREAD_LINK = WrittenLink(url=_UNREAD, source=Source(""))
_DEAL_KEYS = WrittenDeal.__struct_fields__
_SOURCES = frozenset({"source", "image_source"})
_PRODUCT_KEYS = tuple(set(WrittenProduct.__struct_fields__) - _SOURCES)


def _read_programme(entry: Entry, zone: tzinfo) -> Read[WrittenProgramme]:
    programme, found = decode(WrittenProgramme, entry.node, zone, LEDGER_RULES)
    if programme is None:
        return None, found
    if programme.link is None and programme.code is None:
        return None, (*found, report(entry.source, "missing-link"))
    return replace(programme, source=source_of("ends", entry.node, entry.source)), found


def _read_deal(entry: Entry, zone: tzinfo) -> Read[WrittenDeal]:
    """Read a deal; one with mistakes has what is right of it."""
    node = entry.node
    deal, found = decode(WrittenDeal, node, zone, RULES)
    if not isinstance(node, Mapping):
        return None, found
    deal = deal or _read_deal_partly(node, zone)
    if is_left_out("ends", node, _DEAL_KEYS):
        found += (report(node.entries.get("ends", node).source, "missing-end"),)
    elif deal.ends and deal.starts and deal.ends < deal.starts:
        found += (report(node.entries["ends"].node.source, "ends-before-start"),)
    return None if deal.url is _UNREAD_LINK else deal, found


def _read_deal_partly(node: Mapping, zone: tzinfo) -> WrittenDeal:
    """Read what is right of a deal with mistakes; it does not run where its days are not known."""
    stand_in = WrittenDeal(shop=_UNREAD, text=_UNREAD, url=_UNREAD_LINK)
    deal = decode_partly(stand_in, node, zone, RULES)
    days = [key for key in ("starts", "ends") if not is_left_out(key, node, _DEAL_KEYS)]
    is_known = all(getattr(deal, key) for key in days)
    return deal if is_known else replace(deal, starts=_NEVER, ends=None)


def _read_product(entry: Entry, zone: tzinfo) -> Read[WrittenProduct]:
    """Read a product; one with mistakes has what is right of it."""
    node = entry.node
    product, found = decode(WrittenProduct, node, zone, RULES)
    if not isinstance(node, Mapping):
        return None, found
    has_links = not is_left_out("links", node, _PRODUCT_KEYS)
    product = product or decode_partly(WrittenProduct(name=_UNREAD), node, zone, RULES)
    if not has_links:
        found += (report(entry.source, "product-without-links"),)
    links = tuple(link for link in product.links if link.url != _UNREAD)
    found += tuple(_prices_in_facts(node))
    image_source = source_of("image", node, entry.source)
    return replace(product, source=entry.source, image_source=image_source, links=links), found


def _read_ends(node: Node, decoding: Decoding) -> object:
    """Read the end of a deal; `open` is none, on purpose."""
    is_open = isinstance(node, Scalar) and node.value == "open"
    return ABSENT if is_open else moment("ends")(node, decoding)


_read_link = then(text("url"), lambda url, node, _: WrittenLink(url=url, source=node.source))


def _read_shop_link(node: Node, decoding: Decoding) -> object:
    """Read a link alone, or the shop that it leads to and the link."""
    if not isinstance(node, Mapping):
        return _read_link(node, decoding)
    entry = read_struct(_ShopEntry, node, decoding)
    return replace(entry.url, shop=entry.shop) if isinstance(entry, _ShopEntry) else entry


def _number_within(name: str, lowest: float, highest: float, message: str) -> Reader:
    """Return a reader of numbers in a range, which gives them as they are written."""

    def check(found: float, node: Node, decoding: Decoding) -> object:
        if isinstance(node, Scalar) and lowest <= found <= highest:
            return node.value.removeprefix("+")
        return decoding.refuse(node.source, message, name=name)

    read = then(number(name), check)
    return lambda node, decoding: ABSENT if is_null(node) else read(node, decoding)


def _read_amount(node: Node, decoding: Decoding) -> object:
    if isinstance(node, Scalar):
        node = replace(node, value=_NO_NUMBER.sub("", half_width(node.value).strip()))
    return _read_sum(node, decoding)


_read_sum = _number_within("amount", 0, inf, "bad-amount")


RULES = Rules(
    hidden=_SOURCES,
    special={
        "ends": _read_ends,
        "url": _read_link,
        "links": list_of(_read_shop_link, "links"),
        "amount": _read_amount,
        "currency": valid_text("currency", "bad-currency", matching("[A-Z]{3}", "not-a-currency")),
        "rating": _number_within("rating", 0.5, 5, "bad-rating"),
        # A sentence alone is one: a comma does not part it.
        "pros": list_of(text("pros"), "pros"),
        "cons": list_of(text("cons"), "cons"),
    },
    stand_ins={_ShopEntry: _ShopEntry(shop=_UNREAD, url=_UNREAD_LINK)},
)

LEDGER_RULES = Rules(hidden=_SOURCES, special=dict.fromkeys(("link", "code", "then"), _read_link))


def _prices_in_facts(node: Mapping) -> Iterator[Diagnostic]:
    """Report a price among the facts of a product, where it has no day."""
    facts = node.entries["facts"].node if "facts" in node.entries else None
    written = facts.entries if isinstance(facts, Mapping) else {}
    form = "price: {amount: …, currency: JPY, as_of: …}"
    for name in written:
        if name.casefold() in PRICES:
            yield report(written[name].source, "price-in-facts", form=form)


read_deals = partial(read_registry, bad_id, _read_deal)
read_products = partial(read_registry, bad_id, _read_product)
read_programmes = partial(read_registry, bad_id, _read_programme)
