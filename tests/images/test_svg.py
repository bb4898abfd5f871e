"""SVG: what editors write beside the drawing goes, and the rest looks as it did."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page

from kawaraban.images.photo.kinds import BadPictureError
from kawaraban.images.svg import clean, size
from tests.images.drawings import CANARY, GOOD, svg
from tests.images.test_svg_checks import HOSTILE_INSIDE

Pair = tuple[Image.Image, Image.Image]
CELL = (320, 240)  # where a browser shows one picture


@pytest.mark.parametrize("name", GOOD)
def test_metadata_is_removed(name: str) -> None:
    """What editors write beside the drawing is gone."""
    data = clean(GOOD[name])
    for private in (CANARY.encode(), b"<!", b"<?", b"metadata", b"data-", b"sodipodi:"):
        assert private not in data


@pytest.mark.parametrize("name", GOOD)
def test_cleaning_twice_changes_nothing(name: str) -> None:
    """A cleaned file is cleaned to itself."""
    once = clean(GOOD[name])
    assert clean(once) == once


def test_names_and_texts_of_the_author_remain() -> None:
    """Names, ids, texts and references are those of the author, without prefixes."""
    inside = '<s:g id="a" CLASS="b" aria-label="あ"> <title>T</title></s:g><use xlink:href="#a"/>'
    assert clean(svg(inside, 'viewBox="0 0 1 1"')).decode() == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">'
        '<g id="a" aria-label="あ"><title>T</title></g><use href="#a"/></svg>'
    )


def test_comments_leave_no_gap() -> None:
    """Comments go from texts and style sheets; in CSS one still parts what it parted."""
    data = clean(svg("<text>a<!-- b -->c</text><style>a/* b */.c{d:e}/* f</style>"))
    assert b"<text>ac</text><style>a/**/.c{d:e}/**/</style>" in data


def test_declared_encodings_are_read() -> None:
    """A file in a declared encoding is published in UTF-8."""
    text = '<?xml version="1.0" encoding="windows-1252"?>' + svg("<text>é€</text>").decode()
    assert "<text>é€</text>".encode() in clean(text.encode("windows-1252"))


@pytest.mark.parametrize("both", ['href="#a" xlink:href="#b"', 'xlink:href="#b" href="#a"'])
def test_href_wins_over_xlink_href(both: str) -> None:
    """Of `href` and `xlink:href` the first counts, in whichever order they stand."""
    assert b'<use href="#a"/>' in clean(svg(f"<use {both}/>"))


def _shown(page: Page, folder: Path, files: Mapping[str, bytes]) -> dict[str, Image.Image]:
    """Show files on one page, which takes one screenshot; give what is seen of each."""
    width, height = CELL
    page.set_viewport_size({"width": width, "height": height * len(files)})
    for name, data in files.items():
        (folder / f"{name}.svg").write_bytes(data)
    pictures = "".join(f'<div><img src="{name}.svg"></div>' for name in files)
    style = f"<style>body {{ margin: 0 }} div {{ height: {height}px; overflow: hidden }}</style>"
    (folder / "all.html").write_text(style + pictures, "utf-8")
    page.goto((folder / "all.html").as_uri())
    assert page.evaluate("Promise.all([...document.images].map(i => i.decode())).then(() => true)")
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    tops = {name: height * at for at, name in enumerate(files)}
    return {name: seen.crop((0, top, width, top + height)) for name, top in tops.items()}


@pytest.fixture(scope="module")
def seen(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    """Give what a browser shows of every good file, and of the cleaned one, at the same place."""
    folder = tmp_path_factory.mktemp("seen")
    page = chromium.new_page()
    before = _shown(page, folder, GOOD)
    after = _shown(page, folder, {name: clean(data) for name, data in GOOD.items()})
    page.close()
    return {name: (before[name], after[name]) for name in GOOD}


@pytest.mark.browser
@pytest.mark.parametrize("name", GOOD)
def test_looks_the_same(seen: dict[str, Pair], name: str) -> None:
    """In a browser a cleaned file looks as it did."""
    before, after = seen[name]
    assert ImageChops.difference(before, after).getbbox() is None
    assert len(before.getcolors(10**6)) > 1


SCRAPS = (
    *HOSTILE_INSIDE,
    *(data.decode("latin-1") for data in GOOD.values()),
    "url(#a)",
    "/*",
    "\\",
)


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(max_size=9)), max_size=5))
def test_any_text_is_cleaned_or_refused(scraps: list[str]) -> None:
    """Any text is cleaned once and for all, or refused."""
    inside = "".join(scraps)
    for data in (svg(inside), inside.encode("utf-8", "replace"), svg(f"<style>{inside}</style>")):
        try:
            once = clean(data)
        except (BadPictureError, ValueError):
            continue
        assert clean(once) == once
        assert min(size(once)) >= 1


@settings(deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.integers(0), st.binary(max_size=4))
def test_any_damage_is_cleaned_or_refused(name: str, at: int, put: bytes) -> None:
    """A good file with changed bytes is cleaned once and for all, or refused."""
    data = GOOD[name]
    at %= len(data)
    try:
        once = clean(data[:at] + put + data[at + len(put) :])
    except (BadPictureError, ValueError):
        return
    assert clean(once) == once
