"""Inline text that knows its source position."""

from bisect import bisect_right

from msgspec import Struct

from kawaraban.core.diagnostics import Source
from kawaraban.system.regex import lazy_pattern

_LINE_END = lazy_pattern(r"\n")


class Text(Struct, eq=False):
    """Inline text with the source position of each of its lines.

    `line` is the number of its first line in the body, from 0; `columns` are the columns, from 1,
    on which its lines begin in the file, `begins` the indexes once one was asked for.
    """

    text: str
    line: int
    columns: list[int]
    begins: list[int] = []

    def source(self, path: str, first_line: int, offset: int = 0) -> Source:
        """Return the source position of the character at `offset` in the file `path`."""
        if "\n" not in self.text:
            return Source(path, first_line + self.line, self.columns[0] + offset)
        if not self.begins:
            self.begins = [0, *(found.end() for found in _LINE_END.finditer(self.text))]
        before = bisect_right(self.begins, offset) - 1
        column = self.columns[min(before, len(self.columns) - 1)]
        return Source(path, first_line + self.line + before, column + offset - self.begins[before])
