"""Report ads whose owner cannot be read, and links that may be ads: once for each host."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeVar

from kawaraban.ads.address import parse
from kawaraban.ads.problems import titles
from kawaraban.ads.programmes import Programmes, programmes_of
from kawaraban.ads.reading import may_be_ad, read_ad
from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.messages import report
from kawaraban.core.model import AdLink, ExternalLink, Site

_Link = TypeVar("_Link", bound=AdLink | ExternalLink)


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report each host whose ads hide their owner, and each whose links may be ads.

    Bad:  [買う](https://amzn.to/3AbCdEf)
    Good: [買う](amazon:B0ABCDEF12)
    """
    bodies = (*(article.body for article in subject.articles), *subject.loose)
    offered = tuple(_offered(subject.site))
    ads = chain(*(body.ads for body in bodies), offered)
    for host, hidden in _by_host(ad for ad in ads if ad.network and not ad.owner).items():
        network, source = titles(hidden[0].network), min(ad.source for ad in hidden)
        yield report(source, "hidden-ad", network=network, host=host, number=len(hidden))
    suspects: Iterable[AdLink | ExternalLink] = chain(*(body.suspects for body in bodies), offered)
    yield from _possible_ads(suspects, programmes_of(subject.settings.affiliate))


def _possible_ads(links: Iterable[AdLink | ExternalLink], own: Programmes) -> Iterator[Diagnostic]:
    possible = [one for one in links if may_be_ad(one.url)]
    others = _by_host(one for one in possible if read_ad(one.url, own).verdict == "none")
    for host, found in others.items():
        source = min(link.source for link in found)
        yield report(source, "possible-ad", host=host, number=len(found))


def _by_host(found: Iterable[_Link]) -> dict[str, list[_Link]]:
    by_host: defaultdict[str, list[_Link]] = defaultdict(list)
    for one in found:
        address = parse(one.url)
        by_host[address.host if address else one.url].append(one)
    return by_host


def _offered(site: Site) -> Iterator[AdLink]:
    yield from (deal.link for deal in site.deals.values())
    yield from (shop.link for product in site.products.values() for shop in product.links)
