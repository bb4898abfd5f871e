"""An old site's posts to this site's files and addresses. What is there stays; a file is whole."""

import itertools
import os
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import unescape
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import yaml
from msgspec import Struct

from kawaraban.cli.importers import markdown
from kawaraban.cli.importers.html import to_markdown
from kawaraban.cli.importers.links import Converted, Moves, Rewriter, anchors_in, letters, path_of
from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite, line
from kawaraban.cli.importers.parts import to_html
from kawaraban.cli.importers.tables import pattern, tables
from kawaraban.cli.init import is_sample
from kawaraban.core.addresses import ARCHIVE, FEED, alias_address, collision_key, folder_name
from kawaraban.core.model import FrontMatter
from kawaraban.core.settings import Settings
from kawaraban.read.front_matter_rules import bad_alias, bad_name, bad_slug
from kawaraban.read.text import nfc
from kawaraban.render.pages.host import takes_queries
from kawaraban.site.gather import address_of, slug_of
from kawaraban.system.pool import parallel_map
from kawaraban.system.regex import lazy_pattern

WORTH_A_PROCESS = 20  # posts
MARK = "x_import"  # the key by which a second import knows what it has written
_MARKED = lazy_pattern(rf"(?m)^{MARK}: '?(.+?)'?$")
_GENERATED = ("", ARCHIVE, FEED, "search/", "404.html", "sitemap.xml", "robots.txt")


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
    base: str  # the path under which the old site was
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
            if file.parent.name == "pages" and is_sample(file):
                continue
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
        wanted = nfc(post.slug or post.key.partition(":")[2]).strip(" /").replace("/", "-")
        base = _name_of(wanted, post.kind)
        names = itertools.chain([base], (f"{base}-{n}" for n in itertools.count(2)))
        free = (one for one in names if self.take(self.address(post, one)))
        slug = slug_of(file) if file else next(free)
        losses = () if slug == wanted else (Loss("slug", f"{wanted} → {slug}"),)
        address, new = self.address(post, slug), f"content/{post.kind}s/{slug}.md"
        return Place(post, file or new, address, bool(file), losses=losses)

    def with_aliases(self, place: Place) -> Place:
        """Return a place with those old addresses that can lead there."""
        if place.post.hidden:
            return place
        own, was = collision_key(place.address), place.post.addresses
        bases = (urlsplit(self.settings.base_url).path[:-1], self.base)
        old = dict.fromkeys(one.removeprefix(base) for base in bases for one in was)
        wanted = [one for one in old if collision_key(alias_address(one)) != own]
        good = itertools.filterfalse(bad_alias, wanted)
        can_be = itertools.filterfalse(pattern("list").match, good)
        aliases = tuple(one for one in can_be if self.take(alias_address(one)))
        lost = (Loss("alias", one) for one in sorted({*wanted} - {*aliases}))
        asked = self._unanswered(place.post, aliases)
        return place._replace(aliases=aliases, losses=(*place.losses, *lost, *asked))

    def _unanswered(self, post: OldPost, aliases: Iterable[str]) -> Iterator[Loss]:
        """Yield the queries that are a post's only addresses, where the host cannot lead on."""
        if not post.address and not takes_queries(self.settings.host.kind):
            yield from (Loss("query", one) for one in aliases if "?" in one)


def _name_of(wanted: str, kind: str) -> str:
    """Return a name of a file, as near to the wanted one as it can be."""
    base = wanted.encode()[:150].decode(errors="ignore")
    if base and base != "index" and not bad_slug(base) and slug_of(base) == base:
        return base
    return f"{kind}-{folder_name(base).strip('.-')[:50]}".rstrip("-")


def plan(
    site: OldSite, folder: Path, settings: Settings, jobs: int
) -> tuple[Moves, tuple[Place, ...]]:
    """Choose a file and an address for each post, and a place for each picture."""
    planner = _Planner(settings, site.base, set(map(collision_key, _GENERATED)))
    written = planner.take_written(folder, site.posts)
    named = [planner.place(post, written.get(post.key, "")) for post in site.posts]
    planner.taken |= {collision_key(f"{p.stem}/") for p in (folder / "content/pages").glob("*.md")}
    places = tuple(map(planner.with_aliases, named))
    files = {f"name:{posixpath.basename(p.post.key.partition(':')[2])}": p.file for p in places}
    old = [(one, p.file) for p in places for one in reversed(p.post.addresses)]
    files |= {path_of(one): file for one, file in old}
    files = {path_of(one.removeprefix(site.base)): file for one, file in old} | files
    files |= {p.post.key: p.file for p in places}
    shown = itertools.filterfalse(attrgetter("post.hidden"), places)
    titles = {p.file: p.post.title for p in shown}
    return Moves(site, files, titles, _pictures(site), _anchors(places, jobs)), places


def _anchors(places: tuple[Place, ...], jobs: int) -> dict[str, dict[str, str]]:
    """Return the ids in each old text to which any text of the site has a link."""
    found = [*parallel_map(_places_in, places, jobs, WORTH_A_PROCESS)]
    wanted = set[str]().union(*(links for links, _ in found))
    pairs = zip(places, found, strict=True)
    return {p.file: {one: ids[one] for one in ids.keys() & wanted} for p, (_, ids) in pairs}


def _places_in(place: Place) -> tuple[set[str], dict[str, str]]:
    """Return the places to which a text links, and its own, as `letters` writes them."""
    body, form = place.post.body, place.post.form
    links = pattern("fragment").findall(body)
    return {*map(letters, links)}, anchors_in(body, named=form == "html")


def _pictures(site: OldSite) -> dict[str, str]:
    """Return the new file of each picture by the path that texts write; names stay readable."""
    found, taken = dict[str, str](), dict[str, Path]()
    for path, file in site.pictures.items():
        names = path.rpartition("/uploads/")[2].split("/")[-2 if path == str(file) else 0 :]
        parts = [re.sub(r"[^\w.()+-]+", "-", nfc(one)).strip(".") for one in names]
        kept = (one for one in parts if one not in tables().keys["folders"])
        new = "/".join(("content/images", *kept))
        new = f"assets/root{path}" if pattern("root-file").match(path) else new
        while taken.setdefault(collision_key(new), file) != file:
            stem, end = posixpath.splitext(new)
            new = f"{stem}-2{end}"
        found[path] = new
    return found


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
            body = _body(rewriter)
        except RecursionError:
            return Converted(losses=[Loss("unread", "入れ子が深すぎます / nested too deeply")])
        keys = self._front_matter(place, rewriter).items()
        front = _yaml({key: value for key, value in keys if value or key in place.post.extra})
        front = re.sub(r"(?m)^(date|updated|expires): '(.+)'$", r"\1: \2", front)
        made.text = f"---\n{front}---\n\n{body}"
        made.count_ids(body, self.settings.affiliate)
        return made

    def _front_matter(self, place: Place, rewriter: Rewriter) -> dict[str, object]:
        """Return the keys of the front matter, and note what of it is lost."""
        post, title = place.post, line(unescape(re.sub(r"<[^>]*>", "", place.post.title)))
        image = rewriter.picture_file(post.image)
        author = self.settings.author(post.author) if post.author else None
        by = {"author": author.id} if author else {"x_author": post.author}
        lost = {"hidden": post.hidden, "category": ", ".join(post.categories[1:])}
        lost |= {"name": "" if title else "?", "picture": "" if image else post.image}
        lost |= {"comments": str(len(post.comments) or "")}
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
            **by,
            "draft": bool(post.hidden),
            "aliases": list(place.aliases),
            **post.extra,
            MARK: post.key,
        }


def _dates(post: OldPost) -> dict[str, object]:
    at, updated = post.date or _NO_DATE, post.updated
    date = f"{at:%Y-%m-%d %H:%M:%S}".removesuffix(":00").removesuffix(" 00:00")
    late = f"{updated:%Y-%m-%d}" if updated and updated.date() > at.date() else ""
    end = f"{post.expires:%Y-%m-%d}" if post.expires else ""
    date = date if post.date or post.kind == "post" else ""
    return {"date": date, "updated": late, "expires": end}


def converter(moves: Moves, places: tuple[Place, ...], settings: Settings) -> Converter:
    """Return what converts the posts of a site; of tags in one folder the most frequent counts."""
    names = Counter(term for p in places for term in (*p.post.tags, *p.post.categories))
    best = {_folder(name): name for name, _ in reversed(names.most_common()) if not bad_name(name)}
    return Converter(moves, settings, best)


def _folder(term: str) -> str:
    return collision_key(folder_name(term))


def _body(rewriter: Rewriter) -> str:
    body, site = rewriter.post.body, rewriter.moves.site
    if rewriter.post.form == "markdown":
        return markdown.convert(body, rewriter)
    rules = tables().rules
    body = rewriter.apply(rules.get(f"{site.tool}-html") or rules.get(site.tool, ()), body)
    return to_markdown(to_html(body, rewriter) if site.tool == "wordpress" else body, rewriter)


def _yaml(values: dict[str, object]) -> str:
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000)


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
