"""Draw sharing cards: the picture of a link to a post that has no picture of its own.

They look like the theme: its background and ink, one vermilion, a nameplate's thin and thick rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.images.cards import png
from kawaraban.images.cards.fonts import Face
from kawaraban.images.cards.glyphs import Shape, drawable_text, is_number, shapes
from kawaraban.images.cards.lines import fit_line, lay_out_title, line_width

if TYPE_CHECKING:
    from PIL import Image

# A part of each cache key: to be changed with what is drawn here.
RECIPE = f"card-6 {png.COMPRESSOR}"
WIDTH, HEIGHT = 1200, 630
# Palette indices. The background is 0, also beside a strip; ink is 3, and the sums to 9 are of up
# to three letters that overlap. The letter on the seal has a background of its own.
_BACKGROUND, _SOFT, _INK, _VERMILION, _CUT_OUT = 0, 2, 3, 10, 13
_INKS = [round(_INK * cover / 255) for cover in range(256)]
_RAMPS = (((0xF7, 0xF4, 0xEC), (0x1F, 0x1B, 0x17)), ((0xB5, 0x30, 0x1A), (0xF7, 0xF4, 0xEC)))

_LEFT, _RIGHT = 80, WIDTH - 80
_MEASURE = _RIGHT - _LEFT
_TITLE_TOP = 80
# Where the lower rules begin, above a footer and without one.
_RULES, _RULES_ALONE = 490, 568
_FOOT_TOP, _SEAL = 518, 64
_SITE_SIZE, _AUTHOR_SIZE, _SEAL_SIZE = 34, 28, 42
_GAP = 22
_EDGE = 4  # pixels that a shape may reach past the line's end, as letters do by design
_LEADING = 1.36
_ASCENT = 0.86  # of an em: from a line's top to the baseline of full-width characters
_ENOUGH = 500  # characters of a title or name: more than a card holds


class Card(NamedTuple):
    """The texts of a card, each of which may be empty, and the title's language."""

    title: str
    site: str
    author: str = ""
    language: str = "ja"


@lru_cache(8192)
def _letters(atom: str, faces: tuple[Face, ...], size: int) -> tuple[Shape, ...]:
    """Return the shapes of a character or word as tiles for titles.

    Horizontal numbers count bytes of two pixels: a letter starts on an even one.
    """
    if is_number(atom):
        return tuple(letter for figure in atom for letter in _letters(figure, faces, size))
    return tuple(
        Shape(png.pack_tile(mask, _INKS, odd=bool(left & 1)), left >> 1, top, step / 2)
        for mask, left, top, step in shapes(atom, faces, size)
    )


def draw_card(card: Card, faces: tuple[Face, ...]) -> bytes:
    """Return a card as PNG, 1200 by 630 pixels.

    A character that none of the `faces` has is left out; where nothing is left of the title,
    the site's name stands in its place. The same card and fonts give the same bytes.
    """
    title, site, author = (drawable_text(text[:_ENOUGH], faces) for text in card[:3])
    rules, end = (_RULES, _FOOT_TOP) if site or author else (_RULES_ALONE, HEIGHT)
    if title and len(card.title) > _ENOUGH:
        title += "…"
    strips = [_background_strip(0, _TITLE_TOP)]
    strips += _title_strips(title or site, card.language, rules, faces)
    strips += [_background_strip(rules - 12, end, rules)]
    if site or author:
        strips += _footer_strip(site, author, faces), _background_strip(_FOOT_TOP + _SEAL, HEIGHT)
    return png.join_strips(WIDTH, _palette(), strips)


def _title_strips(text: str, language: str, rules: int, faces: tuple[Face, ...]) -> list[png.Strip]:
    """Set a title, which may be empty, in the middle of the space between the rules."""
    if not text:
        return [_background_strip(_TITLE_TOP, rules - 12)]
    size, lines = lay_out_title(text, language, _MEASURE, faces)
    room = rules - 12 - _TITLE_TOP
    height = size * (1 + (len(lines) - 1) * _LEADING)
    baseline = (room - height) / 2 + size * _ASCENT
    tiles: list[list[png.PlacedTile]] = []
    for number, atoms in enumerate(lines):
        letters = (letter for atom in atoms for letter in _letters(atom, faces, size))
        tiles.append(_place(letters, _LEFT / 2, round(baseline + number * size * _LEADING)))
    # Only the rows with ink differ between cards.
    top = max(0, min(top for line in tiles for _, _, top in line))
    bottom = max(top, min(room, max(t + one.size[1] for line in tiles for one, _, t in line)))
    span = (_LEFT - _EDGE) // 2, (_RIGHT + _EDGE) // 2  # whatever a font does, no ink leaves it
    above = _background_strip(_TITLE_TOP, _TITLE_TOP + top)
    below = _background_strip(_TITLE_TOP + bottom, rules - 12)
    return [above, png.compress_tiles(tiles, (top, bottom), span, WIDTH), below]


def _place(line: Iterable[Shape], x: float, baseline: int) -> list[png.PlacedTile]:
    """Return the shapes of a line, each with its upper left corner, from a pen on."""
    placed: list[png.PlacedTile] = []
    for mask, left, top, step in line:
        placed.append((mask, round(x) + left, baseline + top))
        x += step
    return placed


@lru_cache(256)  # one site has few
def _footer_strip(site: str, author: str, faces: tuple[Face, ...]) -> png.Strip:
    """Set the site's seal and name to the left, and its author's name to the right."""
    foot = _sheet(_MEASURE, _SEAL)
    end = _MEASURE
    if author:
        name = fit_line(author, _MEASURE / 2 / _AUTHOR_SIZE, faces)
        end -= round(line_width(name, faces) * _AUTHOR_SIZE)
        line = (shape for atom in name for shape in shapes(atom, faces, _AUTHOR_SIZE))
        _paint(foot, _place(line, end, _SEAL // 2 + 10), _SOFT)
    if site:
        _draw_seal(foot, next(filter(str.isalnum, site), site[0]), faces)
        start = _SEAL + _GAP
        name = fit_line(site, (end - start - 2 * _GAP) / _SITE_SIZE, faces)
        line = (shape for atom in name for shape in shapes(atom, faces, _SITE_SIZE))
        _paint(foot, _place(line, start, _SEAL // 2 + 12), _INK)
    return png.compress_strip(foot, _LEFT, WIDTH)


def _draw_seal(foot: Image.Image, character: str, faces: tuple[Face, ...]) -> None:
    """Draw a vermilion square, with a character left out of its middle."""
    seal = _sheet(_SEAL, _SEAL, _VERMILION)
    mask = shapes(character, faces, _SEAL_SIZE)[0].mask
    left, top = (max(0, _SEAL - side) // 2 for side in mask.size)
    _paint(seal, [(mask, left, top)], _CUT_OUT)
    foot.paste(seal, (0, 0))


def _paint(sheet: Image.Image, masks: Iterable[png.PlacedTile], colour: int) -> None:
    """Paint shapes onto a sheet."""
    for mask, left, top in masks:
        width, height = mask.size
        sheet.im.paste(colour, (left, top, left + width, top + height), mask)


@cache
def _background_strip(top: int, bottom: int, rules: int = HEIGHT) -> png.Strip:
    """Return some rows of the background of all cards, its lower rules at `rules`."""
    sheet = _sheet(WIDTH, HEIGHT)
    for begin, end in ((48, 58), (63, 65), (rules, rules + 2), (rules + 6, rules + 12)):
        sheet.paste(_INK, (_LEFT, begin, _RIGHT, end))
    sheet.paste(_VERMILION, (_LEFT, 48, _LEFT + 120, 58))
    return png.compress_strip(sheet.crop((0, top, WIDTH, bottom)), 0, WIDTH)


def _sheet(width: int, height: int, colour: int = _BACKGROUND) -> Image.Image:
    from PIL import Image  # noqa: PLC0415 - for cards alone

    return Image.new("P", (width, height), colour)


@cache
def _palette() -> bytes:
    """Return the colours of the indices, in bytes of red, green and blue."""
    ordinary, on_seal = (
        bytes(
            round(a + (b - a) * step / 3)
            for step in range(4)
            for a, b in zip(start, end, strict=True)
        )
        for start, end in _RAMPS
    )
    return ordinary + ordinary[-3:] * (_VERMILION - _INK - 1) + on_seal
