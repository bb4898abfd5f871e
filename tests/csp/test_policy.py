"""The grants of HTML: the hosts that a browser asks, and no others."""

from __future__ import annotations

import time
from html import escape

import pytest
from playwright.sync_api import Browser

from kawaraban.csp.policy import grants_of_html
from kawaraban.csp.sources import host_in
from tests.desk import Desk, post
from tests.promises.browsed import refused, watched


@pytest.mark.parametrize(
    "piece",
    [
        *("/*", "@font-face{", "@import x", "url(", 'url("', "https://", "<img style='", "//a,"),
        *("\\68", "@import'", "@font-face{x", "<img srcset=',,, "),
    ],
)
def test_long_texts_take_linear_time(piece: str) -> None:
    """A text of 300,000 characters is read in time linear in its length."""
    began = time.perf_counter()
    for form in ("<style>{}", "<script>{}</script>", "<p style='{}'>", "<img srcset='{}'>", "{}"):
        grants_of_html(form.format(piece * (300_000 // len(piece))))
    assert time.perf_counter() - began < 10


RARE = {
    "<link rel='preload' as='image' imagesrcset='https://h.example.net/x.png 1x'>": ("img-src",),
    "<link rel='prefetch' href='https://h.example.net/x'>": ("connect-src",),
    "<p style='background: url(\\68ttps://h.example.net/x.png)'>x</p>": ("img-src",),
    "<script>new WebSocket('wss://h.example.net/x')</script>": ("connect-src",),
}


_SET = "https://h.example.net/a.png 1x,https://i.example.net/b.png 2x,//j.example.net/c.png 3x"
NAMED = {
    f"<img srcset='{_SET}'>": {"h", "i", "j"},
    "<img srcset=',https://h.example.net/a.png, https://i.example.net/b.png'>": {"h", "i"},
    "<img srcset='https://h.example.net/a,b.png 100w,https://i.example.net/c 200w'>": {"h", "i"},
    "<img srcset='https://h.example.net/a.png (x,y) ,https://i.example.net/b.png'>": {"h", "i"},
    '<style>@import"https://h.example.net/a.css";p{}</style>': {"h"},
    "<style>@import url(https://h.example.net/a.css) screen;</style>": {"h"},
    "<style>@namespace svg url(http://h.example.net/svg);</style>": set(),
    '<style>p::after{content:"see url(https://h.example.net/a.png)"}</style>': set(),
    "<link rel='preload' as='fetch' href='https://h.example.net/a.json' crossorigin>": {"h"},
    "<link rel='manifest' href='https://h.example.net/a.json'>": {"h"},
    "<img src='https://h.example.net:/a.png'>": {"h"},
    "<img src='https:/h.example.net/a.png'>": {"h"},
    "<img src='https:///h.example.net/a.png'>": {"h"},
    "<img src='https://%68.example.net/a.png'>": {"h"},
    "<img src='https://日本.example.net/a.png'>": {"xn--wgv71a"},
    "<script type='text/typescript'>var a = 'https://h.example.net/x'</script>": set(),
    "<script type='text/x-template-script'><img src='//h.example.net/x'></script>": set(),
    "<script type='text/template' src='https://h.example.net/x'></script>": set(),
    "<input type='image' src='https://h.example.net/a.png'>": {"h"},
    "<video><track src='https://h.example.net/a.vtt'></video>": {"h"},
}


@pytest.mark.parametrize("code", NAMED)
def test_a_policy_names_the_hosts_that_a_browser_asks(code: str) -> None:
    """A policy names each host that a page loads from, in any spelling, and no other."""
    hosts = {source.partition("//")[2] for _, source in grants_of_html(code) if "//" in source}
    assert hosts == {f"{host}.example.net" for host in NAMED[code]}


@pytest.mark.parametrize("code", RARE)
def test_what_few_pages_use_is_granted(code: str) -> None:
    """What loads from a host in a rarer way is granted where it loads, and nowhere else."""
    hosts = {directive for directive, source in grants_of_html(code) if "//h.example.net" in source}
    assert hosts == set(RARE[code])


@pytest.mark.browser
def test_rare_ways_to_load_are_granted(chromium: Browser, desk: Desk) -> None:
    """The policy allows what a browser loads in a rare way."""
    posts = {f"content/posts/p{n}.md": post(f"文\n\n{code}") for n, code in enumerate(RARE)}
    built = desk.write(posts).build()
    assert built.status == 0, built.out
    page, _ = watched(chromium)
    for number in range(len(RARE)):
        file = built.output / f"posts/p{number}/index.html"
        assert refused(page, file.as_uri()) == [], file.read_text("utf-8")
    page.context.close()


def test_a_hash_has_no_host() -> None:
    """Base64 may hold what parts a scheme from a host."""
    assert host_in("'sha256-AAAA//aydo='") == ""
    assert host_in("https://k.example") == "k.example"


def test_nested_pages_are_read_to_a_limit(desk: Desk) -> None:
    """A page in a page is read; the thousandth in one another is not."""
    inner = '<script src="https://in.example.net/x"></script>'
    assert ("script-src", "https://in.example.net") in grants_of_html(
        f"<iframe srcdoc='{inner}'></iframe>"
    )
    for _ in range(300):
        inner = f'<iframe srcdoc="{escape(inner)}"></iframe>' if len(inner) < 200_000 else inner
    assert desk.write({"content/posts/a.md": post(inner)}).build().status == 0
