"""The parser, and how a file is given to it."""

from __future__ import annotations

from xml.parsers import expat

_MOST_BYTES = 5 * 2**20
_FIRST_PIECE = 2**16


def new_parser() -> expat.XMLParserType:
    """Give a parser that names elements and attributes as namespace, space, local name."""
    return expat.ParserCreate(namespace_separator=" ")


def read(parser: expat.XMLParserType, data: bytes) -> None:
    """Parse the whole; raise ValueError for what is too much, or is no XML.

    Pieces let a handler's error stop the work; that they double keeps it linear.
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
