"""Decoding of text files: UTF-8, one kind of line end, one spelling of each letter."""

import re
import unicodedata
from codecs import BOM_UTF8

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report

# What a Japanese author's older tools write, in the order of likelihood.
_OTHER_ENCODINGS = ("shift_jis", "euc_jp", "iso2022_jp")
_DROPPED = re.compile(r"[^\w\- ]")  # from a slug
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
"""Noncharacters (Unicode 23.7), which no page may hold, as a set of a pattern."""

# The file names of macOS keep the same ranges: in them, NFC replaces a letter by
# another (a name written with a compatibility ideograph would change its face).
# Source: Apple, Technical Q&A QA1173.
_COMPOSED = "[^\u2000-\u2fff\uf900-\ufaff\U0002f800-\U0002faff]+"
# Marks that are not in their order are sorted in time that grows with the square of their
# number. A piece ends, where it can, before a sign that composes with none before it.
_PIECE = "(?s).{1,1024}(?=[\0-\x7f\u3000-\u3098\u309b-\u9fff]|\\Z)|.{1,1024}"


def read_text(path: str, data: bytes) -> tuple[str, tuple[Diagnostic, ...]]:
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
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return {"shift_jis": "Shift_JIS", "euc_jp": "EUC-JP"}.get(encoding, "ISO-2022-JP")
    return None


def slug(text: str) -> str:
    """Return the id that GitHub gives a heading: letters kept, NFC, spaces as `-`."""
    text = nfc(text).strip().lower()
    if text.isalnum():
        return text
    return _DROPPED.sub("", text).replace(" ", "-") or "section"
