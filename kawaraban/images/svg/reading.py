"""Parse an SVG file within limits, and read its size from its root element."""

import math
import re
from xml.parsers import expat

from kawaraban.images.svg.names import SVG
from kawaraban.system.regex import lazy_pattern

_MOST_BYTES = 5 * 2**20
_MOST_SIDE = 100_000
_LENGTH = lazy_pattern(
    r"(?i)\s*\+?((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(px|pt|pc|in|cm|mm|q|r?em|ex|)\s*"
)
_PX = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4}
_PX |= {"q": 96 / 101.6, "em": 16, "rem": 16, "ex": 8}


def new_parser() -> expat.XMLParserType:
    """Return a parser that names elements and attributes as namespace, space, local name."""
    return expat.ParserCreate(namespace_separator=" ")


def read(parser: expat.XMLParserType, data: bytes) -> None:
    """Parse the whole file; raise ValueError where it is too large, or no XML."""
    if len(data) > _MOST_BYTES:
        raise ValueError
    try:
        parser.Parse(data, True)  # noqa: FBT003 - takes no keyword
    except (expat.ExpatError, LookupError) as reason:  # LookupError: an unknown encoding
        raise ValueError from reason


def size(data: bytes) -> tuple[int, int]:
    """Return the width and height of an SVG in CSS pixels, from 1 to 100000.

    They are the root's own, else its view box's; one alone makes the other by the view box's
    ratio. Lengths of other kinds (`%`, `calc()`) count as none. Sources: SVG 2, section 8.2;
    CSS Values 4, section 6; CSS 2.2, section 10.3.2 (300 by 150). Raises ValueError.
    """
    root: dict[str, str] = {}
    parser = new_parser()

    def start(tag: str, found: dict[str, str]) -> None:
        if tag != f"{SVG} svg":
            raise ValueError
        root.update(found)
        parser.StartElementHandler = None

    parser.StartElementHandler = start
    read(parser, data)
    return _fit_to_box(_length(root.get("width", "")), _length(root.get("height", "")), _box(root))


def _length(text: str) -> float:
    """Return a length in pixels; 0 for none, a negative one and one of another kind."""
    found = _LENGTH.fullmatch(text)
    value = float(found[1]) * _PX[found[2].lower()] if found else 0.0
    return value if math.isfinite(value) else 0.0


def _box(root: dict[str, str]) -> tuple[float, float] | None:
    numbers = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    if len(numbers) != 4:  # noqa: PLR2004 - x, y, width, height
        return None
    width, height = map(_length, numbers[2:])
    return (width, height) if width and height else None


def _fit_to_box(width: float, height: float, box: tuple[float, float] | None) -> tuple[int, int]:
    if box and not (width and height):
        ratio = box[0] / box[1]
        width, height = (
            width or (height * ratio if height else box[0]),
            height or (width / ratio if width else box[1]),
        )
    width, height = (width or 300, height or 150)
    scale = min(1.0, _MOST_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
