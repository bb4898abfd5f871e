"""Addresses of the old site, as they stand in one post, to what they are in this site's files."""

from __future__ import annotations

import posixpath
import re
from html import unescape
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit
from zlib import crc32

from msgspec import Struct, field
from msgspec.structs import replace

from kawaraban.ads.rules import is_loaded
from kawaraban.cli.importers.old_site import Loss, OldPost, OldProduct, OldSite, original, path_of
from kawaraban.read.registries import bad_url
from kawaraban.read.text import slug

_WEB = re.compile(r"(?i)https?://|//")
_SCHEME = re.compile(r"(?i)([a-z][a-z0-9+.-]*):")
_HARMLESS = {"mailto", "tel", "sms"}
_IDS = re.compile(r"""<[^>]{1,400}?\s(?:id|name)\s*=\s*["']?([^"'\s>]+)""")
_HEADINGS = re.compile(r"(?m)^#{1,6}[ \t]+(.+?)[ \t#]*$")
_FRAGMENTS = re.compile(r"""(?:href=["']|\]\()[^"')\s]{0,300}#([^"')\s]+)""")


_IN_ADDRESS = {ord(sign): quote(sign) for sign in " ()<>%#?"}


class Moves(Struct, frozen=True):
    """Where everything of the old site is in the new one.

    `files` are the new files of posts by their old paths and keys, `titles` their titles by
    file, `ids` the ids to which links of the old site lead, by file.
    """

    site: OldSite
    files: dict[str, str]
    titles: dict[str, str]
    pictures: dict[str, str]
    ids: dict[str, frozenset[str]]


def find_ids(posts: tuple[tuple[OldPost, str], ...]) -> dict[str, frozenset[str]]:
    """Return by file the ids that some link of the site leads to."""
    wanted, found = set[str](), dict[str, set[str]]()
    for post, file in posts:
        body = post.body
        wanted.update(unquote(unescape(one)) for one in _FRAGMENTS.findall(body))
        found[file] = {unescape(one) for one in _IDS.findall(body)}
        if post.form == "markdown":
            found[file] |= {slug(re.sub(r"[*`\[\]]|\([^)]*\)", "", h)) for h in _HEADINGS.findall(body)}
    return {file: frozenset(ids & wanted) for file, ids in found.items()}


class Rewriter(Struct):
    """Rewrites the addresses of one post; collects what it could not, and what it needs."""

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
        """Return what a link leads to now; empty where it leads nowhere."""
        url = url.strip()
        scheme = _SCHEME.match(url)
        if scheme and scheme[1].lower() not in {"http", "https", *_HARMLESS}:
            self.lose("link", url)
            return ""
        if scheme and scheme[1].lower() in _HARMLESS:
            return url
        if url.startswith("#"):
            return self._fragment(self.file, url)
        found = self._own(url)
        if found is None:
            return f"https:{url}" if url.startswith("//") else url
        return found

    def _own(self, url: str) -> str | None:
        """Return what an address of the old site is now; None for another site's."""
        try:
            parts = urlsplit(url)
        except ValueError:
            self.lose("link", url)
            return ""
        hosts = self.moves.site.hosts
        if (parts.scheme or parts.netloc) and parts.netloc.lower() not in hosts:
            return None
        query = parse_qs(parts.query)
        number = next((query[name][0] for name in ("p", "page_id") if name in query), "")
        file = self.moves.files.get(self.moves.site.ids.get(number, "")) or self._file(url)
        if file:
            return self.to(file) + self._fragment(file, f"#{parts.fragment}" if parts.fragment else "")
        if picture := self.picture_file(url):
            return self.to(picture)
        if parts.path in {"", "/"} and not parts.query:
            return "/"
        return self._outside(url, "link")

    def _outside(self, url: str, kind: str) -> str:
        """Return an address of the old site that nothing here answers, in full."""
        if _WEB.match(url):
            return f"https:{url}" if url.startswith("//") else url
        host = min(self.moves.site.hosts, default="")
        if host and (self.post.address or url.startswith("/")):
            return urljoin(f"https://{host}{quote(self.post.address, safe='/%')}", url)
        self.lose(kind, url)
        return ""

    def _file(self, url: str) -> str:
        """Return the new file of the post at an address, or at a path of a file."""
        files, path = self.moves.files, path_of(url)
        own = path_of(urljoin(f"https://x{quote(self.post.address, safe='/%')}", url)) if path else ""
        for one in (path, own, posixpath.splitext(posixpath.basename(path))[0] if ".md" in path else ""):
            if one and one in files:
                return files[one]
        return ""

    def to(self, target: str) -> str:
        """Return the path from this post's file to another one of the site."""
        self.used.add(target)
        path = posixpath.relpath(target, posixpath.dirname(self.file))
        return path.translate(_IN_ADDRESS)

    def _fragment(self, file: str, fragment: str) -> str:
        if not fragment or fragment in {"#", "#top"}:
            return "#top" if file == self.file and fragment else ""
        name, ids = unquote(fragment[1:]), self.moves.ids.get(file, frozenset())
        for one in (name, slug(name)):
            if one in ids:
                return f"#{one}"
        self.lose("place" if file != self.file else "link", fragment)
        return ""

    def picture_file(self, url: str) -> str:
        """Return the new file of a picture of the old site, or nothing."""
        path, pictures = path_of(url), self.moves.pictures
        beside = str(self.post.folder / unquote(urlsplit(url).path)) if self.post.folder else ""
        beside = posixpath.normpath(beside) if beside and not url.startswith("/") else ""
        for one in (original(path), path, beside):
            if one in pictures:
                return pictures[one]
        return ""

    def picture(self, url: str) -> str:
        """Return where a picture is now: a file of the site, or an address; or nothing."""
        url = url.strip()
        if not url or url.startswith("data:") or _is_odd(url):
            self.lose("lost-picture", url)
            return ""
        if _WEB.match(url) and urlsplit(url).netloc.lower() not in self.moves.site.hosts:
            return f"https:{url}" if url.startswith("//") else url
        if file := self.picture_file(url):
            return self.to(file)
        full = self._outside(url, "lost-picture")
        if full:
            self.lose("picture", full)
        return full

    def alt(self, url: str) -> str:
        """Return the alternative text that the old site had for a picture."""
        return self.moves.site.alts.get(original(path_of(url)), "")

    def _own_picture(self, url: str) -> str:
        """Return a picture as data files name it: one of the site, or Amazon's, which stays."""
        file = self.picture_file(url) if url and not _is_odd(url) else ""
        if file or is_loaded(url, "amazon"):
            self.used.add(file)
            return file.removeprefix("content/") or url
        if url:
            self.lose("lost-picture", url)
        return ""

    def product(self, product: OldProduct) -> str:
        """Take a product, and return the id by which a block names it."""
        name = re.sub(r"[\W_]+", "-", product.name.lower())[:40].strip("-") or "product"
        name = f"{name}-{crc32(repr(product).encode()) & 0xFFFF:04x}"  # the same in every post
        links = tuple(one for one in product.links if bad_url(one[1]) is None)
        self.products[name] = replace(product, image=self._own_picture(product.image), links=links)
        return name

    def speaker(self, name: str, picture: str, side: str) -> str:
        """Take a speaker, and return the name by which a balloon names it."""
        picture = self._own_picture(picture)
        unnamed = f"話し手{crc32(picture.encode()) % 1000}" if picture else "話し手"
        name = " ".join(name.split())[:40] or unnamed
        self.speakers.setdefault(name, (picture, side))
        return name


def _is_odd(url: str) -> bool:
    """Return whether an address is none that a picture can have."""
    try:
        urlsplit(url)
    except ValueError:
        return True
    scheme = _SCHEME.match(url)
    return bool(scheme) and str(scheme and scheme[1]).lower() not in {"http", "https"}

