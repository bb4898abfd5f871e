"""Whose id a link carries. Pure and total: any text gives an answer, none raises."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from kawaraban.ads import Reading
from kawaraban.ads.address import Address, destination, is_within, parse
from kawaraban.ads.claims import Claim, mark_of_a8
from kawaraban.ads.glance import NO_AD, glance
from kawaraban.ads.networks import Network
from kawaraban.ads.programmes import Programmes

_LEVELS = 5  # of addresses inside addresses; links through several networks have three
_MOST = 200  # addresses on one level; a redirect has one or two
_WORST_FIRST = ("others", "hidden", "ours")


def read_ad(address: str, programmes: Programmes) -> Reading:
    """Read an address: a redirect's destination counts as the link itself does.

    Somebody else's id anywhere makes the whole link somebody else's; a part that
    cannot be read makes it one that cannot be read.
    """
    known = glance(address, programmes)
    return read(address, programmes) if known is None else known


def read(address: str, programmes: Programmes) -> Reading:
    """Read an address by its parts, whatever it is."""
    parsed = parse(address)
    return read_parsed(parsed, programmes) if parsed else NO_AD


def read_parsed(address: Address, programmes: Programmes) -> Reading:
    """Read an address whose parts are known already."""
    inner = _with_inner(address) if address.fields else (address,)
    found = [reading for one in inner for reading in _readings(one, programmes)]
    if len(found) > 1:
        return min(found, key=lambda reading: _WORST_FIRST.index(reading.verdict))
    return found[0] if found else NO_AD


def _with_inner(address: Address) -> Iterator[Address]:
    """Give an address, then the addresses inside it, level by level."""
    level = [address]
    for _ in range(_LEVELS):
        yield from level
        level = list(islice(chain.from_iterable(map(_inside, level)), _MOST))
        if not level:
            return


def _inside(outer: Address) -> Iterator[Address]:
    """Give the destinations of a redirect; A8's own link to Rakuten is A8's."""
    mark = mark_of_a8(outer)
    for field in outer.fields:
        written = destination(field.value)
        inner = parse(written) if written else None
        if inner and not (mark and mark in inner.path.casefold()):
            yield inner


def _readings(address: Address, programmes: Programmes) -> Iterator[Reading]:
    if not is_within(address.host, programmes.domains):
        return  # most links: no network need be asked
    network = next((n for n in programmes.networks if n.has(address)), None)
    if network is None:
        return
    programme = network.programme_of(address)
    claims = list(network.claims_of(address))
    yield from (_judged(network, claim, programme, programmes) for claim in claims)
    if is_within(address.host, network.short) or not (claims or _is_no_ad(network, address)):
        yield Reading(verdict="hidden", network=network.key, programme=programme)


def _judged(network: Network, claim: Claim, programme: str, programmes: Programmes) -> Reading:
    """Say whose a claim is: ours where one of its ids is."""
    own = next((one for one in claim if programmes.are_own(network.key, one)), None)
    return Reading(
        verdict="others" if own is None else "ours",
        network=network.key,
        owner=own or claim[0],
        programme=programme,
    )


def _is_no_ad(network: Network, address: Address) -> bool:
    """Say whether a link without an id is none: a shop's page, or a network's own front page."""
    front = address.path in {"", "/"} and not address.fields
    return front or network.is_shop(address)
