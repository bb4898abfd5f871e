"""Typefaces: which ones are found and named."""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import pytest

from kawaraban.images.cards import fonts
from kawaraban.images.cards.cards import draw_card
from kawaraban.images.cards.fonts import BadFontError, Face, find_faces, fingerprint_faces
from tests.images.test_cards import card


def test_a_named_font_comes_first(latin: Path, faces: tuple[Face, ...]) -> None:
    """The settings' own font is used before the machine's, which still serve what it lacks."""
    named = find_faces(latin, "ja")
    assert named == (Face(latin), *faces)
    title = card("A")
    assert draw_card(title, named) == draw_card(title, (Face(latin), *faces))
    assert draw_card(title, named) != draw_card(title, faces)
    assert draw_card(card("春", "日刊", ""), named) == draw_card(card("春", "日刊", ""), faces)


@pytest.mark.parametrize("content", [b"", b"not a font", None])
def test_a_file_that_is_no_font_is_refused(content: bytes | None, tmp_path: Path) -> None:
    """An empty file, another kind of file and a missing one are all refused by their path."""
    file = tmp_path / "font.ttf"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadFontError) as refused:
        find_faces(file, "ja")
    assert refused.value.args == (file,)


def test_a_font_that_is_cut_short_loses_only_letters(latin: Path) -> None:
    """A damaged font is refused, or its damaged letters are left out: nothing fails."""
    whole = latin.read_bytes()
    for part in range(1, 10):
        file = latin.with_name(f"{part}.ttf")
        file.write_bytes(whole[: len(whole) * part // 10])
        with suppress(BadFontError):
            assert draw_card(card("Sphinx of black quartz"), find_faces(file, "ja"))


@pytest.mark.parametrize("backwards", [False, True])
def test_faces_do_not_depend_on_the_order_of_a_listing(
    latin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, backwards: bool
) -> None:
    """Of two files with a name that is looked for, the one that sorts first is used."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "dejavusans-BOLD.ttf").write_bytes(latin.read_bytes())
    (tmp_path / "a" / "NotoSerif-Bold.ttf").write_bytes(b"broken")
    walked = list(os.walk(tmp_path))
    monkeypatch.setattr(fonts, "_font_folders", lambda: (tmp_path,))
    monkeypatch.setattr(os, "walk", lambda _, **__: walked[:: -1 if backwards else 1])
    monkeypatch.setattr(fonts, "_MUST_HAVE", defaultdict(lambda: "Ag"))
    assert find_faces(None, "en") == (Face(tmp_path / "a" / "dejavusans-BOLD.ttf"),)
    assert find_faces(None, "ja") == (), "a title must not be drawn with holes"


def test_a_machine_without_fonts_has_no_faces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither an empty folder nor a missing one is an error."""
    monkeypatch.setattr(fonts, "_font_folders", lambda: (tmp_path, tmp_path / "none"))
    assert find_faces(None, "ja") == find_faces(None, "en") == ()
    assert fingerprint_faces(()) == ""


def test_fingerprints_follow_the_files_and_not_their_folder(latin: Path, tmp_path: Path) -> None:
    """A font has one identity in any folder at any time, and another when it changes."""
    copy = tmp_path / latin.name
    copy.write_bytes(latin.read_bytes())
    os.utime(copy, (0, 0))
    before = fingerprint_faces((Face(latin),))
    assert fingerprint_faces((Face(copy),)) == before
    assert str(tmp_path) not in before
    copy.write_bytes(latin.read_bytes() + b"\0")
    assert fingerprint_faces((Face(copy),)) != before
    copy.write_bytes(b"\1" + latin.read_bytes()[1:])
    assert fingerprint_faces((Face(copy),)) != before
    assert fingerprint_faces((Face(latin), Face(latin))) != before
