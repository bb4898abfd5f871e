"""The affiliate programmes of `site.toml`, with every id checked."""

from collections.abc import Iterator
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from kawaraban.core.diagnostics import did_you_mean
from kawaraban.core.networks import networks
from kawaraban.core.settings import AffiliateSettings, CustomNetwork, MoshimoProgramme, NetworkIds
from kawaraban.read.decode import list_of, read_struct
from kawaraban.read.decoding import BAD, Decoding, Rules
from kawaraban.read.nodes import Items, Mapping, Node
from kawaraban.read.values import matching, valid_text

OWN_FORM = tuple(name for name in AffiliateSettings.__struct_fields__ if name != "listed")
"""The tables of `[affiliate]` that are more than a list of ids."""

bad_host = matching(r"(?i)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", "not-a-host")
# No id has a space, an unseen character, or a sign of an address around it.
_bad_id = matching(r"[^\s\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff&?#/=<>\"']*", "not-of-an-id")
_id = partial(valid_text, message="bad-ad-id", why=_bad_id)
_bad_parameter = matching(r"[^\s=&?#]+", "not-a-parameter")
_bad_place = matching(r"query:[^\s=&?#]+|path:[^\s/:]+|host:\d+", "not-a-place")


def read_affiliate(node: Node, decoding: Decoding) -> object:
    """Read `[affiliate]`; the error for an unknown network names the nearest known one."""
    if not isinstance(node, Mapping):
        return read_struct(AffiliateSettings, node, decoding)
    tables = {name: entry for name, entry in node.entries.items() if name in OWN_FORM}
    table = Mapping(entries=tables, source=node.source)
    read = _read_with(_RULES, AffiliateSettings, table, decoding)
    listed = tuple(_listed(node, decoding))
    is_right = len(tables) + len(listed) == len(node.entries)
    if not isinstance(read, AffiliateSettings) or not (is_right or decoding.lenient):
        return BAD
    return replace(read, listed=listed)


def _listed(node: Mapping, decoding: Decoding) -> Iterator[NetworkIds]:
    """Yield the ids of each network whose settings are a list of them; report unknown ones."""
    for name, entry in node.entries.items():
        if name in OWN_FORM:
            continue
        if name not in networks():
            near = did_you_mean(name, (*OWN_FORM, *networks()))
            decoding.refuse(entry.source, "unknown-network", name=name, near=near)
            continue
        read = _read_with(_RULES, NetworkIds, entry.node, decoding)
        if isinstance(read, NetworkIds):
            yield replace(read, network=name)


def _read_with(rules: Rules, kind: type[Struct], node: Node, decoding: Decoding) -> object:
    """Read a struct by rules that hold inside it alone."""
    inner = Decoding(decoding.zone, rules, lenient=decoding.lenient)
    read = read_struct(kind, node, inner)
    decoding.found += inner.found
    return read


def _ids(node: Node, decoding: Decoding) -> object:
    """Read a list of ids; a list of none would make every link somebody else's."""
    if isinstance(node, Items) and not node.items:
        return decoding.refuse(node.source, "no-ids")
    return list_of(_id("ids"), "ids")(node, decoding)


def _custom(node: Node, decoding: Decoding) -> object:
    """Read a network of the author's, which has a host and a place of the id."""
    read = _read_with(_CUSTOM_RULES, CustomNetwork, node, decoding)
    if not isinstance(read, CustomNetwork):
        return read
    wanted = {"host": read.host or read.hosts, "param": read.param or read.id}
    lacking = next((name for name, value in wanted.items() if not value), None)
    if lacking is None:
        return read
    return decoding.refuse(node.source, "incomplete-network", lacking=lacking)


_HOSTS = valid_text("host", "bad-host", bad_host)
_CUSTOM_RULES = Rules(
    special={
        "host": _HOSTS,
        "hosts": list_of(_HOSTS, "hosts"),
        "param": valid_text("param", "bad-parameter", _bad_parameter),
        "id": valid_text("id", "bad-place", _bad_place),
        "prefix": _id("prefix"),
        "ids": _ids,
    }
)
# Their keys are shops, which are also networks.
_SHOPS = {shop: _id(shop) for shop in MoshimoProgramme.__struct_fields__}
_MOSHIMO_RULES = Rules(special={**_SHOPS, "ids": _ids})
_RULES = Rules(
    special={
        **{name: _id(name) for name in ("tag", "id", "sid", "pid")},
        "ids": _ids,
        "moshimo": partial(_read_with, _MOSHIMO_RULES, MoshimoProgramme),
        "custom": list_of(_custom, "custom"),
    },
    hidden=frozenset({"listed", "network"}),
)
