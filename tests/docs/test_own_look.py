"""docs/theme.md: each change of the look, built as the text says, and what a reader then sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.cli.test_init import begun
from tests.desk import Built, Desk
from tools.documents import Block, blocks_of, put_into
from tools.take_pictures import hosting

_BLOCKS = [block for block in blocks_of("docs/theme.md") if block.path]
_SECTIONS = [*dict.fromkeys(block.section for block in _BLOCKS)]
_POST, _FILE = "posts/first-post/", r"\.[0-9a-f]{8}\."


def _style(built: Built) -> str:
    return built.style(_POST)


def _has_logo(built: Built) -> None:
    for page, way in ((_POST, "../../"), ("about/", "../"), ("", ""), ("archive/", "../")):
        logo = rf'<img src="{way}assets/logo{_FILE}png" alt="新しいサイト" width="240" height="48">'
        assert len(re.findall(rf'class="nameplate"><a [^>]+>{logo}</a>', built.page(page))) == 1
    assert "<h1 class=" in built.page("").partition("logo.")[0]


def _has_colours(built: Built) -> None:
    assert _style(built).index("--vermilion:#b5301a") < _style(built).index("--vermilion:#1d5c4d")
    assert "--vermilion:#7cc4ae" in _style(built)


def _has_fonts(built: Built) -> None:
    (name,) = re.findall(rf'url\("(fonts/heading{_FILE}woff2)"\)', _style(built))
    assert (built.output / "assets" / name).is_file()
    assert '--sans:"BIZ UDPGothic"' in _style(built)


def _has_footer(built: Built) -> None:
    for page, way in ((_POST, "../../"), ("", "./"), ("404.html", "/")):
        footer = built.page(page).partition('<footer class="colophon"')[2]
        assert f'<a href="{way}about/">お問い合わせ</a>' in footer
        assert footer.index("運営") < footer.index("©") < footer.index("</footer>")


def _has_sidebar(built: Built) -> None:
    for page in (_POST, "about/"):  # a page has no contents, and so no sidebar of the product's
        side = built.page(page).partition('<aside class="side"')[2]
        assert "この帳面について" in side.partition("</aside>")[0]
    assert "<aside" not in built.page("")


def _has_welcome(built: Built) -> None:
    page = built.page("")
    assert page.index("<main") < page.index("はじめての方へ") < page.index('class="entry')
    tags = next((built.output / "tags").iterdir())
    assert "はじめての方へ" not in (tags / "index.html").read_text("utf-8")


_SEEN: dict[str, Callable[[Built], None]] = {
    "ロゴ": _has_logo,
    "色": _has_colours,
    "書体": _has_fonts,
    "フッター": _has_footer,
    "サイドバー": _has_sidebar,
    "トップページ": _has_welcome,
}


def _site(folder: Path, blocks: list[Block]) -> Desk:
    """Begin a site, with the files that the text speaks of, and put blocks into it."""
    desk = begun(folder).picture("assets/logo.png", (480, 96))
    desk.write({"assets/fonts/heading.woff2": b"wOF2"})
    for block in blocks:
        if (desk.folder / block.path).exists():  # one file has several blocks, as the text says
            block = block._replace(text=re.sub(r"\{% extends .*\n", "", block.text))  # noqa: PLW2901
        put_into(desk.folder, block)
    return desk


def test_each_section_is_tried() -> None:
    """A section with code for a file has a test of what is seen."""
    assert [*_SEEN] == _SECTIONS


@pytest.mark.parametrize("section", _SECTIONS)
def test_a_section_does_what_it_says(section: str, tmp_path: Path) -> None:
    """Its code, typed into a new site, builds without a warning and is seen."""
    blocks = [block for block in _BLOCKS if block.section == section]
    built = _site(tmp_path / "site", blocks).build("--strict")
    assert (built.status, built.out) == (0, "")
    _SEEN[section](built)


def test_all_sections_go_together(tmp_path: Path) -> None:
    """Blocks for one file stand beside each other in it."""
    built = _site(tmp_path / "site", _BLOCKS).build("--strict")
    assert (built.status, built.out) == (0, "")
    for is_seen in _SEEN.values():
        is_seen(built)


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_shown_as_the_text_says(chromium: Browser, tmp_path: Path, width: int) -> None:
    """Nothing overflows; the logo is loaded, the sidebar stands beside the text or below it."""
    built = _site(tmp_path / "site", _BLOCKS).build()
    with hosting(built.output) as address:
        page = chromium.new_page(
            viewport={"width": width, "height": 800}, color_scheme="light", reduced_motion="reduce"
        )
        for path in ("", "about/", _POST):
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate("document.querySelector('.masthead img').naturalWidth") == 480
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
                "rgb(255, 255, 255)"
            )
        text, side = (page.locator(name).bounding_box() for name in (".text", ".profile"))
        page.close()
    is_beside = side["x"] >= text["x"] + text["width"]
    assert is_beside if width > 1000 else side["y"] >= text["y"] + text["height"]
