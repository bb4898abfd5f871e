"""An old site's posts to this site's files. What is there stays; a file is there whole or not."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime
from html import escape, unescape
from pathlib import Path

import yaml
from msgspec import Struct

from kawaraban.ads.reading import read_ad
from kawaraban.cli.importers import markdown
from kawaraban.cli.importers.html import NOBODY, to_markdown
from kawaraban.cli.importers.links import Converted, Moves, Rewriter
from kawaraban.cli.importers.moves import MARK, Place, spellings, term_key
from kawaraban.cli.importers.old_site import NO_TEXT, OldProduct
from kawaraban.cli.importers.parts import to_html
from kawaraban.cli.importers.tables import pattern, tables
from kawaraban.core.settings import Settings
from kawaraban.markdown import parse

_ROUNDS = 6
_NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001 - of a post whose date cannot be read


class Converter(Struct, frozen=True):
    """Converts posts, in any process. `terms` has one spelling for each tag and category."""

    moves: Moves
    settings: Settings
    terms: dict[str, str]

    def convert(self, place: Place) -> Converted:
        """Convert one post."""
        rewriter = Rewriter(self.moves, place.post, place.file)
        made = rewriter.made
        made.losses += (*place.post.losses, *place.losses)
        try:
            body = _mend(_body(rewriter), rewriter, self.settings)
        except RecursionError:
            return Converted(error="入れ子が深すぎます / nested too deeply")
        keys = {key: value for key, value in self._front_matter(place, rewriter).items() if value}
        front = yaml_text(keys | {MARK: place.post.key})
        front = re.sub(r"(?m)^(date|updated): '(.+)'$", r"\1: \2", front)
        made.text = f"---\n{front}---\n\n{body}"
        _count_ids(made)
        return made

    def _front_matter(self, place: Place, rewriter: Rewriter) -> dict[str, object]:
        post, title = place.post, _line(unescape(re.sub(r"<[^>]*>", "", place.post.title)))
        category, others = "".join(post.categories[:1]), post.categories[1:]
        names = (self.terms.get(term_key(one)) for one in (*post.tags, *others))
        author = self.settings.author(post.author) if post.author else None
        image = rewriter.picture_file(post.image)
        lost = {"hidden": post.hidden, "category": ", ".join(others)}
        lost |= {"name": "" if title else "?", "picture": "" if image else post.image}
        for kind, text in lost.items():
            if text:
                rewriter.lose(kind, text)
        at, updated = post.date or _NO_DATE, post.updated
        date, has_date = f"{at:%Y-%m-%d %H:%M:%S}", post.kind == "post" or post.date
        return {
            "title": title or "無題",
            "date": date.removesuffix(":00").removesuffix(" 00:00") if has_date else "",
            "updated": updated and updated.date() > at.date() and f"{updated:%Y-%m-%d}",
            "description": _line(post.description),
            "category": self.terms.get(term_key(category)),
            "tags": list(dict.fromkeys(filter(None, names))),
            "image": image and rewriter.to(image),
            "author": author and author.id,
            "x_author": not author and post.author,
            "draft": bool(post.hidden),
            "aliases": list(place.aliases),
        }


def converter(moves: Moves, places: tuple[Place, ...], settings: Settings) -> Converter:
    """Return what converts the posts of a site."""
    terms = (term for p in places for term in (*p.post.tags, *p.post.categories))
    return Converter(moves, settings, spellings(terms))


def _body(rewriter: Rewriter) -> str:
    body, site = NO_TEXT.sub("", rewriter.post.body), rewriter.moves.site
    if rewriter.post.form == "markdown":
        return markdown.convert(body, rewriter)
    body = rewriter.apply(tables().rules.get(f"{site.tool}-html", ()), body)
    return to_markdown(to_html(body, rewriter) if site.tool == "wordpress" else body, rewriter)


def _mend(body: str, rewriter: Rewriter, settings: Settings) -> str:
    """Return a body in which nothing stops a build: what would do so becomes plain text."""
    for _ in range(_ROUNDS):
        found = parse(body, rewriter.file, 1, settings).diagnostics
        errors = (d for d in found if d.severity == "error" and not d.rests_on_settings)
        stops, lines = {(d.source, d.rule) for d in errors}, body.split("\n")
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


def _count_ids(made: Converted) -> None:
    """Count the publishers' ids of a text's ads, and of its products'."""
    urls = [url for one in made.products.values() for _, url in one.links]
    for url in (*pattern("address").findall(made.text), *urls):
        reading = read_ad(unescape(url).rstrip(").,、。"), NOBODY)
        if reading.verdict == "others" and reading.owner:
            made.ids[reading.network, reading.owner, reading.programme] += 1


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
