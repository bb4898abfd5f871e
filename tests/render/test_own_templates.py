"""What a site's own templates and stylesheets name that is not there."""

from __future__ import annotations

import pytest

from tests.desk import Built, Desk, post

_BASE = '{% extends "product/base.html" %}\n'
_ABOVE = '{% extends "product/list.html" %}\n'


def _found(built: Built) -> list[str]:
    """Give `file:line rule` of each diagnostic."""
    lines = (line.split(": ") for line in built.out.splitlines())
    return [f"{at[0].rpartition(':')[0]} {at[-1].rpartition('[')[2].strip(']')}" for at in lines]


@pytest.mark.parametrize(
    "code",
    [
        "{{ asset('logo.pn') }}",
        '<img src="/assets/logo.png" alt="">',
        "<img alt='' src='../assets/logo.png'>",
        '<img src="{{ site.home.href }}assets/logo.png" alt="">',
        '<link rel="preload" href="assets/fonts/a.woff2">',
    ],
)
def test_a_missing_asset_is_an_error_with_its_line(desk: Desk, code: str) -> None:
    """Also one that is there, under the address that it is not published at."""
    desk.picture("assets/logo.png")
    built = desk.write(
        {"templates/base.html": f"{_BASE}{{% block head %}}\n{code}{{% endblock %}}"}
    ).build()
    assert (built.status, _found(built)) == (1, ["templates/base.html:3 missing-asset"])
    assert "logo.png" in built.out


@pytest.mark.parametrize(
    "code",
    [
        "{{ asset('logo.png') }}",
        '<img src="{{ asset("logo.png") }}" alt="">',
        '<a href="{{ site.home.href }}assets/paper.pdf">',
        '<a href="https://example.org/assets/logo.png">',
        '<a href="/assets/LICENSE">',
    ],
)
def test_an_asset_that_is_there_is_none(desk: Desk, code: str) -> None:
    """Files of `assets/root/`, and those without an ending, keep their names."""
    desk.picture("assets/logo.png").write({"assets/root/assets/paper.pdf": "x"})
    desk.write({"assets/LICENSE": "x"})
    built = desk.write({"templates/base.html": f"{_BASE}{{% block head %}}{code}{{% endblock %}}"})
    assert (built.build().status, built.build().out) == (0, "")


def test_an_asset_by_a_value_is_asked_for(desk: Desk) -> None:
    """One that is missing is an error when the page is made, and again when it has gone."""
    code = f"{_BASE}{{% block head %}}{{{{ asset(page.heading ~ '.txt') }}}}{{% endblock %}}"
    names = ("試しの紙面", "ページが見つかりません", "記事一覧", "題")
    desk.write({f"assets/{name}.txt": "x" for name in names})
    desk.write({"templates/base.html": code, "content/posts/a.md": post("文")})
    assert desk.build().status == 0
    (desk.folder / "assets/題.txt").unlink()
    built = desk.build()
    assert (_found(built), "Traceback" in built.err) == (
        ["templates/base.html:2 bad-template"],
        False,
    )


def test_an_assets_address_follows_its_content(desk: Desk) -> None:
    """Pages are made anew when the file has changed, and only then."""
    desk.picture("assets/logo.png").write({"content/posts/a.md": post("文")})
    code = "{% block logo %}{{ asset('logo.png') }}{% endblock %}"
    desk.write({"templates/base.html": _BASE + code})
    before = desk.build().page("posts/a/")
    assert before == desk.build("--no-cache").page("posts/a/")
    after = desk.picture("assets/logo.png", (80, 40)).build().page("posts/a/")
    assert "../../assets/logo." in before
    assert before != after


@pytest.mark.parametrize(
    ("style", "line"),
    [
        ('p {}\n@font-face { src: url("fonts/own.wof2") }', 2),
        ("/* url(x)\n */ p { background: url(../logo.png) }", 2),
        ("@import 'a.css';\n\n@import url(none.css);", 3),
    ],
)
def test_a_stylesheet_that_loads_what_is_not_there_is_named(
    desk: Desk, style: str, line: int
) -> None:
    """With the line; comments do not count."""
    desk.write({"assets/fonts/own.woff2": "x", "assets/custom.css": style})
    built = desk.build()
    assert (built.status, _found(built)) == (1, [f"assets/custom.css:{line} missing-asset"])
    assert "ファイルを assets/ に置き" in built.out


def test_other_addresses_in_a_stylesheet_are_left_alone(desk: Desk) -> None:
    """Those of other hosts, data, fragments, and styles at the root, which name what they like."""
    desk.write({"assets/root/a.css": "p { background: url(images/x.png) }"})
    desk.write({"assets/elements/figure.css": "p { background: url(own.svg) }"})
    desk.write({"assets/elements/own.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    desk.write({"assets/custom.css": "p { mask: url(#a); background: url(data:x) , url(/x.png) }"})
    assert (desk.build().status, desk.build().out) == (0, "")


@pytest.mark.parametrize(
    ("name", "code", "near"),
    [
        ("base.html", _BASE + "{% block fotter %}x{% endblock %}", "footer"),
        ("list.html", _ABOVE + "{% block mian %}x{% endblock %}", "main"),
        ("list.html", '{% extends "base.html" %}\n{% block heed %}x{% endblock %}', "head"),
    ],
)
def test_a_block_that_nothing_shows_is_an_error(
    desk: Desk, name: str, code: str, near: str
) -> None:
    """With its line and the nearest block, of any template above."""
    built = desk.write({f"templates/{name}": code}).build()
    assert (built.status, _found(built)) == (1, [f"templates/{name}:2 unknown-template-block"])
    assert f"「{near}」ではありませんか" in built.out


@pytest.mark.parametrize(
    "code",
    [
        _BASE + "{% block footer %}{% block mine %}x{% endblock %}{% endblock %}",
        "<!doctype html><title>x</title>{{ security_policy }}{% block mine %}{% endblock %}",
        "{% set above = 'product/base.html' %}{% extends above %}{% block mine %}{% endblock %}",
    ],
)
def test_a_block_of_ones_own_is_none(desk: Desk, code: str) -> None:
    """Inside another block, in a template that extends nothing, or something by a value."""
    built = desk.write({"templates/base.html": code}).build()
    assert "unknown-template-block" not in built.out
    assert built.status == 0


def test_a_template_that_extends_itself_is_told_what_to_extend(desk: Desk) -> None:
    """It means the product's."""
    built = desk.write({"templates/base.html": '{% extends "base.html" %}'}).build()
    assert built.status == 1
    assert "product/base.html を引き継いでください [bad-template]" in built.out


@pytest.mark.parametrize("name", ["footer.html", "aritcle.html", "elements/calout.html"])
def test_a_template_that_nothing_uses_is_a_warning(desk: Desk, name: str) -> None:
    """The site is built, since nothing is lost by it."""
    built = desk.write({f"templates/{name}": "<p>x</p>"}).build()
    assert (built.status, _found(built)) == (0, [f"templates/{name}:1 unused-template"])


@pytest.mark.parametrize(
    "include", ['"parts/a.html"', '["parts/a.html", "b.html"]', "'parts/' ~ 'a.html'"]
)
def test_a_template_that_another_uses_is_none(desk: Desk, include: str) -> None:
    """By its name, or by a value, which may be any."""
    code = f"{_BASE}{{% block head %}}{{% include {include} %}}{{% endblock %}}"
    desk.write({"templates/base.html": code, "templates/parts/a.html": "<!-- a -->"})
    desk.write({"templates/.#base.html": "x", "templates/archive_year.html": "x"})
    built = desk.build()
    assert (built.status, built.out) == (0, "")
