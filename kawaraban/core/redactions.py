"""Redactions: what is painted over in a picture, `redact="X Y W H; X Y W H"`."""

import re
from collections.abc import Iterator

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.model import PictureFile, Rectangle

_FOUR = r"\s*-?[0-9]{1,6}(\s+-?[0-9]{1,6}){3}\s*"
_RECTANGLES = rf"{_FOUR}(;{_FOUR})*;?\s*"


def rectangles(redact: str) -> tuple[Rectangle, ...]:
    """Parse an attribute's value into rectangles; return none where it cannot be read."""
    if re.fullmatch(_RECTANGLES, redact) is None:
        return ()
    numbers = [int(number) for number in re.findall("-?[0-9]+", redact)]
    return tuple(Rectangle(*numbers[start : start + 4]) for start in range(0, len(numbers), 4))


def covers(part: Rectangle) -> bool:
    """Return whether a rectangle has an area."""
    return part.width > 0 and part.height > 0


def check_redaction(redact: str, file: PictureFile | None, source: Source) -> Iterator[Diagnostic]:
    """Report a redaction that cannot be read, leaves its picture, or covers nothing.

    Bad:  ![画面](shot.png){redact="900 20 400 40"}     (the picture is 1200 wide)
    Good: ![画面](shot.png){redact="900 20 300 40"}
    """
    covered = rectangles(redact)
    if file is None:
        if not covered:
            yield report(source, "bad-redaction", redact=redact)
        return
    size = f"{file.width}×{file.height}"
    if not covered:
        yield report(source, "bad-redaction-of", size=size, redact=redact)
    for part in covered:
        right, bottom = part.x + part.width, part.y + part.height
        is_inside = min(part.x, part.y) >= 0 and right <= file.width and bottom <= file.height
        if not (is_inside and covers(part)):
            written = " ".join(map(str, part))
            yield report(source, "redaction-outside", written=written, size=size)
