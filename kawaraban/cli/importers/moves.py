"""Where everything of an old site goes: file names, addresses, pictures."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

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


class _Planner(Struct):
    """Chooses addresses that are not taken, by the collision keys of those that are."""

    settings: Settings
    written: dict[str, str]
    taken: set[str]

    def address(self, post: OldPost, slug: str) -> str:
        category = next(iter(post.categories), "")
        front = FrontMatter(title="", date=post.date, category=category)
        return address_of(post.kind, slug, front, self.settings)

    def take(self, post: OldPost, slug: str) -> bool:
        """Take the address of a slug; return False where it is taken."""
        key = collision_key(self.address(post, slug))
        is_free = key not in self.taken
        self.taken.add(key)
        return is_free

    def place(self, post: OldPost) -> Place:
        """Choose the name of a post's file, which is its slug; one that is written keeps its."""
        if file := self.written.get(post.key, ""):
            return Place(post, file, self.address(post, slug_of(file)), is_written=True)
        wanted = nfc(post.slug or post.key.rpartition(":")[2]).strip(" /").replace("/", "-")
        slug = base = wanted.encode()[:150].decode(errors="ignore")
        if not slug or bad_slug(slug) or slug_of(slug) != slug or slug == "index":
            slug = base = f"{post.kind}-{folder_name(slug).strip('.-')[:50]}".rstrip("-")
        number = 1
        while not self.take(post, slug):
            number += 1
            slug = f"{base}-{number}"
        losses = () if slug == wanted else (Loss("slug", f"{wanted} → {slug}"),)
        file, address = f"content/{post.kind}s/{slug}.md", self.address(post, slug)
        return Place(post, file, address, is_written=False, losses=losses)

    def with_aliases(self, place: Place) -> Place:
        """Return a place with those old addresses that can lead there."""
        post, aliases, losses = place.post, list[str](), list(place.losses)
        for alias in dict.fromkeys((post.address, *post.aliases) if not post.hidden else ()):
            key = collision_key(alias_address(alias))
            if not alias or key == collision_key(place.address):
                continue
            if key in self.taken or bad_alias(alias) or alias.lstrip("/").startswith(_LISTS):
                losses.append(Loss("alias", alias))
            else:
                self.taken.add(key)
                aliases.append(alias)
        return place._replace(aliases=tuple(aliases), losses=tuple(losses))


def plan(site: OldSite, folder: Path, settings: Settings) -> tuple[Moves, tuple[Place, ...]]:
    """Choose a file and an address for each post, and a place for each picture."""
    planner = _Planner(settings, {}, set(map(collision_key, _GENERATED)))
    for file in (folder / "content").rglob("*.md"):
        with file.open(encoding="utf-8", errors="replace") as stream:
            mark = _MARKED.search(stream.read(4096))
        path = file.relative_to(folder).as_posix()
        if mark:
            planner.written[mark[1].replace("''", "'")] = path
        else:
            kind: Kind = "post" if "/posts/" in path else "page"
            planner.take(OldPost(key="", title="", kind=kind), slug_of(path))
    for post in site.posts:
        if known := planner.written.get(post.key):
            planner.take(post, slug_of(known))
    named = [planner.place(post) for post in site.posts]
    places = tuple(map(planner.with_aliases, named))
    files = {f"name:{posixpath.basename(p.post.key.partition(':')[2])}": p.file for p in places}
    files |= {path_of(a): p.file for p in places for a in (*p.post.aliases, p.post.address) if a}
    files |= {p.post.key: p.file for p in places}
    titles = {p.file: p.post.title for p in places}
    ids = find_ids(tuple((p.post, p.file) for p in places))
    return Moves(site, files, titles, _pictures(site), ids), places


def _pictures(site: OldSite) -> dict[str, str]:
    """Return the new file of each picture by the path that texts write; names stay readable."""
    found, taken = dict[str, str](), dict[str, Path]()
    for path, file in site.pictures.items():
        names = path.rpartition("/uploads/")[2].split("/")
        parts = [re.sub(r"[^\w.()+-]+", "-", nfc(one)).strip(".") for one in names]
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
