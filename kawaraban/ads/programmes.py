"""The site's programmes, as links are compared with them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from msgspec.structs import astuple

from kawaraban.ads.address import Address
from kawaraban.ads.rules import Rule, Rules, find_rule, known_rules, rules_of
from kawaraban.core.model import Frozen
from kawaraban.core.networks import CUSTOM, Network
from kawaraban.core.settings import AffiliateSettings, CustomNetwork


class Programmes(Frozen, frozen=True, kw_only=True, eq=False):
    """What the site takes part in: `affiliate` as written, `own` its ids by network.

    `custom` are the rules of the author's networks. They come before the product's, so that
    an author can claim what the product does not have.
    """

    affiliate: AffiliateSettings
    own: frozenset[tuple[str, str]]
    custom: Rules

    def are_own(self, network: str, claim: str) -> bool:
        """Return whether an id is one of the site's in a network, whatever its letter case."""
        return (network, claim.casefold()) in self.own

    def rule_of(self, address: Address) -> Rule | None:
        """Return what says whose an address is."""
        own = find_rule(address, self.custom) if self.custom else None
        return own or find_rule(address, known_rules())


@lru_cache(maxsize=8)
def programmes_of(affiliate: AffiliateSettings) -> Programmes:
    """Return the programmes of `[affiliate]`; the same value for the same settings."""
    own = frozenset((network, one.casefold()) for network, one in _own_ids(affiliate) if one)
    custom = rules_of(map(_network_of, affiliate.custom))
    return Programmes(affiliate=affiliate, own=own, custom=custom)


def _network_of(custom: CustomNetwork) -> Network:
    """Return the network that an author describes; behind a prefix the id ends at a sign."""
    hosts = tuple(host.lower() for host in (custom.host, *custom.hosts) if host)
    places = (custom.param, custom.id)
    return Network(
        key=CUSTOM + custom.name,
        name=custom.name,
        hosts=() if custom.only_with_param else hosts,
        shops=hosts if custom.only_with_param else (),
        ids=tuple(place.removeprefix("query:").lower() for place in places if place),
        pattern=f"(?i){re.escape(custom.prefix)}(.+)" if custom.prefix else "",
        also=("^[0-9A-Za-z_]+",) if custom.prefix else (),
    )


def _own_ids(affiliate: AffiliateSettings) -> Iterator[tuple[str, str]]:
    for name in ("amazon", "rakuten", "valuecommerce", "moshimo"):
        programme = getattr(affiliate, name)
        for value in astuple(programme) if programme else ():
            yield from ((name, one) for one in ((value,) if isinstance(value, str) else value))
    for custom in affiliate.custom:
        yield from ((CUSTOM + custom.name, one) for one in custom.ids)
    for listed in affiliate.listed:
        yield from ((listed.network, unquote(one)) for one in listed.ids)
