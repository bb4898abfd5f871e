"""Deals and products as written: their links are not made yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import Literal

import msgspec

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error, warning
from kawaraban.core.model import Frozen, Price
from kawaraban.read.decode import decode, legible, listed, read_struct
from kawaraban.read.decoding import Decoding, Rules
from kawaraban.read.nodes import Entry, Items, Mapping, Node, Scalar
from kawaraban.read.registries import Read, bad_id, is_left_out, place_of, read_registry
from kawaraban.read.values import number, text, valid_text

_CURRENCY = re.compile("[A-Z]{3}")
# Stands for what must be there and has a mistake.
_UNREAD = "-"
_NEVER = datetime(9000, 1, 1, tzinfo=UTC)
_WRITE_CURRENCY = Words("JPY のような3文字で書いてください", "write three letters, like JPY")


class WrittenLink(Frozen, frozen=True, kw_only=True):
    """A link in any form of the body (`amazon:B0…`), its place, and the shop that it names."""

    url: str
    source: Source
    shop: str = ""


class WrittenDeal(Frozen, frozen=True, kw_only=True):
    """A deal of `deals.yaml`. `ends` None: open, said on purpose."""

    shop: str
    text: str
    url: WrittenLink
    starts: datetime | None = None
    ends: datetime | None = None
    show: tuple[Literal["top", "sidebar"], ...] = ()


class WrittenProduct(Frozen, frozen=True, kw_only=True):
    """A product of `products.yaml`: the places of its id and its picture are kept."""

    source: Source
    name: str
    image: str = ""
    image_source: Source
    note: str = ""
    price: Price | None = None
    links: tuple[WrittenLink, ...] = ()


class _DealFields(Frozen, frozen=True, kw_only=True):
    shop: str
    text: str
    url: WrittenLink
    starts: datetime | None = None
    ends: datetime | Literal["open"] | None = None
    show: tuple[Literal["top", "sidebar"], ...] = ()


class _ProductFields(Frozen, frozen=True, kw_only=True):
    name: str
    image: str = ""
    note: str = ""
    price: Price | None = None
    links: tuple[WrittenLink, ...] = ()


_DEAL_KEYS, _PRODUCT_KEYS = _DealFields.__struct_fields__, _ProductFields.__struct_fields__


class _ShopEntry(Frozen, frozen=True, kw_only=True):
    shop: str
    url: WrittenLink


def read_deals(
    path: str, data: bytes, zone: tzinfo
) -> tuple[dict[str, WrittenDeal], tuple[Diagnostic, ...]]:
    """Read `deals.yaml`. Of a deal with an error, which is reported, what is right is given."""
    return read_registry(path, data, bad_id, lambda entry: _read_deal(entry, zone))


def read_products(
    path: str, data: bytes, zone: tzinfo
) -> tuple[dict[str, WrittenProduct], tuple[Diagnostic, ...]]:
    """Read `products.yaml`. A product with an error is reported, and given like a deal."""
    return read_registry(path, data, bad_id, lambda entry: _read_product(entry, zone))


def _read_deal(entry: Entry, zone: tzinfo) -> Read[WrittenDeal]:
    node = entry.node
    fields, found = decode(_DealFields, node, zone, _RULES)
    if not isinstance(node, Mapping):
        return None, found
    unread = WrittenLink(url=_UNREAD, source=node.source)
    if fields is None:
        fields = legible(_DealFields(shop=_UNREAD, text=_UNREAD, url=unread), node, zone, _RULES)
    found += tuple(_bad_end(fields, node))
    if fields.url is unread:
        return None, found
    ends = None if fields.ends == "open" else fields.ends
    days = [key for key in ("starts", "ends") if not is_left_out(key, node, _DEAL_KEYS)]
    if not all(getattr(fields, key) for key in days):  # when it runs is not known
        fields, ends = msgspec.structs.replace(fields, starts=_NEVER), None
    return WrittenDeal(**(msgspec.structs.asdict(fields) | {"ends": ends})), found


def _bad_end(fields: _DealFields, node: Mapping) -> Iterator[Diagnostic]:
    if is_left_out("ends", node, _DEAL_KEYS):
        yield _no_end(node)
    elif isinstance(fields.ends, datetime) and fields.starts and fields.ends < fields.starts:
        yield _ends_first(node.entries["ends"].node.source)


def _read_product(entry: Entry, zone: tzinfo) -> Read[WrittenProduct]:
    node = entry.node
    fields, found = decode(_ProductFields, node, zone, _RULES)
    if not isinstance(node, Mapping):
        return None, found
    if fields is None:
        fields = legible(_ProductFields(name=_UNREAD), node, zone, _RULES)
        links = tuple(_legible_links(node, zone)) or fields.links
        fields = msgspec.structs.replace(fields, links=links)
        has_links = not is_left_out("links", node, _PRODUCT_KEYS)
    else:
        has_links = bool(fields.links)
    if not has_links:
        found += (_without_links(entry.source),)
    pictured = place_of("image", node, entry.source)
    written = msgspec.structs.asdict(fields)
    return WrittenProduct(source=entry.source, image_source=pictured, **written), found


def _legible_links(node: Mapping, zone: tzinfo) -> Iterator[WrittenLink]:
    """Give the links of a product with mistakes, as far as each can be read."""
    entry = node.entries.get("links")
    for item in entry.node.items if entry and isinstance(entry.node, Items) else ():
        unread = WrittenLink(url=_UNREAD, source=item.source)
        under = item if isinstance(item, Mapping) else _under("url", item)
        link = legible(_ShopEntry(shop=_UNREAD, url=unread), under, zone, _RULES).url
        if link is not unread:
            yield link


def _under(key: str, node: Node) -> Mapping:
    return Mapping(entries={key: Entry(node.source, node)}, source=node.source)


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
    return msgspec.structs.replace(entry.url, shop=entry.shop)


def _read_amount(node: Node, decoding: Decoding) -> object:
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
    special={
        "url": _read_link,
        "links": listed(_read_shop_link, "links"),
        "amount": _read_amount,
        "currency": valid_text("currency", "bad-currency", _bad_currency, _WRITE_CURRENCY),
    }
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


def _without_links(place: Source) -> Diagnostic:
    return warning(
        place,
        "product-without-links",
        Words("商品に店のリンクがありません", "the product has no link to a shop"),
        Words("「links」に店のリンクを書いてください", "write a shop's link under 'links'"),
    )


def _ends_first(place: Source) -> Diagnostic:
    return error(
        place,
        "ends-before-start",
        Words("終わりが始まりより前です", "it ends before it starts"),
        Words("「starts」と「ends」を確かめてください", "check 'starts' and 'ends'"),
    )
