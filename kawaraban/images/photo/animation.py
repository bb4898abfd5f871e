"""Compose the frames of an animation with Pillow, and make each fit to publish."""

from collections.abc import Callable
from typing import NamedTuple

from PIL import Image, ImageFile

from kawaraban.core.model import PictureFile
from kawaraban.images.photo import pixels
from kawaraban.images.photo.opening import frame_count, has_extra_default, orientation

_USUAL_DURATION = 100


class Rhythm(NamedTuple):
    """The duration of each frame in milliseconds, and how often all are played (0: always)."""

    durations: tuple[int, ...]
    plays: int


class Animation(Image.Image):
    """An animation whose frames are made one at a time, as an encoder asks for them."""

    def __init__(self, frame: Callable[[int], Image.Image], count: int) -> None:
        """Take the function that makes the frame of a number, and the number of frames."""
        super().__init__()
        self._frame, self.n_frames, self._number = frame, count, 0
        self.is_animated = True
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Go to a frame."""
        if not 0 <= frame < self.n_frames:
            raise EOFError(frame)
        made = self._frame(frame)
        self.im, self._mode, self._size, self._number = made.im, made.mode, made.size, frame

    def tell(self) -> int:
        """Return the number of the current frame."""
        return self._number


def rhythm_of(image: ImageFile.ImageFile) -> Rhythm:
    """Read how an opened animation is played; all of its frames are decoded for that.

    Raises ValueError for a frame that reaches beyond the first.
    """
    durations, size = [], image.size
    for number in range(frame_count(image)):
        image.seek(number + has_extra_default(image))
        image.load()  # only then do some decoders know
        if image.size != size:
            raise ValueError
        durations.append(round(float(image.info.get("duration", _USUAL_DURATION))))
    plays = image.info.get("loop", 0)
    if image.format == "GIF":  # GIF89a holds the number of repetitions, or nothing for none
        plays = plays + 1 if plays else int("loop" not in image.info)
    return Rhythm(tuple(durations), plays)


def animation_of(image: ImageFile.ImageFile, file: PictureFile, size: tuple[int, int]) -> Animation:
    """Return the animation of an opened picture at a size, each frame fit to publish."""
    turned = orientation(image)

    def frame(number: int) -> Image.Image:
        image.seek(number + has_extra_default(image))
        made = pixels.paint_redactions(pixels.turn_upright(image.convert("RGBA"), turned), file)
        made = pixels.scale_in_srgb(made, size)
        alpha = made.getchannel("A")
        made = pixels.hide_erased_colours(made)
        made.putalpha(alpha)  # all frames have one
        made.info = {}
        return made

    return Animation(frame, frame_count(image))
