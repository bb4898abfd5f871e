"""Each page's Content Security Policy: what the page uses, and nothing else."""

from __future__ import annotations

import random
import re
import shutil
import time
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Page, Request, Route

from kawaraban.csp.policy import grants_of
from tests.browsing import until
from tests.desk import PROJECT, Built, Desk, post
from tests.promises.ad_codes import SITE, Codes
from tests.promises.amounts import cases

EACH = 30
OWN = {
    "default-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'"},
    "connect-src": {"'self'"},
}
PLAIN = {name: OWN[name] for name in ("default-src", "base-uri", "form-action")}
Policy = dict[str, set[str]]


def pasted(desk: Desk, seed: int, count: int = EACH) -> Built:
    """Build a site whose posts all have ad codes of a seed."""
    posts = {
        f"content/posts/p{number}.md": post(f"{Codes(seed * 1000 + number).some()}\n\n終わりです。")
        for number in range(count)
    }
    built = desk.write({"site.toml": SITE, **posts}).build("--format", "json")
    assert built.status == 0, built.out
    return built


def policy_of(page: str) -> Policy:
    """Give the policy of a page, which stands before all that it rules."""
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">\n', page)
    assert found, page[:300]
    assert page[: found.start()].endswith('<head>\n<meta charset="utf-8">\n')
    rules = [rule.split() for rule in found[1].split("; ")]
    assert len({name for name, *_ in rules}) == len(rules)
    assert all(len(set(sources)) == len(sources) for _, *sources in rules)
    return {name: set(sources) for name, *sources in rules}


def hashed(text: str) -> str:
    """Give the hash of a text (CSP 3, section 2.3.1)."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def origin(address: str) -> str:
    """Give what an address is loaded from."""
    web = re.match(r"(https?:)?//([^/]+)", address, re.IGNORECASE)
    if web:
        return f"{(web[1] or 'http:').lower()}//{web[2].lower()}"
    return "data:" if address.startswith("data:") else "'self'"


RUNS = ("script-src", "style-src", "img-src", "connect-src", "frame-src")
LOADED = {
    "img": ("src", "img-src"),
    "iframe": ("src", "frame-src"),
    "video": ("src", "media-src"),
    "audio": ("src", "media-src"),
    "object": ("data", "object-src"),
    "form": ("action", "form-action"),
    "script": ("src", "script-src"),
}


def used(html: str) -> Policy:
    """Give the policy of what a parser finds on a page."""
    found: Policy = defaultdict(set, {name: set(sources) for name, sources in OWN.items()})
    for tag in BeautifulSoup(html, "html.parser").select("*"):
        for directive, source in _used_by(tag):
            found[directive].discard("'none'")
            found[directive].add(source)
    return dict(found)


def _used_by(tag: Tag) -> Iterator[tuple[str, str]]:
    attribute, directive = LOADED.get(tag.name, ("", ""))
    if tag.get(attribute) and not (tag.name == "form" and tag.get("method") == "dialog"):
        yield directive, origin(tag[attribute])
    if tag.name == "img" and tag.get("src", "").startswith("http"):
        inner = re.findall(r"=(https?%3A%2F%2F[^&]*)", tag["src"])
        yield from (("img-src", origin(unquote(address))) for address in inner)
    if tag.name == "object":
        yield "frame-src", origin(tag["data"])  # Chromium asks both
    if tag.get("poster"):
        yield "img-src", origin(tag["poster"])
    if tag.name == "source":
        yield from (("media-src", origin(src)) for src in [tag.get("src")] if src)
        one = (part.split()[0] for part in tag.get("srcset", "").split(", ") if part)
        yield from (("img-src", origin(address)) for address in one)
    if tag.name == "link" and "stylesheet" in tag["rel"]:
        yield "style-src", origin(tag["href"])
    yield from _inline(tag)


def _inline(tag: Tag) -> Iterator[tuple[str, str]]:
    handlers = [tag[name] for name in tag.attrs if name.startswith("on")]
    attributes = [("script-src", text) for text in handlers]
    attributes += [("style-src", tag["style"])] if tag.has_attr("style") else []
    for directive, text in attributes:
        yield directive, "'unsafe-hashes'"
        yield directive, hashed(text)
    css = tag.get("style", "") + (tag.string if tag.name == "style" else "")
    yield from (("img-src", origin(url)) for url in re.findall(r'url\("?([^")]*)', css))
    if tag.name == "style":
        yield "style-src", hashed(tag.string)
    if tag.name == "script" and tag.get("src", "'self'") and "json" not in tag.get("type", ""):
        text = tag.string or ""
        if not tag.get("src"):
            yield "script-src", hashed(text)
        hosts = {origin(tag["src"])} if tag.get("src") else set()
        named = re.findall(r'"((?:https:)?(?:\\?/){2}[^"\\/]+)', text)
        hosts |= {origin(address.replace("\\", "")) for address in named}
        yield from ((directive, host) for host in hosts if "//" in host for directive in RUNS)


@cases("each page's policy names what the page uses and no more", full=10_000, sample=1, each=EACH)
def test_a_policy_names_what_its_page_uses(seed: int, desk: Desk) -> None:
    """With random ad codes pasted, the policy is the one of what a parser finds."""
    built = pasted(desk, seed)
    files = built.everything().items()
    pages = {path: data.decode() for path, data in files if path.endswith(".html")}
    assert len(pages) == EACH + 4  # two pages of the list, the archive, 404.html
    for path, html in pages.items():
        assert policy_of(html) == used(html), path
        if "/p" not in path:
            assert policy_of(html) == OWN, path


PIECES = (
    "<script>", "</script>", "<style>", "</style>", "<!--", "-->", "<iframe srcdoc='", "'", '"',
    "<", "<img src=", ' srcset="', " style=", ' onclick="', ">", "//h.example.net/", "https://",
    "; ", "script-src *", "http://a.example;b/", "//é.example/", "//[::1]/", "//a_b.example",
    "@import ", "url(", ")", "/*", "@font-face{", "&quot;", "&#59;", "\n", "\f", "data:", "blob:",
    "javascript:", "//" + "a" * 70 + ".é.example/", "<form>", "<link rel=stylesheet href=",
    "<base href=", "\\", "x", "wss://", "image-set(", "<svg fill='", "\\68", "\\110000",
)  # fmt: skip
SOURCE = re.compile(
    r"'(?:self|unsafe-hashes|sha256-[\w+/]{43}=)'|data:|blob:|(?:https?|wss?)://[a-z0-9.-]+(?::[0-9]+)?"
)


@cases("whatever is pasted, the policy is whole", full=100_000, sample=1, each=500)
def test_a_policy_is_always_whole(seed: int) -> None:
    """No text between `<` and `>` comes into a policy in another way than as a source."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(500):
        text = "".join(dice.choices(PIECES, k=dice.randrange(1, 40)))
        for directive, source in grants_of(text):
            assert re.fullmatch("[a-z]+-(?:src|action)", directive), text
            assert SOURCE.fullmatch(source), text


@pytest.mark.parametrize(
    "piece",
    [
        *("/*", "@font-face{", "@import x", "url(", 'url("', "https://", "<img style='", "//a,"),
        *(
            "image-set(",
            "image-set('",
            "image-set('x',",
            "image-set(()",
            "\\68",
            "@import'",
            "@font-face{x",
            "<img srcset=',,, ",
        ),
    ],
)
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    """What is pasted by the hundred thousand is read at once."""
    began = time.perf_counter()
    for form in ("<style>{}", "<script>{}</script>", "<p style='{}'>", "<img srcset='{}'>", "{}"):
        grants_of(form.format(piece * (300_000 // len(piece))))
    assert time.perf_counter() - began < 10


RARE = {
    "<svg><script href='https://h.example.net/x.js'/></svg>": RUNS,
    "<svg><script xlink:href='https://h.example.net/x.js'/></svg>": RUNS,
    "<script type='text/javascript1.5' src='https://h.example.net/x.js'></script>": RUNS,
    "<svg width='9'><filter id='f'><feImage href='https://h.example.net/x.png'/></filter>"
    "<rect width='9' height='9' filter='url(#f)'/></svg>": ("img-src",),
    "<link rel='preload' as='image' imagesrcset='https://h.example.net/x.png 1x'>": ("img-src",),
    "<link rel='prefetch' href='https://h.example.net/x'>": ("connect-src",),
    "<p style=\"background: image-set('https://h.example.net/x.png' 1x, url(data:,) 2x)\">x</p>": (
        "img-src",
    ),
    "<p style='background: url(\\68ttps://h.example.net/x.png)'>x</p>": ("img-src",),
    "<script>new WebSocket('wss://h.example.net/x')</script>": ("connect-src",),
    "<svg width='9'><rect width='9' height='9' fill='url(https://h.example.net/x.svg#p)'/></svg>": (
        "img-src",
    ),
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
    "<img src='https://faß.example.net/a.png'>": {"xn--fa-hia"},
    "<img src='https://日本.example.net/a.png'>": {"xn--wgv71a"},
    "<script type='text/typescript'>var a = 'https://h.example.net/x'</script>": set(),
    "<script type='text/x-template-script'><img src='//h.example.net/x'></script>": set(),
    "<script type='text/template' src='https://h.example.net/x'></script>": set(),
    "<iframe src='https://h.example.net/' srcdoc='x'></iframe>": set(),
    "<input type='text' src='https://h.example.net/a.png'>": set(),
    "<input type='image' src='https://h.example.net/a.png'>": {"h"},
    "<picture><source src='https://h.example.net/a' srcset='https://i.example.net/a'></picture>": {
        "i"
    },
    "<audio><source src='https://h.example.net/a' srcset='https://i.example.net/a'></audio>": {"h"},
    "<p><track src='https://h.example.net/a.vtt'></p>": set(),
    "<video><track src='https://h.example.net/a.vtt'></video>": {"h"},
}


@pytest.mark.parametrize("code", NAMED)
def test_a_policy_names_the_hosts_that_a_browser_asks(code: str) -> None:
    """However an address is written; and none that is only written."""
    hosts = {source.partition("//")[2] for _, source in grants_of(code) if "//" in source}
    assert hosts == {f"{host}.example.net" for host in NAMED[code]}


@pytest.mark.parametrize("code", RARE)
def test_what_few_pages_use_is_granted(code: str) -> None:
    """What loads from a host in a rarer way is granted where it loads, and nowhere else."""
    hosts = {directive for directive, source in grants_of(code) if "//h.example.net" in source}
    assert hosts == set(RARE[code])


@pytest.mark.browser
def test_what_few_pages_use_is_not_refused(chromium: Browser, desk: Desk) -> None:
    """A browser loads it."""
    posts = {f"content/posts/p{n}.md": post(f"文\n\n{code}") for n, code in enumerate(RARE)}
    built = desk.write(posts).build()
    assert built.status == 0, built.out
    page, _ = watched(chromium)
    for number in range(len(RARE)):
        file = built.output / f"posts/p{number}/index.html"
        assert refused(page, file.as_uri()) == [], file.read_text("utf-8")
    page.context.close()


def test_pages_in_pages_end(desk: Desk) -> None:
    """A page in a page is read; the thousandth in one another is not."""
    inner = '<script src="https://in.example.net/x"></script>'
    assert ("script-src", "https://in.example.net") in grants_of(
        f"<iframe srcdoc='{inner}'></iframe>"
    )
    for _ in range(300):
        inner = f'<iframe srcdoc="{escape(inner)}"></iframe>' if len(inner) < 200_000 else inner
    assert desk.write({"content/posts/a.md": post(inner)}).build().status == 0


def test_pages_without_raw_html_share_one_policy(desk: Desk) -> None:
    """A redirect loads nothing; every other page without raw HTML has one and the same policy."""
    desk.write({
        "content/posts/a.md": post(
            '文です。 <b>太く</b> <br>\n\n`<script>` `style="x"`\n\n```html\n<script>1</script>\n'
            "<img src=//h.example.net/>\n```\n\n<!-- <script src=//h.example.net/></script> -->",
            tags="[x]", aliases="[/old/]",
        ),
    })  # fmt: skip
    built = desk.build()
    pages = [built.page(address) for address in ("", "posts/a/", "tags/x/", "archive/", "404.html")]
    assert [policy_of(page) for page in pages] == [OWN] * 5
    assert policy_of(built.page("old/")) == PLAIN


def test_texts_around_an_article_count_where_they_stand(desk: Desk) -> None:
    """What a notice, a disclosure or a bio needs is granted on the pages that show it."""
    image = '<img src="https://{}.example.net/x" alt="">'
    desk.write({
        "site.toml": SITE.replace('"編集"', f"\"編集\"\nbio = '{image.format('bio')}'"),
        "content/notices/accuracy.md": image.format("notice"),
        "content/notices/disclosure.md": f"広告です。{image.format('said')}",
        "content/posts/a.md": post("[買う](amazon:B0EXAMPLE1)", notice="false"),
        "content/posts/b.md": post("文です。"),
        "content/pages/c.md": "---\ntitle: 題\n---\n\n![よそ](https://other.example.net/a.png)\n",
    })  # fmt: skip
    built = desk.build()
    hosts = {
        address: {s[8:-12] for s in policy_of(built.page(address))["img-src"] if "//" in s}
        for address in ("posts/a/", "posts/b/", "c/", "")
    }
    assert hosts == {
        "posts/a/": {"said", "bio"},
        "posts/b/": {"notice", "bio"},
        "c/": {"other"},
        "": set(),
    }


def test_further_hosts_stand_beside_foreign_code(desk: Desk) -> None:
    """The hosts of `[security]` are granted where foreign code is, for what it loads."""
    security = '[security]\nhosts = ["*.example.org", "pixel.example.jp"]\n'
    desk.write({
        "site.toml": SITE + security,
        "content/posts/a.md": post('<img src="https://i.example.net/x" alt="">'),
        "content/posts/b.md": post('<script src="https://s.example.net/x"></script>'),
        "content/posts/c.md": post("文です。"),
    })  # fmt: skip
    built = desk.build()
    more = {"https://*.example.org", "https://pixel.example.jp"}
    assert policy_of(built.page("posts/c/")) == OWN
    assert policy_of(built.page("posts/a/")) == {
        **OWN, "img-src": {"'self'", "https://i.example.net", *more},
    }  # fmt: skip
    every = policy_of(built.page("posts/b/"))
    assert {name for name in every if more <= every[name]} == set(RUNS)


@pytest.mark.parametrize("host", ["https://a.example", "a", "*", "a.example; script-src *", "a/b"])
def test_a_further_host_is_a_host(desk: Desk, host: str) -> None:
    """What is no host name cannot come into a policy."""
    built = desk.write({"site.toml": SITE + f'[security]\nhosts = ["{host}"]\n'}).build()
    assert built.status == 1
    assert "[bad-host]" in built.out


# The theme


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


# In Chromium


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a copy of the sample site."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(PROJECT / "content", folder / "content")
    shutil.copy(PROJECT / "site.toml", folder)
    return Desk(folder).build(now="2026-11-24T12:00")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_told: object) -> None:
        """Say nothing."""


def served(folder: Path) -> ThreadingHTTPServer:
    """Serve a folder at a free port; its user shuts it down."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    Thread(target=server.serve_forever, daemon=True).start()
    return server


WATCH = """window.refused = [];
addEventListener("securitypolicyviolation",
    (e) => window.refused.push(`${e.effectiveDirective} ${e.blockedURI}`));"""
STUBS = {
    "script": ("text/javascript", "window.ran = (window.ran ?? 0) + 1;"),
    "stylesheet": ("text/css", "b {}"),
    "document": ("text/html", "<!doctype html><title>x</title>"),
    "image": ("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
}


def watched(chromium: Browser) -> tuple[Page, set[str]]:
    """Give a page that notes what its policy refuses, and the hosts that it has asked."""
    page, asked = chromium.new_context().new_page(), set[str]()
    page.add_init_script(WATCH)

    def answer(route: Route, request: Request) -> None:
        if "://127.0.0.1" in request.url or not request.url.startswith("http"):
            route.continue_()
            return
        asked.add(re.match(r"https?://([^/?#]+)", request.url)[1])
        kind, body = STUBS.get(request.resource_type, ("text/plain", ""))
        route.fulfill(content_type=kind, body=body)

    page.route("**/*", answer)
    return page, asked


def refused(page: Page, address: str) -> Any:
    """Open a page, see all of it, and give what its policy refused."""
    page.goto(address)
    page.evaluate("for (const e of document.querySelectorAll('[loading]')) e.loading = 'eager'")
    page.wait_for_load_state("load")
    return page.evaluate("window.refused")


def places(built: Built, moved: Path) -> Iterator[tuple[str, str]]:
    """Give pages of a site where they may stand: at a root, in a folder below, on a disk."""
    pages = [f.relative_to(built.output).as_posix() for f in built.output.rglob("*.html")]
    some = [f"{p}index.html" for p in ("", "posts/mihon-account-lock/", "posts/spare-keys/")]
    home = moved / "below/the root"
    shutil.copytree(built.output, home)
    for folder, start, shown in ((built.output, "", pages), (moved, "below/the root/", some)):
        server = served(folder)
        yield from ((f"http://127.0.0.1:{server.server_port}/{start}", page) for page in shown)
        server.shutdown()
        server.server_close()
    yield from ((f"{home.as_uri()}/", page) for page in (*some, "archive/index.html"))


@pytest.mark.browser
def test_no_page_of_the_sample_breaks_its_policy(
    chromium: Browser, sample: Built, tmp_path: Path
) -> None:
    """At a root, in a folder below, and from a disk, every page shows all that it has."""
    page, asked = watched(chromium)
    for start, path in places(sample, tmp_path):
        if b'http-equiv="refresh"' in (sample.output / path).read_bytes():
            continue  # it leaves at once
        assert refused(page, f"{start}{path}") == [], (start, path)
        assert page.evaluate("document.styleSheets.length") >= 1
        until(page, "[...document.images].every((i) => i.naturalWidth)")
        assert page.evaluate(
            "!!getComputedStyle(document.documentElement).getPropertyValue('--ink')"
        )
    assert asked == set()
    page.context.close()


@pytest.mark.browser
@cases("pasted ad code is not refused by its page's policy", full=600, sample=1, each=10)
def test_pasted_code_runs(seed: int, chromium: Browser, desk: Desk) -> None:
    """Whatever is pasted loads and runs, served or from a disk, and no other host is asked."""
    built = pasted(desk, seed + 500, 10)
    server = served(built.output)
    page, asked = watched(chromium)
    for number in range(10):
        path = f"posts/p{number}/index.html"
        html = (built.output / path).read_text("utf-8")
        asked.clear()
        for start in (f"http://127.0.0.1:{server.server_port}", built.output.as_uri()):
            found = refused(page, f"{start}/{path}")
            if start.startswith("file:"):
                # `//host` means another computer's disk there, which no policy opens.
                found = [one for one in found if not one.endswith(" file")]
            assert found == [], (start, path)
        if "<script>" in html:
            assert page.evaluate("window.shown ?? ''") != "", path
        granted = {s.partition("//")[2] for sources in policy_of(html).values() for s in sources}
        assert asked <= granted
    server.shutdown()
    server.server_close()
    page.context.close()


INJECTED = {
    "a host's script": ('<script src="https://evil.example.net/x.js"></script>', "script-src-elem"),
    "a script": ("<script>window.evil = 1</script>", "script-src-elem"),
    "a handler": ('<img src="../../none.png" onerror="window.evil = 1">', "script-src-attr"),
    "a picture": ('<img src="https://evil.example.net/x.png">', "img-src"),
    "a frame": ('<iframe src="https://evil.example.net/"></iframe>', "frame-src"),
    "a style": ("<style>body { display: none }</style>", "style-src-elem"),
    "a style's attribute": ('<p style="color: red">x</p>', "style-src-attr"),
    "a stylesheet": ('<link rel="stylesheet" href="https://evil.example.net/x">', "style-src-elem"),
    "a base": ('<base href="https://evil.example.net/">', "base-uri"),
    "an object": ('<object data="https://evil.example.net/x"></object>', "object-src"),
    "a video": ('<video src="https://evil.example.net/x.mp4"></video>', "media-src"),
    "a font": (
        '<script src="../../f.js"></script>', "font-src",
    ),
    "a connection": ('<script src="../../c.js"></script>', "connect-src"),
    "a form": (
        '<form action="https://evil.example.net/"><button id="go">x</button></form>', "form-action",
    ),
}  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("from_disk", [False, True], ids=["served", "disk"])
def test_what_is_injected_is_refused(chromium: Browser, desk: Desk, *, from_disk: bool) -> None:
    """Foreign code in a finished page is refused, also beside the code that was pasted."""
    code = '<img src="https://i.example.net/x" alt="" onload="window.fine = 1">'
    built = desk.write({"content/posts/a.md": post(f"文です。\n\n{code}")}).build()
    (built.output / "c.js").write_text("fetch('https://evil.example.net/').catch(() => 0)")
    (built.output / "f.js").write_text(
        "new FontFace('x', 'url(https://evil.example.net/f.woff2)').load().catch(() => 0)"
    )
    html = built.page("posts/a/")
    server = served(built.output)
    start = built.output.as_uri() if from_disk else f"http://127.0.0.1:{server.server_port}"
    page, asked = watched(chromium)
    for name, (evil, directive) in INJECTED.items():
        (built.output / "posts/a/index.html").write_text(
            html.replace("</main>", f"{evil}</main>").replace("<title>", f"{evil}<title>", 1)
            if name == "a base"
            else html.replace("</main>", f"{evil}</main>"),
            "utf-8",
        )
        page.goto(f"{start}/posts/a/index.html")
        if name == "a form":
            page.click("#go", no_wait_after=True)
        until(page, "window.refused.length")
        assert {what.split()[0] for what in page.evaluate("window.refused")} == {directive}, name
        assert page.evaluate("window.evil") is None, name
        assert page.evaluate("window.fine") == 1, name
    assert asked == {"i.example.net"}
    server.shutdown()
    server.server_close()
    page.context.close()
