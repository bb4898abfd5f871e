r"""A Markdown file as a document: its front matter typed, its body untouched.

---
title: 題          →  RawDocument(front_matter=FrontMatter(title="題", …), body="本文\n")
---
本文

The commonest form is read at once, all others with python-frontmatter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
from kawaraban.core.model import FrontMatter, Kind, RawDocument
from kawaraban.read.decode import decode, legible
from kawaraban.read.fences import Split, split_simple
from kawaraban.read.front_matter_rules import RULES, hiding, missing
from kawaraban.read.nodes import Entry, Items, Mapping, Scalar, plain
from kawaraban.read.secrets import secrets
from kawaraban.read.text import read_text
from kawaraban.read.values import lost_within

_KEYS = {field.encode_name for field in msgspec.structs.fields(FrontMatter)} | {*RULES.aliases}
# Lists whose items the rest of the site is asked for.
_OF_NAMES = frozenset({"aliases", "related"})
_UNTITLED = FrontMatter(title="-")
# A second block, with or without its first line, and its keys. After a rule stands a blank line.
_FENCED = re.compile(
    r"[\s\ufeff]*+(?P<sign>---|\+\+\+|;;;)[ \t]*(?:\#.*)?\n(?=[ \t]*\S)"
    r"(?P<block>(?:(?!(?P=sign)|\.\.\.|[ \t]*```).*\n){1,200}+)(?:(?P=sign)|\.\.\.)[ \t]*(?:\n|\Z)"
)
_BARE = re.compile(
    r"[\s\ufeff]*+(?P<block>(?:(?:[\w.-]+[ \t]*:(?:[ \t].*)?|[ \t]+\S.*|-[ \t].*)\n)++)"
    r"---[ \t]*(?:\n|\Z)"
)
# A paragraph above such a line, whatever its words: lists, tables, quotes, code are none.
_ABOVE = re.compile(
    r"[\s\ufeff]*+(?P<block>(?:(?!-{3,}[ \t]*\n|[ \t]*(?:[>|#]|<(?!<)|```|~~~|[-*+][ \t]|\d+[.)]))"
    r"[ \t]*\S.*\n){1,200}+)-{3,}[ \t]*(?:\n|\Z)"
)
# What keeps a text from its readers is no prose, in whatever block it stands.
_LINES, _MOST_LINES = re.compile(r".*\n?"), 200
_FIRST_LINES = re.compile(r"(?:[\s\ufeff]|[-+;]{3,}+[ \t]*+\n)*+(?:[ \t]*+\S.*\n?)*+")
_LIKE_DATA = re.compile(
    r"""(?:[ \t]*+|[-+;]{3,}+[ \t]*+|\.{3}|\#.*|-[ ].*|[ \t]++\S.*"""
    r"""|[\s{"']*+[\w.-]++["']?[ \t]*+[:：=].*)\n?"""
)
_KEY = re.compile(r"""^[ \t]*\{?[ \t]*["']?([\w.-]+)["']?[ \t]*[:：=]""", re.MULTILINE)


def read_document(
    path: str, data: bytes, kind: Kind, zone: ZoneInfo
) -> tuple[RawDocument, tuple[Diagnostic, ...]]:
    """Read the bytes of a post or page.

    With an error in it the document has no front matter; its body is still there, so
    that the mistakes of both are found in one run.
    """
    text, unreadable = read_text(path, data)
    if unreadable:
        return RawDocument(path=path, kind=kind, front_matter=None, body=""), unreadable
    split, wrong = _split_text(path, text)
    front_matter, rest, found = None, None, wrong
    if split.node is not None:
        read, found = _decode(split.node, kind, zone)
        found = (*wrong, *found)
        is_sound = all(one.severity != "error" for one in found)
        front_matter, rest = (read, None) if is_sound else (None, read)
    start = split.body_start
    if start:
        found += tuple(_second(path, text, start))
    return RawDocument(
        path=path,
        kind=kind,
        front_matter=front_matter,
        legible=rest,
        body=text[start:],
        body_line=text.count("\n", 0, start) + 1,
    ), (*found, *secrets(text, path))


def _second(path: str, text: str, start: int) -> Iterator[Diagnostic]:
    """Name a second block: its `draft: true` would be published as a heading.

    Bad:  ---, title: 題, ---, draft: true, ---
    Good: ---, title: 題, draft: true, ---
    """
    for at, key in islice(_keys_of_second(text, start), 1):
        yield error(
            Source(path, text.count("\n", 0, at) + 1),
            "second-front-matter",
            Words("フロントマターが二つあります", "there are two front matters"),
            Words(
                f"「{key}」を初めの「---」と「---」の間に移してください",
                f"move '{key}' between the first '---' and '---'",
            ),
        )


def _keys_of_second(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Give the keys that stand in a block at the begin of a body, and where."""
    fenced = _FENCED.match(text, start)
    block = fenced or _BARE.match(text, start)
    if block is not None:
        for found in _KEY.finditer(block["block"]):
            # In prose a word before a colon begins with a capital.
            if (found[1].lower() if fenced else found[1]) in _KEYS:
                yield block.start("block") + found.start(), found[1]
    elif above := _ABOVE.match(text, start):
        yield from _keys_among_words(above["block"], above.start("block"))
    for line in islice(_LINES.finditer(text, start), _MOST_LINES):
        hides = hiding(line[0], _line_at(text, line.end()))
        if hides and (hides.lower() != "date" or _is_at_begin(text, start, line.start())):
            yield line.start(), hides
        if not _LIKE_DATA.fullmatch(line[0]):
            break


def _keys_among_words(block: str, start: int) -> Iterator[tuple[int, str]]:
    """Give the keys of a paragraph that begins with one and has more, else those that hide."""
    keys = [found for found in _KEY.finditer(block) if found[1] in _KEYS]
    if len(keys) > 1 and keys[0].start() == 0:
        yield from ((start + found.start(), found[1]) for found in keys)
    for line in _LINES.finditer(block):
        if hides := hiding(line[0], _line_at(block, line.end())):
            yield start + line.start(), hides


def _is_at_begin(text: str, start: int, at: int) -> bool:
    """Say whether a place is in the first lines of a body: the days of a list are below them."""
    begin = _FIRST_LINES.match(text, start)
    return begin is not None and at < begin.end()


def _line_at(text: str, start: int) -> str:
    found = _LINES.match(text, start)
    return found[0] if found else ""


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
) -> tuple[FrontMatter, tuple[Diagnostic, ...]]:
    """Give what a front matter says, without what is wrong in it."""
    split = _split(node)
    value, found = decode(FrontMatter, split.known, zone, RULES)
    for key in split.extra:
        found += tuple(lost_within(key, node.entries[key].node))
    front = value or legible(_UNTITLED, node, zone, RULES)
    front = msgspec.structs.replace(
        front,
        extra=split.extra,
        positions=_positions(node),
        items=dict(_items(node)),
        unread=frozenset() if value else frozenset(_unread(split.known, zone)),
    )
    return front, (*found, *missing(front, kind, node, is_sound=value is not None))


def _unread(node: Mapping, zone: ZoneInfo) -> Iterator[str]:
    """Give the known keys whose values are wrong by themselves."""
    title = Entry(node.source, Scalar(value=_UNTITLED.title, source=node.source))
    for key, entry in node.entries.items():
        alone = Mapping(entries={"title": title, key: entry}, source=node.source)
        if key in _KEYS and decode(FrontMatter, alone, zone, RULES)[0] is None:
            yield RULES.aliases.get(key, key)


def _positions(node: Mapping) -> dict[str, Source]:
    return {RULES.aliases.get(key, key): entry.node.source for key, entry in node.entries.items()}


def _items(node: Mapping) -> Iterator[tuple[str, Source]]:
    """Give the place of each text of a list of names; of one that is written twice, the first."""
    for key in _OF_NAMES & node.entries.keys():
        value = node.entries[key].node
        for item in reversed(value.items if isinstance(value, Items) else ()):
            if isinstance(item, Scalar):
                yield f"{key}/{item.value.strip()}", item.source


def _split(node: Mapping) -> _Split:
    extra: dict[str, object] = {}
    known: dict[str, Entry] = {}
    for key, entry in node.entries.items():
        if key.startswith("x_"):
            extra[key] = plain(entry.node)
        else:
            known[key] = entry
    return _Split(Mapping(entries=known, source=node.source), extra)
