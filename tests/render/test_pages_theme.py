"""A site's own templates and assets in place of the theme's."""

from __future__ import annotations

import re
import shutil

import pytest
from playwright.sync_api import Browser

from tests.desk import PROJECT, Desk, post


def test_a_site_overrides_one_template(desk: Desk) -> None:
    """A site's template stands in place of the product's, and can extend it."""
    text = """{% extends "product/not_found.html" %}
    {% block main %}{{ super() }}<p>もう一言</p>{% endblock %}"""
    built = desk.write({"templates/not_found.html": text}).build()
    assert "もう一言" in built.page("404.html")
    assert "ページが見つかりません" in built.page("404.html")


def test_a_broken_template_is_named(desk: Desk) -> None:
    """A mistake in a template is a message with its file and line."""
    desk.write({"templates/not_found.html": "<p>\n{{ nothing.here }}\n</p>"})
    built = desk.build()
    assert built.status == 1
    assert "templates/not_found.html:2:1: error" in built.out
    desk.write({"templates/not_found.html": "\n{% if %}"})
    assert "templates/not_found.html:2:1: error" in desk.build().out


def test_the_products_templates_in_a_site_change_nothing(desk: Desk) -> None:
    """Not even what a page may load: a redirect loads nothing."""
    desk.write({"content/posts/p1.md": post("文", aliases="[/old/]")})
    plain = desk.build().everything()
    shutil.copytree(PROJECT / "templates", desk.folder / "templates")
    assert desk.build().everything() == plain
    assert b"default-src 'none'; base-uri 'none'; form-action 'none'\"" in plain["old/index.html"]


def test_a_template_that_is_too_deep_is_named(desk: Desk) -> None:
    """It is a message, no traceback, alone and beside other mistakes."""
    desk.write({"templates/list.html": "{{ " + "(" * 3000 + ")" * 3000 + " }}"})
    for body in ("文", "[x](nowhere.md)"):
        built = desk.write({"content/posts/p1.md": post(body)}).build()
        assert (built.out.count("[bad-template]"), built.err.count("Traceback")) == (1, 0)


def test_a_broken_template_is_named_beside_other_mistakes(desk: Desk) -> None:
    """Each of them; but no file that perhaps no page needs."""
    broken = {f"templates/{name}": "\n{% if %}" for name in ("list.html", "feed.xml", "old.html")}
    desk.write({**broken, "content/posts/p1.md": post("[x](nowhere.md)")})
    out = desk.build().out
    assert "[missing-file]" in out
    assert "templates/list.html:2:1: error" in out
    assert "templates/feed.xml:2:1: error" in out
    assert out.count("[bad-template]") == 2


def test_a_broken_template_is_named_though_no_page_needs_it(desk: Desk) -> None:
    """Else the first post with such an element would be stopped by it."""
    built = desk.write({"templates/elements/callout.html": "\n{{ foo( }}"}).build()
    assert "templates/elements/callout.html:2:1: error" in built.out
    assert (built.status, built.output.exists()) == (1, False)


def test_a_site_adds_to_the_stylesheet(desk: Desk) -> None:
    """`assets/custom.css` joins the one stylesheet; its name changes with its content."""
    plain = desk.build().everything()
    custom = desk.write({"assets/custom.css": ":root{--vermilion:#006}"}).build().everything()
    names = [
        next(p for p in s if re.fullmatch(r"assets/style\.[0-9a-f]{8}\.css", p))
        for s in (plain, custom)
    ]
    assert names[0] != names[1]
    assert b"--vermilion:#006" in custom[names[1]]
    assert names[0] not in custom


_SHEET = '{% extends "product/list.html" %}{% block stylesheet %}own.css{% endblock %}'
_ODD = "document.body.dataset.ran = '&amp; é <b>'\r\n"


@pytest.mark.parametrize(
    ("files", "is_inline"),
    [
        ({}, (True, True)),
        ({"assets/script.js": _ODD, "assets/custom.css": "p{margin:7px}\r\n"}, (True, True)),
        ({"assets/custom.css": "p { background: url(icon.svg) }"}, (False, True)),
        ({"assets/custom.css": "@import url(https://fonts.example/x.css);"}, (False, True)),
        ({"assets/custom.css": f"p{{content:'{'x' * 24_000}'}}"}, (False, True)),
        ({"assets/script.js": "let a = '</script>';"}, (True, False)),
        ({"templates/list.html": _SHEET}, (False, True)),
    ],
)
def test_style_and_script_stand_in_the_page(
    desk: Desk, files: dict[str, str], is_inline: tuple[bool, bool]
) -> None:
    """Unless they are long, load something or hold an end tag, or a template has its own."""
    page = desk.write(files).build().whole("index.html")
    assert ("<style>" in page, page.endswith("</script>\n</body>\n</html>")) == is_inline
    assert ('<link rel="stylesheet"' in page, "<script src" in page) == tuple(
        not one for one in is_inline
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("icon.svg", r'href="assets/icon\.\w+\.svg"'),
        (
            "icon.png",
            r'href="assets/icon\.\w+\.png">\n<link rel="apple-touch-icon" href="assets/icon',
        ),
        ("root/favicon.ico", 'href="favicon.ico"'),
    ],
)
def test_the_icon_of_the_site_replaces_the_theme_s(desk: Desk, name: str, shown: str) -> None:
    """Whichever kind of file it is, every page leads to it, and it is published."""
    own = (PROJECT / "assets/icon.svg").read_text("utf-8").replace("</svg>", "<g/></svg>")
    built = desk.write({f"assets/{name}": own}).build()
    assert re.search(rf'<link rel="icon" {shown}', built.whole("index.html"))
    assert own in [file.read_text("utf-8") for file in built.output.rglob("*icon.*")]


@pytest.mark.browser
def test_the_policy_lets_style_and_script_through(chromium: Browser, desk: Desk) -> None:
    """Their hashes are of what a browser reads, whatever ends the lines of a site's own."""
    style = "p::after { content: '<é>' }\r\n.post-body p { margin: 7px }\r\n"
    files = {"assets/script.js": _ODD, "assets/custom.css": style}
    built = desk.write({**files, "content/posts/a.md": post("あ")}).build()
    page = chromium.new_page()
    page.goto((built.output / "posts/a/index.html").as_uri())
    margin = page.locator(".post-body p").evaluate("(p) => getComputedStyle(p).marginLeft")
    assert (margin, page.evaluate("document.body.dataset.ran")) == ("7px", "&amp; é <b>")
    page.close()


def test_root_assets(desk: Desk) -> None:
    """`assets/root/` is copied as it is; hidden files stay at the desk."""
    desk.write(
        {
            "assets/root/ads.txt": "x",
            "assets/root/robots.txt": "User-agent: *",
            "assets/root/.env": "KEY",
        }
    )
    files = desk.build().everything()
    assert files["ads.txt"] == b"x"
    assert files["robots.txt"] == b"User-agent: *"
    assert ".env" not in files
