"""The table of services that pages load from, `services.toml`: what each is sent."""

from functools import cache

from msgspec import field

from kawaraban.core.model import Frozen
from kawaraban.core.tables import read_table


class Kind(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What services of a kind are sent, and why, by language."""

    sends: dict[str, str]
    why: dict[str, str]


class Service(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of `services.toml`, which says what the fields mean."""

    name: str
    ja: str = ""
    company: str = ""
    kind: str = ""
    hosts: tuple[str, ...] = ()
    policy: str = ""
    opt_out: str = ""
    key: str = ""
    shape: str = ""
    like: str = ""
    code: str = ""
    grants: dict[str, tuple[str, ...]] = field(default_factory=dict)
    gives_up: bool = False
    pasted: str = ""
    named: str = ""


class _Table(Frozen, frozen=True, forbid_unknown_fields=True):
    ai_crawlers: tuple[str, ...]
    kinds: dict[str, Kind]
    services: tuple[Service, ...]


def table() -> _Table:
    """Return the whole table."""
    return read_table(__file__, _Table)


@cache
def settable() -> dict[str, Service]:
    """Return the services that are keys of `[services]`, by key."""
    return {service.key: service for service in table().services if service.key}


def service_of(host: str) -> Service | None:
    """Return the service that a host belongs to, by its nearest domain."""
    known = {one: service for service in table().services for one in service.hosts}
    while host and host not in known:
        host = host.partition(".")[2]
    return known.get(host)
