r"""A Markdown file as a document: its front matter typed, its body untouched.

---
title: 題          →  FrontMatter(title="題", …) and "本文\n"
---
本文
"""

from collections.abc import Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from kawaraban.core.diagnostics import Reported, Source
from kawaraban.core.model import FrontMatter, Kind
from kawaraban.read.decode import decode, decode_partly
from kawaraban.read.front_matter_rules import RULES, adopt_keys, before_date, missing_keys
from kawaraban.read.nodes import Entry, Items, Mapping, Scalar, plain_data
from kawaraban.read.second_front_matter import check_body_start
from kawaraban.read.secrets import secrets
from kawaraban.read.text import read_text

# Lists whose items are looked up in the rest of the site.
_LISTS_OF_NAMES = frozenset({"aliases", "related"})
_UNTITLED = FrontMatter(title="-")


class RawDocument(NamedTuple):
    """The front matter of a file, its body as text, and the line on which that begins.

    A front matter with mistakes is None; `legible` is then what else could be read of it.
    """

    front_matter: FrontMatter | None
    legible: FrontMatter | None
    body: str
    body_line: int


def read_document(path: str, data: bytes, kind: Kind, zone: ZoneInfo) -> Reported[RawDocument]:
    """Read the bytes of a post or page.

    With an error in it the document has no front matter; its body is still there, so
    that the mistakes of both are found in one run.
    """
    text, unreadable = read_text(path, data)
    if unreadable:
        return RawDocument(None, None, "", 1), unreadable
    from kawaraban.read.front_matter_text import split_front_matter  # noqa: PLC0415 - needs yaml

    written, start, found = split_front_matter(path, text)
    front_matter = None
    if written is not None:
        front_matter, more = _decode(written, kind, zone)
        found += more
    is_sound = all(one.severity != "error" for one in found)
    if start:
        found += tuple(check_body_start(path, text, start))
    document = RawDocument(
        front_matter if is_sound else None,
        None if is_sound else front_matter,
        text[start:],
        text.count("\n", 0, start) + 1,
    )
    return document, (*found, *secrets(text, path))


def _decode(node: Mapping, kind: Kind, zone: ZoneInfo) -> Reported[FrontMatter]:
    """Decode the keys that the writing format knows, and the author's own (`x_…`)."""
    node, found = adopt_keys(node, kind)
    own = {key: entry.node for key, entry in node.entries.items() if key.startswith("x_")}
    entries = {key: entry for key, entry in node.entries.items() if key not in own}
    known = Mapping(entries=entries, source=node.source)
    value, more = decode(FrontMatter, known, zone, RULES)
    front_matter = replace(
        value or decode_partly(_UNTITLED, known, zone, RULES),
        extra={key: plain_data(inner) for key, inner in own.items()},
        positions={RULES.aliases.get(k, k): one.node.source for k, one in node.entries.items()},
        items=dict(_item_positions(node)),
        unread=frozenset() if value else frozenset(_unread_keys(known, zone)),
    )
    found += (*more, *missing_keys(front_matter, kind, node), *before_date(front_matter))
    return front_matter, tuple(found)


def _unread_keys(node: Mapping, zone: ZoneInfo) -> Iterator[str]:
    """Yield the known keys whose values are wrong by themselves."""
    title = Entry(node.source, Scalar(value=_UNTITLED.title, source=node.source))
    for key, entry in node.entries.items():
        field = RULES.aliases.get(key, key)
        alone = Mapping(entries={"title": title, field: entry}, source=node.source)
        is_known = field in FrontMatter.__struct_fields__ and field not in RULES.hidden
        if is_known and decode(FrontMatter, alone, zone, RULES)[0] is None:
            yield field


def _item_positions(node: Mapping) -> Iterator[tuple[str, Source]]:
    """Yield the position of each text of a list of names; of one that is written twice, the first.

    As `related/甲`.
    """
    for key in _LISTS_OF_NAMES & node.entries.keys():
        value = node.entries[key].node
        for item in reversed(value.items if isinstance(value, Items) else ()):
            if isinstance(item, Scalar):
                yield f"{key}/{item.value.strip()}", item.source
