"""Addresses of the old site, as they stand in one post, to what they are in this site's files."""

from __future__ import annotations

import posixpath
import re
from html import unescape
from urllib.parse import quote, unquote, urljoin, urlsplit
from zlib import crc32

from msgspec import Struct, field
from msgspec.structs import replace

from kawaraban.ads.rules import is_loaded
from kawaraban.cli.importers.old_site import (
    Loss,
    OldPost,
    OldProduct,
    OldSite,
    host_of,
    original,
    path_of,
)
from kawaraban.cli.importers.tables import pattern
from kawaraban.read.registries import bad_url
from kawaraban.read.text import slug

_SCHEME = re.compile(r"(?i)([a-z][a-z0-9+.-]*):")
_IN_ADDRESS = {ord(sign): quote(sign) for sign in " ()<>%#?"}


class Moves(Struct, frozen=True):
    """Where everything of the old site is in the new one.

    `files` are the new files of posts by their old paths and keys, `titles` their titles by
    file, `ids` by file the ids to which links of the old site lead, `pictures` the new files
    of pictures by the paths that texts write.
    """

    site: OldSite
    files: dict[str, str]
    titles: dict[str, str]
    pictures: dict[str, str]
    ids: dict[str, frozenset[str]]

    def file_at(self, url: str, base: str = "/") -> str:
        """Return the new file of the post at an address, or at a path of a file; or nothing."""
        query = "?" in url and re.search(r"[?&](?:p|page_id)=(\d+)", url)
        if query and query[1] in self.site.ids:
            return self.files.get(self.site.ids[query[1]], "")
        path = path_of(url)
        beside = path_of(urljoin(f"https://x{quote(base)}", url)) if path else ""
        name = posixpath.basename(path)
        is_file = name.endswith(".md") or "/articles/" in path
        named = f"name:{name.removesuffix('.md')}" if is_file else ""
        return next((self.files[one] for one in (path, beside, named) if one in self.files), "")


def find_ids(posts: tuple[tuple[OldPost, str], ...]) -> dict[str, frozenset[str]]:
    """Return by file the ids that some link of the site leads to."""
    wanted, found = set[str](), dict[str, set[str]]()
    for post, file in posts:
        body = post.body
        wanted.update(unquote(unescape(one)) for one in pattern("fragment").findall(body))
        found[file] = {unescape(one) for one in pattern("id").findall(body)}
        if post.form == "markdown":
            found[file] |= {
                slug(re.sub(r"[*`\[\]]", "", h)) for h in pattern("heading").findall(body)
            }
    wanted |= {slug(one) for one in wanted}
    return {file: frozenset(ids & wanted) for file, ids in found.items()}


class Rewriter(Struct):
    """Rewrites the addresses of one post; collects what it could not, and what the post needs.

    `notes` are words that are shown otherwise: a product's in its box, a card's by its title.
    """

    moves: Moves
    post: OldPost
    file: str
    losses: list[Loss] = field(default_factory=list)
    products: dict[str, OldProduct] = field(default_factory=dict)
    speakers: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def lose(self, kind: str, text: str = "") -> None:
        """Note what could not be carried over."""
        self.losses.append(Loss(kind, " ".join(text.split())[:200]))

    def link(self, url: str) -> str:
        """Return what a link leads to now; empty where it leads nowhere, which is noted."""
        url, scheme, host = url.strip(), _SCHEME.match(url.strip()), host_of(url)
        if scheme and scheme[1].lower() in {"mailto", "tel", "sms"}:
            return url
        is_odd = not url or host == "?" or (scheme and scheme[1].lower() not in {"http", "https"})
        if is_odd or url.startswith("#"):
            found = "" if is_odd else self._fragment(self.file, url)
            return found or self._nowhere("link", url)
        if host and host not in self.moves.site.hosts:
            return f"https:{url}" if url.startswith("//") else url
        parts = urlsplit(url)
        if file := self.moves.file_at(url, self.post.address):
            fragment = self._fragment(file, f"#{parts.fragment}") if parts.fragment else ""
            return self.to(file) + fragment
        if picture := self.picture_file(url):
            return self.to(picture)
        is_home = not parts.path.strip("/") and not parts.query
        return "/" if is_home else self._outside("link", url)

    def _nowhere(self, kind: str, url: str) -> str:
        self.lose(kind, url)
        return ""

    def _outside(self, kind: str, url: str) -> str:
        """Return an address of the old site that nothing here answers, in full."""
        host = min(self.moves.site.hosts, default="")
        if not host_of(url) and not (host and (self.post.address or url.startswith("/"))):
            return self._nowhere(kind, url)
        return urljoin(f"https://{host}{quote(self.post.address, safe='/%')}", url)

    def to(self, target: str) -> str:
        """Return the path from this post's file to another one of the site."""
        self.used.add(target)
        return posixpath.relpath(target, posixpath.dirname(self.file)).translate(_IN_ADDRESS)

    def _fragment(self, file: str, fragment: str) -> str:
        name, ids = unquote(fragment[1:]), self.moves.ids.get(file, frozenset())
        found = next((one for one in (name, slug(name)) if one in ids), "")
        if not found and file != self.file:
            self.lose("place", fragment)
        return f"#{found}" if found else "#top" if fragment in {"#", "#top"} else ""

    def picture_file(self, url: str) -> str:
        """Return the new file of a picture of the old site, or nothing."""
        path, pictures, host = path_of(url), self.moves.pictures, host_of(url)
        beside = posixpath.normpath(posixpath.join(self.post.folder, path.lstrip("/")))
        if host and host not in self.moves.site.hosts:
            return ""
        found = next(
            (pictures[one] for one in (original(path), path, beside) if one in pictures), ""
        )
        self.used.add(found)
        return found

    def picture(self, url: str) -> str:
        """Return where a picture is now: a file of the site, or an address; or nothing."""
        url, scheme, host = url.strip(), _SCHEME.match(url.strip()), host_of(url)
        if not url or host == "?" or (scheme and scheme[1].lower() not in {"http", "https"}):
            return self._nowhere("lost-picture", url)
        if host and host not in self.moves.site.hosts:
            return f"https:{url}" if url.startswith("//") else url
        if file := self.picture_file(url):
            return self.to(file)
        if full := self._outside("lost-picture", url):
            self.lose("picture", full)
        return full

    def alt(self, url: str) -> str:
        """Return the alternative text that the old site had for a picture."""
        return self.moves.site.alts.get(original(path_of(url)), "")

    def _picture_of_data(self, url: str) -> str:
        """Return a picture as data files name it: one of the site, or Amazon's, which stays."""
        if file := self.picture_file(url) if url else "":
            return file.removeprefix("content/")
        return url if not url or is_loaded(url, "amazon") else self._nowhere("lost-picture", url)

    def product(self, product: OldProduct) -> str:
        """Take a product, and return the id by which a block names it; the same in every post."""
        name = re.sub(r"[\W_]+", "-", product.name.lower())[:40].strip("-") or "product"
        name = f"{name}-{crc32(repr(product).encode()) & 0xFFFF:04x}"
        links = tuple(
            (shop or host_of(url), url) for shop, url in product.links if not bad_url(url)
        )
        image = self._picture_of_data(product.image)
        self.products[name] = replace(product, image=image, links=links)
        return name

    def speaker(self, name: str, url: str, side: str) -> str:
        """Take a speaker, and return the name by which a balloon names it."""
        picture = self._picture_of_data(url)
        name = " ".join(name.split())[:40] or f"話し手{crc32(url.encode()) % 1000 or ''}"
        self.speakers.setdefault(name, (picture, side))
        return name


def address(target: str) -> str:
    """Return an address as it stands in a link's parentheses."""
    encoded = re.sub(r"[\s<>]", lambda m: f"%{ord(m[0]):02X}", target)
    return f"<{encoded}>" if re.search(r"[\s()<>]", target) else target
