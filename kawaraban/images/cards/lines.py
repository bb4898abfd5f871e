"""Break the lines of a card: where, at what size, and what is cut."""

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from kawaraban.images.cards.fonts import Face
from kawaraban.images.cards.glyphs import split_letters, width
from kawaraban.markdown.japanese import phrase_ends
from kawaraban.system.regex import lazy_pattern

# A title's sizes in pixels, largest first, each with the most lines that it may take. One for
# each number of lines: every further size is another set of letters to draw.
SIZES = ((120, 1), (96, 2), (76, 3), (62, 4), (50, 5))
_SMALLEST, _MOST = SIZES[-1]
_CUT = "…"
# Not at the start of a line, and not at its end (JIS X 4051, line-start and line-end prohibition).
_NOT_FIRST = frozenset(
    "」』）】〉》］｝〕〟’”、。，．・：；？！‼⁇⁈⁉ー々〻ゝゞヽヾ〜～…‥—–‐゠%％℃°)]}.,:;?!»›"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
)
_NOT_LAST = frozenset("「『（【〈《［｛〔〝‘“([{«‹¥￥$＄#＃№")
_CJK = "\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffef\U00020000-\U0003ffff"
# A space, a character of Chinese or Japanese, or a word of the rest.
_ATOM = lazy_pattern(rf"\s|[{_CJK}][\u0300-\u036f\u3099\u309a]*|[^\s{_CJK}]+")


class TitleLayout(NamedTuple):
    """A title as it is set: its size in pixels, and its lines in reading order, of atoms."""

    size: int
    lines: list[tuple[str, ...]]


class _Unit(NamedTuple):
    """Atoms that stay in one line, and their width in ems, with and without a final space."""

    atoms: tuple[str, ...]
    width: float
    ink: float


def lay_out_title(title: str, language: str, measure: int, faces: tuple[Face, ...]) -> TitleLayout:
    """Return the lines of a title that is not empty, for a measure in pixels.

    The largest size that holds the title wins. Phrases stay whole where any size allows
    it, else words do; what is wider than a line is broken, and what is longer than all
    lines ends in an ellipsis.
    """
    atoms = _ATOM.findall(title)
    phrases = _units(atoms, _phrase_ends(title, language), faces)
    setting = _largest_layout(phrases, measure)
    if setting is None:
        units = _break_units(atoms, measure / _SMALLEST, faces)
        setting = _largest_layout(units, measure) or _cut_layout(units, measure / _SMALLEST, faces)
    return setting


def fit_line(text: str, measure: float, faces: tuple[Face, ...]) -> tuple[str, ...]:
    """Return the atoms of a line, cut to a measure in ems."""
    atoms = tuple(_ATOM.findall(text))
    if line_width(atoms, faces) <= measure:
        return atoms
    parts = [part for atom in atoms for part in _break_word(atom, measure, faces)]
    return _cut_line(parts, measure, faces)


def line_width(atoms: Iterable[str], faces: tuple[Face, ...]) -> float:
    """Return the width of a line in ems."""
    return sum(width(atom, faces) for atom in atoms)


def _phrase_ends(title: str, language: str) -> set[int]:
    """Return where a line may end: after a phrase, or a space."""
    phrases = phrase_ends(title) if language == "ja" else ()
    spaces = (index + 1 for index, character in enumerate(title) if character == " ")
    return {*phrases, *spaces}


def _units(atoms: list[str], ends: set[int] | None, faces: tuple[Face, ...]) -> list[_Unit]:
    """Join the atoms that no line may end between; `ends` are the indices where one may, or all."""
    space, units, start, index = width(" ", faces), list[_Unit](), 0, 0
    for number, (atom, after) in enumerate(pairwise([*atoms, ""]), 1):
        index += len(atom)
        is_end = ends is None or index in ends
        may_break = after != " " and after[:1] not in _NOT_FIRST and atom[-1] not in _NOT_LAST
        if not after or (is_end and may_break):
            own = tuple(atoms[start:number])
            whole = line_width(own, faces)
            units.append(_Unit(own, whole, whole - space * (atom == " ")))
            start = number
    return units


def _break_units(atoms: list[str], measure: float, faces: tuple[Face, ...]) -> list[_Unit]:
    """Return the smallest units: each narrower than a measure in ems, even against the rules."""
    torn = [part for atom in atoms for part in _break_word(atom, measure, faces)]
    broken: list[_Unit] = []
    for unit in _units(torn, None, faces):
        if unit.ink > measure:
            broken += (one for atom in unit.atoms for one in _units([atom], None, faces))
        else:
            broken.append(unit)
    return broken


def _break_word(atom: str, measure: float, faces: tuple[Face, ...]) -> list[str]:
    """Return the letters of a word that is wider than a line."""
    return split_letters(atom) if width(atom, faces) > measure else [atom]


def _largest_layout(units: list[_Unit], measure: int) -> TitleLayout | None:
    """Return the units at the largest size that holds each in a line, and all in its lines."""
    widest = max(unit.ink for unit in units)
    for size, most in SIZES:
        room = measure / size
        if widest <= room:
            count = len(_fill_lines(units, room))
            if count <= most:
                return TitleLayout(size, [*map(_atoms_of, _balance_lines(units, room, count))])
    return None


def _cut_layout(units: list[_Unit], measure: float, faces: tuple[Face, ...]) -> TitleLayout:
    lines = [_atoms_of(line) for line in _fill_lines(units, measure)[:_MOST]]
    lines[-1] = _cut_line(lines[-1], measure, faces)
    return TitleLayout(_SMALLEST, lines)


def _fill_lines(units: Iterable[_Unit], measure: float) -> list[list[_Unit]]:
    lines: list[list[_Unit]] = []
    used = measure
    for unit in units:
        if used + unit.ink > measure:
            lines.append([])
            used = 0.0
        lines[-1].append(unit)
        used += unit.width
    return lines


def _balance_lines(units: list[_Unit], measure: float, count: int) -> list[list[_Unit]]:
    """Return lines of about one width: as narrow as they can be without another line."""
    low = max(sum(unit.width for unit in units) / count - 1, *(unit.ink for unit in units))
    while measure - low > 1 / 4:
        middle = (low + measure) / 2
        if len(_fill_lines(units, middle)) > count:
            low = middle
        else:
            measure = middle
    return _fill_lines(units, measure)


def _atoms_of(line: Iterable[_Unit]) -> tuple[str, ...]:
    atoms = tuple(atom for unit in line for atom in unit.atoms)
    return atoms[:-1] if atoms[-1] == " " else atoms


def _cut_line(atoms: Sequence[str], measure: float, faces: tuple[Face, ...]) -> tuple[str, ...]:
    """Return as many atoms as fit before an ellipsis, not after a mark."""
    room = measure - width(_CUT, faces)
    fit = sum(used <= room for used in accumulate(width(atom, faces) for atom in atoms))
    while fit and not atoms[fit - 1][0].isalnum():
        fit -= 1
    return (*atoms[:fit], _CUT)
