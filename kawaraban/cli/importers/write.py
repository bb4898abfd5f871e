"""An old site's posts to this site's files. What is there stays; a file is there whole or not."""

import itertools
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape, unescape
from operator import itemgetter
from pathlib import Path

import yaml
from msgspec import Struct

from kawaraban.ads.reading import read_ad
from kawaraban.cli.importers import markdown
from kawaraban.cli.importers.html import NOBODY, to_markdown
from kawaraban.cli.importers.links import Converted, Moves, Rewriter
from kawaraban.cli.importers.moves import MARK, Place
from kawaraban.cli.importers.old_site import NO_TEXT, OldPost, line
from kawaraban.cli.importers.parts import to_html
from kawaraban.cli.importers.tables import pattern, tables
from kawaraban.core.addresses import collision_key, folder_name
from kawaraban.core.settings import Settings
from kawaraban.markdown import parse
from kawaraban.read.front_matter_rules import bad_name

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
        keys = self._front_matter(place, rewriter).items()
        front = _yaml({key: value for key, value in keys if value})
        front = re.sub(r"(?m)^(date|updated): '(.+)'$", r"\1: \2", front)
        made.text = f"---\n{front}---\n\n{body}"
        _count_ids(made)
        return made

    def _front_matter(self, place: Place, rewriter: Rewriter) -> dict[str, object]:
        """Return the keys of the front matter, and note what of it is lost."""
        post, title = place.post, line(unescape(re.sub(r"<[^>]*>", "", place.post.title)))
        image = rewriter.picture_file(post.image)
        author = self.settings.author(post.author) if post.author else None
        lost = {"hidden": post.hidden, "category": ", ".join(post.categories[1:])}
        lost |= {"name": "" if title else "?", "picture": "" if image else post.image}
        for kind, text in filter(itemgetter(1), lost.items()):
            rewriter.lose(kind, text)
        names = ("".join(post.categories[:1]), *post.tags, *post.categories[1:])
        category, *tags = (self.terms.get(_folder(one)) for one in names)
        return {
            "title": title or "無題",
            **_dates(post),
            "description": line(post.description),
            "category": category,
            "tags": list(dict.fromkeys(filter(None, tags))),
            "image": image and rewriter.to(image),
            "author": author and author.id,
            "x_author": not author and post.author,
            "draft": bool(post.hidden),
            "aliases": list(place.aliases),
            MARK: post.key,
        }


def _dates(post: OldPost) -> dict[str, object]:
    at, updated = post.date or _NO_DATE, post.updated
    date = f"{at:%Y-%m-%d %H:%M:%S}".removesuffix(":00").removesuffix(" 00:00")
    is_newer = updated and updated.date() > at.date()
    return {
        "date": date if post.date or post.kind == "post" else "",
        "updated": is_newer and f"{updated:%Y-%m-%d}",
    }


def converter(moves: Moves, places: tuple[Place, ...], settings: Settings) -> Converter:
    """Return what converts the posts of a site; of tags in one folder the most frequent counts."""
    names = Counter(term for p in places for term in (*p.post.tags, *p.post.categories))
    best = {_folder(name): name for name, _ in reversed(names.most_common()) if not bad_name(name)}
    return Converter(moves, settings, best)


def _folder(term: str) -> str:
    return collision_key(folder_name(term))


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
            text, at = lines[source.line - 1], source.column - 1
            rewriter.lose("error", f"{rule}: {text.strip()}")
            can_be = re.match(r"[!-/:-@\[-`{-~]", text[at:])
            lines[source.line - 1] = f"{text[:at]}\\{text[at:]}" if can_be else escape(text)
        if not stops:
            return body
        body = "\n".join(lines)
    plain = re.sub(r"\n{2,}", "\n", body)
    return f"<pre>\n{escape(plain)}</pre>\n"


def _yaml(values: dict[str, object]) -> str:
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000)


def _count_ids(made: Converted) -> None:
    """Count the publishers' ids of a text's ads, and of its products'."""
    urls = [link["url"] for one in made.products.values() for link in one["links"]]
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


def add_entries(file: Path, entries: Iterable[Mapping[str, object]]) -> None:
    """Add those entries to a data file that it does not have; what is there stays as typed."""
    old, new = file.read_text("utf-8") if file.is_file() else "", dict[str, object]()
    known = yaml.safe_load(old) or {}
    for name, entry in itertools.chain.from_iterable(one.items() for one in entries):
        if name not in known:
            new.setdefault(name, entry)
    if new:
        write_file(file, f"{old.rstrip()}\n\n{_yaml(new)}".lstrip())
