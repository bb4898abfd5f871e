"""Which programmes a network's mail or list names, and which posts that touches."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from email import message_from_bytes
from email.policy import default

from kawaraban.ads.ledger import programme_keys
from kawaraban.ads.programmes import Programmes
from kawaraban.ads.reading import read_ad
from kawaraban.builder.ads import ProgrammeRow
from kawaraban.core.model import Frozen
from kawaraban.markdown.ad_links import addresses
from kawaraban.system.regex import lazy_pattern

_MAIL = lazy_pattern(rb"(?im)\A(?:[\w-]+:.*\n|[ \t].*\n)*(?:mime-version|content-type|received):")
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
    if b"\x1b$" in data:  # a sign of ISO-2022-JP
        return data.decode("iso2022_jp_ext")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # as Windows writes Shift_JIS
        return data.decode("cp932")


def named_in(text: str, rows: Iterable[ProgrammeRow], own: Programmes) -> list[NamedRow]:
    """Return the programmes that a text names, by the line that does so first.

    The longest name counts: that of another programme may begin with it.
    """
    by_key = {key: row for row in rows for key in row.keys}
    hits = list(_in_addresses(text, by_key, own))
    left = _folded(text)
    marks = [(row.name, row) for row in sorted(rows, key=lambda row: -len(row.name))]
    marks += [(one, by_key[key]) for key in by_key for one in _ids(key, own)]
    for by, row in marks:
        pattern = _pattern(by)
        if hit := pattern.search(left):
            hits.append((left.count("\n", 0, hit.start()), by, row))
            left = pattern.sub(lambda hit: "\n" * hit[0].count("\n") or " ", left)
    found: dict[str, NamedRow] = {}
    for line, by, row in sorted(hits, key=lambda hit: hit[0]):
        found.setdefault(row.id, NamedRow(line=line + 1, id=row.id, by=by, posts=row.posts))
    return list(found.values())


def _in_addresses(
    text: str, by_key: Mapping[str, ProgrammeRow], own: Programmes
) -> Iterator[tuple[int, str, ProgrammeRow]]:
    """Yield the lines with a programme's address, from 0, with its key and the programme."""
    for number, line in enumerate(text.splitlines()):
        for _, url in addresses(line):
            keys = programme_keys(url, read_ad(url, own)).split("\t")
            yield from [(number, key, by_key[key]) for key in keys if key in by_key][:1]


def _ids(key: str, own: Programmes) -> Iterator[str]:
    """Yield the ids in a key that are the programme's alone, and long enough to be told."""
    network, *ids = key.split(" ")
    for one in ids:
        if len(one) >= _SHORTEST_ID and (len(ids) == 1 or not own.are_own(network, one)):
            yield one


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _pattern(name: str) -> re.Pattern[str]:
    """Return the pattern of a name or id in any width and case, with spaces anywhere in it."""
    signs = r"\s*".join(map(re.escape, "".join(_folded(name).split())))
    return re.compile(f"(?<![0-9a-z]){signs}(?![0-9a-z])")
