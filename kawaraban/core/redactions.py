"""Redactions: what is painted over in a picture, `redact="X Y W H; X Y W H"`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
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
    ja, en = (f"（画像は{_size(picture)}）", f" (of {_size(picture)})") if picture else ("", "")
    return error(
        source,
        "bad-redaction",
        Words(
            f"redact「{redact}」{ja}が読めません", f"the redaction '{redact}'{en} cannot be read"
        ),
        Words(
            "左・上・幅・高さを画素で書いてください（例：10 20 300 40; 10 80 200 40）",
            "write left, top, width and height in pixels, like 10 20 300 40; 10 80 200 40",
        ),
    )


def _outside(part: Rectangle, picture: PictureFile, source: Source) -> Diagnostic:
    written, size = " ".join(map(str, part)), _size(picture)
    return error(
        source,
        "redaction-outside",
        Words(
            f"redact「{written}」は画像（{size}）からはみ出すか、何も隠していません",
            f"the redaction '{written}' leaves the picture ({size}), or covers nothing",
        ),
        Words(
            "build.py redact 画像ファイル で囲み直してください",
            "draw it anew with build.py redact PICTURE",
        ),
    )


def _size(picture: PictureFile) -> str:
    return f"{picture.width}×{picture.height}"


def cannot_redact(source: Source) -> Diagnostic:
    """Report a picture that has no pixels of the site's own to paint over."""
    return error(
        source,
        "cannot-redact",
        Words(
            "SVG とよそのサイトの画像は塗りつぶせません",
            "neither an SVG nor another site's picture can be redacted",
        ),
        Words("PNG に書き出して記事のそばに置いてください", "export it as PNG, beside the post"),
    )
