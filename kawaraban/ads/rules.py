"""Find the network that an address belongs to, by its host and the beginning of its path."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from functools import cache
from typing import Literal

from msgspec import Struct

from kawaraban.ads.address import Address, parse
from kawaraban.core.networks import Network, mentions, networks

Kind = Literal["hosts", "sites", "shops", "short", "mentions"]
_KINDS: tuple[Kind, ...] = ("hosts", "sites", "shops", "short")


class Rule(Struct, frozen=True):
    """What an address of a domain is; see `Network` for the kinds."""

    kind: Kind
    domain: str
    path: re.Pattern[str] | None
    network: Network


Rules = Mapping[str, list[Rule]]
"""Rules by domain; those for some paths come first."""


def rules_of(of: Iterable[Network]) -> Rules:
    """Return the rules of some networks."""
    return _by_domain((kind, host, n) for n in of for kind in _KINDS for host in getattr(n, kind))


@cache
def known_rules() -> Rules:
    """Return the rules of the product's table."""
    nobody = Network(name="")
    about = _by_domain(("mentions", host, nobody) for host in mentions())
    known = rules_of(networks().values())
    return {domain: known.get(domain, []) + about.get(domain, []) for domain in {*known, *about}}


def find_rule(address: Address, rules: Rules) -> Rule | None:
    """Return the rule of the nearest domain that an address is in."""
    path = ""
    for domain in (*_domains(address.host), "*"):
        for rule in rules.get(domain, ()):
            if rule.path is None:
                return rule
            path = path or _path(address)
            if rule.path.match(path):
                return rule
    return None


def loads_of(host: str) -> tuple[str, ...]:
    """Return the hosts from which what a network's host gives loads further."""
    rules = known_rules()
    found = (rule for domain in _domains(host) for rule in rules.get(domain, ()))
    return next((rule.network.loads for rule in found), ())


def is_loaded(address: str, network: str) -> bool:
    """Return whether an address is on a host from which a network's code and pictures load."""
    parsed, known = parse(address), networks().get(network)
    return bool(parsed and known and any(fnmatch(parsed.host, one) for one in known.loads))


def _path(address: Address) -> str:
    """Return a path as it is compared: servers accept encoded ones, and too many slashes."""
    if "%" in address.path or "//" in address.path:
        return "/" + "".join(f"{segment}/" for segment in address.segments)
    return address.path.rstrip("/") + "/"


def _domains(host: str) -> Iterable[str]:
    while host:
        yield host
        host = host.partition(".")[2]


def _by_domain(hosts: Iterable[tuple[Kind, str, Network]]) -> Rules:
    rules: defaultdict[str, list[Rule]] = defaultdict(list)
    for kind, host, network in hosts:
        domain, slash, path = host.partition("/")
        pattern = re.compile(slash + path, re.IGNORECASE) if slash else None
        rules[domain].append(Rule(kind, domain, pattern, network))
    return {name: sorted(some, key=lambda rule: rule.path is None) for name, some in rules.items()}
