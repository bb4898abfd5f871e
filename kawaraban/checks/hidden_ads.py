"""Report ads whose owner cannot be read, and links that may be ads: once for each host."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from kawaraban.ads.address import parse
from kawaraban.ads.problems import hidden_ads, possible_ads
from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.ads.rules import is_loaded
from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.model import AdLink, Body, ExternalLink, Site

# Shorteners that hide any address, and what many programmes call a publisher's id.
_POSSIBLE = re.compile(
    r"(?i)//(?:bit\.ly|tinyurl\.com|is\.gd|x\.gd|cutt\.ly|ow\.ly|buff\.ly)/|"
    r"[?&](?:(?:affiliate_?id|aff_?id|aff)=\w|(?:via|ref)=(?=[\w-]{4})[\w-]*\d[\w-]*(?:[&#]|$))"
)


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report each host whose ads hide their owner, and each whose links may be ads.

    Bad:  [買う](https://amzn.to/3AbCdEf)
    Good: [買う](amazon:B0ABCDEF12)
    """
    programmes = programmes_of(subject.settings.affiliate)
    bodies = (*(article.body for article in subject.articles), *subject.loose)
    offered = tuple(_offered(subject.site))
    ads: defaultdict[str, list[AdLink]] = defaultdict(list)
    for ad in chain(*map(_ads_of, bodies), offered):
        if ad.network and not ad.owner:
            ads[_host(ad.url)].append(ad)
    links: defaultdict[str, list[AdLink | ExternalLink]] = defaultdict(list)
    written: list[AdLink | ExternalLink] = [link for body in bodies for link in body.links]
    for link in (*written, *offered):
        if _POSSIBLE.search(link.url) and read_ad(link.url, programmes).verdict == "none":
            links[_host(link.url)].append(link)
    yield from (hidden_ads(host, some) for host, some in ads.items())
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
