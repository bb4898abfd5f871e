"""An old site's posts to this site's files. What is there stays; a file is there whole or not."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path

import yaml
from msgspec import Struct
from msgspec.structs import replace

from kawaraban.ads.reading import read_ad
from kawaraban.cli.importers import markdown_text
from kawaraban.cli.importers.html import NOBODY, to_markdown
from kawaraban.cli.importers.links import Moves, Rewriter
from kawaraban.cli.importers.moves import MARK, Place, spellings
from kawaraban.cli.importers.old_site import NO_TEXT, Loss, OldProduct
from kawaraban.cli.importers.tables import pattern
from kawaraban.cli.importers.wp_html import Post, to_html
from kawaraban.core.addresses import collision_key, folder_name
from kawaraban.core.settings import Settings
from kawaraban.markdown import parse

_ROUNDS, _NETWORKS = 6, 4


class Converted(Struct):
    """A post as this site's text, with what it needs and what it could not keep.

    `ids` counts the publishers' ids of its ads, by network and programme.
    """

    text: str = ""
    losses: list[Loss] = []
    products: dict[str, OldProduct] = {}
    speakers: dict[str, tuple[str, str]] = {}
    notes: list[str] = []
    used: set[str] = set()
    ids: dict[tuple[str, str, str], int] = {}
    error: str = ""


class Converter(Struct, frozen=True):
    """Converts posts, in any process. `tags` and `categories` have one spelling for each."""

    moves: Moves
    settings: Settings
    tags: dict[str, str]
    categories: dict[str, str]

    def convert(self, place: Place) -> Converted:
        """Convert one post."""
        rewriter = Rewriter(self.moves, place.post, place.file)
        try:
            body = _mend(_body(place, rewriter), rewriter, self.settings)
        except RecursionError:
            return Converted(error="入れ子が深すぎます / nested too deeply")
        text = f"---\n{self._front_matter(place, rewriter)}---\n\n{body}"
        losses, ids = [*place.post.losses, *place.losses, *rewriter.losses], _ids(text, rewriter)
        products, speakers = rewriter.products, rewriter.speakers
        return Converted(text, losses, products, speakers, rewriter.notes, rewriter.used, ids)

    def _front_matter(self, place: Place, rewriter: Rewriter) -> str:
        post, title = place.post, _line(unescape(re.sub(r"<[^>]*>", "", place.post.title)))
        first, *others = [*post.categories, ""]
        others = list(filter(None, others))
        names = (self.tags.get(term_key(one)) for one in (*post.tags, *others))
        author = self.settings.author(post.author) if post.author else None
        image = rewriter.picture_file(post.image) if post.image else ""
        missing = {"name": "" if title else "?", "picture": "" if image else post.image}
        for kind, text in (
            {"hidden": post.hidden, "category": ", ".join(others)} | missing
        ).items():
            if text:
                rewriter.lose(kind, text)
        date, updated = place.date, post.updated
        has_date = post.kind == "post" or post.date
        written = f"{date:%Y-%m-%d %H:%M:%S}".removesuffix(":00").removesuffix(" 00:00")
        keys = {
            "title": title or "無題",
            "date": written if has_date else "",
            "updated": f"{updated:%Y-%m-%d}" if updated and updated.date() > date.date() else "",
            "description": _line(post.description),
            "category": self.categories.get(term_key(first), ""),
            "tags": list(dict.fromkeys(filter(None, names))),
            "image": rewriter.to(image) if image else "",
            "author": author.id if author else "",
            "x_author": "" if author else post.author,
            "draft": bool(post.hidden),
            "aliases": list(place.aliases),
        }
        keys = {key: value for key, value in keys.items() if value}
        text = yaml_text(keys | post.extra | {MARK: post.key})
        return re.sub(r"(?m)^(date|updated): '(.+)'$", r"\1: \2", text)


def converter(moves: Moves, places: tuple[Place, ...], settings: Settings) -> Converter:
    """Return what converts the posts of a site."""
    tags = spellings(t for p in places for t in (*p.post.tags, *p.post.categories[1:]))
    return Converter(
        moves, settings, tags, spellings(c for p in places for c in p.post.categories[:1])
    )


def term_key(name: str) -> str:
    """Return what is equal for tags that would be one folder."""
    return collision_key(folder_name(name))


def _body(place: Place, rewriter: Rewriter) -> str:
    """Return the body of a post as this site's Markdown."""
    body, site = place.post.body, rewriter.moves.site
    if signs := sorted(set(NO_TEXT.findall(body))):
        rewriter.lose("control", ", ".join(f"U+{ord(one):04X}" for one in signs))
        body = NO_TEXT.sub("", body)
    if place.post.form == "markdown":
        return markdown_text.convert(body, site.tool, rewriter)
    number = place.post.key.partition(":")[2]
    is_blocks = site.tool == "wordpress"
    html = to_html(body, Post(site, number, rewriter.lose)) if is_blocks else body
    return to_markdown(html, rewriter)


def _mend(body: str, rewriter: Rewriter, settings: Settings) -> str:
    """Return a body in which nothing stops a build: what would do so becomes plain text."""
    for _ in range(_ROUNDS):
        found = parse(body, rewriter.file, 1, settings).diagnostics
        stops = {
            (d.source, d.rule) for d in found if d.severity == "error" and not d.rests_on_settings
        }
        lines = body.split("\n")
        for source, rule in sorted(stops, reverse=True):
            line, at = lines[source.line - 1], source.column - 1
            rewriter.lose("error", f"{rule}: {line.strip()}")
            can_be = re.match(r"[!-/:-@\[-`{-~]", line[at:])
            lines[source.line - 1] = f"{line[:at]}\\{line[at:]}" if can_be else escape(line)
        if not stops:
            return body
        body = "\n".join(lines)
    plain = re.sub(r"\n{2,}", "\n", body)
    return f"<pre>\n{escape(plain)}</pre>\n"


def yaml_text(values: Mapping[str, object]) -> str:
    """Return values as YAML, in their order, a value on one line."""
    return yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False, width=10_000)


def _line(text: str) -> str:
    return " ".join(NO_TEXT.sub(" ", text).split())


def _ids(text: str, rewriter: Rewriter) -> dict[tuple[str, str, str], int]:
    """Count the publishers' ids of a text's ads, and of its products'."""
    found = Counter[tuple[str, str, str]]()
    urls = [url for one in rewriter.products.values() for _, url in one.links]
    for url in (*pattern("address").findall(text), *urls):
        own: frozenset[tuple[str, str]] = frozenset()
        for _ in range(_NETWORKS):  # a link through several networks has an id of each
            reading = read_ad(unescape(url).rstrip(").,、。"), replace(NOBODY, own=own))
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
    os.replace(part, file)


def add_entries(file: Path, entries: Mapping[str, Mapping[str, object]]) -> None:
    """Add those entries to a data file that it does not have; what is there stays as typed."""
    old = file.read_text("utf-8") if file.is_file() else ""
    known = yaml.safe_load(old) or {}
    new = {name: dict(entry) for name, entry in entries.items() if name not in known}
    if new:
        write_file(file, f"{old.rstrip()}\n\n{yaml_text(new)}".lstrip())


def product_entry(product: OldProduct) -> dict[str, object]:
    """Return a product as an entry of products.yaml."""
    links = [{"shop": _line(shop)[:60], "url": url} for shop, url in product.links]
    image = {"image": product.image} if product.image else {}
    return {"name": _line(product.name), **image, "links": links}
