"""What an import has lost: the old text as a reader saw it, compared with the built pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from jinja2 import Template
from msgspec import Struct, field
from selectolax.lexbor import LexborHTMLParser

from kawaraban.cli.importers.links import Moves
from kawaraban.cli.importers.moves import Place
from kawaraban.cli.importers.old_site import Loss
from kawaraban.cli.importers.tables import pattern, tables
from kawaraban.cli.importers.write import Converted
from kawaraban.core.addresses import alias_address, file_of

_WORD = re.compile(r"[A-Za-z0-9]+|[^\W\dA-Za-z_]")
_ASIN = re.compile(r"/(?:dp|gp/product)/([A-Z0-9]{10})")
_COUNTED = ("words", "links", "pictures", "addresses")
_NAMED = {"toc", "dynamic", "shortcode", "style", "link"}  # what is told of is not lost in silence
_MOST_WORDS, _MOST_TASKS = 60, 10


class Row(Struct):
    """One post: how much of each there was, how much is lost, and all losses by their line."""

    file: str
    was: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    losses: list[tuple[int, Loss]] = field(default_factory=list)


class Comparison(Struct, frozen=True):
    """What rows are made with: where all is now, and what gives the bytes of a page by its path."""

    moves: Moves
    folder: Path
    read: Callable[[str], bytes | None]

    def compare(self, pair: tuple[Place, Converted]) -> Row:
        """Compare a post with its page; one that is not published has none."""
        (place, made), row = pair, Row(pair[0].file)
        comments = self.moves.site.comments.get(place.post.key)
        losses = [*made.losses, *([Loss("comments", str(len(comments)))] if comments else [])]
        losses = list(
            dict.fromkeys([*losses, *([Loss("unread", made.error)] if made.error else [])])
        )
        page = None if place.post.hidden else self.read(file_of(place.address))
        if page is not None:
            losses += self._missing(row, place, losses, made.notes, page)
            old = [*place.aliases, *(loss.text for loss in losses if loss.kind == "alias")]
            row.was["addresses"] = len(old) + 1
            row.lost["addresses"] = sum(
                self.read(file_of(alias_address(one))) is None for one in old
            )
        row.losses = list(_with_lines(losses, self.folder / place.file))
        return row

    def _missing(
        self, row: Row, place: Place, told: list[Loss], notes: list[str], page: bytes
    ) -> Iterator[Loss]:
        """Count what a page lacks, and yield it."""
        tree, is_markdown = LexborHTMLParser(page.decode()), place.post.form == "markdown"
        tree.strip_tags(["script", "style"])
        seen = pattern("block-tag").sub(r" \g<0>", pattern("unseen").sub(" ", place.post.body))
        text = pattern("markdown-sign" if is_markdown else "command").sub(" ", seen)
        old = _words(pattern("address").sub(" ", unescape(re.sub(r"<[^>]*>", "", text))))
        alts = (one.attributes.get("alt") or "" for one in tree.css("img"))
        body = tree.css_first(".post-body") or tree.body
        named = [loss.text for loss in told if loss.kind in _NAMED]
        missing = old - _words(" ".join((body.text() if body else "", *alts)))
        missing -= _words(" ".join((*notes, *named)))
        row.was["words"], row.lost["words"] = old.total(), missing.total()
        if missing:
            yield Loss("missing", " ".join([*missing.elements()][:_MOST_WORDS]))
        seen = pattern("code").sub(" ", seen) if is_markdown else seen
        found = {unquote(one.attributes.get("href") or "") for one in tree.css("a[href]")}
        yield from self._lost_links(row, seen, found, named)
        images = sum(not pattern("no-image").search(one) for one in pattern("image").findall(seen))
        row.was["pictures"], row.lost["pictures"] = images, max(0, images - len(tree.css("img")))
        if row.lost["pictures"] > sum(loss.kind == "lost-picture" for loss in told):
            yield Loss("unshown", str(row.lost["pictures"]))

    def _lost_links(self, row: Row, seen: str, found: set[str], named: list[str]) -> Iterator[Loss]:
        """Count the links of a text that its page lacks, and yield them."""
        links = [unquote(unescape(a or b)) for a, b in pattern("href").findall(seen)]
        gone = [one for one in links if not self._is_there(one, found, row.file)]
        gone = [one for one in gone if not any(one[:60] in text for text in named)]
        row.was["links"], row.lost["links"] = len(links), len(gone)
        yield from (Loss("unlinked", one) for one in dict.fromkeys(gone))

    def _is_there(self, url: str, found: set[str], own: str) -> bool:
        """Return whether a page has a link; one within the old site leads to the new page."""
        if {url, f"https:{url}", url.partition("?")[0], f"{url}/"} & found or url.startswith("#"):
            return True
        if pattern("picture").search(url) or "//" not in url:
            return True  # the build has checked each path
        file = self.moves.file_at(url)
        name = file.rpartition("/")[2].removesuffix(".md")
        if file:
            paths = (one.partition("#")[0].removesuffix("index.html").rstrip("/") for one in found)
            return file == own or any(one.rpartition("/")[2] == name for one in paths)
        codes = {*_ASIN.findall(url)}  # links to Amazon are normalised
        return bool(codes) and any(codes & {*_ASIN.findall(one)} for one in found)


def _words(text: str) -> Counter[str]:
    """Count the words of a text; a Japanese letter is one."""
    return Counter(_WORD.findall(text))


def _with_lines(losses: Iterable[Loss], file: Path) -> Iterator[tuple[int, Loss]]:
    """Yield each loss with the line of the new file on which it is, or 1."""
    losses = list(losses)
    text = file.read_text("utf-8", "replace") if losses and file.is_file() else ""
    lines = [re.sub(r"[\\\[\]<>{}]", "", line) for line in text.split("\n")]
    for loss in losses:
        sign = re.sub(r"[\\\[\]<>{}]", "", loss.text)[:24]
        yield next((n for n, line in enumerate(lines, 1) if sign and sign in line), 1), loss


def totals_of(rows: Iterable[Row]) -> Row:
    """Add up the rows."""
    whole = Row("")
    for row in rows:
        whole.was.update(row.was)
        whole.lost.update(row.lost)
    return whole


def as_markdown(rows: list[Row], offers: list[str], errors: list[str], language: str) -> str:
    """Return the report for the author; `losses` of `tables.toml` is in the order of need."""
    words, kinds = (
        {name: both.in_language(language) for name, both in pairs.items()}
        for pairs in (tables().words, tables().losses)
    )
    files: dict[str, list[str]] = {kind: [] for kind in kinds}
    for row in rows:
        for _, loss in row.losses:
            files[loss.kind].append(row.file)
    tasks = [f"{words['stops']} ({len(errors)}): {errors[0]}"] if errors else []
    tasks += [words["ids"]] if any("[affiliate" in one for one in offers) else []
    tasks += [
        f"{kinds[kind]}: {len(f)} ({', '.join(dict.fromkeys(f[:3]))})"
        for kind, f in files.items()
        if f
    ]
    tasks = tasks[:_MOST_TASKS] or [words["nothing"]]
    template = Template(
        (Path(__file__).with_name("report.md")).read_text("utf-8"), trim_blocks=True
    )
    values = {"words": words, "kinds": kinds, "whole": totals_of(rows), "counted": _COUNTED}
    return f"{template.render(**values, rows=rows, tasks=tasks, offers=offers)}\n"
