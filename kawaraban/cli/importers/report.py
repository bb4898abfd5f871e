"""What an import has lost: the old text as a reader saw it, compared with the built pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from html import unescape
from os.path import isfile
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from jinja2 import Template
from msgspec import Struct, field
from selectolax.lexbor import LexborHTMLParser

from kawaraban.cli.importers.links import Moves, decoded, host_of, original, path_of
from kawaraban.cli.importers.markdown import without_code
from kawaraban.cli.importers.old_site import Loss, OldPost
from kawaraban.cli.importers.tables import pattern, tables, words
from kawaraban.cli.importers.write import Place
from kawaraban.core.addresses import alias_address, file_of

_MOST_WORDS, _MOST_TASKS = 60, 10
Lost = tuple[Place, list[Loss]]  # a post, and what its conversion has lost


class Row(Struct):
    """One post: how much of each there was, how much is lost, and all losses by their line."""

    file: str
    was: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    losses: list[tuple[int, Loss]] = field(default_factory=list)


class Comparison(Struct, frozen=True):
    """What rows are made with: where all is now, and where pages are, if they are anywhere."""

    moves: Moves
    folder: Path
    output: Path | None

    def compare(self, post: Lost) -> Row:
        """Compare a post with its page; one that is not published has none."""
        (place, told), row = post, Row(post[0].file)
        losses = list(dict.fromkeys(told))
        root = self.output
        if root and not place.post.hidden and isfile(page := root / file_of(place.address)):
            losses += self._missing(row, place.post, told, page.read_text("utf-8"))
            lost = [loss.text for loss in losses if loss.kind in {"alias", "query"}]
            old = [*(one for one in place.aliases if "?" not in one), *lost]  # hosts have queries
            gone = [one for one in old if not isfile(root / file_of(alias_address(one)))]
            row.was["addresses"], row.lost["addresses"] = len(old) + 1, len(gone)
        row.losses = list(_with_lines(losses, self.folder / place.file))
        return row

    def _missing(self, row: Row, post: OldPost, told: list[Loss], page: str) -> Iterator[Loss]:
        """Count what a page lacks, and yield it."""
        tree = LexborHTMLParser(page)
        tree.strip_tags(["script", "style"])
        named = [loss.text for loss in told if loss.kind in tables().keys["named"]]
        seen = pattern("unseen").sub(" ", post.body)
        signed = pattern("formula").sub(" ", pattern("block-tag").sub("\n", seen))
        text = _text(pattern(f"{post.form}-sign").sub(" ", signed))
        alts = (str(one.attributes["alt"]) for one in tree.css('img[alt]:not([alt=""])'))
        [body, *_] = tree.css(".post-body") or tree.css("body")
        shown = _text("\n".join((str(body.html), *alts, *named)))
        missing = _missing_words(text, shown)
        row.was["words"], row.lost["words"] = len(_words_in(text)), missing.total()
        if missing:
            yield Loss("missing", " ".join([*missing.elements()][:_MOST_WORDS]))
        seen = pattern("embedded").sub(" ", seen) if post.form == "html" else without_code(seen)
        found = {unquote(str(one.attributes["href"])) for one in tree.css("a[href]")}
        yield from self._lost_links(row, seen, found, "\n".join(named))
        row.was["pictures"] = len(pattern("image").findall(seen))
        row.lost["pictures"] = max(0, row.was["pictures"] - len(tree.css("img")))
        if row.lost["pictures"] > [loss.kind for loss in told].count("lost-picture"):
            yield Loss("unshown", str(row.lost["pictures"]))

    def _lost_links(self, row: Row, seen: str, found: set[str], told: str) -> Iterator[Loss]:
        links = [unquote(decoded(a or b)) for a, b in pattern("href").findall(seen)]
        silent = (one for one in links if one[:60] not in told)
        gone = [one for one in silent if not self._is_there(one, found, row.file)]
        row.was["links"], row.lost["links"] = len(links), len(gone)
        yield from (Loss("unlinked", one) for one in dict.fromkeys(gone))

    def _is_there(self, url: str, found: set[str], own: str) -> bool:
        """Return whether a page has a link; one within the old site leads to the new page."""
        if pattern("picture").search(url) or "//" not in url:
            return True  # the build has checked each path
        path, is_home = path_of(url), {path_of(url), host_of(url)} <= {"", *self.moves.site.hosts}
        if _stands_among(url, found) or is_home or original(path) in self.moves.pictures:
            return True
        file = self.moves.file_at(url)
        ends = {PurePosixPath(path_of(one)).name for one in found} if file else set[str]()
        return bool(file) and (file == own or PurePosixPath(file).stem in ends)


def _stands_among(url: str, found: set[str]) -> bool:
    """Return whether an address is among others, or its product with the site's own id."""
    is_there = {url, f"https:{url}", url.partition("?")[0], f"{url}/"} & found
    if is_there or ("?" not in url and any(one.startswith(f"{url}?") for one in found)):
        return True
    codes = {*pattern("asin").findall(url)}  # links to Amazon are normalised
    return any(codes & {*pattern("asin").findall(one)} for one in found)


def _text(html: str) -> str:
    """Return what a reader sees of HTML, but for addresses, each block on lines of its own."""
    text = unescape(re.sub(r"<[^>]*>", "", pattern("block-tag").sub("\n", html)))
    return pattern("address").sub(" ", text)


def _missing_words(was: str, now: str) -> Counter[str]:
    """Count the words of a text that another has not; lines that both have need no count."""
    old, new = (Counter(map(str.strip, one.split("\n"))) for one in (was, now))
    lost, added = ("\n".join(one.elements()) for one in (old - new, new - old))
    return Counter(_words_in(lost)) - Counter(_words_in(added))


def _words_in(text: str) -> list[str]:
    """Return the words of a text; a letter of Japanese is one."""
    return [*pattern("word").findall(text), *"".join(pattern("letters").findall(text))]


def _with_lines(losses: list[Loss], file: Path) -> Iterator[tuple[int, Loss]]:
    """Yield each loss with the line of the new file on which it is, or 1."""
    text = file.read_text("utf-8", "replace") if losses and file.is_file() else ""
    lines = re.sub(r"[\\\[\]<>{}]", "", text).split("\n")
    for loss in losses:
        sign = re.sub(r"[\\\[\]<>{}]", "", loss.text)[:24]
        yield next((n for n, line in enumerate(lines, 1) if sign and sign in line), 1), loss


def as_markdown(
    whole: Row, rows: list[Row], offers: list[str], errors: list[str], language: str
) -> str:
    """Return the report for the author; `losses` of `tables.toml` is in the order of need."""
    names, files = words(language), defaultdict[str, dict[str, None]](dict)
    for row in rows:
        for _, loss in row.losses:
            files[loss.kind][row.file] = None
    tasks = [f"{names['stops']} ({len(errors)}): {error}" for error in errors[:1]]
    tasks += [names["ids"]] if "[affiliate" in "".join(offers) else []
    for kind in filter(files.get, tables().losses):
        tasks.append(f"{names[kind]}: {len(files[kind])} ({', '.join([*files[kind]][:3])})")
    text = Path(__file__).with_name("report.md").read_text("utf-8")
    values = {"tasks": tasks[:_MOST_TASKS] or [names["nothing"]], "offers": offers, "rows": rows}
    values |= {"words": names, "whole": whole}
    return f"{Template(text, trim_blocks=True).render(values)}\n"
