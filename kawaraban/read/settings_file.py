"""Settings from `site.toml`."""

import re
from collections.abc import Iterator
from datetime import UTC
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct
from msgspec.structs import replace

from kawaraban.core.diagnostics import Reported, Source, Words, did_you_mean
from kawaraban.core.messages import phrase
from kawaraban.core.model import Author
from kawaraban.core.services import Service, settable
from kawaraban.core.settings import (
    FALLBACK_SETTINGS,
    NavEntry,
    OtherService,
    Settings,
    SnippetSettings,
)
from kawaraban.read.affiliate import bad_host, read_affiliate
from kawaraban.read.decode import decode, decode_partly, list_of, read_struct
from kawaraban.read.decoding import Decoding, Reader, Rules, then
from kawaraban.read.front_matter_rules import bad_path, bad_slug
from kawaraban.read.nodes import Mapping, Node, Scalar, inner_nodes
from kawaraban.read.registries import bad_url
from kawaraban.read.text import read_text
from kawaraban.read.toml import load_toml
from kawaraban.read.values import choice, integer, matching, text, valid_text
from kawaraban.system.regex import lazy_pattern

BLOCKS = ("profile", "categories", "tags", "picked", "newest", "archive", "deals")
PLACEHOLDERS = ("slug", "year", "month", "day", "category")

_UNREAD = "-"  # stands for required text that has a mistake
_MAX_PER_PAGE = 1000
_MAX_WIDTH = 10_000  # pixels, far beyond what any picture of an article needs
_MAX_MONTHS = 1200
_PLACEHOLDER = lazy_pattern(r"\{([^{}]*)\}")
_FOREIGN = lazy_pattern(r"%[Ymd](?![0-9A-F])|(?<=/):[a-z_]+")  # placeholders of other tools
_ENGLISH = r"""^[ \t]*language[ \t]*=[ \t]*["']?en\b"""
_COUNTRY = lazy_pattern("[A-Z]{2}")


def read_settings(path: str, data: bytes) -> Reported[Settings | None]:
    """Read the bytes of `site.toml`: its settings, and every mistake in them.

    With mistakes, the settings hold what is right, so that messages are in the site's language.
    """
    written, found = read_text(path, data)
    if found:
        return None, found
    node, found = load_toml(written, path)
    is_english = re.search(_ENGLISH, written, re.MULTILINE)
    stand_ins = replace(FALLBACK_SETTINGS, language="en") if is_english else FALLBACK_SETTINGS
    if node is None:
        return stand_ins, found
    settings, wrong = decode(Settings, node, UTC, _RULES)
    if settings is None:
        settings = decode_partly(stand_ins, node, UTC, _RULES)
    return replace(settings, positions=dict(_positions(node))), (*found, *wrong)


def _positions(node: Node, name: str = "") -> Iterator[tuple[str, Source]]:
    """Yield the position of each value under its keys and numbers: `nav.0.to`."""
    yield name, node.source
    for key, inner in inner_nodes(node):
        yield from _positions(inner, f"{name}.{key}" if name else key)


def bad_base_url(url: str) -> Words | None:
    """Return why a text cannot be the base address of a site, or return None."""
    if sign := next((sign for sign in url if sign in '?#"<>'), None):
        return phrase("sign-not-allowed", sign=sign)
    return bad_url(url)


def _bad_zone(name: str) -> Words | None:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return phrase("not-a-time-zone" if available_timezones() else "no-time-zone-data")
    return None


def _bad_country(code: str) -> Words | None:
    if code == "JP":  # spares the import below
        return None
    import phonenumbers  # noqa: PLC0415 - not always needed

    if _COUNTRY.fullmatch(code) and code in phonenumbers.SUPPORTED_REGIONS:
        return None
    return phrase("not-a-country")


def _bad_permalink(link: str) -> Words | None:
    link = _FOREIGN.sub(r"{\g<0>}", link)
    names = _PLACEHOLDER.findall(link)
    unknown = next((name for name in names if name not in PLACEHOLDERS), None)
    if unknown is not None:
        hint = did_you_mean(unknown, PLACEHOLDERS)
        return phrase("unknown-placeholder", hint=hint, unknown=unknown)
    if "slug" not in names:
        return phrase("lacks-slug")
    if not link.startswith("/") or not link.endswith("/"):
        return phrase("no-slash-at-edges")
    folders = _PLACEHOLDER.sub("0", link)[1:-1].split("/")
    if {"", ".", ".."} & set(folders) or re.search(r"[\\{}?#]", "".join(folders)):
        return phrase("not-a-path")
    return next(filter(None, map(bad_slug, folders)), None) or bad_path(link)


def _between(name: str, low: int, high: int) -> Reader:
    """Return a reader of whole numbers from `low` to `high`."""

    def check(value: int, node: Node, decoding: Decoding) -> object:
        about = {"name": name, "value": value, "low": low, "high": high}
        is_there = low <= value <= high
        return value if is_there else decoding.refuse(node.source, "not-between", **about)

    return then(integer(name), check)


def _distinct(kind: type[Struct], name: str, key: str, message: str) -> Reader:
    """Return a reader of tables; two with one value of a key are an error."""
    read_all = list_of(lambda node, decoding: read_struct(kind, node, decoding), name)

    def read(node: Node, decoding: Decoding) -> object:
        for source, value in _doubled(key, node):
            decoding.refuse(source, message, name=value)
        return read_all(node, decoding)

    return then(read, lambda rows, *_: tuple(row for row in rows if getattr(row, key) != _UNREAD))


def _doubled(key: str, node: Node) -> Iterator[tuple[Source, str]]:
    """Yield each item of a list whose value of a key an earlier one has, with that value."""
    known: set[str] = set()
    for _, item in inner_nodes(node):
        entry = item.entries.get(key) if isinstance(item, Mapping) else None
        name = entry.node.value.strip() if entry and isinstance(entry.node, Scalar) else ""
        if name in known:
            yield item.source, name
        known |= {name} - {""}


def _bad_place(place: str) -> Words | None:
    if re.fullmatch(r"top|before-h2:[1-9]\d?|after-body|sidebar|footer", place):
        return None
    near = did_you_mean(place, ("top", "before-h2:1", "after-body", "sidebar", "footer"))
    return Words(f"そういう場所はありません。{near.ja}", f"there is no such place; {near.en}")


def _read_block(node: Node, decoding: Decoding) -> object:
    is_snippet = isinstance(node, Scalar) and node.value.startswith("snippet:")
    return (text("blocks") if is_snippet else choice(BLOCKS, "blocks"))(node, decoding)


def _service_reader(service: Service) -> Reader:
    name = Words(service.ja or service.name, service.name)

    def check(value: str, node: Node, decoding: Decoding) -> object:
        if re.fullmatch(service.shape, value):
            return value
        values = {"name": service.key, "value": value, "service": name, "like": service.like}
        return decoding.refuse(node.source, "bad-service-id", **values)

    return then(text(service.key), check)


def _bad_family(name: str) -> Words | None:
    sign = re.search(r"""["'\\<>{};\x00-\x1f]""", name)
    return phrase("sign-not-allowed", sign=sign[0]) if sign else None


_bad_scheme = matching(r"(?!(?:javascript|vbscript|data|file)$)[a-z][a-z0-9+.-]+", "not-a-scheme")
_read_widths = list_of(_between("widths", 1, _MAX_WIDTH), "widths")
_read_host = valid_text("hosts", "bad-host-of-links", lambda h: bad_host(h.removeprefix("*.")))
_read_url = valid_text("base_url", "bad-url-of-key", bad_base_url)
_RULES = Rules(
    hidden=frozenset({"positions"}),
    special={
        "base_url": then(_read_url, lambda url, *_: f"{url.rstrip('/')}/"),
        "timezone": valid_text("timezone", "bad-timezone", _bad_zone),
        "country": valid_text("country", "bad-country", _bad_country),
        "permalink": valid_text("permalink", "bad-permalink", _bad_permalink),
        "stale_after_months": _between("stale_after_months", 1, _MAX_MONTHS),
        "per_page": _between("per_page", 1, _MAX_PER_PAGE),
        "widths": then(_read_widths, lambda widths, *_: tuple(sorted(set(widths)))),
        "authors": _distinct(Author, "authors", "id", "duplicate-author"),
        "affiliate": read_affiliate,
        "schemes": list_of(valid_text("schemes", "bad-scheme", _bad_scheme), "schemes"),
        "hosts": list_of(_read_host, "hosts"),
        "snippets": _distinct(SnippetSettings, "snippets", "name", "duplicate-snippet"),
        "blocks": list_of(_read_block, "blocks"),
        "places": list_of(valid_text("places", "unknown-place", _bad_place), "places"),
        **{name: valid_text(name, "bad-url-of-key", bad_url) for name in ("url", "opt_out")},
        **{key: _service_reader(service) for key, service in settable().items()},
        "same_as": list_of(valid_text("same_as", "bad-url-of-key", bad_url), "same_as"),
        "colour": valid_text("colour", "bad-colour", matching("#[0-9a-fA-F]{6}", "not-a-colour")),
        "fonts": list_of(valid_text("fonts", "bad-family", _bad_family), "fonts"),
        "headings": list_of(valid_text("headings", "bad-family", _bad_family), "headings"),
    },
    stand_ins={
        Author: Author(id=_UNREAD, name=_UNREAD),
        NavEntry: NavEntry(text=_UNREAD, to=""),
        SnippetSettings: SnippetSettings(name=_UNREAD, html=""),
        OtherService: OtherService(name=_UNREAD, hosts=()),
    },
)
