r"""A Markdown file as a document: its front matter typed, its body untouched.

---
title: 題          →  Document(front_matter=FrontMatter(title="題", …), body="本文\n")
---
本文

python-frontmatter calls the handler. It also strips the text it is given and what it
gives back, and drops what it cannot split; so the handler here has the text as it was
read, and the body is taken from there.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from zoneinfo import ZoneInfo

import frontmatter
import msgspec
from frontmatter.default_handlers import BaseHandler

from kawaraban.diagnostics import Diagnostic, Source, Words, error
from kawaraban.model import Document, FrontMatter, Kind
from kawaraban.read.decode import decode
from kawaraban.read.front_matter_rules import RULES, missing
from kawaraban.read.nodes import Entry, Mapping, Node, plain
from kawaraban.read.text import read_text
from kawaraban.read.yaml import load_yaml

MAX_CHARACTERS = 1 << 16
_FENCE = re.compile(r"\n---[ \t]*$", re.MULTILINE)
_OPENING = re.compile(r"\n*---[ \t]*(?:\n|\Z)")
_OTHER_FORMS = {"+++": "TOML", ";;;": "JSON", "{": "JSON"}


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
    handler = _Handler(path, text)
    metadata, _ = frontmatter.parse("", handler=handler)
    node = metadata.get("node")
    front_matter, found = None, tuple(handler.found)
    if not found and isinstance(node, Mapping):
        front_matter, found = _decode(node, kind, zone)
    start = handler.body_start
    return Document(
        path=path,
        kind=kind,
        front_matter=front_matter,
        body=text[start:],
        body_line=text.count("\n", 0, start) + 1,
    ), found


class _Handler(BaseHandler):
    """Splits one text and loads its front matter, remembering where the body begins."""

    FM_BOUNDARY = _FENCE

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.found: list[Diagnostic] = []
        self.body_start = 0
        self._path, self._text = path, text
        self._first_line = 1

    def split(self, _stripped: str) -> tuple[str, str]:
        """Give the front matter and the body, from the first `---` line to the next."""
        opening = _OPENING.match(self._text)
        if opening is None:
            self.found.append(_none(self._path, self._text))
            return "", ""
        self._first_line = self._text.count("\n", 0, opening.end()) + 1
        closing = _FENCE.search(self._text, opening.end() - 1)
        if closing is None:
            self.found.append(_unclosed(self._path, self._first_line - 1))
            self.body_start = len(self._text)
            return "", ""
        self.body_start = min(closing.end() + 1, len(self._text))
        return self._text[opening.end() : closing.start() + 1], ""

    def load(self, fm: str) -> dict[str, object]:
        """Give the node of the front matter under `node`, if there is one."""
        if self.found:
            return {}
        node, found = load_yaml(fm, self._path, self._first_line, limit=MAX_CHARACTERS)
        self.found.extend(found)
        if not found and not isinstance(node, Mapping):
            node = self._not_mapping(node)
        return {"node": node}

    def _not_mapping(self, node: Node | None) -> Mapping:
        """Stand in for an empty front matter; report one that is something else."""
        empty = Mapping(entries={}, source=Source(self._path, max(1, self._first_line - 1)))
        if node is not None:
            _, found = decode(FrontMatter, node, ZoneInfo("UTC"))
            self.found.extend(found)
        return empty


class _Split(NamedTuple):
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


def _none(path: str, text: str) -> Diagnostic:
    """Say that a text does not begin with front matter, or begins with another kind of it."""
    begin = text.lstrip()
    form = next((name for sign, name in _OTHER_FORMS.items() if begin.startswith(sign)), None)
    line = text[: len(text) - len(begin)].count("\n") + 1
    if form is None:
        what = Words("フロントマターがありません", "no front matter")
    else:
        what = Words(f"{form}のフロントマターは使えません", f"front matter in {form} is not read")
    return error(
        Source(path, 1 if form is None else line),
        "no-front-matter" if form is None else "other-front-matter",
        what,
        Words(
            "1行目に「---」、次に「title: 題」、その下にもう一度「---」を書いてください",
            "begin the file with a line '---', then 'title: …', then '---' again",
        ),
    )


def _unclosed(path: str, line: int) -> Diagnostic:
    return error(
        Source(path, line),
        "unclosed-front-matter",
        Words("フロントマターが閉じていません", "the front matter is not closed"),
        Words("最後のキーの次の行に「---」を書いてください", "write '---' below its last key"),
    )
