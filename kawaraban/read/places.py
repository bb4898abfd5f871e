"""From an index of a text to the place in its file."""

from __future__ import annotations

import re
from bisect import bisect_right

from kawaraban.core.diagnostics import Source

# YAML 1.1 and Unicode end lines at more characters; editors do not count those.
_LINE_END = re.compile("\n")


class Places:
    """The places of a text that begins at a line and column of a file.

    `first_column` holds for every line, as in an indented fence.
    """

    def __init__(self, text: str, path: str, first_line: int = 1, first_column: int = 1) -> None:
        """Take the text; its lines are found when a place is asked for."""
        self._text = text
        self._starts: list[int] = []
        self._path, self._line, self._column = path, first_line, first_column

    def part(self, begin: int, end: int) -> Places:
        """Give the places of a part that begins with a line."""
        return Places(self._text[begin:end], self._path, self.at(begin).line, self._column)

    def at(self, index: int) -> Source:
        """Give the place of the character at an index."""
        if not self._starts:
            self._starts = [0, *(match.end() for match in _LINE_END.finditer(self._text))]
        row = bisect_right(self._starts, index) - 1
        return Source(self._path, self._line + row, self._column + index - self._starts[row])
