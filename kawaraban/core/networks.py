"""The table of ad networks, `networks.toml`: their hosts, and where a publisher's id is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from msgspec import toml
from msgspec.structs import replace

from kawaraban.core.model import Frozen

CUSTOM = "custom:"
"""The beginning of the key of a network that an author has described."""


class Script(Frozen, frozen=True, forbid_unknown_fields=True):
    """Ids that a network's script holds apart from any address: `link` is made of the groups.

    The pattern finds nothing in code that has the text `unless`.
    """

    pattern: str
    link: str
    unless: str = ""


class Network(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    r"""A network. Its key is also that of its table in `[affiliate]`.

    Hosts are domains, whose sub-domains count too; `host/path` is those addresses alone whose
    path begins so, as a regular expression. Of several, the nearest domain counts. Whatever comes
    from `hosts` is an ad; what comes from the network's own `sites`, which no program may open
    either, and from `shops` is one only with an id, or with one of the `marks`
    (`name=beginning`); whose a link on `short` is cannot be read.

    `ids` say where the publisher's id is: a query's parameter by its name, in lower case, or any
    by `*`; `path:1` a segment of the path, counted from 0, `path:aid` the one behind `aid`,
    `path:*` any; `host:0` a label before the domain. `pattern` takes the id out of what stands
    there; the ids that the patterns `also` find in it do as well. Where they are written
    `together` (`a` and `p` of afb), one of them is enough. `nobody` are values that are no id.

    `programme` says where the network's programmes differ, in the same way. `loads` are the hosts
    from which its scripts and pictures load further.
    """

    name: str
    key: str = ""
    ja: str = ""
    hosts: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    shops: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    pattern: str = ""
    also: tuple[str, ...] = ()
    together: bool = False
    nobody: tuple[str, ...] = ()
    programme: tuple[str, ...] = ()
    programme_pattern: str = ""
    loads: tuple[str, ...] = ()
    scripts: tuple[Script, ...] = ()


class _Table(Frozen, frozen=True, forbid_unknown_fields=True):
    mentions: tuple[str, ...]
    networks: dict[str, Network]


@cache
def _table() -> _Table:
    data = Path(__file__).with_name("networks.toml").read_bytes()
    return toml.decode(data, type=_Table)


@cache
def networks() -> dict[str, Network]:
    """Return the networks by key."""
    return {key: replace(network, key=key) for key, network in _table().networks.items()}


def mentions() -> tuple[str, ...]:
    """Return the hosts of pages that are about an address: search engines, validators, archives."""
    return _table().mentions


def network_title(key: str, language: str) -> str:
    """Return a network's name for readers and authors; a custom one's is its own."""
    network = networks().get(key)
    if network is None:
        return key.removeprefix(CUSTOM)
    return network.name if language == "en" else network.ja or network.name
