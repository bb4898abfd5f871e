"""YAML as nodes, made of the parser's events, in one pass without recursion.

Neither a deep nor a self-referring text can cost memory or time.
"""

from __future__ import annotations

import re
from typing import Protocol

import yaml
from msgspec.structs import replace
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
from kawaraban.read.nodes import Entry, Items, Mapping, Node, Scalar
from kawaraban.read.places import Places
from kawaraban.read.yaml import (
    MAX_DEPTH,
    TOO_DEEP,
    UNCLOSED_QUOTE,
    UNPRINTABLE,
    control_character,
)

_Loader: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_QUOTES, _OF_LINES, _BRACKETS = ('"', "'"), ("|", ">"), "]}"
_KEY_LINE = re.compile(r"\n(?P<indent> *)[A-Za-z_][\w-]*[:：][ \n]")
# Behind a comma it may be the next item of a list; behind a quote or bracket needs no space.
_BEHIND_KEY = re.compile(r"[ \t]*:[ \t]+\#(?=\S)")
_BELOW_KEY = re.compile(r"[ \t]*\n[ \t]+\#(?=[^\s\#!-])")
_BEHIND_SIGN = re.compile(r"[|>][-+0-9]*[ \t]+\#(?=\S)")
_COMMENT = re.compile(r"(?P<more>[ \t]*+,)?(?:[ \t]+|(?<=[\"'\]}]))#")


def nodes_of(text: str, places: Places) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Give the root of a text and what is wrong with it; no root where it cannot be read on."""
    builder = _Builder(text, places)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
            if builder.stopped:
                break
    except yaml.YAMLError as found:
        from kawaraban.read.yaml_errors import explain  # noqa: PLC0415 - not always needed

        builder.found.append(explain(found, text, places.at))
        builder.stopped = True
    return (None if builder.stopped else builder.root), tuple(builder.found)


class _Mark(Protocol):
    """What the marks of both parsers have in common."""

    index: int


def _index(mark: _Mark | None) -> int:
    """Give a mark's index. The parsers mark every event; only the type says otherwise."""
    return 0 if mark is None else mark.index


class _Open:
    """A list or mapping whose end has not come yet."""

    def __init__(self, source: Source, comment: Source | None, *, mapping: bool) -> None:
        self.source, self.comment = source, comment
        self.items: list[Node] = []
        self.entries: dict[str, Entry] | None = {} if mapping else None
        self.key: Scalar | None = None

    def closed(self) -> Node:
        tight = self.comment is not None
        if self.entries is None:
            items = tuple(self.items)
            return Items(items=items, source=self.source, comment=self.comment, tight=tight)
        return Mapping(entries=self.entries, source=self.source, comment=self.comment, tight=tight)


class _Builder:
    """Takes events, one after the other, and makes nodes of them."""

    def __init__(self, text: str, places: Places) -> None:
        self._text, self._at = text, places.at
        self._escapes, self._comments = "\\" in text, "#" in text
        self._open: list[_Open] = []
        self._documents = 0
        self._end = 0  # of the last value or key
        self.root: Node | None = None
        self.found: list[Diagnostic] = []
        self.stopped = False

    def take(self, event: Event) -> None:
        """Take the next event of the parser."""
        match event:
            case ScalarEvent():
                self._refuse_features(event, event.tag)
                self._add(self._scalar(event))
                self._end = _index(event.end_mark)
            case CollectionStartEvent():
                self._refuse_features(event, event.tag)
                self._start(event)
            case CollectionEndEvent():
                self._add(self._closed(event))
            case AliasEvent():
                self._refuse_features(event, None)
            case DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._refuse_documents(event, "---")
            case DocumentEndEvent(explicit=True):
                if self._text[_index(event.end_mark) :].strip():
                    self._refuse_documents(event, "...")

    def _refuse_features(self, event: NodeEvent, tag: str | None) -> None:
        if event.anchor is None and tag is None:
            return
        if tag is not None:  # also a `!` alone, with which a title would lose its sign
            name = Words(f"タグ {tag}", f"tag {tag}")
        else:
            name = Words(f"アンカー・別名 {event.anchor}", f"anchor or alias '{event.anchor}'")
        self.stopped |= isinstance(event, AliasEvent)  # of what it stands for nothing is known
        self._bad(
            event,
            "yaml-feature",
            Words(f"YAMLの{name.ja}は使えません", f"YAML's {name.en} is not allowed here"),
            Words(
                "値をそのまま書くか、引用符で囲んでください",
                "write the value itself, or quote it",
            ),
        )

    def _scalar(self, event: ScalarEvent) -> Scalar:
        plain, place = not event.style, self._at(_index(event.start_mark))
        if event.style in _QUOTES:
            self._refuse_swallowed(event)
        if self._escapes and (bad := UNPRINTABLE.search(event.value)):  # "\a", "\0"
            self.found.append(control_character(bad[0], place))
        comment, tight = self._comment(event)
        if comment is None and self._comments:
            comment = self._aside(event)
            tight = comment is not None
        if comment is not None and not tight and (comment["more"] or not plain):
            comment = None  # of a list, and not of its item; or behind a value that is whole
        return Scalar(
            value=event.value,
            source=place,
            plain=plain,
            comment=None if comment is None else self._at(comment.end() - 1),
            tight=tight,
        )

    def _aside(self, event: ScalarEvent) -> re.Match[str] | None:
        """Give the comment below a key that has no value, or behind the sign of a text of lines."""
        if event.style in _OF_LINES:
            return _BEHIND_SIGN.match(self._text, _index(event.start_mark))
        is_empty = not event.value and not event.style
        return _BELOW_KEY.match(self._text, _index(event.end_mark)) if is_empty else None

    def _comment(self, event: Event) -> tuple[re.Match[str] | None, bool]:
        """Give the comment behind what an event ends, and whether it begins as a word does."""
        if not self._comments:
            return None, False
        comment = _COMMENT.match(self._text, _index(event.end_mark))
        return comment, comment is not None and self._text[comment.end() :][:1].strip() != ""

    def _refuse_swallowed(self, event: ScalarEvent) -> None:
        """Find a quote that is closed lines too late: the keys between are not read."""
        start, end = _index(event.start_mark), _index(event.end_mark)
        if "\n" not in self._text[start:end]:
            return
        line = self._text.rfind("\n", 0, start) + 1
        indent = len(self._text[line:start]) - len(self._text[line:start].lstrip(" "))
        for swallowed in _KEY_LINE.finditer(self._text, start, end):
            if len(swallowed["indent"]) <= indent:
                self._bad(event, *UNCLOSED_QUOTE)
                return

    def _start(self, event: CollectionStartEvent) -> None:
        if len(self._open) >= MAX_DEPTH:
            self.stopped = True
            self._bad(event, *TOO_DEEP)
        comment = None
        if self._comments and self._open and self._open[-1].key and not event.flow_style:
            comment = _BEHIND_KEY.match(self._text, self._end)
        self._open.append(
            _Open(
                self._at(_index(event.start_mark)),
                self._at(comment.end() - 1) if comment else None,
                mapping=isinstance(event, MappingStartEvent),
            )
        )

    def _closed(self, event: CollectionEndEvent) -> Node:
        node = self._open.pop().closed()
        comment, tight = self._comment(event)
        if isinstance(node, Scalar) or comment is None or not tight:
            return node
        is_flow = self._text[_index(event.end_mark) - 1] in _BRACKETS
        return replace(node, comment=self._at(comment.end() - 1), tight=True) if is_flow else node

    def _refuse_documents(self, event: Event, sign: str) -> None:
        """Refuse what follows the end of a document: the parser may not even give it."""
        self.stopped = True
        self._bad(
            event,
            "several-documents",
            Words("YAMLの文書が2つ以上あります", "more than one YAML document"),
            Words(f"「{sign}」の行を消してください", f"delete the '{sign}' line"),
        )

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if parent.entries is None:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self._key(node)
        else:
            enter(parent.entries, parent.key, node, self.found)
            parent.key = None

    def _key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        self.stopped = True
        self.found.append(
            error(
                node.source,
                "bad-key",
                Words("キーが文字ではありません", "a key is not text"),
                Words("値なら引用符で囲んでください", "quote it if it is a value"),
            )
        )
        return Scalar(value="", source=node.source)

    def _bad(self, event: Event, rule: str, what: Words, remedy: Words) -> None:
        self.found.append(error(self._at(_index(event.start_mark)), rule, what, remedy))


def enter(entries: dict[str, Entry], key: Scalar, node: Node, found: list[Diagnostic]) -> None:
    """Put a node under its key, or tell that there is one already."""
    first = entries.setdefault(key.value, Entry(key.source, node))
    if first.node is not node:
        line = first.source.line
        found.append(
            error(
                key.source,
                "duplicate-key",
                Words(
                    f"「{key.value}」が2度書かれています（{line}行目にもあります）",
                    f"'{key.value}' is given twice (also on line {line})",
                ),
                Words("どちらかを消してください", "delete one of the two"),
            )
        )
