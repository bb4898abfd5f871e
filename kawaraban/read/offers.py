"""Deals and products as written: their links are not made yet."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import Literal

from msgspec.structs import replace

from kawaraban.core.dates import half_width
from kawaraban.core.diagnostics import Diagnostic, Source, Words, error, warning
from kawaraban.core.model import Frozen, Price
from kawaraban.read.decode import decode, decode_partly, list_of, read_struct
from kawaraban.read.decoding import ABSENT, Decoding, Rules
from kawaraban.read.nodes import Entry, Mapping, Node, Scalar
from kawaraban.read.registries import Read, bad_id, is_left_out, read_registry, source_of
from kawaraban.read.values import is_null, moment, number, text, valid_text

# Around a number and within it: `￥1,980（税込）`; and a group of its digits.
_NO_NUMBER = re.compile(r"^[¥$] ?|,(?=[0-9]{3})| ?円? ?(?:\(?税[込別抜]\)?)?$")
_GROUP = re.compile("[0-9]{3}円?")
_CURRENCY = re.compile("[A-Z]{3}")
# Stands for required text that has a mistake.
_UNREAD = "-"
_NEVER = datetime(9000, 1, 1, tzinfo=UTC)
_WRITE_CURRENCY = Words("JPY のような3文字で書いてください", "write three letters, like JPY")


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


class WrittenProduct(Frozen, frozen=True, kw_only=True):
    """A product of `products.yaml`, with the positions of its id and its picture."""

    source: Source = Source("")
    name: str
    image: str = ""
    image_source: Source = Source("")
    note: str = ""
    price: Price | None = None
    links: tuple[WrittenLink, ...] = ()


class _ShopEntry(Frozen, frozen=True, kw_only=True):
    shop: str
    url: WrittenLink


_UNREAD_LINK = WrittenLink(url=_UNREAD, source=Source(""))
_DEAL_KEYS = WrittenDeal.__struct_fields__
_PRODUCT_KEYS = tuple(set(WrittenProduct.__struct_fields__) - {"source", "image_source"})


def read_deals(
    path: str, data: bytes, zone: tzinfo
) -> tuple[dict[str, WrittenDeal], tuple[Diagnostic, ...]]:
    """Read `deals.yaml`. A deal with mistakes, which are reported, has what is right of it."""
    return read_registry(path, data, bad_id, lambda entry: _read_deal(entry, zone))


def read_products(
    path: str, data: bytes, zone: tzinfo
) -> tuple[dict[str, WrittenProduct], tuple[Diagnostic, ...]]:
    """Read `products.yaml`. A product with mistakes has what is right of it, as a deal has."""
    return read_registry(path, data, bad_id, lambda entry: _read_product(entry, zone))


def _read_deal(entry: Entry, zone: tzinfo) -> Read[WrittenDeal]:
    node = entry.node
    deal, found = decode(WrittenDeal, node, zone, _RULES)
    if not isinstance(node, Mapping):
        return None, found
    deal = deal or _read_deal_partly(node, zone)
    if is_left_out("ends", node, _DEAL_KEYS):
        found += (_no_end(node),)
    elif deal.ends and deal.starts and deal.ends < deal.starts:
        found += (_ends_first(node.entries["ends"].node.source),)
    return None if deal.url is _UNREAD_LINK else deal, found


def _read_deal_partly(node: Mapping, zone: tzinfo) -> WrittenDeal:
    """Read what is right of a deal with mistakes; it does not run where its days are not known."""
    stand_in = WrittenDeal(shop=_UNREAD, text=_UNREAD, url=_UNREAD_LINK)
    deal = decode_partly(stand_in, node, zone, _RULES)
    days = [key for key in ("starts", "ends") if not is_left_out(key, node, _DEAL_KEYS)]
    is_known = all(getattr(deal, key) for key in days)
    return deal if is_known else replace(deal, starts=_NEVER, ends=None)


def _read_product(entry: Entry, zone: tzinfo) -> Read[WrittenProduct]:
    node = entry.node
    product, found = decode(WrittenProduct, node, zone, _RULES)
    if not isinstance(node, Mapping):
        return None, found
    has_links = not is_left_out("links", node, _PRODUCT_KEYS)
    product = product or decode_partly(WrittenProduct(name=_UNREAD), node, zone, _RULES)
    if not has_links:
        found += (_without_links(entry.source),)
    links = tuple(link for link in product.links if link.url != _UNREAD)
    image_source = source_of("image", node, entry.source)
    return replace(product, source=entry.source, image_source=image_source, links=links), found


def _read_ends(node: Node, decoding: Decoding) -> object:
    """Read the end of a deal; `open` is none, on purpose."""
    is_open = isinstance(node, Scalar) and node.value == "open"
    return ABSENT if is_open else _read_end_date(node, decoding)


_read_end_date = moment("ends")
_read_url = text("url")
_read_number = number("amount")


def _read_link(node: Node, decoding: Decoding) -> object:
    written = _read_url(node, decoding)
    return WrittenLink(url=written, source=node.source) if isinstance(written, str) else written


def _read_shop_link(node: Node, decoding: Decoding) -> object:
    """Read a link alone, or the shop that it leads to and the link."""
    if not isinstance(node, Mapping):
        return _read_link(node, decoding)
    entry = read_struct(_ShopEntry, node, decoding)
    if not isinstance(entry, _ShopEntry):
        return entry
    return replace(entry.url, shop=entry.shop)


def _read_price(node: Node, decoding: Decoding) -> object:
    """Read a price; in `{amount: 1,980, currency: JPY}` YAML makes a key of what is behind `,`."""
    if not isinstance(node, Mapping):
        return read_struct(Price, node, decoding)
    entries = dict(node.entries)
    amount = entries.get("amount")
    groups = [key for key in entries if _GROUP.fullmatch(key) and is_null(entries[key].node)]
    if groups and amount and isinstance(amount.node, Scalar):
        whole = replace(amount.node, value="".join((amount.node.value, *groups)))
        entries = {key: entry for key, entry in entries.items() if key not in groups}
        entries["amount"] = Entry(amount.source, whole)
    return read_struct(Price, replace(node, entries=entries), decoding)


def _read_amount(node: Node, decoding: Decoding) -> object:
    if isinstance(node, Scalar):
        node = replace(node, value=_NO_NUMBER.sub("", half_width(node.value).strip()))
    amount = _read_number(node, decoding)
    if not isinstance(amount, float):
        return amount
    if isinstance(node, Scalar) and amount >= 0:
        return node.value.removeprefix("+")
    return decoding.bad(
        node.source,
        "bad-number",
        Words("値段が0より小さくなっています", "a price is not below 0"),
        Words("0以上の数を書いてください", "write a number from 0 on"),
    )


def _bad_currency(currency: str) -> Words | None:
    if _CURRENCY.fullmatch(currency):
        return None
    return Words("通貨の記号（ISO 4217）ではありません", "it is no currency code (ISO 4217)")


_RULES = Rules(
    hidden=frozenset({"source", "image_source"}),
    special={
        "ends": _read_ends,
        "url": _read_link,
        "links": list_of(_read_shop_link, "links"),
        "amount": _read_amount,
        "price": _read_price,
        "currency": valid_text("currency", "bad-currency", _bad_currency, _WRITE_CURRENCY),
    },
    stand_ins={_ShopEntry: _ShopEntry(shop=_UNREAD, url=_UNREAD_LINK)},
)


def _no_end(node: Mapping) -> Diagnostic:
    written = node.entries.get("ends")
    return error(
        written.source if written else node.source,
        "missing-key",
        Words("「ends」がありません", "'ends' is missing"),
        Words(
            "終わりの日を書くか、終わりがないなら「ends: open」と書いてください",
            "write the last day, or 'ends: open' where there is none",
        ),
    )


def _without_links(source: Source) -> Diagnostic:
    return warning(
        source,
        "product-without-links",
        Words("商品に店のリンクがありません", "the product has no link to a shop"),
        Words("「links」に店のリンクを書いてください", "write a shop's link under 'links'"),
    )


def _ends_first(source: Source) -> Diagnostic:
    return error(
        source,
        "ends-before-start",
        Words("終わりが始まりより前です", "it ends before it starts"),
        Words("「starts」と「ends」を確かめてください", "check 'starts' and 'ends'"),
    )
