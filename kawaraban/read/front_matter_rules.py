"""Rules of front matter beyond the types of its values, and of names in addresses."""

from collections.abc import Iterator
from datetime import UTC
from urllib.parse import unquote

from kawaraban.core.addresses import is_reserved
from kawaraban.core.diagnostics import Diagnostic, Source, Words
from kawaraban.core.messages import phrase, report
from kawaraban.core.model import FrontMatter, Kind, Sponsor
from kawaraban.core.nearest import is_absent
from kawaraban.core.tables import read_patterns
from kawaraban.read.decode import decode, list_of
from kawaraban.read.decoding import BAD, Decoding, Rules
from kawaraban.read.nodes import Entry, Items, Mapping, Node, Scalar
from kawaraban.read.registries import bad_url
from kawaraban.read.values import boolean, is_false, is_null, matching, text, valid_text
from kawaraban.system.regex import lazy_pattern

_RESERVED_SIGN = lazy_pattern(r'[/\\<>:"|?*]')
_CONTROL = lazy_pattern(r"[\x00-\x1f\x7f-\x9f]")  # Unicode's category Cc
_MAX_NAME_BYTES = 200  # file systems allow 255; hashes and suffixes need their share
_MAX_PATH_BYTES = 1000  # Linux allows 4,096, macOS 1,024, with all folders above
_QUERY = lazy_pattern(r"/?\?[A-Za-z0-9_-]+=[A-Za-z0-9_-]+")  # WordPress's `/?p=123`
_SCHEME = lazy_pattern(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
# Keys that decide who finds a text.
_OF_FINDING = frozenset({"draft", "expires", "noindex"})


def bad_name(name: str) -> Words | None:
    """Return why a name cannot be the name of a folder on every system, or return None."""
    if _CONTROL.search(name):
        return phrase("no-control-characters")
    if name in {".", ".."}:
        return phrase("no-dots")
    if len(name.encode()) > _MAX_NAME_BYTES:
        return phrase("too-long", most=_MAX_NAME_BYTES)
    return None


def bad_slug(slug: str) -> Words | None:
    """Return why a text cannot be a page's folder on every system, percent-encoded or not."""
    if wrong := bad_name(slug):
        return wrong
    while (plain := unquote(slug)) != slug:  # some hosts decode twice
        slug = plain
    if sign := _RESERVED_SIGN.search(slug):
        return phrase("sign-not-allowed", sign=sign[0])
    if slug.startswith(".") or slug.endswith((".", " ")):
        return phrase("no-dot-at-edges")
    if is_reserved(slug):
        return phrase("reserved-by-windows")
    return bad_name(slug)


def bad_path(path: str) -> Words | None:
    """Return why a path in the output folder is longer than every system allows, or return None."""
    is_too_long = len(path.encode()) > _MAX_PATH_BYTES
    return phrase("too-long", most=_MAX_PATH_BYTES) if is_too_long else None


def bad_alias(alias: str) -> Words | None:
    """Return why a text cannot be an old address of this site, percent-encoded or not."""
    path = unquote(alias)
    parts = path.split("/")
    if _QUERY.fullmatch(alias):
        return None
    if _SCHEME.match(alias):
        return phrase("not-inside-the-site")
    if "\\" in path or ".." in parts:
        return phrase("no-way-up")
    if "//" in path:  # for a disk that is another path's name
        return phrase("no-double-slash")
    if set("?#") & set(path):
        return phrase("no-query")
    why = next((why for part in filter(None, parts) if (why := bad_slug(part))), None)
    return why or bad_path(path)


# A language of HTML (BCP 47).
_bad_language = matching("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", "not-a-language")


def _category(node: Node, decoding: Decoding) -> object:
    """Read a category, or a list of one, as Hugo and Jekyll write it."""
    first, *more = node.items if isinstance(node, Items) and node.items else (node,)
    if not more:
        return valid_text("category", "bad-tag", bad_name)(first, decoding)
    return decoding.refuse(node.source, "several-categories")


def _image(node: Node, decoding: Decoding) -> object:
    """Read a path, or the one in `{image: …}`, as Hugo's themes write it."""
    inner = node.entries.get("image") if isinstance(node, Mapping) else None
    return text("image")(inner.node if inner else node, decoding)


_OF_SPONSOR = Rules(special={"url": valid_text("url", "bad-url-of-key", bad_url)})


def _sponsor(node: Node, decoding: Decoding) -> object:
    """Read a sponsor: a name, or a mapping with its address too."""
    if isinstance(node, Mapping):
        sponsor, found = decode(Sponsor, node, decoding.zone, _OF_SPONSOR)
        decoding.found += found
        return sponsor or BAD
    name = text("sponsor")(node, decoding)
    return Sponsor(name=name) if isinstance(name, str) else name


RULES = Rules(
    aliases={
        "lastmod": "updated",
        "topics": "tags",
        "cover": "image",
        "expiryDate": "expires",
        "categories": "category",
    },
    special={
        "lang": valid_text("lang", "bad-language", _bad_language),
        "slug": valid_text("slug", "bad-slug", bad_slug),
        "category": _category,
        "image": _image,
        "tags": list_of(valid_text("tags", "bad-tag", bad_name), "tags", commas=True),
        # `false` asks for none.
        "notice": lambda node, decoding: "" if is_false(node) else text("notice")(node, decoding),
        "sponsor": _sponsor,
        "aliases": list_of(valid_text("aliases", "bad-alias", bad_alias), "aliases"),
    },
    hidden=frozenset({"extra", "positions", "items", "unread"}),
)


# What hides a text elsewhere.
HIDING = {"published": False, "private": True, "ignorePublish": True}
_P = read_patterns(__file__)
_DATED = lazy_pattern(r"(?a)/(\d{4}-\d\d-\d\d)-[^/]+\.md$")
_KEYS = (*FrontMatter.__struct_fields__, *RULES.aliases)


def adopt_keys(node: Mapping, kind: Kind) -> tuple[Mapping, list[Diagnostic]]:
    """Return front matter with what other tools' keys and the file's dated name say in ours."""
    decoding, entries, path = Decoding(UTC), dict(node.entries), node.source.path
    for key, entry in node.entries.items():
        if foreign := _P["foreign"].fullmatch(key):
            decoding.found.append(report(entry.source, f"foreign-{foreign.lastgroup}", key=key))
            del entries[key]
        elif key in HIDING:
            del entries[key]
            if boolean(key)(entry.node, decoding) is HIDING[key]:
                hidden = Scalar(value="true", source=entry.node.source)
                entries["draft"] = Entry(entry.source, hidden)
    dated = _DATED.search(path.replace("/index.md", ".md"))
    if dated and kind == "post" and is_absent("date", entries, _KEYS):
        day = Scalar(value=dated[1], source=Source(path))
        entries["date"] = Entry(day.source, day)
    return Mapping(entries=entries, source=node.source), decoding.found


def missing_keys(front: FrontMatter, kind: Kind, node: Mapping) -> Iterator[Diagnostic]:
    """Report the keys that a post, or a value of another key, needs and lacks.

    A key with a mistake is not missing.
    """
    if kind == "post":
        yield from _missing_date(node)
    for key, entry in node.entries.items():
        if RULES.aliases.get(key, key) in _OF_FINDING and is_null(entry.node):
            yield report(entry.source, "empty-value", key=key)
    has_sponsor = front.sponsor or "sponsor" in front.unread
    if front.is_sponsored and not has_sponsor:
        yield report(front.positions["disclosure"], "missing-sponsor", mode=front.disclosure)


def before_date(front: FrontMatter) -> Iterator[Diagnostic]:
    """Report an update, or an end, on a day before that of publication; a draft has time."""
    days = {"updated-before-date": front.updated, "expires-before-date": front.expires}
    for message, day in days.items():
        if day and front.date and day.date() < front.date.date() and not front.draft:
            yield report(front.positions[message.partition("-")[0]], message)


def _missing_date(node: Mapping) -> Iterator[Diagnostic]:
    date = node.entries.get("date")
    if is_absent("date", node.entries, _KEYS) if date is None else is_null(date.node):
        yield report(node.source if date is None else date.source, "missing-date")
