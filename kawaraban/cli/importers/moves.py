"""Where everything of an old site goes: file names, addresses, pictures."""

import itertools
import posixpath
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from kawaraban.cli.importers.links import Moves, path_of
from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite
from kawaraban.core.addresses import ARCHIVE, FEED, alias_address, collision_key, folder_name
from kawaraban.core.model import FrontMatter
from kawaraban.core.settings import Settings
from kawaraban.read.front_matter_rules import bad_alias, bad_slug
from kawaraban.read.text import nfc
from kawaraban.site.gather import address_of, slug_of

MARK = "x_import"  # the key by which a second import knows what it has written
_MARKED = re.compile(rf"(?m)^{MARK}: '?(.+?)'?$")
_GENERATED = ("", ARCHIVE, FEED, "search/", "404.html", "sitemap.xml", "robots.txt")
_LISTS = ("tags/", "categories/", "page/", "assets/", "images/")
_FOLDERS = {"images", "static", "public", "assets", "content", "..", "-", ""}


class Place(NamedTuple):
    """A post, its new file and address, the old addresses that lead there, and what is lost."""

    post: OldPost
    file: str
    address: str
    is_written: bool
    aliases: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()


class _Planner(Struct):
    """Chooses addresses; `taken` has the collision keys of those that are no longer free."""

    settings: Settings
    taken: set[str]

    def address(self, post: OldPost, slug: str) -> str:
        front = FrontMatter(title="", date=post.date, category="".join(post.categories[:1]))
        return address_of(post.kind, slug, front, self.settings)

    def take(self, address: str) -> bool:
        """Take an address; return whether it was free."""
        size = len(self.taken)
        self.taken.add(collision_key(address))
        return len(self.taken) > size

    def take_written(self, folder: Path, posts: Iterable[OldPost]) -> dict[str, str]:
        """Take the addresses of all files that are there; return those of an import by keys."""
        keys, written = {post.key: post for post in posts}, dict[str, str]()
        for file in (folder / "content").rglob("*.md"):
            with file.open(encoding="utf-8", errors="replace") as stream:
                mark = _MARKED.search(stream.read(4096))
            path = file.relative_to(folder).as_posix()
            key = mark[1].replace("''", "'") if mark else ""
            other = OldPost(key="", title="", kind="post" if "/posts/" in path else "page")
            self.take(self.address(keys.get(key, other), slug_of(path)))
            written[key] = path
        return written

    def place(self, post: OldPost, file: str) -> Place:
        """Choose the name of a post's file, which is its slug; one that is written keeps its."""
        wanted = nfc(post.slug or post.key.rpartition(":")[2]).strip(" /").replace("/", "-")
        base = _name_of(wanted, post.kind)
        names = itertools.chain([base], (f"{base}-{n}" for n in itertools.count(2)))
        free = (one for one in names if self.take(self.address(post, one)))
        slug = slug_of(file) if file else next(free)
        losses = () if slug == wanted else (Loss("slug", f"{wanted} → {slug}"),)
        address, new = self.address(post, slug), f"content/{post.kind}s/{slug}.md"
        return Place(post, file or new, address, bool(file), losses=losses)

    def with_aliases(self, place: Place) -> Place:
        """Return a place with those old addresses that can lead there."""
        own, old = collision_key(place.address), dict.fromkeys(place.post.addresses)
        wanted = [one for one in old if collision_key(alias_address(one)) != own]
        if place.post.hidden:
            return place
        aliases = tuple(one for one in wanted if _can_be(one) and self.take(alias_address(one)))
        lost = (Loss("alias", one) for one in wanted if one not in aliases)
        return place._replace(aliases=aliases, losses=(*place.losses, *lost))


def _name_of(wanted: str, kind: str) -> str:
    """Return a name of a file, as near to the wanted one as it can be."""
    base = wanted.encode()[:150].decode(errors="ignore")
    if base and base != "index" and not bad_slug(base) and slug_of(base) == base:
        return base
    return f"{kind}-{folder_name(base).strip('.-')[:50]}".rstrip("-")


def _can_be(alias: str) -> bool:
    return not bad_alias(alias) and not alias.lstrip("/").startswith(_LISTS)


def plan(site: OldSite, folder: Path, settings: Settings) -> tuple[Moves, tuple[Place, ...]]:
    """Choose a file and an address for each post, and a place for each picture."""
    planner = _Planner(settings, set(map(collision_key, _GENERATED)))
    written = planner.take_written(folder, site.posts)
    named = [planner.place(post, written.get(post.key, "")) for post in site.posts]
    places = tuple(map(planner.with_aliases, named))
    files = {f"name:{posixpath.basename(p.post.key.partition(':')[2])}": p.file for p in places}
    files |= {path_of(one): p.file for p in places for one in reversed(p.post.addresses)}
    files |= {p.post.key: p.file for p in places}
    titles = {p.file: p.post.title for p in places}
    return Moves(site, files, titles, _pictures(site)), places


def _pictures(site: OldSite) -> dict[str, str]:
    """Return the new file of each picture by the path that texts write; names stay readable."""
    found, taken = dict[str, str](), dict[str, Path]()
    for path, file in site.pictures.items():
        names = path.rpartition("/uploads/")[2].split("/")[-2 if path == str(file) else 0 :]
        parts = [re.sub(r"[^\w.()+-]+", "-", nfc(one)).strip(".") for one in names]
        new = "/".join(("content/images", *(one for one in parts if one not in _FOLDERS)))
        while taken.setdefault(collision_key(new), file) != file:
            stem, end = posixpath.splitext(new)
            new = f"{stem}-2{end}"
        found[path] = new
    return found
