"""Policies of built pages, and what another parser finds that a page uses."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from tests.desk import Built, Desk, post
from tests.promises.ad_codes import SITE, Codes

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
    """Return the policy of a page, which stands before all that it rules."""
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">\n', page)
    assert found, page[:300]
    assert page[: found.start()].endswith('<head>\n<meta charset="utf-8">\n')
    rules = [rule.split() for rule in found[1].split("; ")]
    assert len({name for name, *_ in rules}) == len(rules)
    assert all(len(set(sources)) == len(sources) for _, *sources in rules)
    return {name: set(sources) for name, *sources in rules}


def hashed(text: str) -> str:
    """Return the hash of a text (CSP 3, section 2.3.1)."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def origin(address: str) -> str:
    """Return what an address is loaded from."""
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
    """Return the policy of what a parser finds on a page."""
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
        sheet = origin(tag["href"])
        directives = ("style-src", "font-src", "img-src") if "//" in sheet else ("style-src",)
        yield from ((directive, sheet) for directive in directives)
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
