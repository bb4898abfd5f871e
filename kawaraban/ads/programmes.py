"""The site's programmes, as links are compared with them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from kawaraban.ads.networks import CUSTOM, NETWORKS, Network
from kawaraban.core.model import Frozen
from kawaraban.core.settings import AffiliateSettings, NetworkIds


class Programmes(Frozen, frozen=True, kw_only=True):
    """What the site takes part in: `affiliate` as written, `own` its ids by network.

    `networks` are all that a link may belong to, the author's own first, so that
    an author can claim what the product does not have; `domains` are those of all.
    """

    affiliate: AffiliateSettings
    own: frozenset[tuple[str, str]]
    networks: tuple[Network, ...]
    domains: tuple[str, ...]

    def are_own(self, network: str, claim: str) -> bool:
        """Return whether an id is one of the site's in a network, whatever its letter case."""
        return (network, claim.casefold()) in self.own


@lru_cache(maxsize=8)
def programmes_of(affiliate: AffiliateSettings) -> Programmes:
    """Return the programmes of `[affiliate]`; the same value for the same settings."""
    customs = tuple(
        Network(
            key=CUSTOM + custom.name,
            ja=custom.name,
            en=custom.name,
            hosts=(custom.host.lower(),),
            ids=(custom.param.lower(),),
        )
        for custom in affiliate.custom
    )
    own = frozenset((network, one.casefold()) for network, one in _own_ids(affiliate) if one)
    networks = customs + NETWORKS
    domains = tuple(d for n in networks for d in (*n.hosts, *n.shops, *n.short))
    return Programmes(affiliate=affiliate, own=own, networks=networks, domains=domains)


def _own_ids(affiliate: AffiliateSettings) -> Iterator[tuple[str, str]]:
    yield from _single_ids(affiliate)
    for custom in affiliate.custom:
        yield from ((CUSTOM + custom.name, one) for one in custom.ids)
    for network in NETWORKS:
        listed = getattr(affiliate, network.key, None)
        if isinstance(listed, NetworkIds):
            yield from ((network.key, unquote(one)) for one in listed.ids)


def _single_ids(affiliate: AffiliateSettings) -> Iterator[tuple[str, str]]:
    """Yield the ids of the networks whose settings have a form of their own."""
    if affiliate.amazon:
        yield "amazon", affiliate.amazon.tag
    if affiliate.rakuten:
        yield "rakuten", affiliate.rakuten.id
    if affiliate.valuecommerce:
        yield "valuecommerce", affiliate.valuecommerce.sid
    if moshimo := affiliate.moshimo:
        yield from (("moshimo", one) for one in (moshimo.amazon, moshimo.rakuten, moshimo.yahoo))
