"""The one table of networks: their hosts, and where the publisher's id is in a link.

Sources: the link makers of each network, as public pages show them. No address here
is ever requested: robots that open ad links break the programmes' rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kawaraban.ads import amazon
from kawaraban.ads.address import Address, is_within
from kawaraban.ads.claims import Claim, a8_claims, afb_claims, felmat_claims, rakuten_claims
from kawaraban.core.model import Frozen

CUSTOM = "custom:"


class Network(Frozen, frozen=True, kw_only=True):
    """A network. Hosts are domains, whose sub-domains count too.

    A link on `hosts` is always an ad; one on `shops` is an ad only with an id; whose
    a link on `short` is cannot be read. `paths` are the beginnings of its ads' paths
    (any, where empty). `ids` are the query parameters of the publisher's id, unless
    `claims` finds them; `programme` those that distinguish its programmes.
    """

    key: str
    ja: str
    en: str
    hosts: tuple[str, ...] = ()
    shops: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    programme: tuple[str, ...] = ()
    claims: Callable[[Address], Iterator[Claim]] | None = None

    def has(self, address: Address) -> bool:
        """Return whether an address belongs to this network."""
        if is_within(address.host, self.shops) or is_within(address.host, self.short):
            return True
        if not is_within(address.host, self.hosts):
            return False
        # Servers accept a path that is encoded, or has too many slashes.
        path = f"/{'/'.join(address.segments)}/".lower()
        return not self.paths or path.startswith(self.paths)

    def is_shop(self, address: Address) -> bool:
        """Return whether the nearest of this network's domains is one of its `shops`."""
        domains = (d for d in self.shops + self.hosts if is_within(address.host, (d,)))
        return max(domains, key=len, default="") in self.shops

    def claims_of(self, address: Address) -> Iterator[Claim]:
        """Yield each claim to be the publisher that an address makes."""
        if self.claims is not None:
            yield from self.claims(address)
        else:
            yield from ((value,) for value in address.values(*self.ids))

    def programme_of(self, address: Address) -> str:
        """Return what distinguishes the programme of a link from the network's others."""
        if self.key == "a8":
            return next((m.split("+")[2] for (m,) in a8_claims(address) if m.count("+") > 1), "")
        return next(iter(address.values(*self.programme)), "")


NETWORKS = (
    Network(
        key="amazon",
        ja="Amazon",
        en="Amazon",
        hosts=amazon.WIDGETS,
        shops=amazon.SHOPS,
        short=amazon.SHORT,
        claims=amazon.claims,
    ),
    Network(
        key="rakuten",
        ja="楽天アフィリエイト",
        en="Rakuten Affiliate",
        hosts=("afl.rakuten.co.jp",),
        shops=("hbb.afl.rakuten.co.jp", "affiliate.rakuten.co.jp"),  # pictures, widgets
        short=("r10.to", "s.afl.rakuten.co.jp"),
        claims=rakuten_claims,
    ),
    Network(
        key="valuecommerce",
        ja="バリューコマース",
        en="ValueCommerce",
        hosts=(
            "jp.ap.valuecommerce.com",
            "dalc.valuecommerce.com",
            "dalr.valuecommerce.com",
            "aml.valuecommerce.com",
        ),
        ids=("sid", "vs"),
        programme=("pid", "vp"),
    ),
    Network(
        key="moshimo",
        ja="もしもアフィリエイト",
        en="Moshimo Affiliate",
        hosts=("af.moshimo.com", "i.moshimo.com"),
        paths=("/af/c/", "/af/i/", "/af/r/"),
        ids=("a_id",),
        programme=("p_id",),
    ),
    Network(  # its rotating banners, whose id is not in their address
        key="a8", ja="A8.net", en="A8.net", hosts=("a8.net",), paths=("/jsa/",), claims=a8_claims
    ),
    Network(
        key="a8",
        ja="A8.net",
        en="A8.net",
        hosts=("px.a8.net", "rpx.a8.net"),
        shops=("a8.net",),  # pixels, and banners without an id
        claims=a8_claims,
    ),
    Network(
        key="accesstrade",
        ja="アクセストレード",
        en="AccessTrade",
        hosts=("h.accesstrade.net", "px.accesstrade.net"),
        shops=("accesstrade.net",),
        ids=("rk",),
    ),
    Network(
        key="afb",
        ja="afb",
        en="afb",
        shops=("t.afi-b.com", "track.affiliate-b.com", "t.affiliate-b.com"),
        claims=afb_claims,
        programme=("a",),
    ),
    Network(key="felmat", ja="felmat", en="felmat", shops=("t.felmat.net",), claims=felmat_claims),
    Network(
        key="rakuten_advertising",
        ja="楽天アドバタイジング",
        en="Rakuten Advertising",
        hosts=("click.linksynergy.com", "ad.linksynergy.com"),
        ids=("id",),
        programme=("mid", "offerid"),
    ),
    # Its id is in the path among others; site.toml has no table for it.
    Network(key="janet", ja="JANet", en="JANet", short=("click.j-a-net.jp",)),
)

_TITLES = {network.key: (network.ja, network.en) for network in NETWORKS}


def network_title(key: str, language: str) -> str:
    """Return a network's name for readers and authors; a custom one's is its own."""
    ja, en = _TITLES.get(key, (key.removeprefix(CUSTOM),) * 2)
    return en if language == "en" else ja
