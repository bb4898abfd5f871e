"""Source positions: from an index of a text to a line and column of its file."""

from bisect import bisect_right
from itertools import accumulate

from kawaraban.core.diagnostics import Source


class Positions:
    """The positions of a text that begins at a line and column of a file.

    `first_column` holds for every line, as in an indented fence. Lines end at a line feed
    alone, as in editors; YAML 1.1 and Unicode end them at more characters.
    """

    def __init__(self, text: str, path: str, first_line: int = 1, first_column: int = 1) -> None:
        """Take the text; its lines are found when a position is asked for."""
        self._text = text
        self._starts: list[int] = []
        self._path, self._line, self._column = path, first_line, first_column

    def at(self, index: int) -> Source:
        """Return the position of the character at an index."""
        if not self._starts:
            lengths = (len(line) + 1 for line in self._text.split("\n"))
            self._starts = list(accumulate(lengths, initial=0))[:-1]
        row = bisect_right(self._starts, index) - 1
        return Source(self._path, self._line + row, self._column + index - self._starts[row])
