"""What tells the programme of an ad link: the ids by which links are found in the ledger."""

from kawaraban.ads import MadeLink, Reading
from kawaraban.ads.address import parse
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import AdLink
from kawaraban.core.networks import Network, networks

NAMED = "programme:"
"""The scheme of a link to a programme by its name, which is also its key in the ledger."""
_CUSTOM = Network(name="")  # no table says what tells its programmes
_A8_PROGRAMME = 3  # groups of an `a8mat`; the fourth is one of the programme's pictures or texts


def whole_key(url: str) -> str:
    """Return what a link of the ledger itself is found by, whatever its network."""
    return f"= {url}"


def ad_link(link: MadeLink, source: Source, *, pasted: bool = False) -> AdLink:
    """Return the ad link of an address as it is published, and of what it is."""
    reading = link.reading
    return AdLink(
        source=source,
        url=link.address,
        network=reading.network,
        owner=reading.owner,
        programme=reading.programme,
        pasted=pasted,
        keys=programme_keys(link.address, reading),
    )


def programme_keys(url: str, reading: Reading) -> str:
    """Return what an ad link is found by in the ledger, the most exact first, tabs between.

    Where its network has no ids for that, this is the whole address; a network with a single
    programme gives nothing.
    """
    has_one = reading.network in {"amazon", "rakuten"}
    is_found = reading.verdict in {"ours", "hidden"} and not has_one
    address = parse(url) if is_found else None
    if address is None:
        return ""
    names = networks().get(reading.network, _CUSTOM).exact
    ids = [next(iter(address.values(*name)), "").replace(" ", "+") for name in names]
    if not (ids and all(ids)):
        query = "&".join(sorted(field.written for field in address.fields))
        return f"{reading.network} {address.host}{address.path}?{query}"
    exact = f"{reading.network} {' '.join(ids)}".casefold()
    groups = exact.split("+")
    is_whole = reading.network == "a8" and len(groups) > _A8_PROGRAMME
    return f"{exact}\t{'+'.join(groups[:_A8_PROGRAMME])}" if is_whole else exact
