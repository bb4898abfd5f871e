r"""A Markdown file as a document: its front matter typed, its body untouched.

---
title: 題          →  Document(front_matter=FrontMatter(title="題", …), body="本文\n")
---
本文

The commonest form is read at once, all others with python-frontmatter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from kawaraban.diagnostics import Diagnostic, Source, Words, error
from kawaraban.model import Document, FrontMatter, Kind
from kawaraban.read.decode import decode
from kawaraban.read.fences import Split, split_simple
from kawaraban.read.front_matter_rules import RULES, missing
from kawaraban.read.nodes import Entry, Mapping, Scalar, plain
from kawaraban.read.secrets import secrets
from kawaraban.read.text import read_text
from kawaraban.read.values import lost_behind

_KEYS = {field.encode_name for field in msgspec.structs.fields(FrontMatter)} | {*RULES.aliases}
# How a second block may begin, and a line of it. The first is looked for in each body.
_BEGINS = re.compile(r"""\s*(?:---[ \t]*\n|[{#"']|[A-Za-z_])""")
_LINE = r"""[ \t]*|[ \t]+\S.*|-(?:[ \t].*)?|\#.*|\{.*\}[ \t]*|["']?[\w-]+["']?[ \t]*[:：].*"""
_BLOCK = re.compile(
    rf"(?:[ \t]*\n)*+(?:---[ \t]*\n)?((?:(?:{_LINE})\n)++)(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
_KEY = re.compile(r"""^[ ]{0,3}(?:\{[ \t]*)?["']?([\w-]+)["']?[ \t]*[:：]""", re.MULTILINE)


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
        found = (*wrong, *found)
        if any(one.severity == "error" for one in wrong):
            front_matter = None
    start = split.body_start
    if _BEGINS.match(text, start):
        found += tuple(_second(path, text, start))
    return Document(
        path=path,
        kind=kind,
        front_matter=front_matter,
        body=text[start:],
        body_line=text.count("\n", 0, start) + 1,
    ), (*found, *secrets(text, path))


def _second(path: str, text: str, start: int) -> Iterator[Diagnostic]:
    """Name a second block: its `draft: true` would be published as a heading.

    Bad:  ---, title: 題, ---, draft: true, ---
    Good: ---, title: 題, draft: true, ---
    """
    block = _BLOCK.match(text, start)
    keys = _KEY.finditer(text, block.start(1), block.end(1)) if block else ()
    known = next((key for key in keys if key[1].lower() in _KEYS), None)
    if known is not None:
        key = known[1]
        yield error(
            Source(path, text.count("\n", 0, known.start()) + 1),
            "second-front-matter",
            Words("フロントマターが二つあります", "there are two front matters"),
            Words(
                f"「{key}」を初めの「---」と「---」の間に移してください",
                f"move '{key}' between the first '---' and '---'",
            ),
        )


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
    for key in split.extra:
        written = node.entries[key].node
        if isinstance(written, Scalar):
            found += tuple(lost_behind(key, written))
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
