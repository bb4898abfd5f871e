"""Where everything of an old site goes: file names, addresses, pictures."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from kawaraban.cli.importers.links import Moves, find_ids
from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite, path_of
from kawaraban.core.addresses import ARCHIVE, FEED, alias_address, collision_key, folder_name
from kawaraban.core.settings import Settings
from kawaraban.read.front_matter_rules import bad_alias, bad_name, bad_slug
from kawaraban.read.text import nfc
from kawaraban.site.gather import slug_of

MARK = "x_import"
"""The key of the front matter by which a second import knows what it has written."""
_MARKED = re.compile(rf"(?m)^{MARK}: '?(.+?)'?$")
_GENERATED = ("", ARCHIVE, FEED, "search/", "404.html", "sitemap.xml", "robots.txt")
_LISTS = ("tags/", "categories/", "page/", "assets/", "images/")
_NAME = re.compile(r"[^\w.()+-]+")


class Place(NamedTuple):
    """A post, its new file and address, the old addresses that lead there, and what is lost."""

    post: OldPost
    file: str
    address: str
    aliases: tuple[str, ...]
    is_written: bool
    losses: tuple[Loss, ...]


def plan(site: OldSite, folder: Path, settings: Settings) -> tuple[Moves, tuple[Place, ...]]:
    """Choose a file and an address for each post, and a place for each picture."""
    written = _written(folder)
    taken = {collision_key(one) for one in _GENERATED}
    for file in (f for one in ("posts", "pages") for f in (folder / "content" / one).rglob("*.md")):
        path = file.relative_to(folder).as_posix()
        if path not in written.values():
            taken.add(collision_key(_address("post" if "/posts/" in path else "page", slug_of(path), None, settings)))
    named = [_name(post, written, taken, settings) for post in site.posts]
    taken |= {collision_key(place.address) for place in named}
    places = tuple(_with_aliases(place, taken) for place in named)
    files = {path_of(a): p.file for p in places for a in (*p.post.aliases, p.post.address) if a}
    files |= {p.post.key: p.file for p in places}
    pictures = _pictures(site)
    titles = {p.file: p.post.title for p in places}
    return Moves(site, files, titles, pictures, find_ids(tuple((p.post, p.file) for p in places))), places


def _written(folder: Path) -> dict[str, str]:
    """Return the files of earlier imports by the key of what is in them."""
    found = {}
    for file in (folder / "content").rglob("*.md"):
        with file.open(encoding="utf-8", errors="replace") as stream:
            head = stream.read(4096)
        if mark := _MARKED.search(head):
            found[mark[1].replace("''", "'")] = file.relative_to(folder).as_posix()
    return found


def _name(post: OldPost, written: dict[str, str], taken: set[str], settings: Settings) -> Place:
    """Choose the name of a post's file, which is also its slug."""
    if file := written.get(post.key):
        return Place(post, file, _address(post.kind, slug_of(file), post, settings), (), True, ())  # noqa: FBT003
    wanted = nfc(post.slug or post.key.rpartition(":")[2]).strip().strip("/").replace("/", "-")
    slug = wanted.encode()[:150].decode(errors="ignore")
    if not slug or bad_slug(slug) or re.match(r"\d{4}-\d{2}-\d{2}-", slug):
        slug = folder_name(slug).strip("-.")[:60] or post.kind
        slug = slug if not bad_slug(slug) and not re.match(r"\d{4}-\d{2}-\d{2}-", slug) else f"{post.kind}-{len(taken)}"
    base, number = slug, 1
    while collision_key(address := _address(post.kind, slug, post, settings)) in taken or slug == "index":
        number += 1
        slug = f"{base}-{number}"
    taken.add(collision_key(address))
    losses = () if slug == wanted else (Loss("slug", f"{wanted} → {slug}"),)
    return Place(post, f"content/{post.kind}s/{slug}.md", address, (), False, losses)  # noqa: FBT003


def _address(kind: str, slug: str, post: OldPost | None, settings: Settings) -> str:
    if kind == "page":
        return f"{slug}/"
    date = post.date if post else None
    return settings.posts.permalink.lstrip("/").format(
        slug=slug,
        year=f"{date.year:04}" if date else "0",
        month=f"{date.month:02}" if date else "0",
        day=f"{date.day:02}" if date else "0",
        category=folder_name(post.categories[0]) if post and post.categories else "",
    )


def _with_aliases(place: Place, taken: set[str]) -> Place:
    """Return a place with those old addresses that can lead there."""
    post, aliases, losses = place.post, [], list(place.losses)
    for alias in dict.fromkeys(filter(None, (post.address, *post.aliases))):
        new = alias_address(alias)
        if collision_key(new) == collision_key(place.address):
            continue
        if post.hidden:
            continue
        if collision_key(new) in taken or bad_alias(alias) or new.startswith(_LISTS):
            losses.append(Loss("alias", alias))
            continue
        taken.add(collision_key(new))
        aliases.append(alias)
    return place._replace(aliases=tuple(aliases), losses=tuple(losses))


def _pictures(site: OldSite) -> dict[str, str]:
    """Return the new file of each picture by the path that texts write; names stay readable."""
    found, taken = {}, dict[str, Path]()
    for path, file in site.pictures.items():
        name = path.split("/uploads/", 1)[-1].lstrip("/")
        parts = [_NAME.sub("-", nfc(part)).strip(".") or "-" for part in name.split("/")]
        parts = [part for part in parts if part not in {"images", "static", "public", "assets", "..", "-"}] or ["picture"]
        if path == str(file) and len(parts) > 2:  # noqa: PLR2004 - a file beside a post: its folder
            parts = parts[-2:]
        new = posixpath.join("content/images", *parts)
        while taken.setdefault(collision_key(new), file) != file:
            stem, end = posixpath.splitext(new)
            new = f"{stem}-2{end}"
        found[path] = new
    return found


def spellings(names: Iterable[str]) -> dict[str, str]:
    """Return one spelling for all names that would be one folder; the most frequent one."""
    best: dict[str, str] = {}
    for name, _ in Counter(names).most_common():
        best.setdefault(collision_key(folder_name(name)), name)
    return {key: name for key, name in best.items() if bad_name(name) is None}
