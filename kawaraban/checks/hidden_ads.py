"""Report ads whose owner cannot be read, and links that may be ads: once for each host."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from kawaraban.ads.address import parse
from kawaraban.ads.problems import hidden_ads, possible_ads
from kawaraban.ads.programmes import Programmes, programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.ads.rules import is_loaded
from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.model import AdLink, Body, Site

# Shorteners that hide any address, and what many programmes call a publisher's id.
_POSSIBLE = re.compile(
    r"(?i)//(?:bit\.ly|tinyurl\.com|is\.gd|x\.gd|cutt\.ly|ow\.ly|buff\.ly)/|"
    r"[?&](?:affiliate_?id|aff_?id|aff|via|ref)=(?=[\w-]{4})[\w-]*\d[\w-]*(?:[&#]|$)"
)


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report each host whose ads hide their owner, and each whose links may be ads.

    Bad:  [買う](https://amzn.to/3AbCdEf)
    Good: [買う](amazon:B0ABCDEF12)
    """
    bodies = (*(article.body for article in subject.articles), *subject.loose)
    yield from _hidden(bodies, subject.site)
    yield from _possible(bodies, programmes_of(subject.settings.affiliate))


def _hidden(bodies: Iterable[Body], site: Site) -> Iterator[Diagnostic]:
    """Report each host with ads whose owner cannot be read."""
    ads = defaultdict(list)
    for ad in (*(ad for body in bodies for ad in _ads_of(body)), *_offered(site)):
        if ad.network and not ad.owner:
            ads[_host(ad.url)].append(ad)
    yield from (hidden_ads(host, some) for host, some in ads.items())


def _possible(bodies: Iterable[Body], programmes: Programmes) -> Iterator[Diagnostic]:
    """Report each host with links that may be ads."""
    links = defaultdict(list)
    for link in (link for body in bodies for link in body.links if _POSSIBLE.search(link.url)):
        if read_ad(link.url, programmes).verdict == "none":
            links[_host(link.url)].append(link)
    yield from (possible_ads(host, some) for host, some in links.items())


def _ads_of(body: Body) -> Iterator[AdLink]:
    """Yield a text's ads; what pasted code with an id loads belongs to that id."""
    owned = {ad.network for ad in body.ads if ad.pasted and ad.owner}
    for ad in body.ads:
        if not (ad.pasted and any(is_loaded(ad.url, network) for network in owned)):
            yield ad


def _offered(site: Site) -> Iterator[AdLink]:
    yield from (deal.link for deal in site.deals.values())
    yield from (shop.link for product in site.products.values() for shop in product.links)


def _host(url: str) -> str:
    address = parse(url)
    return address.host if address else url
