"""WordPress's export (WXR), read item by item: hundreds of megabytes stay on the disk."""

from __future__ import annotations

import codecs
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from msgspec import Struct, field

from kawaraban.cli.importers.old_site import (
    Loss,
    OldPost,
    OldSite,
    UnreadableError,
    host_of,
    original,
    pack,
    path_of,
)
from kawaraban.cli.importers.product_boxes import of_fields
from kawaraban.cli.importers.tables import pattern, tables

_CHUNK, _PROLOG = 1 << 20, 1 << 16
# What XML 1.0 does not allow, and old blogs have in their texts all the same.
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))
_NO_POSTS = ("attachment", "nav_menu_item", "yyi_rinker", "pochipps", "blog_parts")
_NO_CATEGORY = {"", "未分類", "Uncategorized"}


class _Item(Struct):
    """An item: its fields by name, terms by domain, fields of plugins, comments; its text."""

    fields: dict[str, str] = field(default_factory=dict)
    terms: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    meta: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    comments: list[dict[str, str]] = field(default_factory=list)
    packed: bytes = b""

    def get(self, name: str) -> str:
        return self.fields.get(name, "")

    def of_plugin(self, *names: str) -> str:
        return next(filter(None, (one for name in names for one in self.meta[name])), "")

    @property
    def number(self) -> str:
        return self.get("post_id")


def is_one(head: bytes) -> bool:
    """Return whether a file begins as an export of WordPress does."""
    return b"wordpress.org/export/" in head


def read(file: Path) -> OldSite:
    """Read an export; what follows a mistake in its XML is not read, and that is told."""
    items, unread, channel = list[_Item](), list[Loss](), dict[str, str]()
    try:
        for element in _elements(file):
            name, inner = _name(element), {_name(one): one.text or "" for one in element}
            if name == "item":
                items.append(_item(element))
            elif name == "author":
                channel[f"author {inner.get('author_login')}"] = inner.get(
                    "author_display_name", ""
                )
            else:
                channel[name] = element.text or ""
    except ParseError as bad:
        unread.append(Loss("unread", f"{file.name}: XML: {bad}"))
    if not items:
        raise UnreadableError(file, "no-post" if not unread else "no-xml")
    return _site(items, channel, tuple(unread))


def _elements(file: Path) -> Iterator[Element]:
    """Yield the children of the channel, each forgotten after it."""
    parser: Any = XMLPullParser(("start", "end"))
    decoder, path = codecs.getincrementaldecoder("utf-8")("replace"), list[Element]()
    with file.open("rb") as stream:
        chunk = stream.read(_PROLOG)
        prolog, root, _ = chunk.partition(b"<rss")
        declared = re.search(rb"(?i)<!(?!--)", re.sub(rb"(?s)<!--.*?-->", b"", prolog))
        if not root or b"\0" in prolog or declared:  # a document type may hold a bomb of entities
            raise UnreadableError(file, "no-wxr")
        while chunk:
            parser.feed(decoder.decode(chunk).translate(_CONTROL))
            for event, element in parser.read_events():
                if event == "start":
                    path.append(element)
                elif path.pop() is element and len(path) == 2:  # noqa: PLR2004 - rss, channel
                    yield element
                    path[-1].clear()
            chunk = stream.read(_CHUNK)
        parser.close()


def _name(element: Element) -> str:
    space, _, name = str(element.tag).rpartition("}")
    return ("excerpt" if "excerpt" in space else "content") if name == "encoded" else name


def _item(element: Element) -> _Item:
    item = _Item()
    for one in element:
        name, inner = _name(one), {_name(child): child.text or "" for child in one}
        if name == "category":
            item.terms[one.get("domain", "")].append((one.text or "").strip())
        elif name == "postmeta":
            item.meta[inner.get("meta_key", "")].append(inner.get("meta_value", ""))
        elif name == "comment":
            item.comments.append(inner)
        elif name == "content":
            item.packed = pack(one.text or "")
        else:
            item.fields[name] = one.text or ""
    return item


def _site(items: list[_Item], channel: dict[str, str], unread: tuple[Loss, ...]) -> OldSite:
    """Return the whole site, once every picture and every parent of one is known."""
    by_type, beside = defaultdict[str, list[_Item]](list), defaultdict[str, list[_Item]](list)
    for item in items:
        by_type[item.get("post_type")].append(item)
    pictures = {one.number: one for one in by_type["attachment"]}
    files = {n: one.get("attachment_url") or one.get("guid") for n, one in pictures.items()}
    for one in pictures.values():
        beside[one.get("post_parent")].append(one)
    internal = pattern("internal-type")
    kinds = (k for k in by_type if k not in _NO_POSTS and not internal.fullmatch(k))
    shown = [one for kind in kinds for one in by_type[kind] if one.get("status") != "trash"]
    posts = {one.number: _post(one, channel, files, beside[one.number]) for one in shown}
    hosts = _hosts(channel)
    alt, names = "_wp_attachment_image_alt", {n: original(path_of(url)) for n, url in files.items()}
    alts = {names[n]: one.of_plugin(alt) for n, one in pictures.items()}
    products = (*by_type["yyi_rinker"], *by_type["pochipps"])
    blocks = (*by_type["wp_block"], *by_type["blog_parts"])
    return OldSite(
        tool="wordpress",
        hosts=hosts,
        posts=tuple(posts.values()),
        alts=alts,
        products={one.number: of_fields(one.get("title"), _flat(one)) for one in products},
        blocks={one.number: zlib.decompress(one.packed).decode() for one in blocks},
        galleries={n: tuple(files[one.number] for one in group) for n, group in beside.items()},
        ids={n: f"wordpress:{n}" for n in posts}
        | {f"picture:{n}": url for n, url in files.items()},
        offers=tuple(_menu(by_type["nav_menu_item"], posts)),
        comments={f"wordpress:{one.number}": one.comments for one in shown if one.comments},
        unread=unread,
    )


def _hosts(channel: dict[str, str]) -> frozenset[str]:
    host = host_of(channel.get("base_blog_url") or channel.get("link", "")).removeprefix("www.")
    return frozenset({host, f"www.{host}"} if host else ())


def _flat(item: _Item) -> dict[str, str]:
    """Return the fields of a product's plugin; Pochipp keeps all of them in one, as JSON."""
    packed = re.findall(r'"([\w-]+)":"((?:[^"\\]|\\.)*)"', item.of_plugin("pochipp_data"))
    fields = {name: values[0] for name, values in item.meta.items() if values}
    return fields | {key: value.replace("\\/", "/") for key, value in packed}


def _post(
    item: _Item, channel: dict[str, str], files: dict[str, str], beside: list[_Item]
) -> OldPost:
    link, status, names = item.get("link"), item.get("status"), item.terms["category"]
    date, updated = (_date(item.get(name)) for name in ("post_date", "post_modified"))
    status = "password" if item.get("post_password") else status
    address = "" if "?" in link else unquote(urlsplit(link).path)
    folder = address.rstrip("/").rpartition("/")[0]
    aliases = [f"{folder}/{unquote(old)}/" for old in filter(None, item.meta["_wp_old_slug"])]
    aliases += [f"{path_of(one.get('link'))}/" for one in beside if "?" not in one.get("link")]
    description = item.get("excerpt") or item.of_plugin(*tables().keys["wordpress-description"])
    return OldPost(
        key=f"wordpress:{item.number}",
        title=item.get("title"),
        kind="post" if item.get("post_type") == "post" else "page",
        date=date or updated,
        updated=updated,
        slug=unquote(item.get("post_name")),
        address=address,
        aliases=tuple(aliases if address else ()),
        packed=item.packed,
        tags=tuple(filter(None, item.terms["post_tag"])),
        categories=tuple(one for one in names if one not in _NO_CATEGORY),
        description=re.sub("<[^>]*>", "", description),
        author=channel.get(f"author {item.get('creator')}") or item.get("creator"),
        image=files.get(item.of_plugin("_thumbnail_id"), ""),
        hidden="" if status in {"publish", "inherit", ""} else status,
        losses=() if date else (Loss("date", item.get("post_date")),),
    )


def _date(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - in the site's zone
    except ValueError:  # 0000-00-00 too
        return None


def _menu(items: list[_Item], posts: dict[str, OldPost]) -> Iterator[str]:
    """Yield the largest menu as lines for `site.toml`; `key:` stands for a post's new file."""
    places = [" ".join(one.terms["nav_menu"]) for one in items]
    largest = max(sorted(set(places)), key=places.count, default="")
    mine = (one for one, place in zip(items, places, strict=True) if place == largest)
    for one in sorted(mine, key=lambda item: item.get("menu_order").rjust(9)):
        number = one.of_plugin("_menu_item_object_id")
        to = f"key:wordpress:{number}" if number in posts else one.of_plugin("_menu_item_url")
        title = one.get("title") or (posts[number].title if number in posts else "")
        if title and to:
            yield f'[[nav]]\ntext = {json.dumps(title, ensure_ascii=False)}\nto = "{to}"'
