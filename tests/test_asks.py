"""What stylesheets and HTML load, as the policy of a page has to name it."""

from __future__ import annotations

import pytest

from kawaraban.csp import asked
from kawaraban.csp.css import loaded_by

FONT = "https://cdn.example/npm/@scope/noto@5/a.woff2"
PICTURE = "https://k.example/x.png"
LOADED = {
    f"@font-face{{font-family:N;src:url({FONT})}}body{{font-family:N}}": [("font-src", FONT)],
    f'@font-face{{src:url("{FONT}#}}")}}': [("font-src", f"{FONT}#}}")],
    f"@font-face{{/* url(a.png) */src:url('{FONT}')": [("font-src", FONT)],
    f'.q::after{{content:"/* hint"}} .b{{background:url({PICTURE})}}': [("img-src", PICTURE)],
    "a{background:url(https://a.example/*1*/.evil.example/x.png)}": [
        ("img-src", "https://a.example/*1*/.evil.example/x.png")
    ],
    f"/* url(b.png) */a{{background:url( {PICTURE} )}}": [("img-src", PICTURE)],
    r"a{background:url(https\3a //k.example/x.png)}": [("img-src", PICTURE)],
    "@import/**/'https://k.example/a.css';": [("style-src", "https://k.example/a.css")],
    f"a{{background:url({PICTURE})}} /* open": [("img-src", PICTURE)],
    "a{content:'url(b.png)'}": [],
    "a{background:url('https://k.\\\nexample/x.png')}": [("img-src", PICTURE)],
    rf"a{{background:u\72l({PICTURE})}}": [("img-src", PICTURE)],
    rf"a{{background:\000055 \rl({PICTURE})}}": [("img-src", PICTURE)],
}


@pytest.mark.parametrize("css", LOADED)
def test_what_a_stylesheet_loads(css: str) -> None:
    """Comments begin outside strings and addresses alone (CSS Syntax 3, section 4.3)."""
    assert list(loaded_by(css)) == LOADED[css]


HOST = "https://k.example"
SHOWN = {
    "from a shadow tree": f"<p><template shadowrootmode=open><img src={PICTURE}></template></p>",
    "after a >": f'<template id=">" shadowrootmode=open><img src="{PICTURE}"></template>',
    "by an animation": f'<svg><image><set attributeName="href" to="{PICTURE}"/></image></svg>',
    "one of several": f'<svg><animate attributeName="xlink:href" values="#a;{PICTURE}"/></svg>',
    "as a colour": f'<svg><set attributeName="fill" to="url({PICTURE})"/></svg>',
    "from a page in an address": f"<iframe src='data:text/html,<img src={PICTURE}>'></iframe>",
    "behind a table's head": f'<table><thead background="{PICTURE}"></thead></table>',
    "from CSS in a script": "<script>a.style.background='url(//k.example/x.png)'</script>",
    "without quotes": "<script>document.write('<img src=//k.example/x.png>')</script>",
}


@pytest.mark.parametrize("way", SHOWN)
def test_a_picture_is_asked_for(way: str) -> None:
    """Whatever shows it: HTML 4.12.3 (shadow trees), SVG Animations 1.1, a script."""
    sources = {ask.text for ask in asked(SHOWN[way]) if ask.directive == "img-src"}
    assert HOST.removeprefix("https:") in {source.partition(":")[2] for source in sources}


def test_a_template_without_a_mode_asks_for_nothing() -> None:
    """Nothing of it is shown until a script takes it out (HTML 4.12.3)."""
    assert not list(asked(f'<template><img src="{PICTURE}"></template>'))


@pytest.mark.parametrize(
    "html",
    [
        f"<script>\n/* {PICTURE} */\n// {PICTURE}\nvar a = 1;</script>",
        f'<template shadowrootmode="x"><img src="{PICTURE}"></template>',
        f'<script language="vbscript" src="{PICTURE}"></script>',
    ],
)
def test_what_no_browser_loads_is_not_asked_for(html: str) -> None:
    """A comment, an unknown mode, another language."""
    assert not [ask for ask in asked(html) if ask.kind == "source"]


def test_a_host_may_end_in_a_dot() -> None:
    """Such a name is a host's own (RFC 1034, section 3.1), and Chromium takes it as a source."""
    assert [ask.text for ask in asked('<img src="https://k.example./x.png">')] == [f"{HOST}."]
