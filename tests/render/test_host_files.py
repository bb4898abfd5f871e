"""The files for hosts that are not Apache, by the rules that these hosts document."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

import pytest

from tests.desk import SETTINGS, Built, Desk, post

HOST_FILES = {".htaccess", "_headers", "_redirects", "vercel.json", ".nojekyll"}
ALIASES = '["/old/", "/旧/ガイド/", "/two words/", "/a+b (1)/", "/2019/entry.html", "/about.html"]'
YEAR = "public, max-age=31536000, immutable"


def build(desk: Desk, kind: str, base: str = "/", *arguments: str) -> Built:
    """Build a site with aliases for a host."""
    address = f"https://example.com{base}"
    settings = SETTINGS.replace("https://example.com/", address) + f'[host]\nkind = "{kind}"\n'
    about = '---\ntitle: 案内\naliases: ["/about.html"]\n---\n本文\n'
    text = post("あ", slug='"新しい $1"', aliases=ALIASES.replace(', "/about.html"', ""))
    files = {"site.toml": settings, "content/posts/a.md": text, "content/pages/about.md": about}
    return desk.write(files).build(*arguments)


class Rules(NamedTuple):
    """`_redirects` and `_headers` as they are documented."""

    redirects: dict[str, tuple[str, str]]
    headers: dict[str, dict[str, str]]

    def redirect(self, path: str) -> tuple[str, str] | None:
        """Give the target and the status of a path as a browser sends it."""
        return self.redirects.get(path)

    def headers_of(self, path: str) -> dict[str, str]:
        """Give all headers of a path; one that two rules give is joined."""
        found: dict[str, str] = {}
        for pattern, headers in self.headers.items():
            if re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), path):
                for name, value in headers.items():
                    found[name] = f"{found[name]}, {value}" if name in found else value
        return found


def as_sent(path: str) -> str:
    """Encode a path as the URL Standard does, which keeps what is encoded."""
    return quote(path, safe="/%!$&'()*+,;=:@[]|~")


def read_rules(output: Path) -> Rules:
    """Read both files; what no host would take fails."""
    redirects: dict[str, tuple[str, str]] = {}
    for line in (output / "_redirects").read_text("utf-8").splitlines():
        old, new, status = line.split()
        assert not re.search(r"\*|:[A-Za-z]", old), "that would be a pattern"
        assert len(line) <= 1000
        redirects.setdefault(as_sent(old), (as_sent(new), status))
    headers: dict[str, dict[str, str]] = {}
    for line in (output / "_headers").read_text("utf-8").splitlines():
        assert len(line) <= 2000
        if line.startswith("/"):
            rule = headers.setdefault(line, {})
        else:
            name, _, value = line.partition(":")
            assert name.startswith("  ")
            rule[name.strip()] = value.strip()
    assert len(headers) <= 100
    return Rules(redirects, headers)


@pytest.mark.parametrize("base", ["/", "/ブログ/"])
@pytest.mark.parametrize(("kind", "status"), [("cloudflare", "301"), ("netlify", "301!")])
def test_redirects(desk: Desk, kind: str, status: str, base: str) -> None:
    """Each old address leads to its article by 301, also where its page lies there."""
    built = build(desk, kind, base)
    assert (built.status, built.out) == (0, "")
    rules = read_rules(built.output)
    target = as_sent(f"{base}posts/新しい $1/")
    nfd = "カ\u3099イト\u3099"
    for old in ("old/", "旧/ガイド/", f"旧/{nfd}/", "two words/", "a+b (1)/", "2019/entry.html"):
        assert rules.redirect(as_sent(base + old)) == (target, status), old
    about = rules.redirect(as_sent(f"{base}about.html"))
    assert about == (None if kind == "netlify" else (as_sent(f"{base}about/"), status))
    for old in rules.redirects:
        path = unquote(old).removeprefix(base)
        if nfd not in path:
            assert "http-equiv" in built.page(path), "the page stays"
    for new, _ in rules.redirects.values():
        page = built.page(unquote(new).removeprefix(base))
        assert 'http-equiv="refresh"' not in page, "it leads on no further"


def test_cloudflare_is_not_left_to_add_slashes_to_letters(desk: Desk) -> None:
    """Its own redirect has a `Location` of letters that are not encoded."""
    rules = read_rules(build(desk, "cloudflare").output)
    assert rules.redirect(as_sent("/旧/ガイド"))
    assert not rules.redirect("/old")


@pytest.mark.parametrize("kind", ["cloudflare", "netlify"])
@pytest.mark.parametrize("base", ["/", "/blog/"])
def test_headers(desk: Desk, kind: str, base: str) -> None:
    """What is named by its content is kept for a year, and no header comes from two rules."""
    built = build(desk, kind, base)
    rules = read_rules(built.output)
    for path in built.everything():
        headers = rules.headers_of(f"{base}{path}")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"
        assert headers.get("Cache-Control") == (
            YEAR if path.startswith(("assets/", "images/")) else None
        )
        is_feed = path == "feed.xml"
        assert headers.get("Content-Type") == (
            "application/atom+xml; charset=utf-8" if is_feed else None
        )


def test_vercel(desk: Desk) -> None:
    """Sources are patterns: what has a meaning in them is escaped, in targets too."""
    whole = json.loads(build(desk, "vercel", "/blog/").page("vercel.json"))
    redirects = {one["source"]: one for one in whole["redirects"]}
    target = "/blog/posts/%E6%96%B0%E3%81%97%E3%81%84%20%241/"
    for source in (
        "/blog/old/", "/blog/%E6%97%A7/%E3%82%AC%E3%82%A4%E3%83%89/", "/blog/two%20words/",
        r"/blog/a\+b%20\(1\)/", "/blog/2019/entry.html",
    ):  # fmt: skip
        assert redirects[source]["destination"] == target, source
        assert redirects[source]["statusCode"] == 301
    slash = re.compile("/([^.]*[^./])")  # as Vercel compiles the last one
    assert list(redirects)[-1] == f"/:path{slash.pattern[1:]}"
    assert slash.fullmatch("/a/b")
    assert not any(map(slash.fullmatch, ("/a/b/", "/tags/Node.js/", "/", "/a.css")))
    headers = {one["source"]: one["headers"] for one in whole["headers"]}
    assert headers["/blog/assets/(.*)"] == [{"key": "Cache-Control", "value": YEAR}]


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("none", set()), ("s3", set()), ("github", {".nojekyll"}), ("apache", {".htaccess"}),
        ("cloudflare", {"_headers", "_redirects"}), ("netlify", {"_headers", "_redirects"}),
        ("vercel", {"vercel.json"}),
    ],
)  # fmt: skip
def test_each_host_gets_its_files(desk: Desk, kind: str, files: set[str]) -> None:
    """And no other's; all else is the same."""
    plain = build(desk, "none").everything()
    built = build(desk, kind)
    assert (built.status, built.out) == (0, "")
    everything = built.everything()
    assert HOST_FILES & everything.keys() == files
    assert {p: d for p, d in everything.items() if p not in {*files, ".kawaraban"}} == {
        p: d for p, d in plain.items() if p != ".kawaraban"
    }


def test_they_are_the_builds_own(desk: Desk) -> None:
    """They follow an edit, are made anew where they are spoilt, and go with the setting."""
    first = build(desk, "apache")
    written = first.page(".htaccess")
    (first.output / ".htaccess").write_text("spoilt")
    again = build(desk, "apache")
    assert (again.out, again.page(".htaccess")) == ("", written)
    desk.write({"content/posts/b.md": post("い", aliases="[/former/]")})
    assert '"^/former(?:' in build(desk, "apache").page(".htaccess")
    (desk.folder / "content/posts/b.md").unlink()
    assert build(desk, "apache").page(".htaccess") == written
    moved = build(desk, "netlify")
    assert (moved.out, (moved.output / ".htaccess").exists()) == ("", False)


def test_a_post_to_come_has_no_redirect(desk: Desk) -> None:
    """Nor a draft: the address of what is not published is written nowhere."""
    desk.write({
        "content/posts/b.md": post("い", aliases="[/coming/]", date="2099-01-01"),
        "content/posts/c.md": post("う", aliases="[/drafted/]", draft="true"),
    })  # fmt: skip
    for kind in ("apache", "cloudflare", "vercel"):
        everything = b"".join(build(desk, kind).everything().values())
        assert b"/old" in everything
        assert b"coming" not in everything
        assert b"drafted" not in everything


@pytest.mark.parametrize(
    ("kind", "name"),
    [("apache", ".htaccess"), ("cloudflare", "_redirects"), ("netlify", "_headers")],
)
def test_own_lines_come_first(desk: Desk, kind: str, name: str) -> None:
    """The author's file of the name, then the build's lines."""
    ours = build(desk, kind).page(name)
    desk.write({f"assets/root/{name}": "# mine"})
    built = build(desk, kind)
    assert (built.status, built.out, built.page(name)) == (0, "", f"# mine\n{ours}")
    assert build(desk, "none").page(name) == "# mine"


def test_own_json_stands_in_place_of_ours(desk: Desk) -> None:
    """Two texts of JSON cannot be joined."""
    desk.write({"assets/root/vercel.json": "{}"})
    built = build(desk, "vercel")
    assert (built.status, built.out, built.page("vercel.json")) == (0, "", "{}")


def test_a_page_cannot_take_the_name(desk: Desk) -> None:
    """A folder of the name is found before the build ends in the middle."""
    desk.write({"content/pages/p.md": "---\ntitle: 題\nslug: _redirects\n---\n文\n"})
    built = build(desk, "cloudflare")
    assert (built.status, "[same-address]" in built.out) == (1, True)


@pytest.mark.parametrize("kind", ["nginx", "Apache", "", "clodflare"])
def test_an_unknown_host(desk: Desk, kind: str) -> None:
    """One line with the nearest name, and nothing is written."""
    built = build(desk, kind)
    assert (built.status, built.out.count("\n"), built.output.exists()) == (1, 1, False)
    assert built.out.startswith("site.toml:"), built.out
    assert "[bad-value]" in built.out or "[empty-value]" in built.out
    if kind == "clodflare":
        assert "cloudflare" in built.out


def limits(built: Built) -> list[str]:
    """Give the warnings of limits."""
    return [line for line in built.out.splitlines() if "[host-limit]" in line]


@pytest.mark.parametrize("kind", ["netlify", "vercel", "cloudflare", "github", "none"])
def test_queries(desk: Desk, kind: str) -> None:
    """Old addresses such as `/?p=12` lead on where the host can do that, else a warning says so."""
    desk.write({"content/posts/b.md": post("い", aliases='["/?p=12"]')})
    built = build(desk, kind, "/blog/")
    assert not any("?" in path for path in built.everything())
    if kind == "netlify":
        assert "/blog/ p=12 /blog/posts/b/ 301!\n" in built.page("_redirects")
    elif kind == "vercel":
        query = {"type": "query", "key": "p", "value": "12"}
        (rule,) = (r for r in json.loads(built.page("vercel.json"))["redirects"] if "has" in r)
        assert (rule["source"], rule["has"]) == ("/blog/", [query])
        assert rule["destination"] == "/blog/posts/b/"
    else:
        (line,) = limits(built)
        assert "/?p=123" in line


@pytest.mark.parametrize(("kind", "most"), [("cloudflare", 2000), ("vercel", 1023)])
def test_too_many_redirects(desk: Desk, kind: str, most: int) -> None:
    """A warning; pages lead on from the rest."""
    aliases = ", ".join(f"/old{n}/" for n in range(most - len(json.loads(ALIASES))))
    desk.write({"content/posts/b.md": post("い", aliases=f"[{aliases}]")})
    assert limits(build(desk, kind)) == []
    desk.write({"content/posts/b.md": post("い", aliases=f"[/one-more/, {aliases}]")})
    built = build(desk, kind)
    (line,) = limits(built)
    assert built.status == 0
    assert f"{most + 1:,}" in line
    assert f"{most:,}" in line
    assert line.startswith("site.toml:9:8: warning")
    if kind == "vercel":
        assert len(json.loads(built.page("vercel.json"))["redirects"]) == 1024
    assert build(desk, "apache").out == ""


def test_a_large_file(desk: Desk) -> None:
    """One that is larger than its host takes is named; its limit is no excess."""
    desk.write({"content/posts/b.md": post("[表](big.csv)")})
    desk.write({"site.toml": f'{SETTINGS}[host]\nkind = "cloudflare"\n'})
    desk.write({"content/posts/big.csv": b"a" * ((25 << 20) + 1)})
    built = desk.build()
    assert built.status == 0
    assert [line.partition(":")[0] for line in limits(built)] == ["content/posts/big.csv"]
    assert desk.build("--strict").status == 1
    desk.write({"content/posts/big.csv": b"a" * (25 << 20)})
    assert limits(desk.build()) == []
