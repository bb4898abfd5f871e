"""Detection of secret keys, which an author pastes with a screenful of settings."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.messages import report
from kawaraban.core.tables import read_table
from kawaraban.read.files import MAX_TEXT_BYTES
from kawaraban.read.text import Positions
from kawaraban.system.regex import lazy_pattern

_ESCAPE = lazy_pattern(r"\\(?=[_-])")
_REPORTED_CHARACTERS = 8
_END_LENGTH, _FEWEST_CHARACTERS = 12, 6


def secrets_in(data: bytes, path: str) -> Iterator[Diagnostic]:
    """Warn of each key or token in a file that is published as it is, where that is a text."""
    if len(data) <= MAX_TEXT_BYTES and b"\0" not in data:
        yield from secrets(data.decode("utf-8-sig", "replace"), path)


def secrets(text: str, path: str) -> Iterator[Diagnostic]:
    """Warn of each key or token in a file's text. No message repeats it."""
    # A page has `ghp_…` for `ghp\_…`, as editors of Markdown write it.
    escapes = [found.start() - n for n, found in enumerate(_ESCAPE.finditer(text))]
    plain = _ESCAPE.sub("", text) if escapes else text
    ascii_text = plain.encode("ascii", "ignore").decode()  # of a Japanese text, a small part
    table = read_table(__file__, dict[str, tuple[str, ...]])
    if not any(map(ascii_text.__contains__, table["signs"])):
        return
    positions = Positions(text, path)
    secret = rf"(?<![A-Za-z0-9])(?:{'|'.join(table['forms'])})(?![A-Za-z0-9])"
    for found in re.finditer(secret, plain, re.ASCII):
        if not _is_example(found[0]):
            start = found[0][:_REPORTED_CHARACTERS]
            source = positions.at(found.start() + bisect_right(escapes, found.start()))
            yield report(source, "secret-in-text", start=start)


def _is_example(secret: str) -> bool:
    """Check whether a key is an example: `ghp_xxxxxxxx`, AWS's `AKIA…EXAMPLE`, jwt.io's own."""
    is_known = "EXAMPLE" in secret.upper() or "IkpvaG4gRG9lI" in secret
    return is_known or len(set(secret[-_END_LENGTH:])) < _FEWEST_CHARACTERS
