"""Registries: contacts by id, link cards by address, and what all registries share."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from datetime import UTC, tzinfo
from typing import TypeVar
from urllib.parse import urlsplit

from msgspec.structs import replace

from kawaraban.core.diagnostics import Diagnostic, Source, Words
from kawaraban.core.messages import phrase, report
from kawaraban.core.model import CardEntry, ContactCard, Frozen, Speaker
from kawaraban.core.nearest import is_absent
from kawaraban.core.syntax import DataBlock
from kawaraban.read.blocks import Named, named, read_block
from kawaraban.read.contact_fields import days_reader, hours_reader, number_reader, phones_reader
from kawaraban.read.decode import decode
from kawaraban.read.decoding import Rules
from kawaraban.read.nodes import Entry, Items, Mapping, Node, Scalar
from kawaraban.read.text import read_text
from kawaraban.read.values import is_null, valid_text
from kawaraban.read.yaml import load_yaml

T = TypeVar("T")
Read = tuple[T | None, tuple[Diagnostic, ...]]

_ID = re.compile(r"[\w-]+")
_URL = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
SPEAKER_RULES = Rules(hidden=frozenset({"source"}))
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def read_contacts(
    path: str, data: bytes, zone: tzinfo, country: str
) -> tuple[dict[str, ContactCard], tuple[Diagnostic, ...]]:
    """Read `contacts.yaml`. A contact with an error is left out and reported."""
    rules = contact_rules(country)

    def read(entry: Entry) -> Read[ContactCard]:
        return decode(ContactCard, entry.node, zone, rules)

    return read_registry(path, data, bad_id, read)


def read_cards(path: str, data: bytes) -> tuple[dict[str, CardEntry], tuple[Diagnostic, ...]]:
    """Read `cards.yaml`: a title, or `{title, description}`, under each address."""
    return read_registry(path, data, bad_address, _read_card)


def read_speakers(path: str, data: bytes) -> tuple[dict[str, Speaker], tuple[Diagnostic, ...]]:
    """Read `speakers.yaml`. A speaker with an error is left out and reported."""
    return read_registry(path, data, lambda _name, _source: None, _read_speaker)


def contact_rules(country: str) -> Rules:
    """Return the rules of a contact's fields; numbers without `+` are of `country`."""
    return Rules(
        special={
            "number": number_reader(country),
            "phones": phones_reader(country),
            "hours": hours_reader(),
            "days": days_reader(),
            "email": valid_text("email", "bad-email", _bad_email),
            "url": valid_text("url", "bad-url-of-key", bad_url),
        }
    )


class _ById(Frozen, frozen=True, kw_only=True):
    id: Named


def read_id(
    text: str, source: Source, indent: int, zone: tzinfo
) -> tuple[str, Source, tuple[Diagnostic, ...]]:
    """Read a block that is `id: NAME` alone; return the name and its position.

    The name is empty where none can be read. `source` is the position of the opening fence,
    `indent` the number of spaces before the lines below it.
    """
    base, rules = _ById(id=Named(name="", source=source)), Rules(special={"id": named("id")})
    block, found = read_block(base, DataBlock(text, source, indent), zone, rules)
    return block.id.name, block.id.source, found


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


def _bad_email(email: str) -> Words | None:
    if _EMAIL.fullmatch(email):
        return None
    return phrase("not-an-email")


def read_registry(
    path: str,
    data: bytes,
    bad_key: Callable[[str, Source], Diagnostic | None],
    read: Callable[[Entry], Read[T]],
) -> tuple[dict[str, T], tuple[Diagnostic, ...]]:
    """Read a mapping from names to values of one kind, with every mistake in it."""
    entries, found = _entries(path, data)
    registry: dict[str, T] = {}
    for name, entry in entries.items():
        refused = bad_key(name, entry.source)
        value, wrong = read(entry)
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


def _entries(path: str, data: bytes) -> tuple[dict[str, Entry], tuple[Diagnostic, ...]]:
    text, found = read_text(path, data)
    node: Node | None = None
    if not found:
        node, found = load_yaml(text, path)
    if isinstance(node, Mapping):
        return node.entries, found
    return {}, found if node is None else (*found, report(node.source, "not-a-registry"))


def _read_card(entry: Entry) -> Read[CardEntry]:
    node = entry.node
    if isinstance(node, Scalar):  # a title alone
        node = Mapping(entries={"title": entry}, source=entry.source)
    return decode(CardEntry, node, UTC)


def _read_speaker(entry: Entry) -> Read[Speaker]:
    speaker, found = decode(Speaker, entry.node, UTC, SPEAKER_RULES)
    source = source_of("image", entry.node, entry.source)
    return speaker and replace(speaker, source=source), found


def bad_id(name: str, source: Source) -> Diagnostic | None:
    """Report a name of an entry that cannot be an id."""
    if _ID.fullmatch(name):
        return None
    return report(source, "bad-id", name=name)


def bad_address(url: str, source: Source) -> Diagnostic | None:
    """Report a text that is not the address of a web page."""
    why = bad_url(url)
    if why is None:
        return None
    return report(source, "bad-url", why=why, url=url)
