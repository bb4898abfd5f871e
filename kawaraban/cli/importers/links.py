"""Addresses of the old site, as they stand in one post, to what they are in this site's files."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit
from zlib import crc32

from msgspec import Struct, field
from msgspec.structs import replace

from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.ads.rules import is_loaded
from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite, line
from kawaraban.cli.importers.tables import Rule, first, pattern, tables
from kawaraban.core.settings import AffiliateSettings, NetworkIds
from kawaraban.markdown.ad_links import addresses
from kawaraban.markdown.addresses import scheme
from kawaraban.markdown.references import ENTITY
from kawaraban.read.registries import bad_url
from kawaraban.read.text import nfc, slug

AdId = tuple[str, str, str]  # network, id, programme
_ROUNDS = 6
_IN_ADDRESS = {ord(sign): quote(sign) for sign in " ()<>%#?"}


def letters(text: str) -> str:
    """Return the letters of an id or a heading alone: tools make ids of headings in many ways."""
    return re.sub(r"[\W_]+", "", nfc(unquote(text))).casefold()


@lru_cache(maxsize=1)  # a post with contents asks for each of its links
def anchors_in(text: str, *, named: bool = False) -> dict[str, str]:
    """Return the ids of an old text, unless `named` also those that its headings get here."""
    found = dict[str, str]()
    for own, html, heading, given in pattern("anchor").findall(text):
        if (given or own or not named) and not re.search(r"[\s{}\"'<>]", one := given or own):
            title = re.sub(r"<[^>]*>|\[([^\]]*)\]\([^)]*\)", r"\1", heading or html)
            found.setdefault(letters(one or title), one or slug(unescape(title)))
    return found


def with_sign(found: re.Match[str]) -> str:
    """Return a sign of Markdown as a letter, and an address, which ends before hiragana."""
    if len(found[0]) == 1:
        return f"\\{found[0]}"
    return f"<{found[0]}>" if found[1] else found[0]


def with_signs(found: re.Match[str]) -> str:
    """Return a sign of Markdown, or all of an address, as letters: in a link none links itself."""
    return re.sub(r"(?=[*_~])", r"\\", found[0]) if len(found[0]) > 1 else with_sign(found)


def decoded(text: str) -> str:
    """Return an address of an attribute; in `?a=1&region=2` is no reference (HTML, 13.2.5.73)."""
    return ENTITY.sub(lambda one: unescape(one[0]), text)


def path_of(url: str) -> str:
    """Return the path of an address as it is compared: decoded, without its end."""
    try:
        return unquote(urlsplit(url.strip()).path).removesuffix("index.html").rstrip("/")
    except ValueError:  # a bracket without its other half
        return ""


def host_of(url: str) -> str:
    """Return the host of an address; `?` where it is none."""
    try:
        return urlsplit(url.strip()).netloc.lower()
    except ValueError:
        return "?"


def original(path: str) -> str:
    """Return a picture's path without the size that WordPress puts into a scaled copy's name."""
    return re.sub(r"(?:-\d{1,5}x\d{1,5}|-scaled)(?=\.\w+$)", "", path)


class Moves(Struct, frozen=True):
    """The new files of posts by old paths and keys, titles by file, pictures by written paths.

    `anchors` are the ids in each file to which links lead, by their letters alone.
    """

    site: OldSite
    files: dict[str, str]
    titles: dict[str, str]
    pictures: dict[str, str]
    anchors: dict[str, dict[str, str]] = {}

    def file_at(self, url: str, base: str = "/") -> str:
        """Return the new file of the post at an address, or at a path of a file; or nothing."""
        path, number = path_of(url), re.search(r"[?&](?:p|page_id)=(\d+)", url)
        beside = path_of(urljoin(f"https://x{quote(base)}", url)) if path else ""
        is_file = re.search(r"\.(?:mdx?|markdown)$|/(?:articles|items)/", path)
        stem = re.sub(r"(?:/_?index)?(?:\.[a-z]{2})?\.(?:mdx?|markdown)$", "", path)
        named = f"name:{posixpath.basename(stem)}" if is_file else ""
        key = f"{self.site.tool}:{number[1]}" if number else ""
        short = path_of(urljoin(f"https://x{quote(base.rstrip('/'))}", url)) if path else ""
        return first(self.files.get(one) for one in (key, path, beside, short, named) if one)


class Converted(Struct):
    """A post as this site's text; `cards` are words by address, `ids` those of its ads."""

    text: str = ""
    losses: list[Loss] = field(default_factory=list)
    products: dict[str, dict[str, Any]] = field(default_factory=dict)
    speakers: dict[str, dict[str, str]] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    ids: Counter[AdId] = field(default_factory=Counter)

    def count_ids(self, body: str, known: AffiliateSettings) -> None:
        """Count the ids in the ads of a text and of its products that the site does not know."""
        shops = [link["url"] for one in self.products.values() for link in one["links"]]
        for url in (*urls_in(body), *shops):
            ours = known
            for _ in range(_ROUNDS):
                reading = read_ad(url, programmes_of(ours))
                if reading.verdict != "others" or not reading.owner:
                    break
                self.ids[reading.network, reading.owner, reading.programme] += 1
                own = NetworkIds(network=reading.network, ids=(reading.owner,))
                ours = replace(ours, listed=(*ours.listed, own))


def urls_in(body: str) -> list[str]:
    """Return the addresses in a text; in a script, signs in them may be escaped."""
    text = " ".join(url for _, url in addresses(body)) if "<script" in body else body
    return [decoded(url).rstrip(").,、。") for url in pattern("address").findall(text)]


class Rewriter(Struct):
    """Rewrites the addresses of one post; what it could not, and what it needs, is in `made`."""

    moves: Moves
    post: OldPost
    file: str
    made: Converted = field(default_factory=Converted)

    def lose(self, kind: str, text: str) -> str:
        """Note what could not be carried over; return that nothing is left of it."""
        self.made.losses.append(Loss(kind, " ".join(text.split())[:200]))
        return ""

    def apply(self, rules: Iterable[Rule], text: str) -> str:
        """Put what rules say in the place of what they find."""
        for rule in rules:
            for lost in re.finditer(rule.find, text) if rule.lose else ():
                self.lose(rule.lose, lost[0])
            text = re.sub(rule.find, rule.put, text)
        return text

    def is_post(self, url: str) -> bool:
        """Return whether an address is that of a post of the old site."""
        return host_of(url) in self.moves.site.hosts and bool(self.moves.file_at(url))

    def link(self, url: str, kind: str = "link") -> str:
        """Return what a link leads to now; empty where it leads nowhere, which is noted."""
        url, host = url.strip(), host_of(url)
        if scheme(url) in {"mailto", "tel", "sms"}:
            return url
        if not url or host == "?" or scheme(url) not in {"", "http", "https"}:
            return self.lose(kind, url)
        if host and host not in self.moves.site.hosts:
            return f"https:{url}" if url.startswith("//") else url
        return self._file_at(url, kind) or self._full(url, kind) or self.lose(kind, url)

    def _file_at(self, url: str, kind: str) -> str:
        """Return the path to the new file of a post or picture, or the top of this one."""
        path, _, fragment = url.partition("#")
        place = letters(fragment)
        if not path:
            own = anchors_in(self.post.body) | self.moves.anchors[self.file]
            anchor = (own | {"": "top", "top": "top"}).get(place, "")
            return anchor and f"#{anchor}"
        post = self.moves.file_at(url, self.post.address) if kind == "link" else ""
        anchor = self.moves.anchors.get(post, {}).get(place, "")
        if post and fragment and not anchor:
            self.lose("place", url)
        file = post or self.picture_file(url)
        return file and self.to(file) + (f"#{anchor}" if anchor else "")

    def _full(self, url: str, kind: str) -> str:
        """Return the whole address of what is nowhere in the new site; the front page is here."""
        parts, host = urlsplit(url), min(self.moves.site.hosts, default="")
        if not (parts.path.strip("/") or parts.query):
            return "" if url.startswith("#") else "/"
        if not parts.netloc and not (host and (self.post.address or url.startswith("/"))):
            return ""
        full = urljoin(f"https://{host}{quote(self.post.address, safe='/%')}", url)
        self._note_left(full, kind)
        return full

    def _note_left(self, full: str, kind: str) -> None:
        """Note what stays at the old site, unless others write there too."""
        if kind != "link":
            self.lose("picture", full)
        elif host_of(full) not in tables().tools[self.moves.site.tool].hosts:
            self.lose("elsewhere", full)

    def to(self, target: str) -> str:
        """Return the path from this post's file to another one of the site."""
        self.made.used.add(target)
        return posixpath.relpath(target, posixpath.dirname(self.file)).translate(_IN_ADDRESS)

    def picture_file(self, url: str) -> str:
        """Return the new file of a picture of the old site; Astro's `@` and `~` are `src`."""
        path = path_of(url)
        name, below = path.lstrip("/"), path.removeprefix(self.moves.site.base)
        folders = (self.post.folder, f"{self.post.folder}/{self.post.slug}")  # Hexo has the second
        near = (posixpath.normpath(posixpath.join(one, name)) for one in folders)
        paths = (original(path), path, *near, f"/{name}", original(below), below, f"/src{path[1:]}")
        is_own = host_of(url) in {"", *self.moves.site.hosts}
        found = first(map(self.moves.pictures.get, paths)) if is_own else ""
        self.made.used.add(found)
        return found

    def image(self, alt: str, url: str, title: str = "", width: str = "") -> str:
        """Return a picture as Markdown; one that is nowhere is its words."""
        path = self.link(url, "lost-picture")
        if not path:
            return f"*{alt}*" if alt else ""
        marks = [f"width={width}"] if width else []
        marks += [] if alt else ['alt=""' + self.lose("alt", path)]
        return f"![{alt}]({address(path)}{title})" + (f"{{{' '.join(marks)}}}" if marks else "")

    def attribute(self, found: re.Match[str]) -> str:
        """Rewrite an address in a tag of HTML."""
        begin, name, quote, url = found[1], found[2].lower(), found[3], decoded(found[4])
        kind, other = ("link", "#top") if name == "a" else ("lost-picture", "data:,")
        to = url if name == "iframe" else self.link(url, kind) or other
        return f"{begin}{quote}{to.replace('&', '&amp;')}{quote}"

    def alt(self, url: str) -> str:
        """Return the alternative text that the old site had for a picture."""
        return self.moves.site.alts.get(original(path_of(url)), "")

    def _picture_of_data(self, url: str) -> str:
        """Return a picture as data files name it: one of the site, or Amazon's, which stays."""
        if file := self.picture_file(url):
            return file.removeprefix("content/")
        return url if not url or is_loaded(url, "amazon") else self.lose("lost-picture", url)

    def product(self, name: str, image: str, shops: Iterable[tuple[str, str]], note: str) -> str:
        """Take a product that has a link, and return the id by which a block names it."""
        named = [(pattern("verb").sub("", line(s)) or line(s), url) for s, url in shops]
        links = [{"shop": s[:60], "url": url} for s, url in named if not bad_url(url)]
        if not links:
            return ""
        key = re.sub(r"[\W_]+", "-", name.lower())[:40].strip("-") or "product"
        key = f"{key}-{crc32(f'{name} {image} {links}'.encode()) & 0xFFFF:04x}"
        picture = {"image": image} if (image := self._picture_of_data(image)) else {}
        said = {"note": line(note)} if note else {}
        self.made.products[key] = {"name": line(name) or "商品", **picture, **said, "links": links}
        return key

    def speaker(self, name: str, url: str, side: str) -> str:
        """Take a speaker, and return the name by which a balloon names it."""
        image = self._picture_of_data(url) if "/" in url else ""  # else a name in the theme
        name = " ".join(name.split())[:40]
        if not name or name.isdigit():
            name = f"話し手{name or crc32(url.encode()) % 1000 or ''}"
        self.made.speakers.setdefault(name, ({"image": image} if image else {}) | {"side": side})
        return name


def address(target: str) -> str:
    """Return an address as it stands in a link's parentheses."""
    encoded = re.sub(r"[\s<>]", lambda m: f"%{ord(m[0]):02X}", target)
    return f"<{encoded}>" if re.search(r"[\s()<>]", target) else target
