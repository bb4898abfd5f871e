"""Report ads whose owner cannot be read, and links that may be ads: once for each host."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kawaraban.ads.address import parse
from kawaraban.ads.problems import hidden_ads, possible_ads
from kawaraban.ads.programmes import Programmes, programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.model import AdLink, Body, ExternalLink

# Shorteners that hide any address, and what many programmes call a publisher's id.
_POSSIBLE = re.compile(
    r"(?i)//(?:www\.)?(?:bit\.ly|tinyurl\.com|is\.gd|x\.gd|cutt\.ly|ow\.ly|buff\.ly|rebrand\.ly)/|"
    r"[?&](?:affiliate_?id|aff_?id|aff|via|ref)=(?=[\w-]{4})[\w-]*\d[\w-]*(?:[&#]|$)"
)


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report each host whose ads hide their owner, and each whose links may be ads.

    Bad:  [買う](https://amzn.to/3AbCdEf)
    Good: [買う](amazon:B0ABCDEF12)
    """
    programmes = programmes_of(subject.settings.affiliate)
    hidden: defaultdict[str, list[AdLink]] = defaultdict(list)
    possible: defaultdict[str, list[ExternalLink]] = defaultdict(list)
    for ad in _hidden_ads(subject, programmes):
        hidden[_host(ad.url)].append(ad)
    for link in (link for body in _bodies(subject) for link in body.links):
        if _POSSIBLE.search(link.url) and read_ad(link.url, programmes).verdict == "none":
            possible[_host(link.url)].append(link)
    for host, ads in hidden.items():
        yield hidden_ads(ads[0].network, host, min(ad.source for ad in ads), len(ads))
    for host, links in possible.items():
        yield possible_ads(host, min(link.source for link in links), len(links))


def _bodies(subject: CheckSubject) -> Iterator[Body]:
    yield from (article.body for article in subject.articles)
    yield from subject.loose


def _hidden_ads(subject: CheckSubject, programmes: Programmes) -> Iterator[AdLink]:
    """Yield the ads without an owner; what pasted code with an id loads belongs to that id."""
    for body in _bodies(subject):
        has_code = any(ad.pasted and ad.owner for ad in body.ads)
        for ad in filter(_is_hidden, body.ads):
            if not (has_code and ad.pasted) or _is_short(ad, programmes):
                yield ad
    site = subject.site
    yield from (deal.link for deal in site.deals.values() if _is_hidden(deal.link))
    for product in site.products.values():
        yield from (shop.link for shop in product.links if _is_hidden(shop.link))


def _is_hidden(ad: AdLink) -> bool:
    return bool(ad.network) and not ad.owner


def _is_short(ad: AdLink, programmes: Programmes) -> bool:
    address = parse(ad.url)
    rule = programmes.rule_of(address) if address else None
    return rule is not None and rule.kind == "short"


def _host(url: str) -> str:
    address = parse(url)
    return address.host if address else url
