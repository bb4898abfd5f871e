# ruff: noqa: INP001 - a script that a developer runs, not part of a package
"""Compare what the site's own search finds, and what it transfers, with Pagefind on the same pages.

    python bench/search.py                      1,000 posts of bench/, 60 words
    python bench/search.py --texts DIR          other people's posts in Markdown, from a folder
    python bench/search.py --pagefind PROGRAM   also Pagefind (`pip install pagefind[extended]`)

A post should be found where its title or text contains the word, without regard to case, width
and kana. Each word is a reader's first query once, on a page that nothing is cached of, and once
the next. Bytes are those of bodies as sent, compressed by gzip, and 200 a file for headers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup
from playwright.sync_api import Page, sync_playwright
from sites import PROJECT, Site, ours

sys.path.insert(0, str(PROJECT))
from kawaraban.render.search_index import fold

_WORDS, _SHOWN, _HEADERS = 60, 5, 200
_HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_TITLE = re.compile(r"^title:\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE)
_DATE = re.compile(r"^date:\s*[\"']?(\d{4}-\d\d-\d\d)", re.MULTILINE)
# Pictures, links inside another site, HTML, other tools' boxes: what a post needs files for.
_FOREIGN = (
    (re.compile(r"!\[(.*?)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:)[^)]*\)"), r"\1"),
    (re.compile(r"<(?=[a-zA-Z/!])"), "&lt;"),
    (re.compile(r"^(?::::|@\[).*$", re.MULTILINE), ""),
    (re.compile(r"https?://\S+"), ""),
)
_WORD = re.compile(
    r"(?<![ァ-ヿ])[ァ-ヿ]{3,9}(?![ァ-ヿ])|(?<![一-龥])[一-龥]{2,5}(?![一-龥])"
    r"|(?<![A-Za-z\d])[A-Za-z][A-Za-z\d]{1,11}(?![A-Za-z\d])"
)
_PAGEFIND = """async ([word, shown]) => {
  const pagefind = (globalThis.pagefind ??= await import("/pagefind/pagefind.js"));
  const { results } = await pagefind.search(word);
  for (const one of results.slice(0, shown)) await one.data();
  globalThis.results = results;
}"""
_PAGEFIND_LINKS = """async () => {
  const data = await Promise.all(globalThis.results.map((one) => one.data()));
  return data.map((one) => new URL(one.url, location).pathname);
}"""
_OUR_LINKS = """() => [...document.querySelectorAll(".search-results a")].map(
  (link) => new URL(link.href).pathname)"""


class Answer(NamedTuple):
    """What one search gave for a word: the links in order, and the KiB that it transferred."""

    links: list[str]
    kib: float


class _Compressing(SimpleHTTPRequestHandler):
    """A host as most are: texts are compressed."""

    def send_head(self) -> None:
        """Answer with the file's bytes compressed."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        body = gzip.compress(path.read_bytes()) if path.is_file() else b""
        self.send_response(200 if path.is_file() else 404)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(ConnectionError):  # the reader has left
            self.wfile.write(body)
        self.server.sent += len(body) + _HEADERS  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Reader:
    """A browser on a search page of a server."""

    def __init__(self, page: Page, server: ThreadingHTTPServer) -> None:
        """Take an empty page."""
        self.page, self.server = page, server
        self.url = f"http://127.0.0.1:{server.server_port}/"

    def ask_ours(self, word: str) -> Answer:
        """Type a word into our search page."""
        before = self.server.sent
        if self.page.url == "about:blank":
            self.page.goto(f"{self.url}search/")
        self.page.fill("[name=q]", word)
        self.page.press("[name=q]", "Enter")
        while f"「{word}」" not in self.page.inner_text(".search-status"):
            self.page.wait_for_timeout(20)
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(250)
        return Answer(self.page.evaluate(_OUR_LINKS), (self.server.sent - before) / 1024)

    def ask_pagefind(self, word: str) -> Answer:
        """Search a word with Pagefind's own interface, as its page does."""
        before = self.server.sent
        if self.page.url == "about:blank":
            self.page.goto(f"{self.url}404-plain.html")
        self.page.evaluate(_PAGEFIND, [word, _SHOWN])
        self.page.wait_for_timeout(150)
        kib = (self.server.sent - before) / 1024
        return Answer(self.page.evaluate(_PAGEFIND_LINKS), kib)


def foreign_site(texts: Path, folder: Path) -> Site:
    """Write a site with the posts of a folder."""
    site = Site(ours(), folder, 0)
    posts = folder / "content/posts"
    posts.mkdir(parents=True)
    for number, file in enumerate(sorted(texts.rglob("*.md"))):
        text = file.read_text("utf-8")
        head = _HEAD.match(text)
        if head is None:
            continue
        title, date = _TITLE.search(head[1]), _DATE.search(head[1])
        body = text[head.end() :]
        for pattern, instead in _FOREIGN:
            body = pattern.sub(instead, body)
        day = date[1] if date else f"2021-{number % 12 + 1:02}-{number % 28 + 1:02}"
        front = {"title": title[1] if title else file.stem, "date": day}
        keys = "".join(f"{k}: {json.dumps(v, ensure_ascii=False)}\n" for k, v in front.items())
        (posts / f"{number:04}.md").write_text(f"---\n{keys}---\n\n{body}".replace(f'"{day}"', day))
    return site


def texts_of(output: Path) -> dict[str, tuple[str, str]]:
    """Give the title and text of each post that has one, by its address."""
    found: dict[str, tuple[str, str]] = {}
    for file in sorted(output.glob("posts/**/index.html")):
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for unseen in soup.select(".anchor, nav, [hidden], .hide, annotation, script"):
            unseen.decompose()
        title, body = soup.select_one("h1"), soup.select_one(".post-body")
        if title and body and body.get_text().strip():
            found[f"/{file.parent.relative_to(output).as_posix()}/"] = title.text, body.text
    return found


def choose(titles: Iterable[str]) -> list[str]:
    """Choose words of titles: in kanji, katakana and Latin letters."""
    words = {fold(word): word for title in titles for word in _WORD.findall(title)}
    chosen = random.Random("words").sample(sorted(words), min(_WORDS, len(words)))  # noqa: S311
    return [words[one] for one in chosen]


def line(name: str, answers: Sequence[tuple[Answer, Answer]], wanted: Sequence[set[str]]) -> str:
    """Give a line of the table."""
    firsts = [first for first, _ in answers]
    hits = [len({*first.links} & want) for first, want in zip(firsts, wanted, strict=True)]
    recall = sum(hits) / sum(map(len, wanted))
    precision = sum(hits) / max(1, sum(len({*first.links}) for first in firsts))
    sizes = [[a.kib for a in pair] for pair in zip(*answers, strict=True)]
    cells = [f"{statistics.median(kib):.0f} ({max(kib):.0f})" for kib in sizes]
    return f"| {name} | {recall:.3f} | {precision:.3f} | {cells[0]} | {cells[1]} |"


def measure(site: Site, pagefind: str) -> Iterator[str]:
    """Give the lines of the table for a site."""
    settings = site.folder / "site.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[search]\nenabled = true\n", "utf-8")
    site.build()
    (site.output / "404-plain.html").write_text("<!doctype html><title>Pagefind</title>")
    if pagefind:
        options = ("--glob", "posts/**/*.html", "--root-selector", "article")
        command = [pagefind, "--site", str(site.output), *options, "--exclude-selectors"]
        subprocess.run([*command, ".kicker, .tags, .author"], check=True, capture_output=True)  # noqa: S603
    texts = texts_of(site.output)
    words = choose(title for title, _ in texts.values())
    folded = {address: tuple(map(fold, both)) for address, both in texts.items()}
    wanted = [{a for a, both in folded.items() if any(fold(w) in t for t in both)} for w in words]
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(_Compressing, directory=str(site.output))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.sent = 0
    makers = {"ours": Reader.ask_ours, **({"Pagefind": Reader.ask_pagefind} if pagefind else {})}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for name, ask in makers.items():
            answers = []
            for number, word in enumerate(words):
                reader = Reader(browser.new_context().new_page(), server)
                answers.append((ask(reader, word), ask(reader, words[number - 1])))
                reader.page.context.close()
            yield line(f"{name}, {len(texts):,}", answers, wanted)
    server.shutdown()


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--pagefind", default="")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "site"
        site = (
            foreign_site(chosen.texts, home) if chosen.texts else Site(ours(), home, chosen.posts)
        )
        print("| search, posts | recall | precision | KiB first (most) | KiB next (most) |")  # noqa: T201
        print("|---|---:|---:|---:|---:|")  # noqa: T201
        for row in measure(site, chosen.pagefind):
            print(row)  # noqa: T201


if __name__ == "__main__":
    main()
