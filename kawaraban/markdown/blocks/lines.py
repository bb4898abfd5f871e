"""One line of a body as the block parser reads it."""

TAB = 4


class Line:
    """A line with a reading position.

    Everything left of `pos` has been consumed, so there a character is a column: tabs are expanded
    as they are met (CommonMark 2.2). `indent` is the width of the white space at `pos`, `next` the
    index of the character after it. An `odd` line begins as a block does, and is none.
    """

    __slots__ = ("blank", "done", "indent", "next", "number", "odd", "pos", "raw", "text")

    def __init__(self, raw: str, number: int) -> None:
        """Take the line's text without its end, and its number in the body from 0."""
        self.raw = self.text = raw
        self.number = number
        self.pos = 0
        self.done = self.odd = False
        if not raw or raw[0] not in " \t":  # as in most lines
            self.next, self.indent, self.blank = 0, 0, not raw
        else:
            self.look()

    def look(self) -> None:
        """Find the next character that is not white space."""
        end = len(self.text) - len(self.text[self.pos :].lstrip(" \t"))
        if "\t" in self.text[self.pos : end]:
            end = self._expand(end)
        self.next = end
        self.indent = end - self.pos
        self.blank = end == len(self.text)

    def _expand(self, end: int) -> int:
        width = self.pos
        for character in self.text[self.pos : end]:
            width += TAB - width % TAB if character == "\t" else 1
        self.text = self.text[: self.pos] + " " * (width - self.pos) + self.text[end:]
        return width

    @property
    def head(self) -> str:
        """Return the first character that is not white space, or nothing."""
        return self.text[self.next] if not self.blank else ""

    def take(self, columns: int) -> None:
        """Consume so many columns."""
        if not columns:
            return
        self.pos += columns
        if self.pos <= self.next:  # white space alone
            self.indent = self.next - self.pos
        else:
            self.look()

    def rest(self) -> tuple[str, int]:
        """Return what is left with its tabs as typed, and its column in the file from 1."""
        if self.text is self.raw:
            return self.raw[self.pos :], self.pos + 1
        width = 0
        for index, character in enumerate(self.raw):
            if width >= self.pos:
                return " " * (width - self.pos) + self.raw[index:], index + 1
            width += TAB - width % TAB if character == "\t" else 1
        return " " * (width - self.pos), len(self.raw) + 1
