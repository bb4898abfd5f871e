"""Find the publisher's ids in a link, as the table of networks says.

A claim is one publisher's id in every form that a link gives it: it is ours where any is.
"""

import re
from collections.abc import Iterator

from kawaraban.ads import amazon
from kawaraban.ads.address import Address
from kawaraban.ads.rules import Rule

Claim = tuple[str, ...]


def claims_of(address: Address, rule: Rule) -> list[Claim]:
    """Return each claim to be the publisher that an address makes."""
    network = rule.network
    ids = tuple(amazon.tags(address) if network.key == "amazon" else _ids(address, rule))
    if network.together:
        return [ids] if ids else []
    also = [re.compile(pattern) for pattern in network.also]
    return [(one, *(m[0] for p in also if (m := p.search(one)))) for one in ids]


def programme_of(address: Address, rule: Rule) -> str:
    """Return what distinguishes the programme of a link from the network's others."""
    values = _values(rule.network.programme, address, rule)
    pattern = rule.network.programme_pattern
    if not pattern:
        return next(values, "")
    return next((found[1] for value in values if (found := re.search(pattern, value))), "")


def is_marked(address: Address, marks: tuple[str, ...]) -> bool:
    """Return whether a parameter says that an address is an ad, without an id."""
    pairs = (mark.split("=") for mark in marks)
    return any(v.startswith(begin) for name, begin in pairs for v in address.values(name))


def a8_mark(address: Address) -> str:
    """Return the mark in the path of A8's own links to Rakuten: the `a8mat` with `_`.

    The Rakuten id beside it is A8's. Empty for any other address.
    """
    mat = next(iter(address.values("a8mat")), "").replace(" ", "+")
    return mat.replace("+", "_").casefold() if "+" in mat else ""


def _values(places: tuple[str, ...], address: Address, rule: Rule) -> Iterator[str]:
    """Yield what stands in some places of an address."""
    for place in places:
        kind, _, name = place.rpartition(":")
        if kind == "path":
            yield from _segments(address.segments, name)
        elif kind == "host":
            labels = address.host.removesuffix(rule.domain).split(".")[:-1]
            yield from labels[int(name) : int(name) + 1]
        elif name == "*":
            yield from address.values(*(field.name for field in address.fields))
        else:  # A8 never decodes the `+` of its ids, which other tools write as a space
            yield from (value.replace(" ", "+") for value in address.values(name))


def _segments(segments: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Return the segments of a path at a number, behind a segment of a name, or all."""
    if name == "*":
        return segments
    at = int(name) if name.isdecimal() else segments.index(name) + 1 if name in segments else -1
    return segments[at : at + 1] if at >= 0 else ()


def _ids(address: Address, rule: Rule) -> Iterator[str]:
    """Yield the ids in an address."""
    pattern = re.compile(rule.network.pattern or "(.*)", re.DOTALL)
    for value in _values(rule.network.ids, address, rule):
        found = pattern.match(value)
        if found and found[1] not in rule.network.nobody:
            yield found[1]
