"""The report of a law that did not hold: where, and what differs."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from tests.laws.world import Outcome, Tree

_MOST_LINES, _MOST_SIGNS = 30, 300


def difference(warm: Tree, cold: Tree) -> str:
    """Return the first path in which two folders differ, and how; nothing where they do not."""
    paths = [p for p in sorted({*warm, *cold}) if warm.get(p, 0) != cold.get(p, 0)]
    if not paths:
        return ""
    first = paths[0]
    if first not in warm or first not in cold:
        told = f"{first} is only in the {'warm' if first in warm else 'cold'} output"
    else:
        told = f"{first} differs\n{_compared(_text(warm[first]), _text(cold[first]))}"
    return f"{told}\n({len(paths)} differ: {', '.join(paths[:8])})"


def difference_of_outcomes(warm: Outcome, cold: Outcome) -> str:
    """Return how two runs of the command differ; nothing where they do not."""
    if warm == cold:
        return ""
    said = _compared(warm.said, cold.said)
    return f"status {warm.status} warm, {cold.status} cold; what was said:\n{said}"


def _text(content: bytes | str | None) -> str:
    if isinstance(content, bytes):
        return content.decode(errors="backslashreplace")
    return "(a folder)" if content is None else f"(a link to {content})"


def _compared(warm: str, cold: str) -> str:
    lines = difflib.unified_diff(warm.splitlines(), cold.splitlines(), "warm", "cold", n=0)
    return "\n".join(_cut(list(lines)))


def _cut(lines: list[str]) -> Iterator[str]:
    yield from (line[:_MOST_SIGNS] for line in lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        yield f"… and {len(lines) - _MOST_LINES} lines more"
