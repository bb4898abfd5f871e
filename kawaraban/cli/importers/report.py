"""What an import kept: the old text as a reader saw it, compared with the built pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct, field
from msgspec.structs import asdict
from selectolax.lexbor import LexborHTMLParser

from kawaraban.cli.importers.links import Moves
from kawaraban.cli.importers.moves import Place
from kawaraban.cli.importers.old_site import Loss
from kawaraban.cli.importers.tables import pattern, tables
from kawaraban.core.addresses import alias_address, file_of

_WORD = re.compile(r"[A-Za-z0-9]+|[^\W\dA-Za-z_]")
_ASIN = re.compile(r"/(?:dp|gp/product)/([A-Z0-9]{10})")
_COUNTED = ("words", "links", "pictures", "addresses")
_NAMED = {"toc", "dynamic", "shortcode", "style", "link"}  # what is told of is not lost in silence
_MOST_WORDS, _MOST_TASKS = 60, 10
ReadPage = Callable[[str], bytes | None]


class Row(Struct):
    """One post: how much of each there was, and how much of it is lost; and all losses by line."""

    file: str
    title: str = ""
    was: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    losses: list[tuple[int, Loss]] = field(default_factory=list)


def compare(
    place: Place, found: list[Loss], notes: list[str], moves: Moves, read: ReadPage, folder: Path
) -> Row:
    """Compare a post with its page; one that is not published has none."""
    row, losses = Row(place.file, place.post.title), list(dict.fromkeys(found))
    page = None if place.post.hidden else read(file_of(place.address))
    if page is not None:
        losses += _compare_page(row, place, losses, notes, page, moves)
        old = [*place.aliases, *(loss.text for loss in losses if loss.kind == "alias")]
        row.was["addresses"] = len(old) + 1
        row.lost["addresses"] = sum(read(file_of(alias_address(one))) is None for one in old)
    row.losses = list(_with_lines(losses, folder / place.file))
    return row


def _compare_page(
    row: Row, place: Place, losses: list[Loss], notes: list[str], page: bytes, moves: Moves
) -> Iterator[Loss]:
    """Count what a page lacks, and yield it."""
    tree = LexborHTMLParser(page.decode("utf-8", "replace"))
    tree.strip_tags(["script", "style"])
    root = tree.css_first(".post-body") or tree.body
    seen = pattern("unseen").sub(" ", place.post.body)
    seen = pattern("block-tag").sub(r" \g<0>", seen)
    text = pattern("markdown-sign" if place.post.form == "markdown" else "command").sub(" ", seen)
    old = _words(pattern("address").sub(" ", unescape(re.sub(r"<[^>]*>", "", text))))
    alts = " ".join(one.attributes.get("alt") or "" for one in tree.css("img"))
    named = " ".join((*notes, *(loss.text for loss in losses if loss.kind in _NAMED)))
    missing = old - _words(f"{root.text(deep=True) if root else ''} {alts}") - _words(named)
    row.was["words"], row.lost["words"] = sum(old.values()), sum(missing.values())
    if missing:
        yield Loss("missing", " ".join([*missing.elements()][:_MOST_WORDS]))
    found = {unquote(one.attributes.get("href") or "") for one in tree.css("a[href]")}
    if place.post.form == "markdown":
        seen = pattern("code").sub(" ", seen)
    links = [unquote(unescape(a or b)) for a, b in pattern("href").findall(seen)]
    lost = [
        one
        for one in links
        if not _is_there(one, found, moves)
        and not any(one[:60] in loss.text for loss in losses if loss.kind in _NAMED)
    ]
    row.was["links"], row.lost["links"] = len(links), len(lost)
    yield from (Loss("unlinked", one) for one in dict.fromkeys(lost))
    images = sum(not pattern("no-image").search(one) for one in pattern("image").findall(seen))
    row.was["pictures"], row.lost["pictures"] = images, max(0, images - len(tree.css("img")))
    if row.lost["pictures"] > sum(loss.kind == "lost-picture" for loss in losses):
        yield Loss("unshown", str(row.lost["pictures"]))


def _words(text: str) -> Counter[str]:
    """Count the words of a text; a Japanese letter is one."""
    return Counter(_WORD.findall(text))


def _is_there(url: str, found: set[str], moves: Moves) -> bool:
    """Return whether a page has a link; one within the old site leads to the new file's page."""
    if {url, f"https:{url}", url.partition("?")[0], f"{url}/"} & found or url.startswith("#"):
        return True
    codes = {code for one in found for code in _ASIN.findall(one)}
    if codes & {*_ASIN.findall(url)} or pattern("picture").search(url) or "//" not in url:
        return True  # a path has been checked by the build
    file = moves.file_at(url).rpartition("/")[2].removesuffix(".md")
    return bool(file) and any(one.rstrip("/").endswith(file) or file in one for one in found)


def _with_lines(losses: Iterable[Loss], file: Path) -> Iterator[tuple[int, Loss]]:
    """Yield each loss with the line of the new file on which it is, or 1."""
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    lines = [re.sub(r"[\\\[\]<>{}]", "", line) for line in text.split("\n")]
    for loss in losses:
        sign = re.sub(r"[\\\[\]<>{}]", "", loss.text)[:24]
        yield next((n for n, line in enumerate(lines, 1) if sign and sign in line), 1), loss


def totals_of(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    """Add up the rows."""
    was, lost, kinds = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        was.update(row.was)
        lost.update(row.lost)
        kinds.update(loss.kind for _, loss in row.losses)
    return {"was": dict(was), "lost": dict(lost), "losses": dict(kinds)}


def as_data(rows: list[Row]) -> dict[str, object]:
    """Return the report for programs."""
    return {"totals": totals_of(rows), "posts": [asdict(row) for row in rows]}


def as_markdown(rows: list[Row], offers: list[str], errors: list[str], language: str) -> str:
    """Return the report for the author."""
    words = {name: words.in_language(language) for name, words in tables().words.items()}
    kinds = {name: words.in_language(language) for name, words in tables().losses.items()}
    totals = totals_of(rows)
    lines = [
        f"# {words['title']}",
        "",
        words["introduction"],
        "",
        words["head"],
        "|---|--:|--:|--:|",
    ]
    for name in _COUNTED:
        was, lost = (totals[one].get(name, 0) for one in ("was", "lost"))
        share = 100 * (was - lost) / was if was else 100
        lines.append(f"| {words[name]} | {was:,} | {was - lost:,} | {share:.2f} |")
    lines += ["", f"## {words['tasks']}", "", *_tasks(rows, offers, errors, words, kinds)]
    if offers:
        lines += ["", f"## {words['offers']}", "", words["offered"], "", "```toml", *offers, "```"]
    lines += ["", f"## {words['each']}"]
    for row in (one for one in rows if one.losses):
        counts = (
            f"{words[n]} {row.was.get(n, 0) - row.lost.get(n, 0)}/{row.was.get(n, 0)}"
            for n in _COUNTED
        )
        lines += ["", f"### {row.file}", "", "、".join(counts), ""]
        lines += [
            f"- {row.file}:{line}: {kinds[loss.kind]}: `{loss.text.replace('`', ' ')}`"
            for line, loss in row.losses
        ]
    return "\n".join(lines) + "\n"


def _tasks(
    rows: list[Row],
    offers: list[str],
    errors: list[str],
    words: dict[str, str],
    kinds: dict[str, str],
) -> Iterator[str]:
    """Yield what to do by hand first; `losses` of `tables.toml` is in the order of need."""
    done = [f"{words['stops']} ({len(errors)}): {errors[0]}"] if errors else []
    done += [words["ids"]] if any("[affiliate" in one for one in offers) else []
    for kind, text in kinds.items():
        if files := [row.file for row in rows for _, loss in row.losses if loss.kind == kind]:
            done.append(f"{text}: {len(files)} ({', '.join(dict.fromkeys(files[:3]))})")
    yield from (f"{n}. {one}" for n, one in enumerate(done[:_MOST_TASKS] or [words["nothing"]], 1))
