"""Front matter of any form, by python-frontmatter: what is wrong with it is told by its place.

The library finds nothing by itself: it strips the text that it is given and what it gives
back, and drops what it cannot split. So the handler here has the text as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo

import frontmatter
from frontmatter.default_handlers import BaseHandler

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error, warning
from kawaraban.core.model import FrontMatter
from kawaraban.read.decode import decode
from kawaraban.read.fences import CLOSING, MAX_CHARACTERS, OPENING, Split
from kawaraban.read.front_matter_rules import RULES, hiding
from kawaraban.read.nodes import Items, Mapping, Node, Scalar, Unread
from kawaraban.read.places import Places
from kawaraban.read.yaml import load_yaml

# A line of its own, as a heading stands; a comment stands by its key.
_HEADING = re.compile(r"\n[ \t]*\n(#{1,6}[ \t]+\S)")
_OTHER_FORMS = {"+++": "TOML", ";;;": "JSON", "{": "JSON"}


def split_any(path: str, text: str) -> tuple[Split, tuple[Diagnostic, ...]]:
    """Split a text that may have any front matter, or none; give what is wrong with it."""
    handler = _Handler(path, text)
    metadata, _ = frontmatter.parse("", handler=handler)
    node = metadata.get("node")
    found = node if isinstance(node, Mapping) else None
    return Split(found, handler.body_start), (*handler.found, *handler.told)


class _Handler(BaseHandler):
    """Splits one text and loads its front matter, remembering where the body begins.

    With what is `found` it is not read; what is `told` is only to be looked at.
    """

    FM_BOUNDARY = CLOSING

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.found: list[Diagnostic] = []
        self.told: list[Diagnostic] = []
        self.body_start = 0
        self._path, self._text = path, text
        self._first_line = 1

    def split(self, _stripped: str) -> tuple[str, str]:
        """Give the front matter and the body, from the first `---` line to the next."""
        opening = OPENING.match(self._text)
        if opening is None:
            self.found.append(_none(self._path, self._text))
            return "", ""
        self._first_line = self._text.count("\n", 0, opening.end()) + 1
        closing = CLOSING.search(self._text, opening.end() - 1)
        if closing is None:
            line = self._text.count("\n", 0, self._text.index("---")) + 1
            self.found.append(_unclosed(self._path, line))
            self.body_start = len(self._text)
            return "", ""
        self.body_start = min(closing.end() + 1, len(self._text))
        written = self._text[opening.end() : closing.start() + 1]
        places = Places(written, self._path, self._first_line)
        if heading := _HEADING.search(written):
            self.told.append(_swallowed(places.at(heading.start(1))))
        return written, ""

    def load(self, fm: str) -> dict[str, object]:
        """Give the node of the front matter under `node`, if there is one."""
        if self.found:
            return {}
        node, found = load_yaml(fm, self._path, self._first_line, limit=MAX_CHARACTERS)
        self.found.extend(found)
        if isinstance(node, Mapping):
            lines = ["", *fm.split("\n")]
            self.told.extend(_joined(node, lines, self._first_line))
            self.found.extend(_indented(node, lines, self._first_line))
        elif not found:
            node = self._not_mapping(node)
        return {"node": node}

    def _not_mapping(self, node: Node | None) -> Mapping | None:
        """Stand in for an empty front matter; report one that is something else."""
        if node is None:
            return Mapping(entries={}, source=Source(self._path, max(1, self._first_line - 1)))
        _, found = decode(FrontMatter, node, ZoneInfo("UTC"), RULES)
        self.found.extend(found)
        return None


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


def _swallowed(place: Source) -> Diagnostic:
    """Say that what looks like a heading is a comment, since no `---` stands before it."""
    return warning(
        place,
        "heading-as-comment",
        Words(
            "フロントマターの中の「#」の行は、見出しではなくコメントです",
            "a '#' line inside the front matter is a comment, not a heading",
        ),
        Words(
            "見出しなら、その前に「---」の行を書いてください",
            "if it is a heading, write a line '---' before it",
        ),
    )


def _joined(node: Mapping, lines: list[str], first_line: int) -> Iterator[Diagnostic]:
    """Find what follows a blank line and is still a value: maybe the text, for want of a `---`.

    `lines` are its lines, and one before the first of them.
    """
    for key, entry in node.entries.items():
        value = entry.node
        if isinstance(value, Scalar) and value.plain and "\n" in value.value:
            yield _part_of(key, value.source)
        for item in value.items if isinstance(value, Items) else ():
            row = item.source.line - first_line
            if not lines[row].strip() and lines[row + 1].lstrip().startswith("-"):
                yield _part_of(key, item.source)
                break


def _indented(node: Mapping, lines: list[str], first_line: int) -> Iterator[Diagnostic]:
    """Find a key that keeps the text from its readers, and is part of another key's value."""
    # Of several on a line the first owns what follows: the others may be set in below it.
    keys = {entry.source.line: key for key, entry in reversed(node.entries.items())}
    for line, (text, below) in enumerate(pairwise([*lines, ""]), first_line - 1):
        hides = hiding(text, below) if text[:1].isspace() and line not in keys else ""
        owner = keys.get(max((at for at in keys if at < line), default=0)) if hides else None
        if hides and owner and not owner.startswith("x_") and not _is_known(hides, node):
            place = Source(node.source.path, line, len(text) - len(text.lstrip()) + 1)
            yield error(
                place,
                "indented-key",
                Words(
                    f"「{hides}」の行が「{owner}」の値の一部になっています",
                    f"the line of '{hides}' is part of the value of '{owner}'",
                ),
                Words(
                    "行の初めの空白を消してください。値なら一行に書いてください",
                    "take the space before it away, or write the value on one line",
                ),
            )


def _is_known(hides: str, node: Mapping) -> bool:
    """Say whether a line has been told of as no YAML: then a date waits until that is mended."""
    entry = node.entries.get(hides)
    return hides == "date" and entry is not None and isinstance(entry.node, Unread)


def _part_of(key: str, place: Source) -> Diagnostic:
    return warning(
        place,
        "text-in-front-matter",
        Words(
            f"空行の後の行も「{key}」の値になっています",
            f"what follows a blank line is part of '{key}'",
        ),
        Words(
            "本文なら、その前に「---」の行を書いてください。値なら空行を消してください",
            "if it is the text, write a line '---' before it; if not, delete the blank line",
        ),
    )
