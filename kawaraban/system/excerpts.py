"""Show diagnostics at a terminal: in colour, each with its line and a caret below the column.

content/posts/a.md:9:4: error: …; … [rule]
    9 | 本文の[続き](gone.md)です
      |       ^
"""

import os
import shutil
import sys
import unicodedata
from collections.abc import Callable
from functools import cache, partial
from itertools import accumulate

from kawaraban.system.regex import lazy_pattern

_DIAGNOSTIC = lazy_pattern(r"(.+?):(\d+):(\d+): (error|warning): .*")
_OF_SECRETS = "[secret-in-text]"  # its message shows a part of the secret alone
_BOLD, _COLOURS = 1, {"error": 31, "warning": 33}  # Select Graphic Rendition (ECMA-48, 8.3.117)
_TAB, _CUT = "    ", "..."
_MOST_BYTES = 1_000_000  # more is no text that anybody wrote by hand
# What a terminal obeys or orders otherwise: control characters, marks of direction, line ends.
_UNSAFE = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def decorate(diagnostics: str, folder: str) -> str:
    """Add to each diagnostic its line in a file below `folder`, and colours where wanted."""
    read = cache(lambda path: _read_lines(os.path.join(folder, path)))
    width, environ = shutil.get_terminal_size().columns, os.environ
    is_plain = environ.get("NO_COLOR") or environ.get("TERM") == "dumb"  # no-color.org
    is_coloured = not is_plain and (sys.platform != "win32" or "WT_SESSION" in environ)
    work = partial(_decorate, read=read, width=width, is_coloured=is_coloured)
    return "".join(f"{work(line)}\n" for line in diagnostics.splitlines())


def _decorate(one: str, read: Callable[[str], list[str]], width: int, *, is_coloured: bool) -> str:
    match = _DIAGNOSTIC.fullmatch(one)
    if match is None:
        return one
    path, number, column, severity = match.groups()
    caret = "^"
    if is_coloured:
        colour, place = _COLOURS[severity], match.end(3)
        rest = one[match.end(4) :]
        one = f"{_paint(one[:place], _BOLD)}: {_paint(severity, colour)}{rest}"
        caret = _paint(caret, colour)
    lines = [] if one.endswith(_OF_SECRETS) else read(path)
    if int(number) <= len(lines) and lines[int(number) - 1].strip():
        margin = f"{number:>5} | "
        text, before = _cut_line(lines[int(number) - 1], int(column) - 1, width - len(margin) - 1)
        one += f"\n{margin}{text}\n{'| ':>{len(margin)}}{' ' * before}{caret}"
    return one


def _cut_line(line: str, index: int, room: int) -> tuple[str, int]:
    """Return the part of a line around a character that fits, and the cells before that."""
    letters = [_letter(character) for character in unicodedata.normalize("NFC", line)]
    ends = [0, *accumulate(_cells(letter) for letter in letters)]  # cells up to each letter
    index, start, end = min(index, len(letters)), 0, len(letters)
    if ends[-1] > room:
        room -= 2 * len(_CUT)
        first = max(0, min(ends[index] - room // 2, ends[-1] - room))
        start = next(n for n, cells in enumerate(ends) if cells >= first)
        end = max(n for n, cells in enumerate(ends) if cells - ends[start] <= room)
    head, tail = _CUT if start else "", _CUT if end < len(letters) else ""
    return head + "".join(letters[start:end]) + tail, len(head) + ends[index] - ends[start]


def _letter(character: str) -> str:
    if character == "\t":
        return _TAB
    return "?" if unicodedata.category(character) in _UNSAFE else character


def _cells(letter: str) -> int:
    """Return how many cells a terminal takes for a letter (UAX #11): two for full width."""
    if unicodedata.category(letter[0]) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter[0]) in "WF" else len(letter)


def _read_lines(path: str) -> list[str]:
    """Return the lines of a text file; none of what is no text, or cannot be read."""
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > _MOST_BYTES:
            return []
        with open(path, encoding="utf-8-sig") as file:
            return file.read().split("\n")
    except (OSError, UnicodeDecodeError):
        return []


def _paint(text: str, code: int) -> str:
    return f"\033[{code}m{text}\033[0m"
