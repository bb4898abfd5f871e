"""WordPress's export (WXR), read item by item: a file of hundreds of megabytes stays on the disk."""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from msgspec import Struct, field
from msgspec.structs import replace

from kawaraban.cli.importers.old_site import (
    Loss,
    OldPost,
    OldProduct,
    OldSite,
    UnreadableError,
    original,
    pack,
    path_of,
)
from kawaraban.cli.importers.product_boxes import of_fields

_CHUNK = 1 << 20
_PROLOG = 1 << 16
# What XML 1.0 does not allow, and old blogs have in their texts all the same.
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))
_HIDDEN = {"draft", "pending", "future", "private"}
_SKIPPED = {"trash", "auto-draft"}
_INTERNAL = re.compile(
    "revision|customize_changeset|oembed_cache|wp_.*|acf-.*|custom_css|user_request|amp_.*|wpcf7.*|"
    "ad_tag|mts_.*|elementor_.*|tablepress_table|shop_order|flamingo_.*|yyi_rinker|pochipps|blog_parts"
)
_DESCRIPTIONS = ("_ssp_meta_description", "the_page_meta_description", "_yoast_wpseo_metadesc", "_aioseop_description", "rank_math_description")  # fmt: skip


class _Item(Struct):
    """An item of the export: its fields by name, its terms, its fields of plugins, its comments."""

    fields: dict[str, str]
    terms: list[tuple[str, str]]
    meta: list[tuple[str, str]]
    comments: list[dict[str, str]]

    def get(self, name: str) -> str:
        """Return a field, or nothing."""
        return self.fields.get(name, "")

    def first(self, *names: str) -> str:
        """Return the first field of a plugin that is there."""
        found = dict(reversed(self.meta))
        return next((found[name] for name in names if found.get(name)), "")


class _Reading(Struct):
    """What has been read of an export so far."""

    title: str = ""
    base: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    posts: list[OldPost] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)  # attachments by id
    alts: dict[str, str] = field(default_factory=dict)
    galleries: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)  # of attachments: parent, path
    blocks: dict[str, str] = field(default_factory=dict)
    products: dict[str, OldProduct] = field(default_factory=dict)
    comments: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    menu: list[tuple[str, int, str, str, str]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    unread: list[tuple[str, str]] = field(default_factory=list)


def is_one(head: bytes) -> bool:
    """Return whether a file begins as an export of WordPress does."""
    return b"wordpress.org/export/" in head


def read(file: Path) -> OldSite:
    """Read an export; what follows a mistake in its XML is not read, and that is told."""
    reading = _Reading()
    try:
        for element in _elements(file):
            _take(element, reading)
    except ParseError as bad:
        reading.unread.append((file.name, f"XML: {bad}"))
    if not reading.posts and reading.unread:
        raise UnreadableError(f"{file}: {reading.unread[0][1]}")
    return _site(reading)


def _elements(file: Path) -> Iterator[Element]:
    """Yield the children of the channel, each forgotten after it."""
    parser, decode = XMLPullParser(("start", "end")), codecs.getincrementaldecoder("utf-8")("replace")
    with file.open("rb") as stream:
        head = stream.read(_PROLOG)
        prolog, found, _ = head.partition(b"<rss")
        if not found or b"\0" in head or re.search(rb"(?i)<!(?:DOCTYPE|ENTITY)", re.sub(rb"(?s)<!--.*?-->", b"", prolog)):
            raise UnreadableError(f"{file}: not an export of WordPress, or one with a document type, which is refused")
        channel: Element | None = None
        depth, chunk = 0, head
        while chunk:
            parser.feed(decode.decode(chunk).translate(_CONTROL))
            for event, element in parser.read_events():
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 2:  # noqa: PLR2004 - rss, channel
                    channel = element
                elif event == "end" and depth == 2 and channel is not None:  # noqa: PLR2004 - its child
                    yield element
                    channel.clear()
            chunk = stream.read(_CHUNK)
        parser.close()


def _take(element: Element, reading: _Reading) -> None:
    name, text = _name(element), element.text or ""
    if name == "item":
        _take_item(_item(element), reading)
    elif name == "title":
        reading.title = text
    elif name in {"base_blog_url", "link"}:
        reading.base = text or reading.base
    elif name == "author":
        fields = {_name(one): one.text or "" for one in element}
        reading.authors[fields.get("author_login", "")] = fields.get("author_display_name", "")


def _name(element: Element) -> str:
    space, _, name = element.tag.rpartition("}")
    return ("excerpt" if "excerpt" in space else "content") if name == "encoded" else name


def _item(element: Element) -> _Item:
    item = _Item({}, [], [], [])
    for one in element:
        name = _name(one)
        if name == "category":
            item.terms.append((one.get("domain", ""), one.text or ""))
        elif name == "postmeta":
            inner = {_name(two): two.text or "" for two in one}
            item.meta.append((inner.get("meta_key", ""), inner.get("meta_value", "")))
        elif name == "comment":
            item.comments.append({_name(two): two.text or "" for two in one if len(two) == 0})
        else:
            item.fields[name] = one.text or ""
    return item


def _take_item(item: _Item, reading: _Reading) -> None:
    kind, number = item.get("post_type"), item.get("post_id")
    if kind == "attachment":
        url = item.get("attachment_url") or item.get("guid")
        reading.files[number] = url
        reading.alts[path_of(url)] = item.first("_wp_attachment_image_alt")
        reading.galleries[item.get("post_parent")].append(url)
        if not urlsplit(item.get("link")).query:
            reading.pages[number] = (item.get("post_parent"), path_of(item.get("link")))
    elif kind in {"wp_block", "blog_parts"}:
        reading.blocks[number] = item.get("content")
    elif kind in {"yyi_rinker", "pochipps"}:
        reading.products[number] = of_fields(item.get("title"), _flat(item))
    elif kind == "nav_menu_item":
        place = next((text for domain, text in item.terms if domain == "nav_menu"), "")
        order = int(item.get("menu_order")) if item.get("menu_order").isdecimal() else 0
        reading.menu.append((place, order, item.get("title"), item.first("_menu_item_object_id"), item.first("_menu_item_url")))
    elif not _INTERNAL.fullmatch(kind) and item.get("status") not in _SKIPPED:
        reading.posts.append(_post(item, reading))
        if item.comments:
            reading.comments[number] = item.comments


def _flat(item: _Item) -> dict[str, str]:
    """Return the fields of a product's plugin; Pochipp keeps all of them in one, as JSON."""
    fields = dict(item.meta)
    packed = re.findall(r'"([\w-]+)":"((?:[^"\\]|\\.)*)"', fields.get("pochipp_data", ""))
    return fields | {key: value.replace("\\/", "/") for key, value in packed}


def _post(item: _Item, reading: _Reading) -> OldPost:
    number, status, losses = item.get("post_id"), item.get("status"), []
    date, updated = (_date(item.get(name)) or _date(item.get(f"{name}_gmt")) for name in ("post_date", "post_modified"))
    hidden = status if status in _HIDDEN else "password" if item.get("post_password") else "" if status in {"publish", "inherit", ""} else status
    if date is None and not hidden:
        losses.append(Loss("date", item.get("post_date")))
    categories, tags = (tuple(dict.fromkeys(t.strip() for d, t in item.terms if d == domain and t.strip())) for domain in ("category", "post_tag"))
    address = "" if urlsplit(item.get("link")).query else unquote(urlsplit(item.get("link")).path)
    folder = address.rstrip("/").rpartition("/")[0]
    reading.ids[number] = number
    return OldPost(
        key=f"wordpress:{number or item.get('guid')}",
        title=item.get("title"),
        kind="post" if item.get("post_type") in {"post", ""} else "page",
        date=date or updated,
        updated=updated,
        slug=unquote(item.get("post_name")),
        address=address,
        aliases=tuple(f"{folder}/{unquote(old)}/" for name, old in item.meta if name == "_wp_old_slug" and old and address),
        packed=pack(item.get("content").replace("\r\n", "\n")),
        tags=tags,
        categories=tuple(one for one in categories if one not in {"未分類", "Uncategorized"}),
        description=" ".join(re.sub("<[^>]*>", "", item.get("excerpt") or item.first(*_DESCRIPTIONS)).split()),
        author=reading.authors.get(item.get("creator"), item.get("creator")),
        image=item.first("_thumbnail_id"),
        hidden=hidden,
        losses=tuple(losses),
    )


def _date(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S") if not text.startswith("0000") else None  # noqa: DTZ007 - in the site's zone
    except ValueError:
        return None


def _site(reading: _Reading) -> OldSite:
    """Return the whole site, once every picture and every parent of one is known."""
    by_number = {post.key.partition(":")[2]: post for post in reading.posts}
    more = defaultdict[str, list[str]](list)
    for parent, path in reading.pages.values():
        if parent in by_number and by_number[parent].address and path:
            more[parent].append(f"{path}/")
    posts = tuple(
        replace(post, image=reading.files.get(post.image, ""), aliases=(*post.aliases, *more[number]))
        for number, post in by_number.items()
    )
    host = urlsplit(reading.base).netloc.lower()
    hosts = {host, host.removeprefix("www."), f"www.{host.removeprefix('www.')}"} if host else set()
    return OldSite(
        tool="wordpress",
        title=reading.title,
        hosts=frozenset(hosts),
        posts=posts,
        alts={original(path): alt for path, alt in reading.alts.items() if alt},
        products=reading.products,
        blocks=reading.blocks,
        galleries={number: tuple(urls) for number, urls in reading.galleries.items()},
        ids={n: f"wordpress:{n}" for n in reading.ids} | {f"picture:{n}": url for n, url in reading.files.items()},
        offers=tuple(_menu(reading, by_number)),
        comments={f"wordpress:{n}": found for n, found in reading.comments.items()},
        unread=tuple(reading.unread),
    )


def _menu(reading: _Reading, posts: dict[str, OldPost]) -> Iterator[str]:
    """Yield the largest menu as lines for `site.toml`; `key:` stands for a post's new file."""
    places = [place for place, *_ in reading.menu]
    largest = max(sorted(set(places)), key=places.count, default="")
    for _place, _order, title, number, url in sorted(one for one in reading.menu if one[0] == largest):
        title = title or (posts[number].title if number in posts else "")
        to = f"key:wordpress:{number}" if number in posts else url
        if title and to:
            yield f"[[nav]]\ntext = {title}\nto = {to}"
