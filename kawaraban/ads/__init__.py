"""Ads: whose id a link carries, and how a link with the site's own id is made.

Reading is pure and total: any text gives an answer, none raises.
"""

from typing import Literal

from kawaraban.core.model import Frozen

SPONSOR = "sponsor"
"""The network of a link to the sponsor of a post."""
Verdict = Literal["none", "ours", "others", "hidden"]


class Reading(Frozen, frozen=True, kw_only=True):
    """What an address is: no ad, ours, somebody else's, or one whose owner cannot be read.

    `network` is the key of the network (`amazon`), `owner` the publisher's id that was found,
    `programme` what distinguishes the programme from the network's others. `ids` are all that name
    publisher and programme in the address, in lower case: links of one programme have the same. Of
    several ids in one address (a redirect inside a redirect) the first that is not ours counts.
    """

    verdict: Verdict = "none"
    network: str = ""
    owner: str = ""
    programme: str = ""
    ids: tuple[str, ...] = ()


class MadeLink(Frozen, frozen=True, kw_only=True):
    """A link as it is published, and what it is."""

    address: str
    reading: Reading


class Problem(Frozen, frozen=True):
    """Why a link cannot be made: the name of a message, and its values."""

    name: str
    values: dict[str, object]
