"""What a site's own templates and stylesheets are granted, and what is wrong with them."""

from __future__ import annotations

import re

import pytest

from tests.desk import Desk, post
from tests.promises.policies import OWN, hashed, policy_of

TRACKER = """{% extends "product/base.html" %}
{% block head %}<script async src="https://t.example.net/t.js"></script>
<script>window.first = "a" + 'b' < "c";
</script><style>p { color: red }</style>{% endblock %}
"""


def test_a_template_of_the_sites_own_is_granted(desk: Desk) -> None:
    """What a site's template runs is granted on the pages made of it, after an edit too."""
    desk.write({"templates/base.html": TRACKER, "content/posts/a.md": post("文です。")})
    desk.write({"assets/custom.css": '@import "https://f.example.org/f.css";'})
    for text in ("文です。", "べつの文です。"):
        built = desk.write({"content/posts/a.md": post(text)}).build()
        for address in ("posts/a/", "", "archive/", "404.html"):
            page = built.page(address)
            assert policy_of(page)["script-src"] == {
                "'self'",
                "https://t.example.net",
                hashed('window.first = "a" + \'b\' < "c";\n'),
            }
            styles = policy_of(page)["style-src"]
            assert {"https://f.example.org", hashed("p { color: red }")} <= styles


def test_one_pages_template_is_of_that_page(desk: Desk) -> None:
    """A template that one kind of page is made of opens nothing on the others."""
    banner = '<iframe src="https://b.example.net/{{ page.title|urlencode }}"></iframe>'
    text = '{% extends "product/article.html" %}{% block banners %}' + banner + "{% endblock %}"
    deal = '<p class="deal" style="color: red">{{ text }}</p>'
    desk.write({"templates/article.html": text, "content/posts/a.md": post("## あ\n\n## い")})
    built = desk.write({"templates/elements/deal.html": deal}).build()
    assert policy_of(built.page("posts/a/"))["frame-src"] == {"https://b.example.net"}
    assert hashed("color: red") in policy_of(built.page("posts/a/"))["style-src"]
    assert policy_of(built.page("")) == OWN


@pytest.mark.parametrize(
    "code",
    [
        '<script>\nlet a = "{{ page.title }}"</script>',
        "<b\nonclick=\"go('{{ page.title }}')\">x</b>",
        "<p\nstyle='width: {{ 1 }}px'>x</p>",
    ],
)
def test_a_script_that_changes_is_named(desk: Desk, code: str) -> None:
    """An inline script, handler or style that is filled in is an error with its line."""
    text = '{% extends "product/base.html" %}\n{% block footer %}' + code + "{% endblock %}"
    built = desk.write({"templates/base.html": text}).build()
    assert built.status == 1
    assert re.search(r"^templates/base\.html:[23]:1: error: .*\[changing-script\]$", built.out)


def test_a_template_without_the_policy_is_named(desk: Desk) -> None:
    """A base of the site's own that lacks the policy is warned of."""
    bare = "<!doctype html><title>{{ page.title }}</title>{% block main %}{% endblock %}"
    built = desk.write({"templates/base.html": bare}).build()
    assert built.status == 0
    assert re.findall(r"^(\S+): warning: .*\[lost-policy\]$", built.out, re.MULTILINE) == [
        "templates/base.html:1:1"
    ]
