"""What is wrong with an ad link, in words: it cannot be made, or whose id it carries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kawaraban.ads import MadeLink, Problem, Reading
from kawaraban.core.diagnostics import Diagnostic, Source, Words, did_you_mean
from kawaraban.core.messages import report
from kawaraban.core.model import AdLink, ExternalLink
from kawaraban.core.networks import CUSTOM, network_title


def check_link(link: MadeLink | Problem, source: Source) -> Iterator[Diagnostic]:
    """Report a link that cannot be made, or that does not carry the site's own id."""
    if isinstance(link, Problem):
        yield report(source, link.name, **link.values)
    elif link.reading.verdict == "others":
        yield _foreign_ad(link.reading, source)


def intended_link(link: MadeLink | Problem, written: str) -> MadeLink:
    """Return the link that an author meant: one that cannot be made counts as an ad."""
    if isinstance(link, MadeLink):
        return link
    return MadeLink(address=written, reading=Reading(verdict="others"))


def _foreign_ad(reading: Reading, source: Source) -> Diagnostic:
    """Report an address that carries somebody else's id."""
    owner = reading.owner or "?"
    is_custom = reading.network.startswith(CUSTOM)
    table = "[[affiliate.custom]]" if is_custom else f"[affiliate.{reading.network}]"
    return report(source, "foreign-ad", network=_titles(reading.network), owner=owner, table=table)


def hidden_ads(host: str, ads: Sequence[AdLink]) -> Diagnostic:
    """Report ads of a host whose id cannot be read: short ones, or ones without an id."""
    network = _titles(ads[0].network)
    source = min(ad.source for ad in ads)
    return report(source, "hidden-ad", network=network, host=host, number=len(ads))


def possible_ads(host: str, links: Sequence[AdLink | ExternalLink]) -> Diagnostic:
    """Report links that may be ads: nothing but their form says so."""
    number = len(links)
    return report(min(link.source for link in links), "possible-ad", host=host, number=number)


def unknown_shop(shop: str, known: tuple[str, ...]) -> Problem:
    """Report a shop that a network does not have."""
    return Problem("unknown-shop", {"shop": shop, "near": did_you_mean(shop, known)})


def foreign_destination(reading: Reading) -> Problem:
    """Report a destination that already carries somebody else's id."""
    return Problem(
        "foreign-destination", {"network": _titles(reading.network), "owner": reading.owner}
    )


def _titles(network: str) -> Words:
    return Words(network_title(network, "ja"), network_title(network, "en"))
