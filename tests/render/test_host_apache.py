"""`.htaccess`, as a real Apache reads it."""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

import pytest

from tests.desk import SETTINGS, Built, Desk, post
from tests.render.apache import USUAL, Answer, Server, apache

ALIASES = (
    "/old/", "/old/plain", "/旧/住所/", "/旧/ガイド/", "/旧/%E3%81%8B%E3%82%99%E3%81%8F/",
    "/two words/", "/a&b/", "/a+b (1)/", "/[x]{y}^z/", "/50%25/", "/it's~$1,;=@!/",
    "/2019/01/entry.html", "/日記/ポスト.html", "/index/index.html",
)  # fmt: skip
SLUGS = ("plain", "ガイド", "パン 屋", "a&b$1", "c++", "it's", "50％", "[x]^{y}")
TAGS = '["Node.js", "C++", "ガイド", "50%", "R&D", "two words"]'


class Site(NamedTuple):
    """A site on a server: the path that it stands at, and where each alias must lead."""

    server: Server
    base: str
    built: Built
    aliases: dict[str, str]


def build(desk: Desk, base: str) -> tuple[Built, dict[str, str]]:
    """Build a site whose posts have aliases, slugs and tags of every kind."""
    texts, aliases = {}, {}
    for number, slug in enumerate(SLUGS):
        own = ALIASES[number :: len(SLUGS)]
        quoted = ", ".join(f'"{alias}"' for alias in own)
        text = post("![図](a.png)", slug=f'"{slug}"', aliases=f"[{quoted}]", tags=TAGS)
        texts[f"content/posts/p{number}.md"] = text
        aliases |= dict.fromkeys(own, f"{base}posts/{slug}/")
    settings = SETTINGS.replace("https://example.com/", f"https://example.com{quote(base)}")
    settings += '[host]\nkind = "apache"\n'
    built = desk.picture("content/posts/a.png").write({"site.toml": settings, **texts}).build()
    assert (built.status, built.out) == (0, "")
    return built, aliases


@pytest.fixture(scope="module", params=["/", "/blog/", "/ブログ(仮)/"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Serve a site at a domain's root, and under paths."""
    base: str = request.param
    built, aliases = build(Desk(tmp_path_factory.mktemp("apache") / "site"), base)
    with apache(built.output, base.strip("/")) as server:
        yield Site(server, quote(base), built, aliases)


def decoded(alias: str) -> str:
    """Give an alias as text, without the slash before it."""
    text = alias.replace("%E3%81%8B%E3%82%99%E3%81%8F", "がく").replace("%25", "%")
    return text.removeprefix("/")


def requests(alias: str) -> Iterator[str]:
    """Give all ways in which browsers and links spell an old address."""
    text = decoded(alias)
    ends = (text,)
    if not text.endswith(".html") or text.endswith("/index.html"):
        folder = text.removesuffix("index.html").rstrip("/")
        ends = (folder, f"{folder}/", f"{folder}/index.html")
    for end in ends:
        for form in ("NFC", "NFD"):
            path = quote(unicodedata.normalize(form, end), safe="/!$&'()*+,;=:@~")
            yield path
            yield re.sub("%[0-9A-F]{2}", lambda code: code[0].lower(), path)
            yield quote(unicodedata.normalize(form, end))


def test_every_old_address_leads_to_its_article(site: Site) -> None:
    """By one redirect with 301, in every spelling; then the article answers."""
    asked = 0
    for alias, article in site.aliases.items():
        for path in {*requests(alias)}:
            answer = site.server.get(site.base + path)
            assert answer.status == 301, (alias, path)
            assert unquote(answer.target) == article, path
            assert site.server.get(answer.target).status == 200, path
            asked += 1
    assert asked > 5 * len(ALIASES)


def test_a_redirect_takes_the_query_along(site: Site) -> None:
    """As links with a campaign have one."""
    assert site.server.get(f"{site.base}old/?a=1").target.endswith("/?a=1")


def test_what_only_begins_like_an_old_address_is_not_moved(site: Site) -> None:
    """A redirect is for its address alone."""
    for path in ("older/", "old/other/", "x/old/", "OLD/", "2019/01/entryxhtml"):
        assert site.server.get(site.base + path).status == 404, path


def test_every_page_answers(site: Site) -> None:
    """All that the sitemap names, and what it does not, by any spelling of its percent signs."""
    locations = re.findall("<loc>(.*?)</loc>", site.built.page("sitemap.xml"))
    paths = {urlsplit(loc.replace("&amp;", "&").replace("&#39;", "'")).path for loc in locations}
    assert len(paths) > len(SLUGS) + 6
    for path in paths:
        assert site.server.get(path).status == 200, path
        lower = re.sub("%[0-9A-F]{2}", lambda code: code[0].lower(), path)
        assert site.server.get(lower).status == 200, path
        if path != site.base:
            slash = site.server.get(path.rstrip("/"))
            assert (slash.status, unquote(slash.target)) == (301, unquote(path))


def test_not_found(site: Site) -> None:
    """The site's own page, with its status, at any depth; its links lead to the site."""
    for path in ("none", "a/b/c/", "posts/none/", "assets/none.css"):
        answer = site.server.get(site.base + path)
        assert answer.status == 404
        assert answer.body == (site.built.output / "404.html").read_bytes()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "immutable" not in answer.headers.get("Cache-Control", "")
    icon = re.search(r'href="([^"]+\.svg)"', site.built.page("404.html"))
    assert icon
    assert site.server.get(quote(icon[1], safe="/%")).status == 200


def ask(site: Site, pattern: str, **headers: str) -> Answer:
    """Ask for the file of the output that a pattern finds."""
    file = next(iter(sorted(site.built.output.glob(pattern))))
    return site.server.get(
        site.base + quote(file.relative_to(site.built.output).as_posix()), headers
    )


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("assets/style.*.css", "text/css; charset=utf-8"),
        ("assets/script.*.js", "text/javascript; charset=utf-8"),
        ("assets/icon.*.svg", "image/svg+xml; charset=utf-8"),
        ("images/a-*.png", "image/png"),
        ("images/*.avif", "image/avif"),
        ("images/*.webp", "image/webp"),
        ("feed.xml", "application/atom+xml; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_types_and_freshness(site: Site, pattern: str, kind: str) -> None:
    """Each file has its type; what is named by its content is kept for a year, no page is."""
    if not sorted(site.built.output.glob(pattern)):
        pytest.fail(f"no {pattern} in {sorted(site.built.everything())}")
    answer = ask(site, pattern)
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    kept = answer.headers.get_all("Cache-Control")
    is_hashed = "/" in pattern
    assert kept == ["public, max-age=31536000, immutable" if is_hashed else "public, max-age=600"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'self'"


@pytest.mark.parametrize("pattern", ["index.html", "assets/*.css", "assets/*.svg", "feed.xml"])
def test_texts_are_compressed(site: Site, pattern: str) -> None:
    """By what the browser understands; a picture is not compressed twice."""
    plain = ask(site, pattern)
    packed = ask(site, pattern, **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "Content-Encoding" not in plain.headers
    brotli = ask(site, pattern, **{"Accept-Encoding": "gzip, br"})
    assert brotli.headers.get_all("Content-Encoding") == ["br"]
    assert (
        "Content-Encoding"
        not in ask(site, "images/*.webp", **{"Accept-Encoding": "gzip, br"}).headers
    )


def test_an_unchanged_page_is_not_sent_again(site: Site) -> None:
    """Also where it is compressed."""
    encoding = {"Accept-Encoding": "gzip"}
    first = ask(site, "index.html", **encoding)
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    if tag := first.headers.get("ETag"):
        since["If-None-Match"] = tag
    assert ask(site, "index.html", **encoding, **since).status == 304
    old = {"If-Modified-Since": formatdate(0, usegmt=True)}
    assert ask(site, "index.html", **encoding, **old).status == 200


@pytest.mark.parametrize("lacking", [*USUAL, USUAL])
def test_a_host_without_a_module_answers(desk: Desk, lacking: str | tuple[str, ...]) -> None:
    """No directive is of a module that a shared host may lack."""
    built, _ = build(desk, "/")
    modules = tuple(name for name in USUAL if name not in lacking)
    with apache(built.output, modules=modules) as server:
        assert server.get("/index.html").status == 200, server.log.read_text()
        assert "Invalid command" not in server.log.read_text()


def test_own_lines_come_first(desk: Desk) -> None:
    """Also where they contradict ours: the first redirect counts."""
    own = 'RedirectMatch 302 "^/old/$" "https://example.org/"\n'
    desk.write({"assets/root/.htaccess": own})
    built, _ = build(desk, "/")
    with apache(built.output) as server:
        assert (server.get("/old/").status, server.get("/old").status) == (302, 301)
    assert Path(built.output / ".htaccess").read_text("utf-8").startswith(own)


def test_a_query_leads_to_its_article(desk: Desk) -> None:
    """Addresses such as WordPress's `/?p=12`, and no other query of the home page."""
    settings = SETTINGS.replace("https://example.com/", "https://example.com/ブログ/")
    settings += '[host]\nkind = "apache"\n'
    text = post("あ", slug='"新しい $1"', aliases='["/?p=12", "?page_id=3"]')
    built = desk.write({"site.toml": settings, "content/posts/a.md": text}).build()
    assert (built.status, built.out) == (0, "")
    with apache(built.output, "ブログ") as server:
        home = quote("/ブログ/")
        for query in ("p=12", "page_id=3"):
            answer = server.get(f"{home}?{query}")
            assert (answer.status, unquote(answer.target)) == (301, "/ブログ/posts/新しい $1/")
        assert {server.get(f"{home}?{q}").status for q in ("p=1", "p=123", "q=p=12")} == {200}
