"""Parse an SVG file within limits."""

from __future__ import annotations

from xml.parsers import expat

_MOST_BYTES = 5 * 2**20
_FIRST_PIECE = 2**16


def new_parser() -> expat.XMLParserType:
    """Return a parser that names elements and attributes as namespace, space, local name."""
    return expat.ParserCreate(namespace_separator=" ")


def read(parser: expat.XMLParserType, data: bytes) -> None:
    """Parse the whole file; raise ValueError where it is too large, or no XML.

    A handler's error stops the work after the piece at hand; pieces double, so time is linear.
    """
    if len(data) > _MOST_BYTES:
        raise ValueError
    begin, end = 0, _FIRST_PIECE
    try:
        while begin < len(data):
            parser.Parse(data[begin:end], False)  # noqa: FBT003 - takes no keyword
            begin, end = end, 2 * end
        parser.Parse(b"", True)  # noqa: FBT003 - likewise
    except (expat.ExpatError, LookupError) as reason:  # LookupError: an unknown encoding
        raise ValueError from reason
