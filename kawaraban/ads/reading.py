"""Whose id a link carries. Pure and total: any text gives an answer, none raises."""

from __future__ import annotations

from collections.abc import Iterator

from kawaraban.ads import Reading
from kawaraban.ads.address import Address, destination, is_within, parse
from kawaraban.ads.claims import is_of_a8
from kawaraban.ads.networks import Network
from kawaraban.ads.programmes import Programmes

_NESTED = 4  # addresses inside addresses, as links through several networks have them
_NO_AD = Reading()
_WORST_FIRST = ("others", "hidden", "ours")


def read_ad(address: str, programmes: Programmes) -> Reading:
    """Read an address: a redirect's destination counts as the link itself does.

    Somebody else's id anywhere makes the whole link somebody else's; a part that
    cannot be read makes it one that cannot be read.
    """
    parsed = parse(address)
    if parsed is None:
        return _NO_AD
    found = list(_of_address(parsed, programmes, _NESTED))
    return min(found, key=lambda r: _WORST_FIRST.index(r.verdict), default=_NO_AD)


def _of_address(address: Address, programmes: Programmes, levels: int) -> Iterator[Reading]:
    network = next((n for n in programmes.networks if n.has(address)), None)
    if network is not None:
        yield from _own_reading(network, address, programmes)
    for field in address.fields if levels else ():
        if inner := destination(field.value):
            yield from _inner(inner, address, programmes, levels - 1)


def _inner(text: str, outer: Address, programmes: Programmes, levels: int) -> Iterator[Reading]:
    address = parse(text)
    if address is not None and not is_of_a8(outer, address):
        yield from _of_address(address, programmes, levels)


def _own_reading(network: Network, address: Address, programmes: Programmes) -> Iterator[Reading]:
    programme = network.programme_of(address)
    claims = list(network.claims_of(address))
    for claim in claims:
        own = next((one for one in claim if programmes.are_own(network.key, one)), None)
        yield Reading(
            verdict="others" if own is None else "ours",
            network=network.key,
            owner=own or claim[0],
            programme=programme,
        )
    if is_within(address.host, network.short) or not (claims or _is_no_ad(network, address)):
        yield Reading(verdict="hidden", network=network.key, programme=programme)


def _is_no_ad(network: Network, address: Address) -> bool:
    """Say whether a link without an id is none: a shop's page, or a network's own front page."""
    front = address.path in {"", "/"} and not address.fields
    return front or is_within(address.host, network.shops)
