"""Registries: contacts by id, link cards by address, and what all registries share."""

from collections.abc import Callable, Container, Iterator, Sequence
from datetime import UTC, tzinfo
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from msgspec.structs import replace

from kawaraban.core.diagnostics import Diagnostic, Reported, Source, Words
from kawaraban.core.messages import phrase, report
from kawaraban.core.model import CardEntry, ContactCard, Speaker
from kawaraban.core.nearest import is_absent
from kawaraban.read import contact_fields
from kawaraban.read.decode import decode
from kawaraban.read.decoding import Rules
from kawaraban.read.nodes import Entry, Items, Mapping, Node, Scalar
from kawaraban.read.text import read_text
from kawaraban.read.values import is_null, matching, valid_text
from kawaraban.read.yaml import load_yaml
from kawaraban.system.regex import lazy_pattern

T = TypeVar("T")
Read = tuple[T | None, tuple[Diagnostic, ...]]

_ID = lazy_pattern(r"[\w-]+")
_URL = lazy_pattern(r"(?i)https?://[^\s/?#]+\S*")
SPEAKER_RULES = Rules(hidden=frozenset({"source"}))
_bad_email = matching(r"[^\s@]+@[^\s@]+\.[^\s@]+", "not-an-email")


def contact_rules(country: str) -> Rules:
    """Return the rules of a contact's fields; numbers without `+` are of `country`."""
    return Rules(
        special={
            "number": contact_fields.number_reader(country),
            "phones": contact_fields.phones_reader(country),
            "hours": contact_fields.read_hours,
            "days": contact_fields.read_days,
            "email": valid_text("email", "bad-email", _bad_email),
            "url": valid_text("url", "bad-url-of-key", bad_url),
        }
    )


def source_of(key: str, node: Node | None, source: Source) -> Source:
    """Return the position of the value of a key in a mapping; `source` where there is none."""
    entry = node.entries.get(key) if isinstance(node, Mapping) else None
    return source if entry is None else entry.node.source


def is_left_out(key: str, node: Mapping, known: Sequence[str]) -> bool:
    """Check whether a key has no value; a misspelt key or a value with a mistake counts as one."""
    entry = node.entries.get(key)
    if entry is None:
        return is_absent(key, node.entries, known)
    return is_null(entry.node) or (isinstance(entry.node, Items) and not entry.node.items)


def bad_url(url: str) -> Words | None:
    """Return why a text is not the address of a web page, or return None."""
    try:
        parts = urlsplit(url)
        good = _URL.fullmatch(url) and parts.hostname and parts.port != 0
    except ValueError:  # brackets, a port out of range, a letter that stands for several
        good = None
    return None if good else phrase("not-a-web-address")


def read_registry(
    bad_key: Callable[[str, Source], Diagnostic | None],
    read: Callable[..., Read[T]],
    path: str,
    data: bytes,
    *rules: object,
) -> Reported[dict[str, T]]:
    """Read a mapping from names to values of one kind, with every mistake in it.

    `read` gets each entry and the `rules`; an entry without a value is left out.
    """
    entries, found = _entries(path, data)
    registry: dict[str, T] = {}
    for name, entry in entries.items():
        refused = bad_key(name, entry.source)
        value, wrong = read(entry, *rules)
        found += (refused, *wrong) if refused else wrong
        if value is not None:
            registry[name] = value
    return registry, found


def misread_names(path: str, data: bytes, known: Container[str]) -> Iterator[str]:
    """Yield the names of a registry's entries that have mistakes: those that are not `known`.

    Where none can be read, that is the registry's own path.
    """
    entries, _ = _entries(path, data)
    yield from (name for name in entries if name not in known) if entries else (path,)


def _entries(path: str, data: bytes) -> Reported[dict[str, Entry]]:
    text, found = read_text(path, data)
    node: Node | None = None
    if not found:
        node, found = load_yaml(text, path)
    if isinstance(node, Mapping):
        return node.entries, found
    return {}, found if node is None else (*found, report(node.source, "not-a-registry"))


def _read_contact(entry: Entry, zone: tzinfo, country: str) -> Read[ContactCard]:
    return decode(ContactCard, contact_fields.split_hours(entry.node), zone, contact_rules(country))


def _read_card(entry: Entry) -> Read[CardEntry]:
    node = entry.node
    if isinstance(node, Scalar):  # a title alone, in place of `{title, description}`
        node = Mapping(entries={"title": entry}, source=entry.source)
    return decode(CardEntry, node, UTC)


def _read_speaker(entry: Entry) -> Read[Speaker]:
    speaker, found = decode(Speaker, entry.node, UTC, SPEAKER_RULES)
    source = source_of("image", entry.node, entry.source)
    return speaker and replace(speaker, source=source), found


def bad_id(name: str, source: Source) -> Diagnostic | None:
    """Report a name of an entry that cannot be an id."""
    return None if _ID.fullmatch(name) else report(source, "bad-id", name=name)


def bad_address(url: str, source: Source) -> Diagnostic | None:
    """Report a text that is not the address of a web page."""
    why = bad_url(url)
    return report(source, "bad-url", why=why, url=url) if why else None


read_contacts = partial(read_registry, bad_id, _read_contact)
read_cards = partial(read_registry, bad_address, _read_card)
read_speakers = partial(read_registry, lambda _name, _source: None, _read_speaker)
read_ids = partial(read_registry, lambda _name, _source: None, lambda entry: (entry, ()))
