r"""A Markdown file as a document: its front matter typed, its body untouched.

---
title: 題          →  Document(front_matter=FrontMatter(title="題", …), body="本文\n")
---
本文

The commonest form is read at once, all others with python-frontmatter.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from kawaraban.diagnostics import Diagnostic, Source
from kawaraban.model import Document, FrontMatter, Kind
from kawaraban.read.decode import decode
from kawaraban.read.fences import Split, split_simple
from kawaraban.read.front_matter_rules import RULES, missing
from kawaraban.read.nodes import Entry, Mapping, plain
from kawaraban.read.secrets import secrets
from kawaraban.read.text import read_text


def read_document(
    path: str, data: bytes, kind: Kind, zone: ZoneInfo
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Read the bytes of a post or page.

    With an error in it the document has no front matter; its body is still there, so
    that the mistakes of both are found in one run.
    """
    text, unreadable = read_text(path, data)
    if unreadable:
        return Document(path=path, kind=kind, front_matter=None, body=""), unreadable
    split, wrong = _split_text(path, text)
    front_matter, found = None, wrong
    if split.node is not None:
        front_matter, found = _decode(split.node, kind, zone)
    start = split.body_start
    return Document(
        path=path,
        kind=kind,
        front_matter=front_matter,
        body=text[start:],
        body_line=text.count("\n", 0, start) + 1,
    ), (*found, *secrets(text, path))


def _split_text(path: str, text: str) -> tuple[Split, tuple[Diagnostic, ...]]:
    simple = split_simple(path, text)
    if simple is not None:
        return simple, ()
    from kawaraban.read.front_matter_form import split_any  # noqa: PLC0415 - not always needed

    return split_any(path, text)


class _Split(Struct, frozen=True):
    """The keys that the writing format knows, and the author's own (`x_…`)."""

    known: Mapping
    extra: dict[str, object]


def _decode(
    node: Mapping, kind: Kind, zone: ZoneInfo
) -> tuple[FrontMatter | None, tuple[Diagnostic, ...]]:
    split = _split(node)
    value, found = decode(FrontMatter, split.known, zone, RULES)
    if value is not None:
        value = msgspec.structs.replace(value, extra=split.extra, positions=_positions(node))
    absent = tuple(missing(value, kind, node))
    return (None if absent else value), (*found, *absent)


def _positions(node: Mapping) -> dict[str, Source]:
    return {RULES.aliases.get(key, key): entry.source for key, entry in node.entries.items()}


def _split(node: Mapping) -> _Split:
    extra: dict[str, object] = {}
    known: dict[str, Entry] = {}
    for key, entry in node.entries.items():
        if key.startswith("x_"):
            extra[key] = plain(entry.node)
        else:
            known[key] = entry
    return _Split(Mapping(entries=known, source=node.source), extra)
