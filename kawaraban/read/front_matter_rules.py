"""What must hold of front matter beyond the types of its values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from kawaraban.core.addresses import is_reserved
from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
from kawaraban.core.model import FrontMatter, Kind
from kawaraban.core.nearest import is_absent
from kawaraban.read.decode import listed
from kawaraban.read.decoding import Decoding, Reader, Rules
from kawaraban.read.nodes import Mapping, Node
from kawaraban.read.values import is_null, matches, text, valid_text

_RESERVED_SIGN = re.compile(r'[/\\<>:"|?*]')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # Unicode's category Cc
_MAX_NAME_BYTES = 200  # file systems allow 255; hashes and suffixes need their share
_MAX_PATH_BYTES = 1000  # Linux allows 4,096, macOS 1,024, with all folders above
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_ENOUGH = 200  # characters of a line: more marks on one letter would take long to put in order
# A line that begins with a key that hides, in quotes and brackets or none, and what follows it.
_HIDING = re.compile(
    r"""[\s{"']*+(?P<key>(?i:draft|noindex|expires|expirydate|date))["']?[ \t]*"""
    r"""(?P<sign>[:=])(?!:|//)[\s"']*(?P<value>.*)""",
    re.DOTALL,
)
_HIDES_NOTHING = re.compile(r"(?i:false|no|off|none|never|null|n|0)(?![\w/-])|[~\s},]*(?:\Z|#)")
# Nothing but a value, and what may stand behind one: in prose more words follow, or a full stop.
_END = r"""[\s"'},;。]*(?:\([^()]+\)[\s"'},;。]*)?(?:\Z|\#)"""
_SHORT = re.compile(rf"(?:!\S*\s+)?\w{{1,5}}{_END}")
_DAY = re.compile(
    r"(?:[0-9]{4}[ ]?[-/.年]|[0-9]{8}(?![0-9])|[0-9]{1,2}[ ]?[/月][ ]?[0-9]"
    r"|(?:明治|大正|昭和|平成|令和|[MTSHR])[ ]?(?:[0-9]{1,2}|元)[ ]?[-/.年])"
)
_DATE = re.compile(rf"{_DAY.pattern}(?:[\s0-9:+TZ/年月日時分秒-]|\.(?=[0-9]))*+{_END}")
# In prose a word before a colon begins with a capital: behind these all is a value.
_PLAIN = frozenset({"date", "draft", "expires", "expirydate", "expiryDate"})
# Keys that decide who finds a text.
_OF_FINDING = frozenset({"draft", "expires", "noindex"})


def hiding(line: str, below: str = "") -> str:
    """Give the key of a line that keeps a text from its readers, in whatever way it is written.

    Signs, letters and spaces of full width are what an input method made of the others. A
    value may stand on the line `below`, set in. A misspelt one was meant to hide as well.
    """
    found = _HIDING.match(unicodedata.normalize("NFKC", line[:_ENOUGH]))
    if not found:
        return ""
    value = found["value"]
    if not value and below[:1].isspace():
        value = unicodedata.normalize("NFKC", below[:_ENOUGH]).lstrip("\"' \t\n")
    is_meant = not _HIDES_NOTHING.match(value) and _is_value(found["key"], found["sign"], value)
    return found["key"] if is_meant else ""


def _is_value(key: str, sign: str, value: str) -> bool:
    """Tell the value of a key that hides from the words of a text."""
    if key in _PLAIN and sign == ":":
        return key != "date" or _DAY.match(value) is not None
    form = _SHORT if key.lower() in {"draft", "noindex"} else _DATE
    return form.match(value) is not None


def bad_name(name: str) -> Words | None:
    """Say why a name cannot be the name of a folder on every system, or give None."""
    if _CONTROL.search(name):
        return Words("制御文字は使えません", "control characters are not allowed")
    if name in {".", ".."}:
        return Words("「.」と「..」は使えません", "'.' and '..' are not allowed")
    if len(name.encode()) > _MAX_NAME_BYTES:
        return Words(
            f"長すぎます（UTF-8で{_MAX_NAME_BYTES}バイトまで）",
            f"longer than {_MAX_NAME_BYTES} bytes of UTF-8",
        )
    return None


def bad_slug(slug: str) -> Words | None:
    """Say why a text cannot be a page's folder on every system, percent-encoded or not."""
    if wrong := bad_name(slug):
        return wrong
    while (plain := unquote(slug)) != slug:  # some hosts decode twice
        slug = plain
    if sign := _RESERVED_SIGN.search(slug):
        return Words(f"「{sign[0]}」は使えません", f"'{sign[0]}' is not allowed")
    if slug.startswith(".") or slug.endswith((".", " ")):
        return Words(
            "「.」で始まる名前、「.」や空白で終わる名前は使えません",
            "it must not begin with '.', nor end with '.' or a space",
        )
    if is_reserved(slug):
        return Words("Windowsの予約名です", "Windows keeps this name for itself")
    return bad_name(slug)


def bad_path(path: str) -> Words | None:
    """Say why a path in the output folder is longer than every system allows, or give None."""
    if len(path.encode()) <= _MAX_PATH_BYTES:
        return None
    return Words(
        f"長すぎます（UTF-8で{_MAX_PATH_BYTES}バイトまで）",
        f"longer than {_MAX_PATH_BYTES} bytes of UTF-8",
    )


def _bad_alias(alias: str) -> Words | None:
    """Say why a text cannot be an old address of this site, percent-encoded or not."""
    path = unquote(alias)
    parts = path.split("/")
    if _SCHEME.match(alias):
        return Words("このサイトの中のパスではありません", "it is no path inside this site")
    if "\\" in path or ".." in parts:
        return Words("「..」と「\\」は使えません", "'..' and '\\' are not allowed")
    if "//" in path:  # for a disk that is another path's name
        return Words("「/」が重なっています", "'//' is not allowed")
    if set("?#") & set(path):
        return Words("「?」と「#」は使えません", "'?' and '#' are not allowed")
    why = next((why for part in filter(None, parts) if (why := bad_slug(part))), None)
    return why or bad_path(path)


def _readers() -> dict[str, Reader]:
    letters = Words("文字・数字・「-」で書き直してください", "use letters, digits and '-'")
    other = Words("別の名前にしてください", "choose another name")
    path = Words("「/old/address/」の形で書いてください", "write it like '/old/address/'")
    return {
        "slug": valid_text("slug", "bad-slug", bad_slug, letters),
        "category": valid_text("category", "bad-tag", bad_name, other),
        "tags": listed(valid_text("tags", "bad-tag", bad_name, other), "tags", commas=True),
        "notice": _notice,
        "aliases": listed(valid_text("aliases", "bad-alias", _bad_alias, path), "aliases"),
    }


def _notice(node: Node, decoding: Decoding) -> object:
    """Read the name of a notice; `false` asks for none."""
    return "" if matches(node, (False,)) is False else text("notice")(node, decoding)


RULES = Rules(
    aliases={"lastmod": "updated", "topics": "tags", "cover": "image", "expiryDate": "expires"},
    special=_readers(),
    hidden=frozenset({"extra", "positions", "items", "unread"}),
)


_KEYS = (*FrontMatter.__struct_fields__, *RULES.aliases)


def missing(
    front: FrontMatter, kind: Kind, node: Mapping, *, is_sound: bool
) -> Iterator[Diagnostic]:
    """Say which keys a post, or a value of another key, asks for in vain.

    Of a front matter that is not sound, a key that is not right says nothing here.
    """
    date = node.entries.get("date")
    is_open = is_absent("date", node.entries, _KEYS) if date is None else is_null(date.node)
    if kind == "post" and is_open:
        yield _missing_date(node.source if date is None else date.source)
    for key, entry in node.entries.items():
        if RULES.aliases.get(key, key) in _OF_FINDING and is_null(entry.node):
            yield _empty(key, entry.source)
    has_sponsor = front.sponsor or not (is_sound or "sponsor" not in node.entries)
    if front.disclosure in {"sponsored", "gifted"} and not has_sponsor:
        yield _missing_sponsor(front.disclosure, front.positions["disclosure"])


def _empty(key: str, place: Source) -> Diagnostic:
    """Say that a key is left open that decides who finds a text."""
    return error(
        place,
        "empty-value",
        Words(f"「{key}」がありません", f"'{key}' is missing"),
        Words(f"「{key}」を書くか、行ごと消してください", f"write '{key}', or take its line away"),
    )


def _missing_date(place: Source) -> Diagnostic:
    return error(
        place,
        "missing-key",
        Words("記事に「date」がありません", "a post needs 'date'"),
        Words("「date: 2025-08-26」のように書いてください", "write it like 'date: 2025-08-26'"),
    )


def _missing_sponsor(mode: str, place: Source) -> Diagnostic:
    return error(
        place,
        "missing-sponsor",
        Words(f"「disclosure: {mode}」に「sponsor」がありません", f"'{mode}' needs 'sponsor'"),
        Words("「sponsor: 提供元の名前」を書いてください", "write 'sponsor: …' with its name"),
    )
