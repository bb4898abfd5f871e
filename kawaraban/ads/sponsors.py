"""Links to the sponsor of a post, which are ads without an id."""

from kawaraban.ads import SPONSOR, Reading
from kawaraban.ads.address import is_within, parse
from kawaraban.core.model import Sponsor


def read_sponsors(address: str, sponsor: Sponsor | None) -> Reading | None:
    """Return how a link to a sponsor's host is read; None for a link to another one."""
    to, own = (parse(address), parse(sponsor.url)) if sponsor and sponsor.url else (None, None)
    if not (sponsor and to and own and is_within(to.host, (own.host.removeprefix("www."),))):
        return None
    return Reading(verdict="ours", network=SPONSOR, owner=sponsor.name)
