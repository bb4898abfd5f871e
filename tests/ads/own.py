"""The programmes that the tests' site takes part in."""

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
OWN = programmes_of(
    AffiliateSettings(
        amazon=AmazonProgramme(tag="mine-22"),
        rakuten=RakutenProgramme(id=RAKUTEN_ID),
        valuecommerce=ValueCommerceProgramme(sid="1111111", pid="222222222"),
        moshimo=MoshimoProgramme(amazon="3000001", rakuten="3000002", yahoo="3000003"),
        a8=NetworkIds(ids=("3MINE7+AB12CD+2HOM+656YP",)),
        accesstrade=NetworkIds(ids=("0100mine00abcd",)),
        afb=NetworkIds(ids=("M12345a-B678901c",)),
        felmat=NetworkIds(ids=("Q2344X.1.C23456C.H1234567",)),
        rakuten_advertising=NetworkIds(ids=("MiNe*AbCd",)),
        custom=(
            CustomNetwork(
                name="Example ASP", host="click.example-asp.jp", param="pid", ids=("mine-1",)
            ),
        ),
    )
)
NOBODY = programmes_of(AffiliateSettings())
