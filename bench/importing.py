# ruff: noqa: INP001 - a script that a developer runs, not part of a package
"""Compare what three importers keep of the same exports of WordPress, and what they take.

    python bench/importing.py                        an export of 300 posts, made by this script
    python bench/importing.py EXPORT.xml …           other people's exports, from their paths
    python bench/importing.py --node FOLDER          also wordpress-export-to-markdown (npm install)
    python bench/importing.py --pelican PROGRAM      also `pelican-import`, which needs pandoc
    python bench/importing.py --write FILE.xml       only write the export, `--posts` N

Words (a Japanese letter is one), addresses of links and pictures are those of the public texts
without comments, scripts and shortcodes; ours are looked for in the built pages, the others' in
their Markdown as HTML. An address answers where a page is built at it or a file names it. A post
leaks if it was hidden and its file does not say that it still is. Pictures are not fetched.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup
from corpus import post
from markdown import markdown
from measure import FailedError, Run, once
from PIL import Image
from sites import PROJECT

sys.path.insert(0, str(PROJECT))
from tests.cli.importers.exports import Item, picture, wxr

_WP = "{*}"
_SETTINGS = 'title = "x"\nbase_url = "https://example.com/"\n[affiliate.amazon]\ntag = "mihon-22"\n'
_UNSEEN = re.compile(r"(?is)<!--.*?-->|<(script|style|noscript|iframe)\b.*?</\1\s*>")
_SHORTCODE = re.compile(r"(?s)\[kattene\].*?\[/kattene\]|\[/?[^\W\d_][\w-]*(?:\s[^\[\]]*)?\]")
_BLOCK = re.compile(r"(?i)</?(?:p|div|li|[uo]l|d[ldt]|h\d|t[rdh]|table|br|figcaption|summary)\b")
_WORD = re.compile(r"[A-Za-z0-9]+|[^\W\dA-Za-z_]")
_ADDRESS = re.compile(r"https?://\S+")
_HIDDEN = re.compile(r"(?im)^\s*(?:draft: true|status: (?:draft|hidden|private|future))")
_STATUSES = ("draft", "private", "future", "password")
_EVERY = 10  # so many posts to one that is hidden


class Old(NamedTuple):
    """A post of an export as its readers had it."""

    slug: str
    title: str
    path: str
    html: str
    is_public: bool


class New(NamedTuple):
    """What an importer made of a post: its page as HTML, and the paths that lead to it."""

    html: str
    paths: str
    is_hidden: bool


class Kept(NamedTuple):
    """What one importer kept of one export, as (kept, of all), and the post that lost most."""

    words: tuple[int, int]
    links: tuple[int, int]
    pictures: tuple[int, int]
    answers: tuple[int, int]
    worst: float
    leaked: int


def _olds(file: Path) -> Iterator[Old]:
    """Yield the posts and pages of an export."""
    for item in ET.parse(file).getroot().iter("item"):  # noqa: S314 - a developer's own file
        text = {name: item.findtext(f"{_WP}{name}") or "" for name in ("status", "post_type")}
        link = urlsplit(item.findtext("link") or "")
        if text["post_type"] in {"post", "page"}:
            yield Old(
                slug=unquote(item.findtext(f"{_WP}post_name") or ""),
                title=item.findtext("title") or "",
                path="" if link.query else unquote(link.path).strip("/"),
                html=item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") or "",
                is_public=text["status"] == "publish" and not item.findtext(f"{_WP}post_password"),
            )


def _seen(html: str) -> tuple[Counter[str], list[str], int]:
    """Give the words, the addresses of links and the number of pictures that a reader sees."""
    soup = BeautifulSoup(_BLOCK.sub(r" \g<0>", html), "html.parser")
    links = [str(one["href"]) for one in soup.find_all("a", href=re.compile("^https?://"))]
    images = [one for one in soup.find_all("img") if str(one.get("width")) not in {"0", "1"}]
    alts = " ".join(str(one.get("alt") or "") for one in images)
    words = Counter(_WORD.findall(_ADDRESS.sub(" ", f"{soup.get_text()} {alts}")))
    return words, links, len(images)


def _text_of(old: Old) -> str:
    return _SHORTCODE.sub(" ", _UNSEEN.sub(" ", old.html))


def _is_there(url: str, new: list[str], host: str) -> bool:
    """Return whether a link is kept: whole, or by its last part where that names a product."""
    if urlsplit(url).netloc.removeprefix("www.") == host.removeprefix("www."):
        return True  # it leads to another post, at whatever address that is now
    url = re.sub(r"(/status/\d+)\?.*", r"\1", url)  # an embedded post, and whence it was copied
    asin = re.search(r"/(?:dp|gp/product|asin)/([A-Z0-9]{10})", url)
    return url in new or any((asin[1] if asin else url.rstrip("/")) in one for one in new)


def _kept(olds: list[Old], find: Callable[[Old], New | None], host: str) -> Kept:
    sums, worst, leaked = Counter[str](), 1.0, 0
    for old in olds:
        new = find(old)
        if not old.is_public:
            leaked += bool(new and not new.is_hidden)
            continue
        words, links, pictures = _seen(_text_of(old))
        words_now, links_now, pictures_now = _seen(new.html if new else "")
        links_now = [unescape(unquote(one)) for one in links_now]
        lost = (words - words_now).total()
        links_kept = sum(_is_there(unescape(unquote(one)), links_now, host) for one in links)
        if words.total():
            worst = min(worst, 1 - lost / words.total())
        sums.update(words=words.total(), words_kept=words.total() - lost, links=len(links))
        sums.update(
            links_kept=links_kept if new else 0, pictures=pictures, addresses=bool(old.path)
        )
        sums.update(pictures_kept=min(pictures, pictures_now))
        sums.update(addresses_kept=bool(old.path and new and f" /{old.path}/ " in new.paths))
    pairs = [(sums[f"{n}_kept"], sums[n]) for n in ("words", "links", "pictures", "addresses")]
    return Kept(*pairs, worst, leaked)


def _find_ours(folder: Path) -> Callable[[Old], New | None]:
    """Find a post by the page that answers at its old address, or by its title."""
    output = folder / "output"
    titles: dict[str, list[Path]] = {}
    for page in output.rglob("index.html"):
        found = re.search("(?s)<title>(.*?)</title>", html := page.read_text("utf-8"))
        if 'class="post-body' in html and found:
            titles.setdefault(_letters(unescape(found[1])), []).append(page)

    def find(old: Old) -> New | None:
        at = output / old.path / "index.html"
        to = re.search(r'http-equiv="refresh" content="0; ?url=([^"]+)"', _text(at))
        pages = titles.get(_letters(f"{old.title} x"), []) if old.title else []  # x: the site
        page = (at.parent / unquote(to[1]) / "index.html") if to else at if old.path else None
        page = page if page and page.is_file() else (pages or [None])[0]
        if page is None or not old.is_public:
            return New(_text(page), "", is_hidden=False) if page and pages else None
        body = BeautifulSoup(_text(page), "html.parser").select_one(".post-body, main, body")
        return New(str(body), f" /{old.path}/ " if at.is_file() else "", is_hidden=False)

    return find


def _letters(text: str) -> str:
    return "".join(_WORD.findall(re.sub("<[^>]*>", "", unescape(text))))


def _text(file: Path | None) -> str:
    return file.read_text("utf-8", "replace") if file and file.is_file() else ""


def _find_markdown(folder: Path) -> Callable[[Old], New | None]:
    """Find a post by the name of its file or folder, or by its title."""
    files: dict[str, Path] = {}
    for file in sorted(folder.rglob("*.md")):
        names = {file.stem, file.parent.name} - {"index", "posts", "pages"}
        title = re.search(r"(?im)^title: *[\"']?(.*?)[\"']?$", _text(file)[:2000])
        for name in (*names, _letters(title[1]) if title else ""):
            files.setdefault(name, file)

    def find(old: Old) -> New | None:
        file = files.get(old.slug) or files.get(_letters(old.title))
        if file is None:
            return None
        text = f"{_text(file)}\n\n".removeprefix("---\n")
        head, body = re.split(r"(?m)^---\n|\n\n", text, maxsplit=1)
        html = markdown(body, extensions=["extra"])
        where = f" /{file.relative_to(folder).as_posix().removesuffix('/index.md')}/ "
        named = f" /{old.path}/ " if old.path and old.path in head else ""
        return New(html, where + named, bool(_HIDDEN.search(head)))

    return find


class Importer(NamedTuple):
    """An importer: how it is run on an export, and how what it made of a post is found."""

    name: str
    command: tuple[str, ...]
    find: Callable[[Path], Callable[[Old], New | None]]


def _importers(node: Path | None, pelican: str, media: Path) -> Iterator[Importer]:
    program = (sys.executable, str(PROJECT / "build.py"), "import", "EXPORT", "--site", ".")
    program += ("--media", str(media.resolve())) if media.is_dir() else ()
    yield Importer("ours, with the build", program, _find_ours)
    if node:
        script = node.resolve() / "node_modules/.bin/wordpress-export-to-markdown"
        fixed = ("--wizard=false", "--include-other-types=true", "--output=.", "--input=EXPORT")
        images = ("--save-attached-images=false", "--save-scraped-images=false")
        name = "wordpress-export-to-markdown"
        yield Importer(name, (str(script), *fixed, *images), _find_markdown)
    if pelican:
        given = ("--wpfile", "-m", "markdown", "--dir-page", "-o", ".", "EXPORT")
        yield Importer("pelican-import", (str(Path(pelican).resolve()), *given), _find_markdown)


def _line(importer: Importer, export: Path, into: Path) -> str:
    """Run an importer on an export, and return its line of the table."""
    folder = into / importer.name.partition(",")[0]
    folder.mkdir(parents=True)
    (folder / "site.toml").write_text(_SETTINGS, "utf-8")
    command = [part.replace("EXPORT", str(export)) for part in importer.command]
    log = into / f"{folder.name}.log"
    try:
        run = once(command, folder, log, watched=True)
    except FailedError:
        run = Run(math.nan, math.nan, math.nan)
    host = urlsplit(next(iter(re.findall("<link>(.*?)</link>", _text(export))), "")).netloc
    kept = _kept(list(_olds(export)), importer.find(folder), host)
    cells = [f"{100 * one / all_ if all_ else 100:.2f} %" for one, all_ in kept[:1]]
    cells += [f"{100 * kept.worst:.1f} %", *(f"{one}/{all_}" for one, all_ in kept[1:4])]
    cells += [str(kept.leaked), f"{run.wall:.1f}", f"{run.cpu:.1f}", f"{run.peak:.0f}"]
    return f"| {importer.name} | {' | '.join(cells)} |\n"


def _written(posts: int) -> str:
    """Return an export: half of it blocks, each post with a part of a theme or plugin."""
    text = (PROJECT / "tests/cli/importers/constructs.txt").read_text("utf-8")
    cases = [part.partition("\n") for part in text.split("=== ")[1:]]
    parts = [
        rest.partition("\n--- gives\n")[0]
        for name, _, rest in cases
        if name.startswith("wordpress:")
    ]
    return wxr(*(_item(n, parts[n % len(parts)]) for n in range(1, posts + 1)), *_PICTURES)


_PICTURES = [
    picture(n, f"2024/01/{name}.png", alt="画面") for n, name in ((90011, "a"), (90012, "b"))
]


def _item(number: int, part: str) -> Item:
    made = post(number, ["https://old.example/wp-content/uploads/2024/01/a-300x200.png"])
    html = markdown(made.body.replace("tag=example-22", "tag=mihon-22"), extensions=["tables"])
    if number % 2:
        html = re.sub(
            r"(?s)<(p|h2|h3|ul|ol|table|blockquote)>.*?</\1>",
            lambda m: f"<!-- wp:{_BLOCKS.get(m[1], 'heading')} -->\n{m[0]}\n<!-- /wp:x -->\n",
            html,
        )
    else:
        html = re.sub("</?p>", "\n", html)
    hidden = "" if number % _EVERY else _STATUSES[number // _EVERY % len(_STATUSES)]
    return Item(
        number,
        made.title,
        f"{html}\n\n{part}\n",
        status="publish" if hidden in {"", "password"} else hidden,
        password="x" if hidden == "password" else "",
        name=made.slug,
        link=f"https://old.example/{made.date:%Y/%m}/{made.slug}/",
        date=f"{made.date:%Y-%m-%d %H:%M:%S}",
        modified=f"{made.date + timedelta(days=40):%Y-%m-%d %H:%M:%S}",
        categories=(made.category, "記録"),
        tags=made.tags,
        meta=(("_thumbnail_id", "90011"), ("_wp_old_slug", f"old-{number}")),
        more=f"<pubDate>{made.date:%a, %d %b %Y %H:%M:%S} +0000</pubDate>",
    )


_BLOCKS = {"p": "paragraph", "ul": "list", "ol": "list", "table": "table", "blockquote": "quote"}


def main() -> None:
    """Print a table for each export."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("exports", nargs="*", type=Path, metavar="EXPORT.xml")
    parser.add_argument("--posts", type=int, default=300, metavar="N")
    parser.add_argument("--node", type=Path, metavar="FOLDER")
    parser.add_argument("--pelican", default="", metavar="PROGRAM")
    parser.add_argument("--write", type=Path, metavar="FILE")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    if given.write:
        given.write.write_text(_written(given.posts), "utf-8")
        return
    with tempfile.TemporaryDirectory() as scratch:
        into = given.keep or Path(scratch)
        made = into / "made.xml"
        if not given.exports:
            into.mkdir(parents=True, exist_ok=True)
            made.write_text(_written(given.posts), "utf-8")
            (into / "uploads/2024/01").mkdir(parents=True)
            for name in "ab":
                Image.new("RGB", (900, 600)).save(into / f"uploads/2024/01/{name}.png")
        for export in given.exports or [made]:
            sys.stdout.write(
                f"\n{export.name}\n\n| | words | worst post | links | pictures | addresses "
                "| leaked | s | CPU s | MiB |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
            )
            for importer in _importers(given.node, given.pelican, into / "uploads"):
                sys.stdout.write(_line(importer, export.resolve(), into / export.stem))
                sys.stdout.flush()


if __name__ == "__main__":
    main()
