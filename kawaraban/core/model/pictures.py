"""Pictures, their published forms, and the bytes of what is published."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from msgspec import Struct

from kawaraban.core.diagnostics import Source
from kawaraban.core.model.body import Frozen

FormUse = Literal["avif", "webp", "fallback", "small", "sharing", "drawing"]


class Rectangle(NamedTuple):
    """A part of a picture, in pixels of the upright original."""

    x: int
    y: int
    width: int
    height: int


class Form(Frozen, frozen=True, kw_only=True):
    """A published form of a picture: what for, its size in pixels, its output path and bytes.

    `fallback` is what every browser opens, `small` is for lists, `sharing` is what
    networks show, `drawing` is an SVG.
    """

    use: FormUse
    width: int
    height: int
    path: str = ""
    size: int = 0


class StoredBytes(Struct, frozen=True):
    """Published bytes that are not held in memory: their number, and a function to read them.

    `digest` is what `kawaraban.incremental.fingerprints.digest` makes of them.
    """

    size: int
    digest: bytes
    read: Callable[[], bytes]


Content = bytes | StoredBytes


class PictureFile(Frozen, frozen=True, kw_only=True):
    """A picture of the site: its size in pixels as it is seen, and the digest of its bytes.

    `moving` pictures have several frames. The `redactions` of all its uses are painted
    into each of its `forms`, which are in order of width. `credit` is the XMP that they hold,
    `source` the position of one use.
    """

    path: str
    width: int
    height: int
    digest: str
    moving: bool = False
    redactions: tuple[Rectangle, ...] = ()
    mosaic: bool = False
    forms: tuple[Form, ...] = ()
    credit: str = ""
    source: Source = Source("")
