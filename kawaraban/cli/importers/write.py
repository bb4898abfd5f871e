"""An old site's posts to this site's files. What is there stays; a file is there whole or not."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import escape, unescape
from pathlib import Path

import yaml
from msgspec import Struct, to_builtins
from msgspec.structs import replace

from kawaraban.ads.programmes import Programmes, programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.cli.importers import markdown_text
from kawaraban.cli.importers.html import to_markdown
from kawaraban.cli.importers.links import Moves, Rewriter
from kawaraban.cli.importers.moves import MARK, Place, spellings
from kawaraban.cli.importers.old_site import Loss, OldProduct, OldSite
from kawaraban.cli.importers.wp_html import to_html
from kawaraban.core.addresses import collision_key, folder_name
from kawaraban.core.settings import AffiliateSettings, Settings
from kawaraban.markdown import parse

_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_URL = re.compile(r"https?://[^\s<>\"'）」]+")
_NOBODY = programmes_of(AffiliateSettings())
_ROUNDS = 6
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
Id = tuple[str, str, str]  # network, publisher, programme


class Converted(Struct):
    """A post as this site's text, with what it needs and what it could not keep."""

    text: str
    losses: list[Loss]
    products: dict[str, OldProduct]
    speakers: dict[str, tuple[str, str]]
    notes: list[str]  # words that are shown otherwise: a product's in its box, a card's by its title
    ids: dict[Id, int]
    used: set[str]  # the new files to which it leads
    error: str = ""


def converter(moves: Moves, places: tuple[Place, ...], settings: Settings) -> Callable[[Place], Converted]:
    """Return what converts one post; it may work in another process."""
    tags = spellings(t for p in places for t in (*p.post.tags, *p.post.categories[1:]))
    categories = spellings(c for p in places for c in p.post.categories[:1])

    def convert(place: Place) -> Converted:
        rewriter = Rewriter(moves, place.post, place.file)
        try:
            body = _body(place, moves.site, rewriter)
        except RecursionError:
            return Converted("", [], {}, {}, [], {}, set(), "入れ子が深すぎます / nested too deeply")
        front = _front_matter(place, rewriter, settings, tags, categories)
        text = f"---\n{front}---\n\n{mend(body, place.file, settings, rewriter.lose)}"
        losses = [*place.post.losses, *place.losses, *rewriter.losses]
        return Converted(text, losses, rewriter.products, rewriter.speakers, rewriter.notes, _ids(text, rewriter), rewriter.used)

    return convert


def mend(body: str, file: str, settings: Settings, lose: Callable[[str, str], None]) -> str:
    """Return a body in which nothing stops a build: what would do so becomes plain text."""
    for _ in range(_ROUNDS):
        found = [d for d in parse(body, file, 1, settings).diagnostics if d.severity == "error" and not d.rests_on_settings]
        if not found:
            return body
        lines = body.split("\n")
        for source, rule in sorted({(d.source, d.rule) for d in found}, reverse=True):
            line, at = lines[source.line - 1], source.column - 1
            lose("error", f"{rule}: {line.strip()}")
            lines[source.line - 1] = f"{line[:at]}\\{line[at:]}" if line[at : at + 1] in _ESCAPABLE else escape(line)
        body = "\n".join(lines)
    return f"```text\n{body.replace('```', chr(39) * 3)}\n```\n"


def _body(place: Place, site: OldSite, rewriter: Rewriter) -> str:
    """Return the body of a post as this site's Markdown."""
    body = place.post.body
    if _NO_TEXT.search(body):
        rewriter.lose("control", ", ".join(sorted({f"U+{ord(one):04X}" for one in _NO_TEXT.findall(body)})))
        body = _NO_TEXT.sub("", body)
    if place.post.form == "markdown":
        return markdown_text.convert(body, site.tool, rewriter)
    if site.tool == "wordpress":
        body = to_html(body, place.post.key.partition(":")[2], site, rewriter.lose)
    return to_markdown(body, rewriter)


def _front_matter(place: Place, rewriter: Rewriter, settings: Settings, tags: dict[str, str], categories: dict[str, str]) -> str:
    post = place.post
    title = _line(unescape(re.sub(r"<[^>]*>", "", post.title)))
    if not title:
        rewriter.lose("name")
    if post.hidden:
        rewriter.lose("hidden", post.hidden)
    first, *others = [*post.categories, ""]
    if [one for one in others if one]:
        rewriter.lose("category", ", ".join(filter(None, others)))
    category = categories.get(collision_key(folder_name(first)), "") if first else ""
    names = (tags.get(collision_key(folder_name(one))) for one in (*post.tags, *others) if one)
    author = settings.author(post.author) if post.author else None
    image = rewriter.to(found) if post.image and (found := rewriter.picture_file(post.image)) else ""
    if post.image and not image:
        rewriter.lose("picture", post.image)
    date = post.date.strftime("%Y-%m-%d %H:%M:%S").removesuffix(" 00:00:00") if post.date else "" if post.kind == "page" else "2000-01-01"
    updated = post.updated if post.updated and (post.date is None or post.updated.date() > post.date.date()) else None
    keys = {
        "title": title or "無題",
        "date": date.removesuffix(":00") if date.count(":") == 2 else date,  # noqa: PLR2004 - with seconds
        "updated": updated.strftime("%Y-%m-%d") if updated else "",
        "description": _line(post.description),
        "category": category,
        "tags": list(dict.fromkeys(filter(None, names))),
        "image": image,
        "author": author.id if author else "",
        "x_author": post.author if post.author and not author else "",
        "draft": bool(post.hidden),
        "aliases": list(place.aliases),
    }
    keys = {key: value for key, value in keys.items() if value} | post.extra | {MARK: post.key}
    return yaml.safe_dump(keys, allow_unicode=True, sort_keys=False, width=10_000)


def _line(text: str) -> str:
    return " ".join(_NO_TEXT.sub(" ", text).split())


def _ids(text: str, rewriter: Rewriter) -> dict[Id, int]:
    """Count the publishers' ids of a text's ads, and of its products'."""
    found = Counter[Id]()
    urls = [*_URL.findall(text), *(url for one in rewriter.products.values() for _, url in one.links)]
    for url in urls:
        own: frozenset[tuple[str, str]] = frozenset()
        for _ in range(4):  # a link through several networks has an id of each
            programmes: Programmes = replace(_NOBODY, own=own)
            reading = read_ad(unescape(url).rstrip(").,、。"), programmes)
            if reading.verdict != "others" or not reading.owner:
                break
            found[reading.network, reading.owner, reading.programme] += 1
            own |= {(reading.network, reading.owner.casefold())}
    return dict(found)


def write_file(file: Path, text: str | bytes) -> None:
    """Write a file whole, or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name[:60]}.part")
    part.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
    os.replace(part, file)  # noqa: PTH105 - as the docs of both say, the one that replaces


def write_posts(folder: Path, made: Iterable[tuple[Place, Converted]]) -> Iterator[tuple[Place, Converted]]:
    """Write each post that is not there yet; yield all, with no text any more."""
    for place, post in made:
        if not post.error and not place.is_written:
            write_file(folder / place.file, post.text)
        yield place, post


def copy_pictures(folder: Path, moves: Moves, used: set[str]) -> int:
    """Copy the pictures that posts show, and return how many are new."""
    copied = 0
    for path, new in moves.pictures.items():
        file = folder / new
        if new in used and not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_name(f".{file.name[:60]}.part")
            shutil.copyfile(moves.site.pictures[path], part)
            os.replace(part, file)  # noqa: PTH105 - likewise
            copied += 1
    return copied


def add_entries(file: Path, entries: dict[str, dict[str, object]]) -> None:
    """Add those entries to a data file that it does not have; what is there stays as typed."""
    old = file.read_text("utf-8") if file.is_file() else ""
    known = yaml.safe_load(old) or {} if old else {}
    new = {name: entry for name, entry in entries.items() if name not in known}
    if new:
        text = yaml.safe_dump(new, allow_unicode=True, sort_keys=False, width=10_000)
        write_file(file, f"{old.rstrip()}\n\n{text}" if old.strip() else text)


def product_entry(product: OldProduct) -> dict[str, object]:
    """Return a product as an entry of products.yaml."""
    entry: dict[str, object] = {"name": _line(product.name)}
    if product.image:
        entry["image"] = product.image
    if product.note:
        entry["note"] = _line(product.note)
    return entry | {"links": [{"shop": _line(shop)[:60] or "…", "url": url} for shop, url in product.links]}


def speaker_entry(speaker: tuple[str, str]) -> dict[str, object]:
    """Return a speaker as an entry of speakers.yaml."""
    picture, side = speaker
    return ({"image": picture} if picture else {}) | {"side": side}


def write_comments(folder: Path, site: OldSite, places: tuple[Place, ...]) -> None:
    """Keep comments aside, by the file of their post."""
    if site.comments:
        kept = {p.file: site.comments[p.post.key] for p in places if p.post.key in site.comments}
        write_file(folder / "import-comments.json", json.dumps(to_builtins(kept), ensure_ascii=False, indent=1))
