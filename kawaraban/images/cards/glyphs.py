"""Characters in typefaces: which face draws one, how wide it is, and its shape."""

import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.images.cards.fonts import LOCK, Face, font, has_all
from kawaraban.system.regex import lazy_pattern

if TYPE_CHECKING:
    from PIL._imaging import ImagingCore

_EM = 100
_MOST_MARKS = 3  # on one letter, as Vietnamese and pointed Hebrew need them
# Pictograms, variation selectors, the frame of a keycap, tags: left out by themselves, so that a
# card is the same where some font has a few of them.
_PICTOGRAM = lazy_pattern("[\U0001f000-\U0001fbff\ufe00-\ufe0f\u20e3\U000e0000-\U000e0fff]")
_UNSEEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs"))


class Shape(NamedTuple):
    """A text's coverage (0-255), its corner relative to the pen, and the advance of the pen."""

    mask: "ImagingCore"
    left: int
    top: int
    step: float


@lru_cache(256)  # the site's name is on every card
def drawable_text(text: str, faces: tuple[Face, ...]) -> str:
    """Return a text in one line, without the characters that no face has."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    drawn = [_drawable_letter(letter[: 1 + _MOST_MARKS], faces) for letter in split_letters(text)]
    return " ".join("".join(drawn).split())


def split_letters(text: str) -> list[str]:
    """Return the characters of a text, each with its combining marks."""
    found: list[str] = []
    for character in text:
        if found and unicodedata.combining(character):
            found[-1] += character
        else:
            found.append(character)
    return found


@lru_cache(16384)
def split_by_face(text: str, faces: tuple[Face, ...]) -> tuple[tuple[Face, str], ...]:
    """Split a character or word into parts, each with its typeface.

    A word with letters that the first face lacks is whole in one that has it all, where
    there is one: a word in two typefaces looks broken, and its letters may have to join.
    """
    parts = split_letters(text)
    lacks = any(part[0].isalpha() and _face_for(part, faces) != faces[0] for part in parts)
    if lacks and (whole := _face_for(text, faces)):
        return ((whole, text),)
    pieces = groupby(parts, lambda part: _face_for(part, faces))
    return tuple((face, "".join(piece)) for face, piece in pieces if face is not None)


@lru_cache(16384)
def width(text: str, faces: tuple[Face, ...]) -> float:
    """Return the width of a character or word in ems."""
    if is_number(text):
        return sum(width(figure, faces) for figure in text)
    return sum(advance(face, run) for face, run in split_by_face(text, faces))


@lru_cache(16384)
def advance(face: Face, text: str) -> float:
    """Return how far a text moves the pen, in ems."""
    with LOCK:
        return font(face, _EM).getlength(text, features=_features()) / _EM


@lru_cache(8192)
def shapes(text: str, faces: tuple[Face, ...], size: int) -> tuple[Shape, ...]:
    """Return the shapes of a character or word at a size in pixels, one for each face's part."""
    if is_number(text):
        return tuple(shape for figure in text for shape in shapes(figure, faces, size))
    return tuple(_shape(face, run, size) for face, run in split_by_face(text, faces))


def is_number(text: str) -> bool:
    """Return whether a word is of figures, which are set one by one: so few shapes are needed."""
    return len(text) > 1 and text.isascii() and text.isdigit()


def _shape(face: Face, text: str, size: int) -> Shape:
    with LOCK:
        opened, features = font(face, size), _features()
        mask, (left, top) = opened.getmask2(text, "L", features=features, anchor="ls")
    # Without the blank around it, it meets its neighbours where its ink does.
    box = mask.getbbox() or (0, 0, 1, 1)
    return Shape(mask.crop(box), left + box[0], top + box[1], advance(face, text) * size)


@lru_cache(65536)
def _drawable_letter(letter: str, faces: tuple[Face, ...]) -> str:
    """Return a letter with its marks, else without them, else nothing."""
    if unicodedata.combining(letter[0]):
        return ""
    return next((part for part in (letter, letter[0]) if _face_for(part, faces)), "")


@lru_cache(65536)
def _face_for(text: str, faces: tuple[Face, ...]) -> Face | None:
    """Return the first face that has every character of a text."""
    if any(_PICTOGRAM.match(one) or unicodedata.category(one) in _UNSEEN for one in text):
        return None
    return next((face for face in faces if has_all(face, text)), None)


@cache
def _features() -> list[str] | None:
    """Return the feature of proportional kana, where the shaping library is installed."""
    from PIL import features  # noqa: PLC0415 - for cards alone

    return ["palt"] if features.check("raqm") else None
