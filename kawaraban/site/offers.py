"""Deals and products: their links made from the site's own ids, and the days of the deals."""

import re
from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, datetime, timedelta
from functools import partial
from urllib.parse import unquote

from msgspec.structs import replace

from kawaraban.ads import MadeLink, Problem
from kawaraban.ads.address import parse
from kawaraban.ads.ledger import NAMED, ad_link
from kawaraban.ads.making import make_link
from kawaraban.ads.problems import check_link, intended_link
from kawaraban.ads.programmes import programmes_of
from kawaraban.core.diagnostics import Diagnostic, Reported, Words
from kawaraban.core.messages import report, report_unknown
from kawaraban.core.model import Deal, Frozen, Ledger, Product, ProductFacts, ShopLink
from kawaraban.core.settings import Settings
from kawaraban.read.offers import WrittenLink
from kawaraban.read.registries import bad_url
from kawaraban.read.source import SiteSource

_SHOPS = {
    "amazon": Words("Amazon", "Amazon"),
    "rakuten": Words("楽天市場", "Rakuten"),
    "yahoo": Words("Yahoo!ショッピング", "Yahoo! Shopping"),
}
_PRODUCT = "product:"
unknown_programme = partial(report_unknown, "programme")
"""Reports a name that no programme has."""
_NAMED = r"(?i)(?:moshimo:)?(amazon|rakuten|yahoo):"
_HOSTS = (
    r"(?i)//(?:[\w-]+\.)*"
    r"(?:(amazon|rakuten|yahoo)\.(?:com?\.)?[a-z]{2,3}|amzn\.(?:to|asia))(?![\w.-])"
)


class Offers(Frozen, frozen=True, kw_only=True):
    """What the site's registries offer, by id, on any day; `misread` are ids with mistakes."""

    deals: dict[str, Deal] = {}
    products: dict[str, Product] = {}
    ledger: Ledger = Ledger()
    misread: frozenset[str] = frozenset()


def offers_of(source: SiteSource, ledger: Ledger) -> Reported[Offers]:
    """Return the deals and products of a site, and what is wrong with their links."""
    maker = LinkMaker(source.settings, ledger)
    products = {
        name: Product(
            id=name,
            **{key: getattr(product, key) for key in ProductFacts.__struct_fields__},
            links=tuple(filter(None, map(maker.make, product.links))),
        )
        for name, product in source.products.items()
    }
    maker.products.update(products)  # to which a deal may lead
    deals = {  # but one whose link has an error and is no ad
        name: Deal(
            id=name,
            link=made.link,
            is_ad=made.is_ad,
            **{key: getattr(deal, key) for key in ("shop", "text", "starts", "ends", "show")},
        )
        for name, deal in source.deals.items()
        if (made := maker.make(deal.url)) is not None
    }
    misread = frozenset(source.deals.keys() - deals.keys())
    offers = Offers(deals=deals, products=products, ledger=ledger, misread=misread)
    return offers, tuple(maker.found)


def deals_at(
    now: datetime, deals: Mapping[str, Deal]
) -> tuple[dict[str, Deal], frozenset[str], dict[str, Deal]]:
    """Return the deals that run at a moment, the ids of those over, and those yet to start."""
    past = frozenset(name for name, deal in deals.items() if deal.ends and deal.ends < now)
    coming = {n: deal for n, deal in deals.items() if deal.starts and deal.starts > now}
    running = {n: deal for n, deal in deals.items() if n not in past and n not in coming}
    return running, past, coming


def changes_between(begin: datetime | None, end: datetime | None) -> Iterator[datetime]:
    """Yield when something begins, and when it is over: its end itself still counts."""
    if begin is not None:
        yield begin
    if end is not None and end.year < MAXYEAR:
        yield end + timedelta(milliseconds=1)


def changes_of(deal: Deal) -> Iterator[datetime]:
    """Yield the moments at which what is shown of a deal changes."""
    yield from changes_between(deal.starts, deal.ends)
    if deal.ends is not None and deal.ends.year < MAXYEAR:
        new_year = deal.ends.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
        if deal.starts is None or deal.starts < new_year:
            yield new_year  # from then on its end is written without the year


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


class LinkMaker:
    """Makes the links of registries; `found` collects what is wrong with them."""

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        """Take the programmes that a link may name; what an author does not name, `settings` do."""
        self._programmes, self._language = programmes_of(settings.affiliate), settings.language
        self._ledger = ledger
        self.products: dict[str, Product] = {}
        self.found: list[Diagnostic] = []

    def make(self, written: WrittenLink) -> ShopLink | None:
        """Make a link, and name its shop; return None for one with a mistake that is no ad."""
        if written.url.startswith(NAMED):
            return self._to_programme(written)
        if written.url.startswith(_PRODUCT):
            return self._to_product(written)
        made = make_link(written.url, self._programmes)
        mistakes = tuple(_mistakes(made, written))
        self.found.extend(mistakes)
        link = intended_link(made, written.url)
        is_ad = link.reading.verdict != "none"
        if mistakes and not is_ad:
            return None
        shop = written.shop or shop_of(written.url, self._language)
        return ShopLink(shop=shop, link=ad_link(link, written.source), is_ad=is_ad)

    def _to_product(self, written: WrittenLink) -> ShopLink | None:
        """Return the first link of a product, as a link to it in a text is."""
        name, known = written.url.removeprefix(_PRODUCT), tuple(self.products)
        if product := self.products.get(name):
            return next(iter(product.links), None)
        self.found.append(report_unknown("product", name, written.source, known))
        return None

    def _to_programme(self, written: WrittenLink) -> ShopLink | None:
        name = written.url.removeprefix(NAMED)
        if self._ledger.lacks(name):
            known = tuple(self._ledger.programmes)
            self.found.append(unknown_programme(name, written.source, known))
        programme = self._ledger.programmes.get(name)
        if programme is None:
            return None
        return replace(programme.link, shop=written.shop or programme.link.shop)


def _mistakes(made: MadeLink | Problem, written: WrittenLink) -> Iterator[Diagnostic]:
    yield from check_link(made, written.source)
    if why := bad_url(made.address) if isinstance(made, MadeLink) else None:
        yield report(written.source, "bad-url", why=why, url=written.url)
