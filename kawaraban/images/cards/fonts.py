"""Find the typefaces of the machine that a card is set in.

Only file names that are known are looked for, and only those that are found are opened.
"""

import hashlib
import os
import sys
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kawaraban.core.tables import read_table

if TYPE_CHECKING:
    from PIL import ImageFont

# Characters that a face of each list of `fonts.toml` must have.
_MUST_HAVE = {"japanese": "あ漢ア", "latin": "Ag", "wide": "é"}
_FIRST_BYTES = 4096  # holds the table directory, with a checksum of each table
_NO_CHARACTER = "\U0010ffff"  # a noncharacter: no font may give it a glyph (Unicode 23.7)
_PROBE = 24
# Held while a font is used: FreeType's faces are not for two threads at once.
LOCK = threading.RLock()


class Face(msgspec.Struct, frozen=True, cache_hash=True):
    """A typeface: a font file, and which one in it (0 for a file with a single one)."""

    path: Path
    index: int = 0


class BadFontError(Exception):
    """The font file that the settings name, given as its path, cannot be opened as a font."""


def find_faces(named: Path | None, language: str) -> tuple[Face, ...]:
    """Return the faces to set a text in: for each character, the first that has it.

    `named` is the settings' own font file and comes first; a `BadFontError` is raised
    when it is none. The rest are the machine's own: none at all when the language itself could
    not be set, for a title with missing letters may mislead.
    """
    files = _font_files()
    faces = [] if named is None else [_named_face(named)]
    lists = ("japanese", "wide") if language == "ja" else ("latin", "japanese", "wide")
    for kind in lists:
        found = (face for face in _installed_faces(kind, files) if face not in faces)
        faces += islice((face for face in found if has_all(face, _MUST_HAVE[kind])), 1)
        if not faces:
            break
    return tuple(faces)


def fingerprint_faces(faces: tuple[Face, ...]) -> str:
    """Return a text that changes with the fonts, but not with the folder they are in."""
    return " ".join(_fingerprint(face) for face in faces)


@lru_cache(65536)
def has_glyph(face: Face, character: str) -> bool:
    """Return whether a face has a glyph for a character.

    A blank or the shape of .notdef is none, nor is one that is damaged.
    """
    if character.isspace():
        return True
    with LOCK:
        drawn = _draw_glyph(face, character)
        return any(drawn) and drawn != _draw_glyph(face, _NO_CHARACTER)


def has_all(face: Face, text: str) -> bool:
    """Return whether a face has a glyph for every character of a text."""
    return all(has_glyph(face, character) for character in text)


@cache
def font(face: Face, size: int, *, shaped: bool = True) -> "ImageFont.FreeTypeFont":
    """Open a face at a size in pixels, in bold where it can vary; an OSError when it is none."""
    from PIL import ImageFont  # noqa: PLC0415 - for cards alone

    engine = None if shaped else ImageFont.Layout.BASIC
    opened = ImageFont.truetype(face.path, size, face.index, layout_engine=engine)
    with suppress(OSError, ValueError):  # not variable, or without a bold
        opened.set_variation_by_name("Bold")
    return opened


@lru_cache(256)
def _draw_glyph(face: Face, character: str) -> bytes:
    with suppress(OSError, ValueError):
        return bytes(font(face, _PROBE, shaped=False).getmask(character))
    return b""


def _named_face(file: Path) -> Face:
    try:
        with LOCK:
            font(Face(file), _PROBE, shaped=False)
    except (OSError, ValueError) as reason:
        raise BadFontError(file) from reason
    return Face(file)


def _known_files() -> dict[str, tuple[str, ...]]:
    return read_table(__file__, dict[str, tuple[str, ...]])


def _installed_faces(kind: str, files: dict[str, Path]) -> Iterator[Face]:
    for entry in _known_files()[kind]:
        name, _, index = entry.partition(":")
        if name.lower() in files:
            yield Face(files[name.lower()], int(index or 0))


def _font_files() -> dict[str, Path]:
    """Return the font files by name; of two of one name, the one that sorts first."""
    files: dict[str, Path] = {}
    for folder in _font_folders():
        for parent, _, names in os.walk(folder):
            for name in names:
                key = unicodedata.normalize("NFC", name).lower()
                file = Path(parent, name)
                files[key] = min(file, files.get(key, file))
    return files


def _font_folders() -> tuple[Path, ...]:
    """Return the font folders of the system and of its user."""
    home = Path(os.environ.get("HOME") or "/")
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "C:/")
        system = os.environ.get("WINDIR", "C:/Windows")
        return Path(system, "Fonts"), Path(local, "Microsoft/Windows/Fonts")
    shared = Path("/usr/share/fonts"), Path("/usr/local/share/fonts")
    return *shared, home / ".local/share/fonts", home / ".fonts"


def _fingerprint(face: Face) -> str:
    with face.path.open("rb") as file:
        digest = hashlib.sha256(file.read(_FIRST_BYTES)).hexdigest()[:8]
    return f"{face.path.name}:{face.index}:{face.path.stat().st_size}:{digest}"


def font_places() -> Iterator[str]:
    """Yield the paths whose change may change the faces: known fonts, and all font folders.

    A font may be overwritten, which changes no folder.
    """
    files = _font_files()
    known = {str(face.path) for kind in _known_files() for face in _installed_faces(kind, files)}
    yield from sorted(known)
    for folder in _font_folders():
        yield str(folder)
        for parent, names, _ in os.walk(folder):
            yield from (f"{parent}/{name}" for name in names)
