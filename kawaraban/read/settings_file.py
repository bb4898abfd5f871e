"""Settings from `site.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from functools import partial
from zoneinfo import ZoneInfo, available_timezones

from msgspec.structs import replace

from kawaraban.core.diagnostics import Diagnostic, Source, Words, did_you_mean
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
from kawaraban.read.decoding import Decoding, Nothing, Reader, Rules
from kawaraban.read.front_matter_rules import bad_path, bad_slug
from kawaraban.read.nodes import Mapping, Node, Scalar, inner_nodes
from kawaraban.read.registries import WRITE_URL, bad_url
from kawaraban.read.text import read_text
from kawaraban.read.toml import load_toml
from kawaraban.read.values import integer, valid_text

PLACEHOLDERS = ("slug", "year", "month", "day", "category")

_UNREAD = "-"  # stands for required text that has a mistake
_MAX_PER_PAGE = 1000
_MAX_WIDTH = 10_000  # pixels, far beyond what any picture of an article needs
_MAX_MONTHS = 1200
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FOREIGN = re.compile(r"%[Ymd](?![0-9A-F])|(?<=/):[a-z_]+")  # placeholders of other tools
_ENGLISH = r"""^[ \t]*language[ \t]*=[ \t]*["']?en\b"""
_COUNTRY = re.compile("[A-Z]{2}")
_ZONE_LIKE = Words("Asia/Tokyo の形で書いてください", "write it like Asia/Tokyo")
_COUNTRY_LIKE = Words("JP の形で書いてください", "write it like JP")
_HOST_LIKE = Words(
    "ads.example.com か *.example.com の形で書いてください",
    "write it like ads.example.com or *.example.com",
)
_SCHEME_LIKE = Words("ftp や line の形で書いてください", "write it like ftp or slack")
_PLACE_LIKE = Words(
    "top、before-h2:2、after-body、sidebar、footer のどれかにしてください",
    "write top, before-h2:2, after-body, sidebar or footer",
)
_LINK_LIKE = Words("/{year}/{slug}/ の形で書いてください", "write it like /{year}/{slug}/")


def read_settings(path: str, data: bytes) -> tuple[Settings | None, tuple[Diagnostic, ...]]:
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
        return Words(f"「{sign}」は使えません", f"'{sign}' is not allowed")
    return bad_url(url)


def _bad_zone(name: str) -> Words | None:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        if not available_timezones():
            return Words(
                "時間帯のデータがこの環境にありません（pip install tzdata）",
                "this system has no time zone data (pip install tzdata)",
            )
        return Words("時間帯の名前ではありません", "it is no time zone")
    return None


def _bad_country(code: str) -> Words | None:
    if code == "JP":  # spares the import below
        return None
    import phonenumbers  # noqa: PLC0415 - not always needed

    if _COUNTRY.fullmatch(code) and code in phonenumbers.SUPPORTED_REGIONS:
        return None
    return Words("国の2文字の符号ではありません", "it is no two-letter country code")


def _bad_permalink(link: str) -> Words | None:
    link = _FOREIGN.sub(r"{\g<0>}", link)
    names = _PLACEHOLDER.findall(link)
    unknown = next((name for name in names if name not in PLACEHOLDERS), None)
    if unknown is not None:
        hint = did_you_mean(unknown, PLACEHOLDERS)
        return Words(f"{{{unknown}}}は使えません。{hint.ja}", f"unknown {{{unknown}}}; {hint.en}")
    if "slug" not in names:
        return Words("{slug}がありません", "it lacks {slug}")
    if not link.startswith("/") or not link.endswith("/"):
        return Words(
            "「/」で始まり「/」で終わらなければなりません", "it must begin and end with '/'"
        )
    folders = _PLACEHOLDER.sub("0", link)[1:-1].split("/")
    if {"", ".", ".."} & set(folders) or re.search(r"[\\{}?#]", "".join(folders)):
        return Words("パスとして正しくありません", "it is no path")
    return next(filter(None, map(bad_slug, folders)), None) or bad_path(link)


def _base_url(node: Node, decoding: Decoding) -> object:
    url = valid_text("base_url", "bad-url", bad_base_url, WRITE_URL)(node, decoding)
    return url.rstrip("/") + "/" if isinstance(url, str) else url


def _between(name: str, low: int, high: int) -> Reader:
    """Return a reader of whole numbers from `low` to `high`."""
    read_integer = integer(name)

    def read(node: Node, decoding: Decoding) -> object:
        value = read_integer(node, decoding)
        if isinstance(value, Nothing) or (isinstance(value, int) and low <= value <= high):
            return value
        return decoding.bad(
            node.source,
            "bad-number",
            Words(f"「{name}」の{value}は範囲の外です", f"'{name}' is {value}, out of range"),
            Words(f"{low}から{high}までで書いてください", f"write {low} to {high}"),
        )

    return read


def _widths(node: Node, decoding: Decoding) -> object:
    widths = _read_widths(node, decoding)
    return tuple(sorted(set(widths))) if isinstance(widths, tuple) else widths


def _authors(node: Node, decoding: Decoding) -> object:
    """Read the authors; two with one id are an error."""
    authors = _read_authors(node, decoding)
    for source, name in _doubled("id", node):
        what = Words(f"author「{name}」が2人います", f"two authors are called '{name}'")
        decoding.bad(source, "duplicate-id", what, Words("idを変えてください", "change one id"))
    if isinstance(authors, tuple):
        return tuple(author for author in authors if author.id != _UNREAD)
    return authors


def _snippets(node: Node, decoding: Decoding) -> object:
    """Read the snippets; two with one name are an error."""
    for source, name in _doubled("name", node):
        what = Words(f"スニペット「{name}」が2つあります", f"two snippets are called '{name}'")
        decoding.bad(source, "duplicate-id", what, Words("名前を変えてください", "change one name"))
    return _read_snippets(node, decoding)


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


def _bad_service_id(service: Service, value: str) -> Words | None:
    if re.fullmatch(service.shape, value):
        return None
    return Words(
        f"{service.ja or service.name} の値ではありません", f"it is none of {service.name}"
    )


def _service_reader(service: Service) -> Reader:
    like = Words(f"{service.like} だけを書いてください", f"write {service.like} alone")
    return valid_text(service.key, "bad-id", partial(_bad_service_id, service), like)


def _bad_scheme(name: str) -> Words | None:
    if re.fullmatch(r"(?!(?:javascript|vbscript|data|file)$)[a-z][a-z0-9+.-]+", name):
        return None
    return Words("リンクに使わせてよい名前ではありません", "no link may have it")


def _bad_host_pattern(host: str) -> Words | None:
    return bad_host(host.removeprefix("*."))


_read_widths = list_of(_between("widths", 1, _MAX_WIDTH), "widths")
_read_snippets = list_of(
    lambda node, decoding: read_struct(SnippetSettings, node, decoding), "snippets"
)
_read_authors = list_of(lambda node, decoding: read_struct(Author, node, decoding), "authors")

_RULES = Rules(
    hidden=frozenset({"positions"}),
    special={
        "base_url": _base_url,
        "timezone": valid_text("timezone", "bad-timezone", _bad_zone, _ZONE_LIKE),
        "country": valid_text("country", "bad-country", _bad_country, _COUNTRY_LIKE),
        "permalink": valid_text("permalink", "bad-permalink", _bad_permalink, _LINK_LIKE),
        "stale_after_months": _between("stale_after_months", 1, _MAX_MONTHS),
        "per_page": _between("per_page", 1, _MAX_PER_PAGE),
        "widths": _widths,
        "authors": _authors,
        "affiliate": read_affiliate,
        "schemes": list_of(
            valid_text("schemes", "unsafe-link", _bad_scheme, _SCHEME_LIKE), "schemes"
        ),
        "hosts": list_of(valid_text("hosts", "bad-host", _bad_host_pattern, _HOST_LIKE), "hosts"),
        "snippets": _snippets,
        "places": list_of(valid_text("places", "unknown-place", _bad_place, _PLACE_LIKE), "places"),
        **{name: valid_text(name, "bad-url", bad_url, WRITE_URL) for name in ("url", "opt_out")},
        **{key: _service_reader(service) for key, service in settable().items()},
    },
    stand_ins={
        Author: Author(id=_UNREAD, name=_UNREAD),
        NavEntry: NavEntry(text=_UNREAD, to=""),
        SnippetSettings: SnippetSettings(name=_UNREAD, html=""),
        OtherService: OtherService(name=_UNREAD, hosts=()),
    },
)
