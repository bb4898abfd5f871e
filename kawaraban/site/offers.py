"""Deals and products: their links made from the site's own ids, and the days of the deals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, datetime, timedelta
from typing import NamedTuple
from urllib.parse import unquote

from kawaraban.ads import MadeLink, Problem
from kawaraban.ads.address import parse
from kawaraban.ads.making import make_link
from kawaraban.ads.problems import check_link, intended_link
from kawaraban.ads.programmes import Programmes, programmes_of
from kawaraban.core.diagnostics import Diagnostic, Words, error
from kawaraban.core.model import AdLink, Deal, Frozen, Product, ProductFacts, ShopLink
from kawaraban.read.offers import WrittenDeal, WrittenLink, WrittenProduct
from kawaraban.read.registries import WRITE_URL, bad_url
from kawaraban.read.source import SiteSource

_SHOPS = {
    "amazon": Words("Amazon", "Amazon"),
    "rakuten": Words("楽天市場", "Rakuten"),
    "yahoo": Words("Yahoo!ショッピング", "Yahoo! Shopping"),
}
_NAMED = r"(?i)(?:moshimo:)?(amazon|rakuten|yahoo):"
_HOSTS = (
    r"(?i)//(?:[\w-]+\.)*"
    r"(?:(amazon|rakuten|yahoo)\.(?:com?\.)?[a-z]{2,3}|amzn\.(?:to|asia))(?![\w.-])"
)


class Offers(Frozen, frozen=True, kw_only=True):
    """What the site's registries offer, by id, on any day; `misread` are ids with mistakes."""

    deals: dict[str, Deal] = {}
    products: dict[str, Product] = {}
    misread: frozenset[str] = frozenset()


def offers_of(source: SiteSource) -> tuple[Offers, tuple[Diagnostic, ...]]:
    """Return the deals and products of a site, and what is wrong with their links."""
    programmes = programmes_of(source.settings.affiliate)
    deals, in_deals = make_deals(source.deals, programmes)
    products, in_products = make_products(source.products, programmes, source.settings.language)
    misread = frozenset(source.deals.keys() - deals.keys())
    return Offers(deals=deals, products=products, misread=misread), (*in_deals, *in_products)


class DealsAt(NamedTuple):
    """The deals of a site at a moment: those that run, those that ended, those yet to start."""

    running: dict[str, Deal]
    past: frozenset[str]
    coming: dict[str, Deal]


def deals_at(now: datetime, deals: Mapping[str, Deal]) -> DealsAt:
    """Sort deals by what they are at a moment."""
    past = frozenset(name for name, deal in deals.items() if _is_past(deal, now))
    coming = {name: deal for name, deal in deals.items() if _is_coming(deal, now)}
    running = {n: deal for n, deal in deals.items() if n not in past and n not in coming}
    return DealsAt(running, past, coming)


def _is_past(deal: Deal, now: datetime) -> bool:
    return deal.ends is not None and deal.ends < now


def _is_coming(deal: Deal, now: datetime) -> bool:
    return deal.starts is not None and deal.starts > now


def changes_of(deal: Deal) -> Iterator[datetime]:
    """Yield the moments at which what is shown of a deal changes."""
    if deal.starts is not None:
        yield deal.starts
    if deal.ends is not None and deal.ends.year < MAXYEAR:
        # The end itself still counts: the change comes after it.
        yield deal.ends + timedelta(milliseconds=1)
        new_year = deal.ends.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
        if deal.starts is None or deal.starts < new_year:
            yield new_year  # from then on its end is written without the year


def make_deals(
    written: dict[str, WrittenDeal], programmes: Programmes
) -> tuple[dict[str, Deal], tuple[Diagnostic, ...]]:
    """Make each deal's link; report one with an error, and leave its deal out if it is no ad."""
    deals: dict[str, Deal] = {}
    found: list[Diagnostic] = []
    for name, deal in written.items():
        made = _make(deal.url, programmes, found)
        if made is not None:
            link, is_ad = made
            deals[name] = Deal(
                id=name,
                shop=deal.shop,
                text=deal.text,
                link=link,
                is_ad=is_ad,
                starts=deal.starts,
                ends=deal.ends,
                show=deal.show,
            )
    return deals, tuple(found)


def make_products(
    written: dict[str, WrittenProduct], programmes: Programmes, language: str
) -> tuple[dict[str, Product], tuple[Diagnostic, ...]]:
    """Make each product's links; report one with an error, and leave it out if it is no ad.

    A shop that the author does not name is named in `language`.
    """
    found: list[Diagnostic] = []
    products = {
        name: Product(
            id=name,
            **{key: getattr(product, key) for key in ProductFacts.__struct_fields__},
            links=tuple(_shop_links(product.links, programmes, language, found)),
        )
        for name, product in written.items()
    }
    return products, tuple(found)


def _shop_links(
    links: tuple[WrittenLink, ...], programmes: Programmes, language: str, found: list[Diagnostic]
) -> Iterator[ShopLink]:
    for written in links:
        made = _make(written, programmes, found)
        if made is not None:
            shop = written.shop or shop_of(written.url, language)
            yield ShopLink(shop=shop, link=made[0], is_ad=made[1])


def shop_of(url: str, language: str) -> str:
    """Return the name of the shop that a link leads to, or the host of an unknown shop.

    A network's redirect is named by the shop inside it: the innermost address.
    """
    named = re.match(_NAMED, url)
    if named is None:
        hosts = list(re.finditer(_HOSTS, unquote(unquote(url))))
        named = hosts[-1] if hosts else None
    if named is None:
        address = parse(url)
        return (address.host if address else url).removeprefix("www.")
    return _SHOPS[(named[1] or "amazon").lower()].in_language(language)


def _make(
    written: WrittenLink, programmes: Programmes, found: list[Diagnostic]
) -> tuple[AdLink, bool] | None:
    """Make a link, and say whether it is an ad; return None for one with a mistake that is none.

    What is wrong with it is added to `found`.
    """
    made = make_link(written.url, programmes)
    mistakes = tuple(_mistakes(made, written))
    found.extend(mistakes)
    link = intended_link(made, written.url)
    is_ad = link.reading.verdict != "none"
    if mistakes and not is_ad:
        return None
    ad_link = AdLink(
        source=written.source,
        url=link.address,
        network=link.reading.network,
        owner=link.reading.owner,
        programme=link.reading.programme,
    )
    return ad_link, is_ad


def _mistakes(made: MadeLink | Problem, written: WrittenLink) -> Iterator[Diagnostic]:
    yield from check_link(made, written.source)
    why = bad_url(made.address) if isinstance(made, MadeLink) else None
    if why is not None:
        what = Words(f"「{written.url}」: {why.ja}", f"'{written.url}': {why.en}")
        yield error(written.source, "bad-url", what, WRITE_URL)
