"""An animation as it is shown: its frames in full, and their rhythm."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from PIL import Image, ImageFile

from kawaraban.images.photo.frames import USUAL_DURATION, After, Frame, gif_frames, png_frames
from kawaraban.images.photo.opening import frame_count, image_in, plain, scale_key
from kawaraban.images.photo.whole import check_whole

_HOLE = (0, 0, 0, 0)


class Rhythm(NamedTuple):
    """How long each frame is shown, in milliseconds, and how often all are played (0: always)."""

    durations: tuple[int, ...]
    plays: int


class Film(NamedTuple):
    """An animation: what gives the frame of a number, as RGBA; its rhythm.

    An image is to be read alone, and before the next is asked for.
    """

    frame: Callable[[int], Image.Image]
    rhythm: Rhythm


def film_of(opened: ImageFile.ImageFile, data: bytes) -> Film:
    """Give the animation that was opened from its data."""
    check_whole(opened, data)
    plays = opened.info.get("loop", 0)
    if opened.format == "GIF":  # which says how often to play again
        plays = plays + 1 if plays else int("loop" not in opened.info)
    if opened.format in {"GIF", "PNG"}:
        stage = _Stage(opened, data, None if opened.format == "GIF" else frame_count(opened))
        durations = tuple(frame.duration for frame in stage.frames)
        return Film(stage.shown, Rhythm(durations, plays))

    def decoded(number: int) -> Image.Image:
        opened.seek(number)
        return opened.convert("RGBA")

    return Film(decoded, Rhythm(_durations(opened), plays))


def still_gif(opened: ImageFile.ImageFile, data: bytes) -> Image.Image:
    """Give the first frame of a GIF that was opened from its data."""
    return _Stage(opened, data, 1).shown(0)


def _durations(opened: ImageFile.ImageFile) -> tuple[int, ...]:
    shown = []
    for number in range(frame_count(opened)):
        opened.seek(number)
        opened.load()  # only then do some decoders know
        shown.append(round(float(opened.info.get("duration", USUAL_DURATION))))
    return tuple(shown)


class _Stage:
    """Where the frames of a GIF or an APNG are laid on one another as browsers do.

    Pillow fills what is not covered with some colour, mixes frames with holes otherwise, and
    brings back other pixels (GIF89a, 23; PNG, third edition, 11.3.6.2).
    """

    def __init__(self, opened: ImageFile.ImageFile, data: bytes, count: int | None) -> None:
        """Take the picture as it was opened from its data, and how many frames it must have."""
        found = gif_frames if opened.format == "GIF" else png_frames
        self.frames = tuple(islice(found(io.BytesIO(data)), count))
        if len(self.frames) < (count or 1):
            raise EOFError
        self._data, self._kind = memoryview(data), opened.format or ""
        self._size, self._profile = opened.size, opened.info.get("icc_profile")
        self._begin()

    def _begin(self) -> None:
        self._shown, self._at = Image.new("RGBA", self._size), -1
        self._before: Image.Image | None = None

    def shown(self, number: int) -> Image.Image:
        """Give what is shown with a frame; what follows is laid on it."""
        if number < self._at:
            self._begin()
        while self._at < number:
            self._end()
            self._at += 1
            self._lay(self.frames[self._at])
        self._shown.info["icc_profile"] = self._profile
        return self._shown

    def _end(self) -> None:
        """Do with the place of the latest frame what is done after it."""
        if self._before:
            self._shown.paste(self._before, self.frames[self._at].box)
        elif self._at >= 0 and self.frames[self._at].after is After.CLEARED:
            self._shown.paste(_HOLE, self.frames[self._at].box)

    def _lay(self, frame: Frame) -> None:
        left, top, right, below = frame.box
        if right > self._size[0] or below > self._size[1]:
            raise ValueError
        restored = frame.after is After.RESTORED
        self._before = self._shown.crop(frame.box) if restored else None
        pixels = self._pixels(frame)
        if pixels.size == self._size and (self._at == 0 or not frame.over):
            self._shown = pixels
        elif frame.over and self._kind == "PNG":
            self._shown.alpha_composite(pixels, (left, top))
        else:
            self._shown.paste(pixels, (left, top), pixels if frame.over else None)

    def _pixels(self, frame: Frame) -> Image.Image:
        parts = (self._data[start : start + length] for start, length in frame.spans)
        with image_in(io.BytesIO(b"".join((frame.head, *parts))), (self._kind,)) as alone:
            scale_key(alone)
            pixels = plain(alone)
            is_own = pixels.mode == "RGBA" and pixels is not alone
            return pixels if is_own else pixels.convert("RGBA")
