"""`[theme]` of site.toml: what it adds to the stylesheet, and what is wrong with it."""

from __future__ import annotations

import re

import pytest

from kawaraban.render.look import contrast
from tests.desk import PROJECT, SETTINGS, Built, Desk, post

_PALETTES = {
    "paper": PROJECT / "assets/style.css",
    **{file.stem: file for file in (PROJECT / "assets/palettes").glob("*.css")},
}
_TEXT = ("ink", "soft", "vermilion", "indigo", "alert")


def _style(built: Built, name: str = "style") -> str:
    assert built.status == 0, built.out
    (file,) = (built.output / "assets").glob(f"{name}.*.css")
    return file.read_text("utf-8")


def _theme(desk: Desk, lines: str) -> Built:
    return desk.write({"site.toml": f"{SETTINGS}[theme]\n{lines}\n"}).build()


def test_contrast() -> None:
    """Black on white has 21, a colour on itself 1 (WCAG 2.2)."""
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert contrast("#b5301a", "#b5301a") == 1
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("name", _PALETTES)
def test_text_of_each_palette_can_be_read(name: str) -> None:
    """Each colour of text has at least 4.5:1 on each background, on light and dark screens."""
    colours = re.findall(r"--([a-z]+):\s*(#[0-9a-f]{6})", _PALETTES[name].read_text("utf-8"))
    paper = re.findall(r"--([a-z]+):\s*(#[0-9a-f]{6})", _PALETTES["paper"].read_text("utf-8"))
    for screen in (0, 1):
        base, own = (_screen(found, screen) for found in (paper, colours))
        for text in _TEXT:
            for ground in ("paper", "tint"):
                assert contrast((base | own)[text], own[ground]) >= 4.5, (screen, text, ground)


def _screen(found: list[tuple[str, str]], screen: int) -> dict[str, str]:
    half = len(found) // 2
    return dict(found[screen * half :][:half])


def test_a_site_without_a_theme_has_the_product_s_style(desk: Desk) -> None:
    """Nothing is added for settings that say what is so anyway, nor for blocks that are not."""
    plain = _style(desk.build())
    assert plain == _style(_theme(desk, 'mode = "auto"\npalette = "paper"\nlayout = "paper"'))
    assert ".block" not in plain
    assert ".share" not in plain


def test_an_accent_has_a_lighter_one_on_dark_screens(desk: Desk) -> None:
    """The colour is the author's on light screens, and can be read on dark ones."""
    style = _style(_theme(desk, 'colour = "#2f6b4f"'))
    light, dark = re.findall(r"--vermilion:(#[0-9a-f]{6})", style)[-2:]
    assert light == "#2f6b4f"
    assert min(contrast(dark, ground) for ground in ("#1a1714", "#25211c")) >= 4.5


def test_a_pale_accent_is_an_error(desk: Desk) -> None:
    """It is told with its contrast and a colour that will do; always dark, it is right."""
    built = _theme(desk, 'colour = "#ffcc00"')
    assert (built.status, built.out.count("[pale-colour]")) == (1, 1)
    assert "site.toml:9:10: error" in built.out
    fitting = re.findall("「(#[0-9a-f]{6})」", built.out)[-1]
    assert _style(_theme(desk, f'colour = "{fitting}"'))
    assert _style(_theme(desk, 'colour = "#ffcc00"\nmode = "dark"'))


@pytest.mark.parametrize(("mode", "query"), [("light", "not all"), ("dark", "all")])
def test_a_mode_holds_for_every_reader(desk: Desk, mode: str, query: str) -> None:
    """The rules for dark screens hold never or always, in the site's own style too."""
    dark = "@media (prefers-color-scheme:dark) { p { margin: 1px } }"
    style = _style(_theme(desk.write({"assets/custom.css": dark}), f'mode = "{mode}"'))
    assert "prefers-color-scheme" not in style
    assert f"color-scheme:{mode}" in style
    assert style.endswith(f"@media {query}{{p{{margin:1px}}}}")


def test_typefaces(desk: Desk) -> None:
    """Named ones are quoted; the theme's own are named by their kind; headings follow the text."""
    style = _style(_theme(desk, 'fonts = ["BIZ UDPGothic", "sans"]'))
    assert '--sans:"BIZ UDPGothic",var(--gothic);--serif:"BIZ UDPGothic",var(--gothic)' in style
    style = _style(_theme(desk, 'fonts = "serif"\nheadings = "sans"'))
    assert "--sans:var(--mincho);--serif:var(--gothic)" in style


def test_own_palettes_and_layouts(desk: Desk) -> None:
    """A stylesheet of the site's is chosen by its name; the others are not published."""
    desk.write({"assets/palettes/mine.css": ":root { --paper: #fff0f0 }"})
    built = _theme(desk, 'palette = "mine"\nlayout = "plain"')
    assert "--paper:#fff0f0" in _style(built)
    assert ".lead h2{" in _style(built, "lists")
    published = {file.name for file in (built.output / "assets").iterdir()}
    assert not published & {"palettes", "layouts", "parts"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('palette = "aii"', "「ai」ではありませんか"),
        ('layout = "grid3"', "使えるのは paper, plain です"),
        ('mode = "drak"', "「dark」ではありませんか"),
        ('colour = "red"', "色ではありません"),
        ("fonts = ['a\"; b']", "使えません"),
        ('logo = "content/images/logo.png"', "「content/images/logo.png」がありません"),
    ],
)
def test_mistakes_have_a_place_and_a_remedy(desk: Desk, line: str, said: str) -> None:
    """Each is an error at its line."""
    built = _theme(desk, line)
    assert built.status == 1
    assert re.search(rf"site\.toml:9:\d+: error: .*{re.escape(said)}", built.out), built.out


def test_a_logo_stands_for_the_name(desk: Desk) -> None:
    """On every page it is a picture with the name as its text, on the home page in the heading."""
    desk.picture("content/images/logo.png", (300, 60)).write({"content/posts/a.md": post("中")})
    built = _theme(desk, 'logo = "content/images/logo.png"')
    for address in ("", "posts/a/", "archive/", "404.html"):
        logo = r'class="nameplate"><a [^>]*><img src="[^"]*images/logo-[^"]+" alt="試しの紙面"'
        assert len(re.findall(logo, built.page(address))) == 1, address
    assert '<h1 class="nameplate">' in built.page("")
