"""What a stylesheet loads, as the policy of a page has to name it."""

from __future__ import annotations

import pytest

from kawaraban.csp.css import css_addresses

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
}


@pytest.mark.parametrize("css", LOADED)
def test_what_a_stylesheet_loads(css: str) -> None:
    """Comments begin outside strings and addresses alone (CSS Syntax 3, section 4.3)."""
    assert list(css_addresses(css)) == LOADED[css]
