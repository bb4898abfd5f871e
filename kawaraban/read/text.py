"""Text files: UTF-8, one kind of line end, one spelling of each letter; and positions in them."""

import re
import unicodedata
from bisect import bisect_right
from codecs import BOM_UTF8
from contextlib import suppress
from itertools import accumulate

from msgspec import Struct

from kawaraban.core.diagnostics import Diagnostic, Reported, Source
from kawaraban.core.messages import report
from kawaraban.system.regex import lazy_pattern

# What a Japanese author's older tools write, in the order of likelihood.
_OTHER_ENCODINGS = ("Shift_JIS", "EUC-JP", "ISO-2022-JP")
_DROPPED = lazy_pattern(r"[^\w\- ]")  # from a slug
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
"""Noncharacters (Unicode 23.7), which no page may hold, as a set of a pattern."""

MAX_DEPTH = 20  # of YAML and TOML data

# YAML 1.1, section 5.1: what no stream may hold, and what no page may (U+0085). Naming what it
# may takes 3 ms to compile.
UNPRINTABLE = lazy_pattern(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff{NO_CHARACTERS}]"
)

# The file names of macOS keep the same ranges: in them, NFC replaces a letter by
# another (a name written with a compatibility ideograph would change its face).
# Source: Apple, Technical Q&A QA1173.
_COMPOSED = "[^\u2000-\u2fff\uf900-\ufaff\U0002f800-\U0002faff]+"
# Marks that are not in their order are sorted in time that grows with the square of their
# number. A piece ends, where it can, before a sign that composes with none before it.
_PIECE = "(?s).{1,1024}(?=[\0-\x7f\u3000-\u3098\u309b-\u9fff]|\\Z)|.{1,1024}"


def read_text(path: str, data: bytes) -> Reported[str]:
    r"""Decode a file to text in NFC, with `\n` line ends and without a byte-order mark.

    Bytes that are not UTF-8 give an error that names their line, and no text.
    """
    try:
        text = data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as found:
        return "", (_not_utf8(path, data, found.start),)
    return normal(text), ()


def normal(text: str) -> str:
    r"""Normalize a text to `\n` line ends and NFC; compatibility ideographs stay as typed."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return re.sub(_COMPOSED, lambda match: nfc(match[0]), text)


def nfc(text: str) -> str:
    """Normalize a text of any length to NFC, in time that grows with its length alone."""
    if unicodedata.is_normalized("NFC", text):
        return text
    return re.sub(_PIECE, lambda match: unicodedata.normalize("NFC", match[0]), text)


def too_deep(source: Source) -> Diagnostic:
    """Report data that is nested deeper than any key needs."""
    return report(source, "data-too-deep", max_depth=MAX_DEPTH)


def control_character(sign: str, source: Source) -> Diagnostic:
    """Report a character that no text may hold."""
    return report(source, "control-character-in-data", code=f"U+{ord(sign):04X}")


def _not_utf8(path: str, data: bytes, start: int) -> Diagnostic:
    # With a byte-order mark, `start` counts from behind it: still the same line.
    before = data[:start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    encoding = _guess(data)
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    source = Source(path, before.count(b"\n") + 1, column)
    if encoding is None:
        return report(source, "not-utf8")
    return report(source, "not-utf8-but", encoding=encoding)


def _guess(data: bytes) -> str | None:
    if data.startswith(_UTF_16):
        return "UTF-16"
    for encoding in _OTHER_ENCODINGS:
        with suppress(UnicodeDecodeError):
            data.decode(encoding)
            return encoding
    return None


def slug(text: str) -> str:
    """Return the id that GitHub gives a heading: letters kept, NFC, spaces as `-`."""
    text = nfc(text).strip().lower()
    return text if text.isalnum() else _DROPPED.sub("", text).replace(" ", "-") or "section"


class Positions(Struct):
    """The positions of a text that begins at a line and column of a file.

    `first_column` holds for every line, as in an indented fence. Lines end at a line feed
    alone, as in editors; YAML 1.1 and Unicode end them at more characters. They are found when
    a position is asked for.
    """

    text: str
    path: str
    first_line: int = 1
    first_column: int = 1
    starts: list[int] = []

    def at(self, index: int) -> Source:
        """Return the position of the character at an index."""
        if not self.starts:
            lengths = (len(line) + 1 for line in self.text.split("\n"))
            self.starts = list(accumulate(lengths, initial=0))[:-1]
        row = bisect_right(self.starts, index) - 1
        column = self.first_column + index - self.starts[row]
        return Source(self.path, self.first_line + row, column)
