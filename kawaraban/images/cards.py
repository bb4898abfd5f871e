"""Sharing cards: the picture that a link to a post shows when the post has none of its own.

Drawn as the theme looks: paper, ink, one vermilion, a nameplate's thin and thick rules.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.images.fonts import Face
from kawaraban.images.glyphs import advance, drawable, runs, shape
from kawaraban.images.lines import extent, fitted, from_left, runs_from_right, set_title

if TYPE_CHECKING:
    from PIL import Image

# A part of each cache key: a change of what is drawn here makes it anew.
RECIPE = "card-1"
WIDTH, HEIGHT = 1200, 630
# One ramp of colours, so that the edge between any two neighbours can be smooth.
_INK, _SOFT, _FAINT, _PAPER, _VERMILION = 0, 2, 4, 6, 9
_COLOURS = {_INK: (0x1F, 0x1B, 0x17), _PAPER: (0xF7, 0xF4, 0xEC), _VERMILION: (0xB5, 0x30, 0x1A)}

_LEFT, _RIGHT = 80, WIDTH - 80
_MEASURE = _RIGHT - _LEFT
_TITLE_TOP = 80
# Where the last rules begin, above a foot and without one.
_RULES, _RULES_ALONE = 490, 568
_FOOT_TOP, _SEAL = 518, 64
_SITE_SIZE, _AUTHOR_SIZE, _SEAL_SIZE = 34, 28, 42
_GAP = 22
_EDGE = 4  # pixels that a shape may reach past the line's end, as letters do by design
_LEADING = 1.36
_ASCENT = 0.86  # of an em: a line's top to its baseline, as full-width characters stand
_ENOUGH = 500  # characters of a title or name: more than a card holds


class Card(NamedTuple):
    """What a card says: plain texts, each of which may be empty, and the title's language."""

    title: str
    site: str
    author: str = ""
    language: str = "ja"


class _Type(NamedTuple):
    """What a text is written in: typefaces, size in pixels, and place on the ramp."""

    faces: tuple[Face, ...]
    size: int
    ink: int = _INK


def draw_card(card: Card, faces: tuple[Face, ...]) -> bytes:
    """Give a card as PNG, 1200 by 630 pixels; without a title that can be drawn, an ornament.

    A character that none of the `faces` has is left out. The same card and fonts give the
    same bytes.
    """
    title, site, author = (drawable(text[:_ENOUGH], faces) for text in card[:3])
    rules = _RULES if site or author else _RULES_ALONE
    canvas = _ground(rules, ornate=not title).copy()
    if title:
        more = "…" if len(card.title) > _ENOUGH else ""
        _draw_title(canvas, title + more, card.language, rules, faces)
    if site or author:
        _draw_foot(canvas, site, author, faces)
    canvas.putpalette(_palette())
    buffer = io.BytesIO()
    canvas.save(buffer, "PNG", compress_type=3)  # zlib's Z_RLE: quick, and small for flat colours
    return buffer.getvalue()


def _draw_title(
    canvas: Image.Image, title: str, language: str, rules: int, faces: tuple[Face, ...]
) -> None:
    """Set a title in the middle of its place, from the right where its language is."""
    size, lines = set_title(title, language, _MEASURE, faces)
    # On a slip of its own: whatever a font does, no ink leaves it.
    slip = canvas.crop((_LEFT - _EDGE, _TITLE_TOP, _RIGHT + _EDGE, rules - 12))
    height = size * (1 + (len(lines) - 1) * _LEADING)
    baseline = (slip.height - height) / 2 + size * _ASCENT
    turned = runs_from_right(title)
    for number, atoms in enumerate(lines):
        start = turned * (_MEASURE - extent(atoms, faces) * size)
        pen = _EDGE + start, round(baseline + number * size * _LEADING)
        _write(slip, from_left(atoms, turned=turned), pen, _Type(faces, size))
    canvas.paste(slip, (_LEFT - _EDGE, _TITLE_TOP))


def _draw_foot(canvas: Image.Image, site: str, author: str, faces: tuple[Face, ...]) -> None:
    """Set the site's seal and name to the left, and its author's name to the right."""
    foot = canvas.crop((_LEFT, _FOOT_TOP, _RIGHT, _FOOT_TOP + _SEAL))
    end = _MEASURE
    if author:
        name = fitted(author, _MEASURE / 2 / _AUTHOR_SIZE, faces)
        end -= round(extent(name, faces) * _AUTHOR_SIZE)
        pen = end, _SEAL // 2 + 10
        _write(foot, from_left(name, turned=False), pen, _Type(faces, _AUTHOR_SIZE, _SOFT))
    if site:
        _draw_seal(foot, next(filter(str.isalnum, site), site[0]), faces)
        start = _SEAL + _GAP
        name = fitted(site, (end - start - 2 * _GAP) / _SITE_SIZE, faces)
        pen = start, _SEAL // 2 + 12
        _write(foot, from_left(name, turned=False), pen, _Type(faces, _SITE_SIZE))
    canvas.paste(foot, (_LEFT, _FOOT_TOP))


def _draw_seal(foot: Image.Image, character: str, faces: tuple[Face, ...]) -> None:
    """Stamp a vermilion square, with a character left out of its middle."""
    foot.paste(_VERMILION, (0, 0, _SEAL, _SEAL))
    face, run = runs(character, faces)[0]
    tile, _, _ = shape(face, run, _SEAL_SIZE)
    left, top, right, bottom = tile.getbbox() or (0, 0, 0, 0)
    stamp = tile.crop((left, top, min(right, left + _SEAL), min(bottom, top + _SEAL)))
    corner = (_SEAL - stamp.width) // 2, (_SEAL - stamp.height) // 2
    foot.paste(_PAPER, corner, stamp)


def _write(sheet: Image.Image, atoms: Sequence[str], pen: tuple[float, int], kind: _Type) -> None:
    x, baseline = pen
    for atom in atoms:
        for face, run in runs(atom, kind.faces):
            tile, left, top = shape(face, run, kind.size)
            sheet.paste(kind.ink, (round(x) + left, baseline + top), tile)
            x += advance(face, run) * kind.size


@cache
def _ground(rules: int, *, ornate: bool) -> Image.Image:
    """Give the sheet that a card starts from; never drawn on, only copied."""
    from PIL import Image  # noqa: PLC0415 - for cards alone

    sheet = Image.new("L", (WIDTH, HEIGHT), _PAPER)
    for top, bottom in ((48, 58), (63, 65), (rules, rules + 2), (rules + 6, rules + 12)):
        sheet.paste(_INK, (_LEFT, top, _RIGHT, bottom))
    sheet.paste(_VERMILION, (_LEFT, 48, _LEFT + 120, 58))
    if ornate:
        _draw_type(sheet, rules - 28)
    return sheet


def _draw_type(sheet: Image.Image, bottom: int) -> None:
    """Draw a page of type seen from afar: a seal, a headline, and columns read from the right."""
    top, gap, dot = 65 + 28, 12, 13
    side = (bottom - top - 4 * gap) // 5
    for number in range(5):
        upper = top + number * (side + gap)
        sheet.paste(_INK if number else _VERMILION, (_RIGHT - side, upper, _RIGHT, upper + side))
    last = (upper + side - dot - top) // 19
    for column, left in enumerate(range(_LEFT, _RIGHT - side - 3 * dot - gap, 27)):
        indented = 2 if column % 7 == 0 else 0
        broken = 4 + column % 5 if column % 7 == 1 else 0
        for row in range(indented, last + 1 - broken):
            upper = top + row * (5 * side + 4 * gap - dot) // last
            sheet.paste(_FAINT, (left, upper, left + dot, upper + dot))


@cache
def _palette() -> bytes:
    """Give the colours of the ramp, in bytes of red, green and blue."""
    steps = [
        tuple(round(a + (b - a) * step / (end - start)) for a, b in zip(low, high, strict=True))
        for (start, low), (end, high) in pairwise(_COLOURS.items())
        for step in range(end - start)
    ]
    return bytes(part for colour in (*steps, _COLOURS[_VERMILION]) for part in colour)
