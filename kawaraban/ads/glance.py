"""Links whose reading is seen at a glance: most that a post holds.

What `reading` makes of the parts of such an address is the same.
"""

from __future__ import annotations

import re

from kawaraban.ads import Reading
from kawaraban.ads.address import is_within
from kawaraban.ads.amazon import SHOPS
from kawaraban.ads.programmes import Programmes

NO_AD = Reading()
# Without a query there is neither an id nor an address inside.
_WITHOUT_QUERY = re.compile(r"https?://([A-Za-z0-9.-]+)(?:/[^?&\\\x00-\x20]*)?")
# As the links to Amazon's products are made: the site's own need not be made anew.
_PRODUCT = re.compile(r"https://www\.(amazon\.[a-z.]+)/dp/[A-Z0-9]{10}\?tag=([A-Za-z0-9_-]+)")


def glance(address: str, programmes: Programmes) -> Reading | None:
    """Give the reading of a link that is plainly no ad, or plainly the site's own; else None.

    Neither gains anything by being made again.
    """
    if found := _WITHOUT_QUERY.fullmatch(address):
        host = found[1].lower().rstrip(".")
        return None if is_within(host, programmes.domains) else NO_AD
    amazon, custom = programmes.affiliate.amazon, programmes.affiliate.custom
    if amazon is None or custom or not (found := _PRODUCT.fullmatch(address)):
        return None
    is_own = found[1] in SHOPS and found[2] == amazon.tag
    return Reading(verdict="ours", network="amazon", owner=amazon.tag) if is_own else None
