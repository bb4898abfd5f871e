"""What HTML loads and runs, as the policy of a page has to name it."""

from __future__ import annotations

import pytest

from kawaraban.csp.html import requests_of_html

PICTURE = "https://k.example/x.png"
HOST = "https://k.example"
SHOWN = {
    "behind a table's head": f'<table><thead background="{PICTURE}"></thead></table>',
    "from CSS in a script": "<script>a.style.background='url(//k.example/x.png)'</script>",
    "without quotes": "<script>document.write('<img src=//k.example/x.png>')</script>",
}


@pytest.mark.parametrize("way", SHOWN)
def test_rare_forms_of_pictures_are_found(way: str) -> None:
    """An attribute of old HTML, and a script that writes HTML or CSS, load a picture."""
    sources = {
        request.text for request in requests_of_html(SHOWN[way]) if request.directive == "img-src"
    }
    assert HOST.removeprefix("https:") in {source.partition(":")[2] for source in sources}


@pytest.mark.parametrize(
    "html",
    [
        f"<script>\n/* {PICTURE} */\n// {PICTURE}\nvar a = 1;</script>",
        f'<script type="text/vbscript" src="{PICTURE}"></script>',
        f'<template><img src="{PICTURE}"></template>',
        f'<script>f({{"u":{{"u":"{PICTURE}","t":"a"}},"b":[{{"u_url":"{PICTURE}"}}]}})</script>',
    ],
)
def test_code_that_no_browser_loads_is_ignored(html: str) -> None:
    """A comment, another language, a template and where a button leads load nothing."""
    assert not [request for request in requests_of_html(html) if request.kind == "source"]


def test_a_host_may_end_in_a_dot() -> None:
    """Such a name is a host's own (RFC 1034, section 3.1), and Chromium takes it as a source."""
    (request,) = requests_of_html('<img src="https://k.example./x.png">')
    assert request.text == f"{HOST}."
