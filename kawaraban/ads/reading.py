"""Read whose publisher id a link carries. Pure and total: any text gives an answer, none raises."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from kawaraban.ads import Reading
from kawaraban.ads.address import Address, destination, is_within, parse
from kawaraban.ads.claims import Claim, a8_mark
from kawaraban.ads.networks import Network
from kawaraban.ads.programmes import Programmes

_NO_AD = Reading()
_LEVELS = 5  # of addresses inside addresses; links through several networks have three
_MOST = 200  # addresses on one level; a redirect has one or two
_WORST_FIRST = ("others", "hidden", "ours")


def read_ad(text: str, programmes: Programmes) -> Reading:
    """Read an address: a redirect's destination counts as the link itself does.

    Somebody else's id anywhere makes the whole link somebody else's; a part that
    cannot be read makes it one that cannot be read.
    """
    address = parse(text)
    return read_address(address, programmes) if address else _NO_AD


def read_address(address: Address, programmes: Programmes) -> Reading:
    """Read an address that is parsed already, as `read_ad` does."""
    addresses = _with_inner(address) if address.fields else (address,)
    readings = [reading for one in addresses for reading in _readings(one, programmes)]
    return min(readings, key=lambda one: _WORST_FIRST.index(one.verdict), default=_NO_AD)


def _with_inner(address: Address) -> Iterator[Address]:
    """Yield an address, then the addresses inside it, level by level."""
    level = [address]
    for _ in range(_LEVELS):
        yield from level
        level = list(islice(chain.from_iterable(map(_destinations, level)), _MOST))
        if not level:
            return


def _destinations(outer: Address) -> Iterator[Address]:
    """Yield the destinations of a redirect; A8's own link to Rakuten is A8's."""
    for field in outer.fields:
        written = destination(field.value)
        inner = parse(written) if written else None
        if inner and not ((mark := a8_mark(outer)) and mark in inner.path.casefold()):
            yield inner


def _readings(address: Address, programmes: Programmes) -> Iterator[Reading]:
    """Yield a reading for each publisher id of an address, or one where an ad hides its id."""
    if not is_within(address.host, programmes.domains):
        return
    network = next((n for n in programmes.networks if n.has(address)), None)
    if network is None:
        return
    programme = network.programme_of(address)
    claims = list(network.claims_of(address))
    yield from (_read_claim(network, claim, programme, programmes) for claim in claims)
    if is_within(address.host, network.short) or not (claims or _is_no_ad(network, address)):
        yield Reading(verdict="hidden", network=network.key, programme=programme)


def _read_claim(network: Network, claim: Claim, programme: str, programmes: Programmes) -> Reading:
    """Read a claim, which is ours where one of its ids is."""
    ids = (claim[0], programme) if programme and programme not in claim[0] else claim[:1]
    own = next((one for one in claim if programmes.are_own(network.key, one)), None)
    return Reading(
        verdict="others" if own is None else "ours",
        network=network.key,
        owner=own or claim[0],
        programme=programme,
        ids=tuple(one.casefold() for one in ids),
    )


def _is_no_ad(network: Network, address: Address) -> bool:
    """Return whether a link without an id is no ad: a shop's page, or a network's home page."""
    is_home = address.path in {"", "/"} and not address.fields
    return is_home or network.is_shop(address)
