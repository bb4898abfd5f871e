"""Emoji by the names that GitHub gives them: `:smile:`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from kawaraban.markdown.inline.spans import NOTHING, Handled, Span


class Emoji(Span):
    """`:smile:`; beside a Latin letter or a digit (`a:b:c`, `10:20:30`) it is no name."""

    _name = re.compile(r"(?<![A-Za-z0-9]):([a-z0-9_+-]++):(?![A-Za-z0-9])")

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Return the emoji; a name that is none stays text."""
        found = self._name.match(data, m.start())
        emoji = _emoji().get(found[1]) if found else None
        return (emoji, *found.span()) if found and emoji else NOTHING


@cache
def _emoji() -> dict[str, str]:
    """Return the emoji by name; the file is renewed by `tools/renew_emoji.py`."""
    lines = Path(__file__).with_name("emoji.txt").read_text("utf-8").splitlines()
    return dict(line.split(" ") for line in lines if not line.startswith("#"))
