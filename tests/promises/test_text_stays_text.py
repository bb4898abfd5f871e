"""A text is never read as HTML, as a script or as an address, wherever it stands."""

from __future__ import annotations

import functools
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser

from kawaraban.preview.redact import redact_page
from tests.desk import PROJECT, SETTINGS, Built, Desk, post
from tests.laws.world import dice_of
from tests.promises.amounts import cases
from tests.promises.pages import documents, leads_nowhere_bad, seen, trees
from tests.promises.texts import settle

_TEXTS = 128  # of one site
_WAYS_OUT = (
    "", "", '"', "'", ">", '">', "'>", "-->", "]]>", "</title>", "</script>", "</SCRIPT >",
    "</style>", "</textarea>", "</code></pre>", "</a>", "*/", "\\", '\\"', "`", "${", "<!--",
    "</p></div>", "&quot;>", "&#34;&#62;", "%22%3E", "\\u0022\\u003e", "\u2028", "){", '"}',
)  # fmt: skip
_MEANS = (
    "<script>alert({0})</script>", "<ScRiPt src=//example.jp/{0}.js></sCrIpT>",
    "<img src=x onerror=alert({0})>", "<svg/onload=alert({0})>", "<body onload=alert({0})>",
    " onmouseover=alert({0}) x=", '" onfocus="alert({0})" autofocus="',
    "' onclick='alert({0})", "javascript:alert({0})", "jAvAsCrIpT\t:alert({0})",
    "&#106;avascript&colon;alert({0})", "data:text/html,<script>alert({0})</script>",
    "vbscript:msgbox({0})", '<a href="java&#x0A;script:alert({0})">a</a>',
    "<iframe srcdoc='<script>alert({0})</script>'></iframe>",
    '<meta http-equiv="refresh" content="0;url=javascript:alert({0})">',
    "<math><mtext><style><img src=x onerror=alert({0})>", "<base href=//example.jp/{0}/>",
    "<form action=javascript:alert({0})><button>", "<object data=javascript:alert({0})>",
    "{{{{ ''.__class__ }}}}{0}", "{{% include 'base.html' %}}{0}", "<![CDATA[<script>{0}//",
    "<style>@import 'javascript:{0}';</style>", "[a](javascript:alert({0}))",
    "<javascript:alert({0})>", "![](x){{onerror=alert({0})}}", "<!doctype html><{0}",
    "<noscript><p title='</noscript><img src=x onerror=alert({0})>'>",
)  # fmt: skip
_WRITINGS: tuple[Callable[[str], str], ...] = (
    str,
    str,
    str,
    lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
    lambda text: "".join(f"&#{ord(sign)};" if sign in "<>\"':" else sign for sign in text),
    lambda text: text.replace("<", "%3C").replace('"', "%22"),
    lambda text: text.replace("<", "\\u003c").replace('"', "\\x22"),
    lambda text: text.replace(" ", "/").replace("=", " = "),
    lambda text: text.swapcase(),
)


class _Texts:
    """Gives a text a place; the number in each makes it the only one."""

    def __init__(self, make: Callable[[int], str]) -> None:
        self.make = make
        self.given: list[str] = []

    def __call__(self, _place: str) -> str:
        self.given.append(self.make(len(self.given)))
        return self.given[-1]


def _payload(dice: Random, number: int) -> str:
    means = dice.choice(_MEANS).format(1000 + number)
    # The end of each is an element wherever it is not escaped.
    return f"{number}{dice.choice(_WAYS_OUT)}{dice.choice(_WRITINGS)(means)}\"'><i>&lt;b>"


def _built(folder: Path, write: _Texts) -> Built:
    built = settle(Desk(folder), write).build("--jobs", "1")
    assert built.status == 0, built.out
    assert "error" not in built.out
    return built


@functools.cache
def _harmless() -> tuple[Counter[object], Counter[tuple[str, ...]]]:
    """Give what the site's pages are made of where its texts are words."""
    with tempfile.TemporaryDirectory() as folder:
        built = _built(Path(folder) / "site", _Texts(lambda number: f"文{number}"))
        return _pages(built), trees(built)


def _pages(built: Built) -> Counter[object]:
    return Counter(seen(html)[:4] for html in documents(built))


@cases("text stays text", full=5000, sample=2, each=_TEXTS)
def test_text_stays_text(tmp_path: Path, seed: int) -> None:
    """Payloads in all texts of a site: pages and feed have the elements that words give."""
    dice = dice_of(f"payloads {seed}")
    texts = _Texts(lambda number: _payload(dice, number))
    built = _built(tmp_path / "site", texts)
    assert len(texts.given) == _TEXTS
    pages, files = _harmless()
    assert all(leads_nowhere_bad(seen(html)) for html in documents(built))
    found = _pages(built)
    assert (found - pages, pages - found) == (Counter(), Counter())
    assert trees(built) == files


_SCRIPTS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript&#58;alert(1)",
    "java&#115;cript:alert(1)", "&#106;&#97;vascript:alert(1)", "javascript&colon;alert(1)",
    "java&Tab;script:alert(1)", "java&NewLine;script:alert(1)", "java&#10;script:alert(1)",
    "&#1;javascript:alert(1)", "&#32;javascript:alert(1)", "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=",
    "DATA:image/svg+xml,<svg/onload=alert(1)>", "vbscript:msgbox(1)", "VBScript&#x3a;msgbox(1)",
    "blob:https://example.com/1", "filesystem:https://example.com/1", "view-source:x",
    "javascript\\:alert(1)", "javascript://example.jp/%0Aalert(1)", "feed:javascript:alert(1)",
    "java\\\tscript:alert(1)", "\u00a0javascript:alert(1)", "\u200bjavascript:alert(1)",
    "javascript%3Aalert(1)", "&amp;#106;avascript:alert(1)", "java&#x73;cript&#x3A;alert(1)",
    "&#x2028;javascript:alert(1)", "&#12;javascript:alert(1)", "jav&#x09;ascript:alert(1)",
)  # fmt: skip
_PLACES = (
    "[a]({0})", "[a](<{0}>)", "[a]({0} 'b')", "[a][r]\n\n[r]: {0}", "[a][r]\n\n[r]: <{0}>",
    "<{0}>", "![a]({0})", "![a](<{0}>)", "![a][r]\n\n[r]: <{0}>", "[![a](b.png)](<{0}>)",
    "[a](<{0}>){{.card}}", '[a](https://example.jp/){{href="{0}"}}',
    "| a |\n|---|\n| [a](<{0}>) |",
    "## [a](<{0}>)", "[^1]\n\n[^1]: [a](<{0}>)", "> b\n> — [a](<{0}>)", "- [a](<{0}>)",
    '![a](b.png){{src="{0}"}}',
)  # fmt: skip


@cases("no link of a text runs a script", full=1000, sample=1, each=50)
def test_no_link_runs_a_script(tmp_path: Path, seed: int) -> None:
    """An address that runs something is refused where it stands, or is no address on the page."""
    dice = dice_of(f"addresses {seed}")
    bodies = {
        f"content/posts/p{n:02}.md": post(dice.choice(_PLACES).format(dice.choice(_SCRIPTS)))
        for n in range(50)
    }
    desk = Desk(tmp_path / "site").write({"site.toml": SETTINGS, **bodies})
    desk.picture("content/posts/b.png")
    refused = {line.partition(":")[0] for line in desk.build().out.splitlines() if "error" in line}
    for path in refused:
        (desk.folder / path).unlink()
    built = desk.build()
    assert built.status == 0, built.out
    for path in bodies.keys() - refused:
        page = seen(built.page(f"posts/{path[-6:-3]}/"))
        assert leads_nowhere_bad(page), bodies[path]
        assert page.handlers == ()


def test_what_a_link_or_picture_means_is_said_once(desk: Desk) -> None:
    """Attributes behind a link cannot change where it leads; an encoded scheme is a file's name."""
    desk.picture("content/posts/b,c.png", (600, 400))
    body = "[a](https://example.jp/){href=https://example.org/ onclick=x}\n\n![b](b,c.png)"
    built = desk.write({"content/posts/a.md": post(body)}).build()
    assert built.out.count("[unknown-attribute]") == 2
    assert '<a href="https://example.jp/" rel="noopener" target="_blank">a</a>' in built.page(
        "posts/a"
    )
    body = "![a](javascript%3Aalert(1))\n\n![a](<java&#9;script:alert(1)>)"
    built = desk.write({"content/posts/a.md": post(body)}).build()
    assert built.out.count("[missing-file]") == 2


_DATA = {
    "site.toml": SETTINGS + 'url = "{0}"\n',
    "content/contacts.yaml": "a:\n  name: a\n  as_of: 2026-05\n"
    '  source: {{title: a, url: "{0}"}}\n  url: "{0}"\n',
    "content/deals.yaml": 'a:\n  shop: a\n  text: a\n  ends: open\n  url: "{0}"\n',
    "content/products.yaml": 'a:\n  name: a\n  links: [{{shop: a, url: "{0}"}}]\n',
    "content/cards.yaml": '"{0}": a\n',
}
_PLACES_OF_DATA = (
    *("site.toml:8", "content/cards.yaml:1", "content/contacts.yaml:4", "content/contacts.yaml:5"),
    *("content/deals.yaml:5", "content/products.yaml:3"),
)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "jAvascript://a/%0aalert(1)", " data:text/html,a", "java\\tscript:a"],
)
def test_no_data_file_runs_a_script(desk: Desk, address: str) -> None:
    """The addresses of data files and settings are those of the web, or refused with a place."""
    desk.write({path: text.format(address) for path, text in _DATA.items()})
    built = desk.write({"content/posts/a.md": post("あ")}).build()
    places = re.findall(r"^([\w/.]+:\d+):\d+: error: ", built.out, re.MULTILINE)
    assert sorted(places) == sorted(_PLACES_OF_DATA)


def test_the_page_to_redact_on_keeps_a_name_a_name(tmp_path: Path) -> None:
    """A picture's file may be called anything."""
    shapes = set()
    for means in ("a", *_MEANS):
        name = f"{means.format(1).replace('/', '')}.png"
        file = Desk(tmp_path).picture(name).folder / name
        shapes.add(seen(redact_page(file, "ja", PROJECT)[""].body.decode()))
    assert len(shapes) == 1


@pytest.mark.browser
def test_a_browser_runs_nothing(chromium: Browser, tmp_path: Path) -> None:
    """In Chromium no payload's script runs, also where everything is pointed at and focused."""
    texts = _Texts(
        lambda number: f"{number}{_WAYS_OUT[number % 30]}{_MEANS[number % 29].format(7)}"
    )
    built = _built(tmp_path / "site", texts)
    page = chromium.new_context().new_page()
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda failed: ran.append(str(failed)))
    pages = [path for path in built.everything() if path.endswith(".html") and "old/" not in path]
    for path in [path for path in pages if path.count("/") < 2 or "posts/" in path]:
        page.goto((built.output / path).as_uri())
        found = page.evaluate(
            """() => [...document.querySelectorAll('*')].flatMap(one => {
              for (const kind of ['mouseover', 'focus', 'click', 'error', 'load'])
                if (!one.matches('a, button')) one.dispatchEvent(new Event(kind));
              return [...one.attributes].map(a => a.name).filter(name => name.startsWith('on'))
                .concat(['javascript:', 'data:', 'vbscript:'].filter(p => p === one.protocol));
            })"""
        )
        assert found == [], path
    assert ran == []
