"""Inline text that knows its source position."""

import re
from bisect import bisect_right

from kawaraban.core.diagnostics import Source

_LINE_END = re.compile(r"\n")


class Text:
    """Inline text with the source position of each of its lines.

    `line` is the number of its first line in the body, from 0; `columns` are the
    columns, from 1, on which its lines begin in the file.
    """

    __slots__ = ("_begins", "columns", "line", "text")

    def __init__(self, text: str, line: int, columns: list[int]) -> None:
        """Take the text and the source position of each of its lines."""
        self.text = text
        self.line = line
        self.columns = columns
        self._begins: list[int] = []

    def source(self, path: str, first_line: int, offset: int = 0) -> Source:
        """Return the source position of the character at `offset` in the file `path`."""
        if "\n" not in self.text:
            return Source(path, first_line + self.line, self.columns[0] + offset)
        if not self._begins:
            self._begins = [0, *(found.end() for found in _LINE_END.finditer(self.text))]
        before = bisect_right(self._begins, offset) - 1
        column = self.columns[min(before, len(self.columns) - 1)]
        return Source(path, first_line + self.line + before, column + offset - self._begins[before])
