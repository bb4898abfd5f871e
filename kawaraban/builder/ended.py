"""Which programmes a network's mail or list names, and which posts that touches."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

from kawaraban.ads.ledger import programme_keys
from kawaraban.ads.programmes import Programmes
from kawaraban.ads.reading import read_ad
from kawaraban.builder.ads import ProgrammeRow
from kawaraban.core.model import Frozen
from kawaraban.markdown.ad_links import addresses

_MAIL = re.compile(rb"(?im)\A(?:[\w-]+:.*\n|[ \t].*\n)*(?:mime-version|content-type|received):")
# ISO-2022-JP by its signs; else what is no UTF-8 is Shift_JIS, as Windows writes it.
_ENCODINGS = ("utf-8-sig", "cp932")
_SHORTEST_ID = 6  # shorter ones stand in any text by chance


class NamedRow(Frozen, frozen=True, kw_only=True):
    """A programme that a text names on a line: by its name, or by an id of it."""

    line: int
    id: str
    by: str
    posts: tuple[str, ...]


def decode_text(data: bytes) -> str:
    """Decode a mail, or a text in UTF-8, Shift_JIS or ISO-2022-JP. Raises `UnicodeDecodeError`."""
    if _MAIL.match(data):
        mail = message_from_bytes(data, policy=default)
        body = mail.get_body(("plain", "html"))
        return f"{mail['subject']}\n{body.get_content() if body else ''}"
    if b"\x1b$" in data:
        return data.decode("iso2022_jp_ext")
    try:
        return data.decode(_ENCODINGS[0])
    except UnicodeDecodeError:
        return data.decode(_ENCODINGS[1])


def named_in(text: str, rows: tuple[ProgrammeRow, ...], own: Programmes) -> Iterator[NamedRow]:
    """Yield the programmes that a text names, with the first line that does.

    The longest name on a line counts: the name of another programme may begin with it.
    """
    by_key = {key: row for row in rows for key in row.keys}
    names = sorted(rows, key=lambda row: -len(row.name))
    patterns = [(_pattern(_plain(row.name)), row.name, row) for row in names]
    patterns += [(_pattern(one), one, by_key[key]) for key in by_key for one in _ids(key, own)]
    found: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        left, hits = _plain(line), []
        for _, url in addresses(line):
            keys = programme_keys(url, read_ad(url, own)).split("\t")
            hits += [(by_key[key], key) for key in keys if key in by_key][:1]
        for pattern, by, row in patterns:
            left, count = pattern.subn("\n", left)
            hits += [(row, by)] if count else []
        for row, by in hits:
            if row.id not in found:
                found.add(row.id)
                yield NamedRow(line=number, id=row.id, by=by, posts=row.posts)


def _ids(key: str, own: Programmes) -> Iterator[str]:
    """Yield the ids in a key that are the programme's alone, and long enough to be told."""
    network, *ids = key.split(" ")
    for one in ids:
        if len(one) >= _SHORTEST_ID and (len(ids) == 1 or not own.are_own(network, one)):
            yield one


def _plain(text: str) -> str:
    """Return a text without what differs between writings of a name: width, case, spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9a-z]){re.escape(name)}(?![0-9a-z])")
