"""Redactions: what is painted over in a picture, `redact="X Y W H; X Y W H"`."""

from __future__ import annotations

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


def check_redaction(
    redact: str, picture: PictureFile | None, source: Source
) -> Iterator[Diagnostic]:
    """Report a redaction that cannot be read, leaves its picture, or covers nothing.

    Bad:  ![画面](shot.png){redact="900 20 400 40"}     (the picture is 1200 wide)
    Good: ![画面](shot.png){redact="900 20 300 40"}
    """
    covered = rectangles(redact)
    if not covered:
        yield _unreadable(redact, picture, source)
    elif picture is not None:
        yield from (_outside(part, picture, source) for part in covered if not _fits(part, picture))


def _fits(part: Rectangle, picture: PictureFile) -> bool:
    """Return whether a rectangle has an area and lies inside the picture."""
    inside = (
        min(part.x, part.y) >= 0
        and part.x + part.width <= picture.width
        and part.y + part.height <= picture.height
    )
    return inside and covers(part)


def _unreadable(redact: str, picture: PictureFile | None, source: Source) -> Diagnostic:
    if picture is None:
        return report(source, "bad-redaction", redact=redact)
    return report(source, "bad-redaction-of", size=_size(picture), redact=redact)


def _outside(part: Rectangle, picture: PictureFile, source: Source) -> Diagnostic:
    written, size = " ".join(map(str, part)), _size(picture)
    return report(source, "redaction-outside", written=written, size=size)


def _size(picture: PictureFile) -> str:
    return f"{picture.width}×{picture.height}"
