"""Where front matter begins and ends, and the commonest form of it."""

from __future__ import annotations

import re

from msgspec import Struct

from kawaraban.read.nodes import Mapping
from kawaraban.read.yaml import load_simple

MAX_CHARACTERS = 1 << 16
OPENING = re.compile(r"\n*---[ \t]*(?:\n|\Z)")
CLOSING = re.compile(r"\n---[ \t]*$", re.MULTILINE)


class Split(Struct, frozen=True):
    """A text in two: its front matter as a node, None where something is wrong; and its body."""

    node: Mapping | None
    body_start: int


def split_simple(path: str, text: str) -> Split | None:
    """Split a text with the simplest front matter; None for every other."""
    opening = OPENING.match(text)
    closing = CLOSING.search(text, opening.end() - 1) if opening else None
    if opening is None or closing is None:
        return None
    written = text[opening.end() : closing.start() + 1]
    line = text.count("\n", 0, opening.end()) + 1
    node = load_simple(written, path, line, MAX_CHARACTERS)
    return None if node is None else Split(node, min(closing.end() + 1, len(text)))
