"""What an import kept: the old text as a reader saw it, compared with the built pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct, json
from selectolax.lexbor import LexborHTMLParser

from kawaraban.cli.importers.links import Moves
from kawaraban.cli.importers.moves import Place
from kawaraban.cli.importers.old_site import KINDS, Loss, path_of
from kawaraban.core.addresses import alias_address, file_of
from kawaraban.core.diagnostics import Words

_WORD = re.compile(r"[A-Za-z0-9]+|[^\W\dA-Za-z_]")
_CODE = re.compile(r"<!--.*?-->|<(script|style|noscript|iframe|svg)\b.*?</\1\s*>|\[kattene.*?\[/kattene\]", re.DOTALL | re.IGNORECASE)
_SHORTCODE = re.compile(r"\[/?[A-Za-z_ぁ-んァ-ヶ一-龠][\w-]*(?:\s+[\w-]+\s*=[^\]]*|\s+r?\s*|\s+ids=[^\]]*)?\]")
_SIGNS = re.compile(r"\{\{[<%].*?[>%]\}\}|\{%.*?%\}|\{\{.*?\}\}|\{:?[#.:]?[^{}\n]*\}|\]\([^)]*\)|\]\[[^\]]*\]|^:::.*$|@\[\w+\]|^\[[^\]]+\]:.*$|&\w+;|^[ >]*(?:```|~~~).*$|\[\^[^\]]*\]|\[:contents\]|\[TOC\]|:embed(?::cite)?|:title=?", re.DOTALL | re.MULTILINE)
_ADDRESS = re.compile(r"(?:https?:)?//[^\s<>\"'）」\])]+|\b[\w.-]+@[\w.-]+\b")
_IMAGE = re.compile(r"<img\b[^>]*>|!\[(?:[^\[\]]|\[[^\]]*\])*\]\(", re.IGNORECASE)
_NO_PICTURE = re.compile(r"""(?:width|height)=["']?[01]["'\s]|emoji|wp-smiley|src=["']data:""")
_HREF = re.compile(r"""<a\b[^>]*?\shref=["']([^"']+)|(?<!!)\[(?:[^\[\]\\]|\\.|!\[[^\]]*\]\([^)]*\))+\]\(\s*<?((?:[^\s()<>]|\([^()\s]*\))+)""", re.IGNORECASE)
_ASIN = re.compile(r"/(?:dp|gp/product)/([A-Z0-9]{10})")
_FIRST = ("error", "unread", "missing", "lost-picture", "unlinked", "unshown", "picture", "shortcode", "block", "name", "date", "hidden", "alias", "alt", "place", "link", "dynamic", "html")


class Row(Struct):
    """One post: how many words, links, pictures and addresses there were, and how many are lost."""

    file: str
    title: str
    address: str
    words: int = 0
    lost_words: int = 0
    links: int = 0
    lost_links: int = 0
    pictures: int = 0
    lost_pictures: int = 0
    addresses: int = 0
    lost_addresses: int = 0
    is_compared: bool = False
    losses: list[Loss] = []
    lines: list[int] = []


ReadPage = Callable[[str], bytes | None]


def words_of(text: str) -> Counter[str]:
    """Count the words of a text; a Japanese letter is one."""
    return Counter(_WORD.findall(text))


def compare(place: Place, losses: list[Loss], notes: list[str], moves: Moves, read: ReadPage) -> Row:
    """Compare a post with its page."""
    post, row = place.post, Row(place.file, place.post.title, place.address)
    row.losses = list(dict.fromkeys(losses))
    page = None if post.hidden else read(file_of(place.address))
    if page is not None:
        row.is_compared = True
        _compare_page(row, post.body, post.form == "markdown", page, notes, moves)
        old = [*place.aliases, *(loss.text for loss in row.losses if loss.kind == "alias")]
        row.addresses = len(old) + 1
        row.lost_addresses = sum(read(file_of(alias_address(one))) is None for one in old)
    return row


def _compare_page(row: Row, body: str, is_markdown: bool, page: bytes, notes: list[str], moves: Moves) -> None:  # noqa: FBT001 - two forms
    seen = _CODE.sub(" ", body)
    text = _SIGNS.sub(" ", seen) if is_markdown else _SHORTCODE.sub(" ", seen)
    old = words_of(_ADDRESS.sub(" ", unescape(re.sub(r"<[^>]*>", "", text))))
    tree = LexborHTMLParser(page.decode("utf-8", "replace"))
    tree.strip_tags(["script", "style"])
    root = tree.css_first(".post-body") or tree.body
    shown = root.text(deep=True) if root else ""
    missing = old - words_of(shown + (" ".join(n.attributes.get("alt") or "" for n in root.css("img")) if root else ""))
    named = " ".join((*notes, *(loss.text for loss in row.losses if loss.kind in {"toc", "dynamic", "shortcode", "style"})))
    missing -= words_of(named)
    row.words, row.lost_words = sum(old.values()), sum(missing.values())
    if missing:
        row.losses.append(Loss("missing", " ".join(list(missing.elements())[:60])))
    found = {unquote(n.attributes.get("href") or "") for n in tree.css("a[href]")}
    here = {unquote(urlsplit(urljoin(f"https://x/{row.address}", one)).path).strip("/") for one in found if "//" not in one or ":" not in one}
    codes = {m for one in found for m in _ASIN.findall(one)}
    links = [unescape(a or b) for a, b in _HREF.findall(seen)]
    lost = [one for one in links if not _is_there(one, found, here, codes, moves)]
    lost = [one for one in lost if not any(one[:60] in loss.text for loss in row.losses if loss.kind in {"link", "toc"})]
    row.links, row.lost_links = len(links), len(lost)
    row.losses += [Loss("unlinked", one) for one in dict.fromkeys(lost)]
    images = sum(1 for m in _IMAGE.finditer(seen) if not _NO_PICTURE.search(m[0]))
    gone = sum(loss.kind == "lost-picture" for loss in row.losses)
    now = len(root.css("img, .embed")) if root else 0
    row.pictures, row.lost_pictures = images, max(0, images - now)
    if row.lost_pictures > gone:
        row.losses.append(Loss("unshown", str(row.lost_pictures - gone)))


def _is_there(url: str, found: set[str], here: set[str], codes: set[str], moves: Moves) -> bool:
    """Return whether a page has a link; one within the old site leads to the new page."""
    url = unquote(url.strip())
    if url in found or f"https:{url}" in found or url.startswith(("#", "{")) or url.partition("?")[0] in found:
        return True
    code = _ASIN.search(url)
    if code and code[1] in codes:
        return True
    file = moves.files.get(path_of(url), "")
    if file and any(one.endswith(file.rpartition("/")[2].removesuffix(".md")) for one in here):
        return True
    if re.search(r"(?i)\.(?:jpe?g|png|gif|webp|avif|md)(?:$|[?#])", url) or "//" not in url:
        return True  # to a picture, which a reader enlarges; or a path, which the build has checked
    return any(one.rstrip("/") == url.rstrip("/") for one in found)


def with_lines(row: Row, folder: Path) -> Row:
    """Return a row with the line of the new file on which each loss is, or 1."""
    try:
        lines = (folder / row.file).read_text("utf-8").split("\n")
    except OSError:
        lines = []
    for loss in row.losses:
        sign = re.sub(r"[\\\[\]<>{}]", "", loss.text)[:24]
        place = next((n for n, line in enumerate(lines, 1) if sign and sign in re.sub(r"[\\\[\]<>{}]", "", line)), 1)
        row.lines.append(place)
    return row


def write_json(file: Path, rows: list[Row], totals: dict[str, int]) -> bytes:
    """Return the report for programs."""
    del file
    return json.format(json.encode({"totals": totals, "posts": rows}), indent=1)


def totals_of(rows: Iterable[Row]) -> dict[str, int]:
    """Add up the rows."""
    sums = Counter[str]()
    names = [n for n in Row.__struct_fields__ if n not in {"file", "title", "address", "losses", "lines", "is_compared"}]
    for row in rows:
        sums.update({"posts": 1, "compared": int(row.is_compared)} | {name: getattr(row, name) for name in names})
        sums.update(f"loss {loss.kind}" for loss in row.losses)
    return {name: sums[name] for name in ("posts", "compared", *names, *sorted(n for n in sums if n.startswith("loss ")))}


def as_markdown(rows: list[Row], offers: list[str], errors: list[str], language: str) -> str:
    """Return the report for the author."""
    def say(words: Words) -> str:
        return words.in_language(language)

    totals = totals_of(rows)
    lines = [f"# {say(_TITLE)}", "", say(_INTRODUCTION), "", *_table(totals, language), "", f"## {say(_BY_HAND)}", ""]
    lines += [f"{n}. {one}" for n, one in enumerate(_first_ten(rows, offers, errors, language), 1)] or [say(_NOTHING)]
    if offers:
        lines += ["", f"## {say(_OFFERS)}", "", say(_OFFERED), "", "```toml", *offers, "```"]
    lines += ["", f"## {say(_EACH)}", ""]
    for row in rows:
        if row.losses:
            kept = f"{100 * (1 - row.lost_words / row.words):.2f}%" if row.words else "–"
            lines += [f"### {row.file}", "", say(_KEPT).format(kept=kept, words=row.words, links=row.links - row.lost_links, all_links=row.links, pictures=row.pictures - row.lost_pictures, all_pictures=row.pictures), ""]
            lines += [f"- {row.file}:{line}: {say(KINDS[loss.kind])}: `{loss.text.replace('`', chr(39))}`" for loss, line in zip(row.losses, row.lines, strict=True)]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _table(totals: dict[str, int], language: str) -> Iterator[str]:
    yield from (Words("| | あったもの | 残ったもの | % |", "| | there were | are kept | % |").in_language(language), "|---|--:|--:|--:|")
    for name, words in _ROWS.items():
        whole, lost = totals[name], totals[f"lost_{name}"]
        yield f"| {words.in_language(language)} | {whole:,} | {whole - lost:,} | {100 * (whole - lost) / whole if whole else 100:.2f} |"


def _first_ten(rows: list[Row], offers: list[str], errors: list[str], language: str) -> list[str]:
    """Return what to do by hand first; most urgent first."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for loss in row.losses:
            found.setdefault(loss.kind, []).append(row.file)
    done = [_STOPS.in_language(language).format(number=len(errors), first=errors[0])] if errors else []
    if any(one.startswith("[affiliate") for one in offers):
        done.append(_IDS.in_language(language))
    for kind in _FIRST:
        if kind in found:
            done.append(f"{KINDS[kind].in_language(language)}: {len(found[kind])} ({', '.join(dict.fromkeys(found[kind][:3]))})")
    return done[:10]


_TITLE = Words("取り込みの報告", "What the import kept")
_INTRODUCTION = Words(
    "前の記事を読む人が見たものと、できたページを比べました。ここにないものは、残っています。",
    "What readers of the old posts saw, compared with the built pages. What is not named here is kept.",
)
_ROWS = {
    "words": Words("言葉（日本語は一字）", "words (a Japanese letter is one)"),
    "links": Words("リンク", "links"),
    "pictures": Words("画像", "pictures"),
    "addresses": Words("アドレス", "addresses"),
}
_BY_HAND = Words("はじめに手で直すもの", "To do by hand first")
_NOTHING = Words("ありません。", "Nothing.")
_OFFERS = Words("site.toml に書けるもの", "Lines for site.toml")
_OFFERED = Words(
    "取り込みは site.toml を変えません。広告のIDは、自分のものだけを写してください（多いものが先です）。",
    "The import does not change site.toml. Copy the ad ids that are yours; the most frequent come first.",
)
_EACH = Words("記事ごとに", "Post by post")
_KEPT = Words(
    "言葉 {kept}（{words}）、リンク {links}/{all_links}、画像 {pictures}/{all_pictures}",
    "words {kept} (of {words}), links {links}/{all_links}, pictures {pictures}/{all_pictures}",
)
_STOPS = Words("ビルドを止めるエラーが {number}件: {first}", "{number} errors stop the build: {first}")
_IDS = Words("自分の広告IDを site.toml に写す（下の「site.toml に書けるもの」）", "copy your ad ids into site.toml (see the lines below)")
