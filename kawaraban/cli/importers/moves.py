"""Where everything of an old site goes: file names, addresses, pictures."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kawaraban.cli.importers.links import Moves, find_ids
from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite, path_of
from kawaraban.core.addresses import ARCHIVE, FEED, alias_address, collision_key, folder_name
from kawaraban.core.model import FrontMatter, Kind
from kawaraban.core.settings import Settings
from kawaraban.read.front_matter_rules import bad_alias, bad_name, bad_slug
from kawaraban.read.text import nfc
from kawaraban.site.gather import address_of, slug_of

MARK = "x_import"
"""The key of the front matter by which a second import knows what it has written."""
_MARKED = re.compile(rf"(?m)^{MARK}: '?(.+?)'?$")
_GENERATED = ("", ARCHIVE, FEED, "search/", "404.html", "sitemap.xml", "robots.txt")
_LISTS = ("tags/", "categories/", "page/", "assets/", "images/")
_FOLDERS = {"images", "static", "public", "assets", "content", "..", "-"}
_NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001 - of a post whose date cannot be read


class Place(NamedTuple):
    """A post, its new file and address, the old addresses that lead there, and what is lost."""

    post: OldPost
    file: str
    address: str
    is_written: bool
    aliases: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()

    @property
    def date(self) -> datetime:
        """Return the date that a post needs."""
        return self.post.date or _NO_DATE


def plan(site: OldSite, folder: Path, settings: Settings) -> tuple[Moves, tuple[Place, ...]]:
    """Choose a file and an address for each post, and a place for each picture."""
    written, others = _written(folder)
    taken = {collision_key(one) for one in _GENERATED} | {
        collision_key(
            _address("post" if "/posts/" in one else "page", slug_of(one), None, settings)
        )
        for one in others
    }
    known = ((post, written[post.key]) for post in site.posts if post.key in written)
    taken |= {collision_key(_address(p.kind, slug_of(f), p, settings)) for p, f in known}
    named = [_name(post, written, taken, settings) for post in site.posts]
    places = tuple(_with_aliases(place, taken) for place in named)
    files = {f"name:{posixpath.basename(p.post.key.partition(':')[2])}": p.file for p in places}
    files |= {path_of(a): p.file for p in places for a in (*p.post.aliases, p.post.address) if a}
    files |= {p.post.key: p.file for p in places}
    titles = {p.file: p.post.title for p in places}
    ids = find_ids(tuple((p.post, p.file) for p in places))
    return Moves(site, files, titles, _pictures(site), ids), places


def _written(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Return the files of earlier imports by the key of what is in them, and all others."""
    found, others = dict[str, str](), list[str]()
    for file in (folder / "content").rglob("*.md"):
        with file.open(encoding="utf-8", errors="replace") as stream:
            mark = _MARKED.search(stream.read(4096))
        path = file.relative_to(folder).as_posix()
        if mark:
            found[mark[1].replace("''", "'")] = path
        else:
            others.append(path)
    return found, others


def _name(post: OldPost, written: dict[str, str], taken: set[str], settings: Settings) -> Place:
    """Choose the name of a post's file, which is also its slug; one that is written keeps its."""
    wanted = nfc(post.slug or post.key.rpartition(":")[2]).strip(" /").replace("/", "-")
    slug = base = wanted.encode()[:150].decode(errors="ignore")
    if not slug or bad_slug(slug) or slug_of(slug) != slug or slug == "index":
        slug = base = f"{post.kind}-{folder_name(slug).strip('.-')[:50]}".rstrip("-")
    number, file = 1, written.get(post.key, "")
    while not file and collision_key(_address(post.kind, slug, post, settings)) in taken:
        number += 1
        slug = f"{base}-{number}"
    slug = slug_of(file) if file else slug
    address = _address(post.kind, slug, post, settings)
    taken.add(collision_key(address))
    losses = () if slug == wanted else (Loss("slug", f"{wanted} → {slug}"),)
    return Place(post, file or f"content/{post.kind}s/{slug}.md", address, bool(file), (), losses)


def _address(kind: Kind, slug: str, post: OldPost | None, settings: Settings) -> str:
    category = next(iter(post.categories if post else ()), "")
    front = FrontMatter(title="", date=post.date if post else None, category=category)
    return address_of(kind, slug, front, settings)


def _with_aliases(place: Place, taken: set[str]) -> Place:
    """Return a place with those old addresses that can lead there."""
    post, aliases, losses = place.post, list[str](), list(place.losses)
    for alias in dict.fromkeys((post.address, *post.aliases) if not post.hidden else ()):
        key = collision_key(alias_address(alias))
        if not alias or key == collision_key(place.address):
            continue
        if key in taken or bad_alias(alias) or alias.lstrip("/").startswith(_LISTS):
            losses.append(Loss("alias", alias))
        else:
            taken.add(key)
            aliases.append(alias)
    return place._replace(aliases=tuple(aliases), losses=tuple(losses))


def _pictures(site: OldSite) -> dict[str, str]:
    """Return the new file of each picture by the path that texts write; names stay readable."""
    found, taken = dict[str, str](), dict[str, Path]()
    for path, file in site.pictures.items():
        parts = [
            re.sub(r"[^\w.()+-]+", "-", nfc(one)).strip(".")
            for one in path.rpartition("/uploads/")[2].split("/")
        ]
        parts = [one for one in parts if one and one not in _FOLDERS]
        new = "/".join(("content/images", *(parts[-2:] if path == str(file) else parts)))
        while taken.setdefault(collision_key(new), file) != file:
            stem, end = posixpath.splitext(new)
            new = f"{stem}-2{end}"
        found[path] = new
    return found


def spellings(names: Iterable[str]) -> dict[str, str]:
    """Return one spelling, the most frequent, for all names that would be one folder."""
    best: dict[str, str] = {}
    for name, _ in Counter(names).most_common():
        best.setdefault(collision_key(folder_name(name)), name)
    return {key: name for key, name in best.items() if bad_name(name) is None}
