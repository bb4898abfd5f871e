"""The table of ad networks, `networks.toml`: their hosts, and where a publisher's id is."""

from functools import cache

from msgspec.structs import replace

from kawaraban.core.model import Frozen
from kawaraban.core.tables import read_table

CUSTOM = "custom:"
"""The beginning of the key of a network that an author has described."""


class Script(Frozen, frozen=True, forbid_unknown_fields=True):
    """Where a network's script has ids apart from any address; `networks.toml` says how."""

    pattern: str
    link: str
    unless: str = ""


class Network(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of `networks.toml`, which says what the fields mean.

    Its key is also that of its table in `[affiliate]`.
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
    exact: tuple[tuple[str, ...], ...] = ()
    loads: tuple[str, ...] = ()
    scripts: tuple[Script, ...] = ()


class _Table(Frozen, frozen=True, forbid_unknown_fields=True):
    mentions: tuple[str, ...]
    networks: dict[str, Network]


def _table() -> _Table:
    return read_table(__file__, _Table)


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
