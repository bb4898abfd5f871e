"""The affiliate programmes of `site.toml`, with every id checked."""

from __future__ import annotations

import re

from msgspec import Struct

from kawaraban.core.diagnostics import Words, did_you_mean
from kawaraban.core.settings import AffiliateSettings, MoshimoProgramme
from kawaraban.read.decode import list_of, read_struct
from kawaraban.read.decoding import BAD, Decoding, Reader, Rules
from kawaraban.read.nodes import Items, Mapping, Node
from kawaraban.read.values import valid_text

NETWORKS = AffiliateSettings.__struct_fields__

# As text: compiled where a site has programmes, which many have not.
_HOST = r"(?i)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}"
_PARAMETER = r"[^\s=&?#]+"
# What no id has: a space, an unseen character, a sign of an address around it.
_NOT_OF_AN_ID = r"[\s\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff&?#/=<>\"']"
_ID_LIKE = Words(
    "提携先の画面にあるIDだけを書いてください", "write the id alone, as the network shows it"
)
_HOST_LIKE = Words("click.example.jp の形で書いてください", "write it like click.example.jp")
_PARAMETER_LIKE = Words("pid のように名前だけを書いてください", "write its name alone, like pid")


def read_affiliate(node: Node, decoding: Decoding) -> object:
    """Read `[affiliate]`; the error for an unknown network names the nearest known one."""
    if not isinstance(node, Mapping):
        return read_struct(AffiliateSettings, node, decoding)
    known = {name: entry for name, entry in node.entries.items() if name in NETWORKS}
    for name, entry in node.entries.items():
        if name not in known:
            decoding.bad(
                entry.source,
                "unknown-network",
                Words(f"「{name}」という提携先はありません", f"there is no network '{name}'"),
                did_you_mean(name, NETWORKS),
            )
    table = Mapping(entries=known, source=node.source)
    read = _read_with(_RULES, AffiliateSettings, table, decoding)
    return read if decoding.lenient or len(known) == len(node.entries) else BAD


def _read_with(rules: Rules, kind: type[Struct], node: Node, decoding: Decoding) -> object:
    """Read a struct by rules that hold inside it alone."""
    inner = Decoding(decoding.zone, rules, lenient=decoding.lenient)
    read = read_struct(kind, node, inner)
    decoding.found += inner.found
    return read


def _bad_id(value: str) -> Words | None:
    if re.search(_NOT_OF_AN_ID, value):
        return Words("IDに使われない文字があります", "it has a character that no id has")
    return None


def bad_host(host: str) -> Words | None:
    """Return why a text is not the name of a host, or return None."""
    if re.fullmatch(_HOST, host):
        return None
    return Words("ホスト名だけではありません", "it is not a host name alone")


def _bad_parameter(name: str) -> Words | None:
    if re.fullmatch(_PARAMETER, name):
        return None
    return Words("項目の名前ではありません", "it is no name of a query parameter")


def _ids(node: Node, decoding: Decoding) -> object:
    """Read a list of ids; a list of none would make every link somebody else's."""
    if isinstance(node, Items) and not node.items:
        return decoding.bad(
            node.source, "empty-value", Words("「ids」が空です", "'ids' is empty"), _ID_LIKE
        )
    return list_of(_id("ids"), "ids")(node, decoding)


def _id(name: str) -> Reader:
    return valid_text(name, "bad-id", _bad_id, _ID_LIKE)


def _moshimo(node: Node, decoding: Decoding) -> object:
    """Read Moshimo's ids, whose keys are shops and also networks."""
    shops = Rules(special={shop: _id(shop) for shop in MoshimoProgramme.__struct_fields__})
    return _read_with(shops, MoshimoProgramme, node, decoding)


_RULES = Rules(
    special={
        **{name: _id(name) for name in ("tag", "id", "sid", "pid")},
        "ids": _ids,
        "moshimo": _moshimo,
        "host": valid_text("host", "bad-host", bad_host, _HOST_LIKE),
        "param": valid_text("param", "bad-value", _bad_parameter, _PARAMETER_LIKE),
    }
)
