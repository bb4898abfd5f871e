"""Parse any text as a web address, as a browser does. Source: the URL Standard (WHATWG)."""

import re
import unicodedata
from functools import cache, lru_cache
from html import unescape
from html.entities import html5
from urllib.parse import unquote

from msgspec import Struct

from kawaraban.core.addresses import IGNORABLE
from kawaraban.system.regex import lazy_pattern

_LEVELS = 3  # of encoding, in links that pass through several networks
_LONGEST_HOST = 1000  # characters as written; DNS allows 253 once decoded
_ENTITY = lazy_pattern(r"(?i)&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});")
_ENDS = "".join(map(chr, range(0x21)))  # C0 controls and space
_DROPPED = lazy_pattern("[\t\r\n]")
_PORT = lazy_pattern(r":\d*$")
_IGNORED = lazy_pattern(f"[{IGNORABLE}]")  # UTS #46 maps them to nothing
_FORM = lazy_pattern(
    # Behind their own schemes browsers take any number of slashes (URL Standard, section 4.4).
    r"(?is)(?:https?:[/\\]*|[/\\]{2,})(?P<authority>[^/\\?#]*)"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?"
)
_ABSOLUTE = lazy_pattern(r"(?i)(?:https?:)?[/\\]{2}[^/\\?#%]+(?:[/\\?#]|$)")


class Field(Struct, frozen=True):
    """A part of a query: its name in lower case and decoded, its value and the whole as written."""

    name: str
    value: str
    written: str


class Address(Struct, frozen=True):
    """A web address in parts. `host` is lower case without a final dot; `path` has `/` alone."""

    host: str
    path: str
    fields: tuple[Field, ...]
    fragment: str

    @property
    def segments(self) -> tuple[str, ...]:
        """Return the path's segments, decoded, without empty ones."""
        return tuple(decode(part) for part in self.path.split("/") if part)

    def values(self, *names: str) -> list[str]:
        """Return the values, decoded, of the parameters of these names, without empty ones."""
        found = (decode(f.value) for f in self.fields if f.name in names)
        return [value for value in found if value]


def parse(text: str) -> Address | None:
    """Return the parts of an `http`, `https` or protocol-relative address; None for other text."""
    form = _FORM.fullmatch(_clean(text))
    host = _host(form["authority"]) if form else ""
    if form is None or not host:
        return None
    return Address(
        host,
        form["path"].replace("\\", "/"),
        tuple(_field(part) for part in (form["query"] or "").split("&") if part),
        form["fragment"] or "",
    )


def trim(text: str) -> str:
    """Return an address without the characters that browsers drop: at its ends, and line ends."""
    return _DROPPED.sub("", text.strip(_ENDS))


def is_within(host: str, domains: tuple[str, ...]) -> bool:
    """Return whether a host is one of these domains, or a sub-domain of one."""
    return f".{host}".endswith(_suffixes(domains))


@cache
def _suffixes(domains: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f".{domain}" for domain in domains)


def decode(text: str) -> str:
    """Percent-decode up to three times; `+` stays, since some ids hold it."""
    for _ in range(_LEVELS):
        if "%" not in text:
            break
        text = unquote(text)
    return text.strip()


def destination(value: str) -> str | None:
    """Return the web address that a value is, percent-encoded up to three times."""
    for _ in range(_LEVELS + 1):
        if _ABSOLUTE.match(value.lstrip(_ENDS)):
            return value
        if "%" not in value:
            return None
        value = unquote(value)
    return None


def _clean(text: str) -> str:
    """Decode HTML entities, and drop what browsers drop."""
    for _ in range(_LEVELS):
        if "&" not in text:
            break
        text = _ENTITY.sub(_character, text)
    return trim(text)


def _character(entity: re.Match[str]) -> str:
    """Return the character of an entity; one without an end (`&copy=1`) is a parameter."""
    name = entity[0][1:]
    return unescape(entity[0]) if name.startswith("#") else html5.get(name, entity[0])


@lru_cache(4096)
def _host(authority: str) -> str:
    """Return the host of an authority, decoded, or nothing where it is too long."""
    written = authority.rpartition("@")[2]
    if len(written) > _LONGEST_HOST:
        return ""
    host = unicodedata.normalize("NFKC", _IGNORED.sub("", unquote(written)))
    return _PORT.sub("", host).lower().replace("。", ".").rstrip(".")


def _field(part: str) -> Field:
    name, equals, value = part.partition("=")
    if not equals:  # `?https%3A%2F%2F…`: a destination without a name
        value = name
    return Field(unquote(name).strip().lower().removeprefix("amp;"), value, part)
