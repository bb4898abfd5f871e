"""Each page's Content Security Policy: what the page uses, and nothing else."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kawaraban.csp.policy import grants_of_html
from kawaraban.csp.sources import loads_from
from tests.browsing import until
from tests.desk import Built, Desk, post
from tests.promises.ad_codes import SITE
from tests.promises.amounts import cases
from tests.promises.browsed import refused, served, watched
from tests.promises.policies import EACH, OWN, PLAIN, RUNS, pasted, policy_of, used


def _with_loads(policy: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Add the hosts from which the scripts of known networks load, as their table has them."""
    return {
        name: {*sources, *(f"https://{host}" for one in sources for host in loads_from(one))}
        for name, sources in policy.items()
    }


@cases("each page's policy names what the page uses and no more", full=10_000, sample=1, each=EACH)
def test_a_policy_names_what_its_page_uses(seed: int, desk: Desk) -> None:
    """With random ad codes pasted, the policy is the one of what a parser finds."""
    built = pasted(desk, seed)
    files = built.everything().items()
    pages = {path: data.decode() for path, data in files if path.endswith(".html")}
    assert len(pages) == EACH + 4  # two pages of the list, the archive, 404.html
    for path, html in pages.items():
        assert policy_of(html) == _with_loads(used(html)), path
        if "/p" not in path:
            assert policy_of(built.page(path)) == OWN, path


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
        for directive, source in grants_of_html(text):
            assert re.fullmatch("[a-z]+-(?:src|action)", directive), text
            assert SOURCE.fullmatch(source), text


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


def places(built: Built, moved: Path) -> Iterator[tuple[str, str]]:
    """Return pages of a site where they may stand: at a root, in a folder below, on a disk."""
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
        html = built.page(path)
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
