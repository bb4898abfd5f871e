"""The programmes that the tests' site takes part in."""

from typing import Any

from kawaraban.ads.programmes import programmes_of
from kawaraban.core.settings import (
    AffiliateSettings,
    AmazonProgramme,
    CustomNetwork,
    MoshimoProgramme,
    NetworkIds,
    RakutenProgramme,
    ValueCommerceProgramme,
)

RAKUTEN_ID = "1a2b3c4d.5e6f7a8b.1a2b3c4e.9c0d1e2f"
LISTED: dict[str, tuple[str, ...]] = {
    "a8": ("3MINE7+AB12CD+2HOM+656YP", "3MEDIA", "mine-config"),
    "accesstrade": ("0100mine00abcd",),
    "afb": ("M12345a-B678901c",),
    "felmat": ("Q2344X.1.C23456C.H1234567", "H1234567"),
    "rakuten_advertising": ("MiNe*AbCd",),
    "janet": ("1234567",),
    "tcs": ("C12345",),
    "trafficgate": ("208222",),
    "xmax": ("mine-xmax",),
    "rentracks": ("1234.5678",),
    "infotop": ("345678",),
    "smartc": ("mineSmartC",),
    "presco": ("minePresco",),
    "linka": ("mine-linka",),
    "linkag": ("5d6e7f8",),
    "medipartner": ("mine-medi",),
    "dmm": ("mine",),
    "dlsite": ("mine",),
    "mercari": ("1234567890",),
    "cj": ("1234567",),
    "impact": ("2345678",),
    "awin": ("456789",),
    "shareasale": ("1928374",),
    "clickbank": ("mineid",),
    "skimlinks": ("12345X1234567",),
    "sovrn": ("0a1b2c3dmine",),
    "ebay": ("5331234567",),
    "partnerize": ("1011lMine",),
    "aliexpress": ("mineKey",),
    "booking": ("1234567",),
    "agoda": ("1712345",),
    "apple": ("11lMine",),
    "iherb": ("MINE123",),
    "digitalocean": ("0a1b2c3dmine",),
    "bookshop": ("12345",),
    "accesstrade_vn": ("4300000000000000001",),
}
CUSTOM: tuple[dict[str, Any], ...] = (
    {"name": "Example ASP", "host": "click.example-asp.jp", "param": "pid", "ids": ("mine-1",)},
    {"name": "CJ own", "host": "own.cj.example", "id": "path:0", "prefix": "click-",
     "ids": ("24680",)},
    {"name": "Impact own", "hosts": ("impact.example", "second-impact.example"), "id": "path:1",
     "ids": ("112233",)},
    {"name": "Host own", "host": "go.host.example", "id": "host:0", "ids": ("mine",)},
    {"name": "Shop own", "host": "shop-own.example", "id": "query:partner",
     "only_with_param": True, "ids": ("mine",)},
)  # fmt: skip
OWN = programmes_of(
    AffiliateSettings(
        amazon=AmazonProgramme(tag="mine-22"),
        rakuten=RakutenProgramme(id=RAKUTEN_ID),
        valuecommerce=ValueCommerceProgramme(sid="1111111", pid="222222222"),
        moshimo=MoshimoProgramme(amazon="3000001", rakuten="3000002", yahoo="3000003"),
        listed=tuple(NetworkIds(network=one, ids=ids) for one, ids in LISTED.items()),
        custom=tuple(CustomNetwork(**one) for one in CUSTOM),
    )
)
NOBODY = programmes_of(AffiliateSettings())
