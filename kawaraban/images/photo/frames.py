"""The frames of a GIF or an APNG as their file holds them, each a picture of its own."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator
from enum import IntEnum
from itertools import starmap
from typing import IO, NamedTuple

from kawaraban.images.photo.whole import chunks

_SCREEN, _FRAME = struct.Struct("<6sHHBBB"), struct.Struct("<HHHHB")
_CONTROL, _CONTROL_BYTES = struct.Struct("<BBHBx"), 4
_EXTENSION, _IMAGE, _CONTROLS, _END = b"!", b",", b"\xf9", b"\0"
_HAS_COLOURS, _COLOURS, _INTERLACED, _HAS_HOLE = 0x80, 0x07, 0x40, 0x01
USUAL_DURATION = 100
_MOST_BLOCKS = 2_000_000  # of 255 bytes, as encoders write them, more than a file may hold

_SIGNATURE, _SIZE, _NUMBER = b"\x89PNG\r\n\x1a\n", struct.Struct(">II"), struct.Struct(">I")
_FRAME_CONTROL, _NUMBERED = struct.Struct(">IIIIHHBB"), frozenset({b"fcTL", b"fdAT"})
_HEAD, _MOST_HEAD = frozenset({b"IHDR", b"PLTE", b"tRNS"}), 3 * 256


class After(IntEnum):
    """What becomes of a frame's place when its time is over, by APNG's numbers."""

    KEPT, CLEARED, RESTORED = range(3)


# GIF89a, 23; browsers take 4 for 3, as some encoders wrote it.
_AFTER = {2: After.CLEARED, 3: After.RESTORED, 4: After.RESTORED}


class Frame(NamedTuple):
    """A frame: the box of its pixels, and how they are laid on what was shown before.

    `head`, and the bytes of the animation's file at `spans` (place and length), are a file of
    this frame alone. It is shown for so many milliseconds.
    """

    box: tuple[int, int, int, int]
    head: bytes
    spans: tuple[tuple[int, int], ...]
    over: bool
    after: After
    duration: int


class _Control(NamedTuple):
    """What a GIF says of its next frame (GIF89a, 23); `hole` is the index of no colour."""

    after: int = 0
    duration: int = USUAL_DURATION
    hole: int | None = None


_NO_CONTROL = _Control()


def gif_frames(file: IO[bytes]) -> Iterator[Frame]:
    """Find each frame of a GIF, up to its end or what is no part of one (GIF89a, 15 to 23).

    Raises ValueError for so many blocks that it would take long.
    """
    file.seek(0)
    flags = _SCREEN.unpack(file.read(_SCREEN.size))[3]
    shared, control, left = _colours(file, flags), _NO_CONTROL, _MOST_BLOCKS
    while (kind := file.read(1)) in {_EXTENSION, _IMAGE}:
        if kind == _IMAGE:
            x, y, width, height, flags = _FRAME.unpack(file.read(_FRAME.size))
            colours = _colours(file, flags) or shared
            start = file.tell()
            file.seek(1, os.SEEK_CUR)  # the size of its codes
        elif file.read(1) == _CONTROLS:
            control = _control(file.read(_CONTROL.size))
            file.seek(-_CONTROL.size, os.SEEK_CUR)
        left -= 1 + _passed(file, left)
        if left < 0:
            raise ValueError
        if kind == _IMAGE:
            yield Frame(
                box=(x, y, x + width, y + height),
                head=_gif_head((width, height), flags & _INTERLACED, colours, control.hole),
                spans=((start, file.tell() - start),),
                over=True,
                after=_AFTER.get(control.after, After.KEPT),
                duration=control.duration,
            )
            control = _NO_CONTROL


def _colours(file: IO[bytes], flags: int) -> bytes:
    """Read a table of colours that follows, where flags say so."""
    return file.read(3 << 1 + (flags & _COLOURS)) if flags & _HAS_COLOURS else b""


def _passed(file: IO[bytes], most: int) -> int:
    """Pass over data in blocks; give how many there are, or one too many."""
    count = 0
    while count <= most and (size := file.read(1)) not in {b"", _END}:
        file.seek(size[0], os.SEEK_CUR)
        count += 1
    return count


def _control(block: bytes) -> _Control:
    size, flags, delay, hole = _CONTROL.unpack(block)
    if size != _CONTROL_BYTES:
        raise ValueError
    return _Control(flags >> 2 & 7, 10 * delay, hole if flags & _HAS_HOLE else None)


def _gif_head(size: tuple[int, int], interlaced: int, colours: bytes, hole: int | None) -> bytes:
    """Give a GIF of one frame up to its pixels."""
    table = _HAS_COLOURS | (len(colours) // 3).bit_length() - 2 if colours else 0
    control = b"" if hole is None else b"!\xf9" + _CONTROL.pack(_CONTROL_BYTES, _HAS_HOLE, 0, hole)
    return b"".join((
        _SCREEN.pack(b"GIF89a", *size, table, 0, 0),
        colours,
        control,
        _IMAGE,
        _FRAME.pack(0, 0, *size, interlaced),
    ))  # fmt: skip


def png_frames(file: IO[bytes]) -> Iterator[Frame]:
    """Find each frame of an APNG (PNG, third edition, 11.3.6). Raises ValueError for a broken one.

    Its stand-in for browsers that show no animations is none.
    """
    head, control, number = dict[bytes, bytes](), b"", 0
    spans: list[tuple[int, int]] = []
    for name, length in chunks(file):
        skipped = 0
        if name in _NUMBERED:
            if file.read(_NUMBER.size) != _NUMBER.pack(number):
                raise ValueError
            number, skipped = number + 1, _NUMBER.size
        if name == b"fcTL":
            if control:
                yield _png_frame(control, head, spans)
            control, spans = file.read(_FRAME_CONTROL.size), []
        elif name in {b"IDAT", b"fdAT"}:
            spans.append((file.tell(), length - skipped))
        elif name == b"IEND":
            break
        elif name in _HEAD and length <= _MOST_HEAD:
            head[name] = file.read(length)
    if control:
        yield _png_frame(control, head, spans)


def _png_frame(control: bytes, head: dict[bytes, bytes], spans: list[tuple[int, int]]) -> Frame:
    width, height, x, y, delay, per_second, after, over = _FRAME_CONTROL.unpack(control)
    own = head | {b"IHDR": _SIZE.pack(width, height) + head[b"IHDR"][_SIZE.size :]}
    size = sum(length for _, length in spans)
    return Frame(
        box=(x, y, x + width, y + height),
        # Pillow asks for no sum behind the pixels, and for no end.
        head=b"".join((_SIGNATURE, *starmap(_chunk, own.items()), _NUMBER.pack(size), b"IDAT")),
        spans=tuple(spans),
        over=bool(over),
        after=After(after),
        duration=round(1000 * delay / (per_second or 100)),
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return _NUMBER.pack(len(data)) + name + data + _NUMBER.pack(zlib.crc32(name + data))
