"""WordPress's export (WXR), read item by item: hundreds of megabytes stay on the disk."""

from __future__ import annotations

import itertools
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import partial
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
from kawaraban.cli.importers.parts import of_fields
from kawaraban.cli.importers.tables import first, pattern, tables

_CHUNK = 1 << 16
# What XML 1.0 does not allow, and old blogs have in their texts all the same.
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))


class _Item(Struct):
    """An item: its fields by name; terms by domain, and fields of plugins; its text."""

    fields: defaultdict[str, str] = field(default_factory=lambda: defaultdict(str))
    lists: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    packed: bytes = b""

    def first(self, *names: str) -> str:
        return first(one for name in names for one in self.lists[name])


def is_one(head: bytes) -> bool:
    """Return whether a file begins as an export of WordPress does."""
    return b"wordpress.org/export/" in head


def read(file: Path) -> OldSite:
    """Read an export; what follows a mistake in its XML is not read, and that is told."""
    items, losses = defaultdict[str, list[_Item]](list), list[Loss]()
    channel = defaultdict[str, str](str)
    try:
        for element in _elements(file):
            name = _name(element)
            if name == "item":
                item = _item(element)
                items[item.fields["post_type"]].append(item)
            elif name == "author":
                shown, login = (f"{{*}}author_{one}" for one in ("display_name", "login"))
                channel[f"author {element.findtext(login)}"] = element.findtext(shown) or ""
            else:
                channel[name] = element.text or ""
    except ParseError as bad:
        losses.append(Loss("unread", f"{file.name}: XML: {bad}"))
    if not items:
        raise UnreadableError(file, "no-xml" if losses else "no-post")
    return _site(items, channel, losses)


def _elements(file: Path) -> Iterator[Element]:
    """Yield the children of the channel, each forgotten after it."""
    parser: Any = XMLPullParser(("start", "end"))
    path: list[Element] = []
    with file.open(encoding="utf-8-sig", errors="replace") as stream:
        head = stream.read(_CHUNK)
        prolog, root, _ = head.partition("<rss")
        declared = re.search(r"(?i)<!(?!--)", re.sub(r"(?s)<!--.*?-->", "", prolog))
        if not root or declared:  # a document type may hold a bomb of entities
            raise UnreadableError(file, "no-wxr")
        for chunk in itertools.chain([head], iter(partial(stream.read, _CHUNK), "")):
            parser.feed(chunk.translate(_CONTROL))
            for event, element in parser.read_events():
                if event == "start":
                    path.append(element)
                elif path.pop() is element and len(path) == 2:  # noqa: PLR2004 - rss, channel
                    yield element
                    path[-1].clear()
        parser.close()


def _name(element: Element) -> str:
    space, _, name = str(element.tag).rpartition("}")
    return ("excerpt" if "excerpt" in space else "content") if name == "encoded" else name


def _item(element: Element) -> _Item:
    item = _Item()
    for one in element:
        name = _name(one)
        if name == "category":
            item.lists[one.get("domain", "")].append((one.text or "").strip())
        elif name == "postmeta":
            key, value = (one.findtext(f"{{*}}meta_{part}") or "" for part in ("key", "value"))
            item.lists[key].append(value)
        elif name == "content":
            item.packed = pack(one.text or "")
        elif name == "comment":
            item.lists[name].append(name)
        else:
            item.fields[name] = one.text or ""
    return item


def _site(items: dict[str, list[_Item]], channel: dict[str, str], losses: list[Loss]) -> OldSite:
    """Return the whole site, once every picture is known."""
    by_type = {kind: {one.fields["post_id"]: one for one in all_} for kind, all_ in items.items()}
    pictures = by_type.get("attachment", {})
    media = {n: one.fields["attachment_url"] or one.fields["guid"] for n, one in pictures.items()}
    alts = {
        original(path_of(media[n])): one.first("_wp_attachment_image_alt")
        for n, one in pictures.items()
    }
    kinds = [kind for kind in items if not pattern("internal-type").fullmatch(kind)]
    shown = [one for kind in kinds for one in items[kind] if one.fields["status"] != "trash"]
    titles = {one.fields["post_id"]: one.fields["title"] for one in shown}
    menu = by_type.get("nav_menu_item", {}).values()
    entries = [m.fields["title"] or titles.get(m.first("_menu_item_object_id")) for m in menu]
    losses += [Loss("menu", ", ".join(filter(None, entries)))] if entries else []
    host = host_of(channel["base_blog_url"] or channel["link"]).removeprefix("www.")
    products = by_type.get("yyi_rinker", {}) | by_type.get("pochipps", {})
    blocks = by_type.get("wp_block", {}) | by_type.get("blog_parts", {})
    return OldSite(
        tool="wordpress",
        hosts=frozenset({host, f"www.{host}"} if host else ()),
        posts=tuple(_post(one, channel, media) for one in shown),
        alts=alts,
        media=media,
        products={n: of_fields(one.fields["title"], _flat(one)) for n, one in products.items()},
        blocks={n: zlib.decompress(one.packed).decode() for n, one in blocks.items()},
        losses=tuple(losses),
    )


def _flat(item: _Item) -> dict[str, str]:
    """Return the fields of a product's plugin; Pochipp keeps all of them in one, as JSON."""
    packed = re.findall(r'"([\w-]+)":"((?:[^"\\]|\\.)*)"', item.first("pochipp_data"))
    fields = {name: first(values) for name, values in item.lists.items()}
    return fields | {key: value.replace("\\/", "/") for key, value in packed}


def _post(item: _Item, channel: dict[str, str], media: dict[str, str]) -> OldPost:
    fields, status = item.fields, item.fields["status"]
    date, updated = (_date(fields[name]) for name in ("post_date", "post_modified"))
    address = "" if "?" in fields["link"] else unquote(urlsplit(fields["link"]).path)
    folder = address.rstrip("/").rpartition("/")[0]
    slugs = filter(None, item.lists["_wp_old_slug"] if address else ())
    said = len(item.lists["comment"])
    losses = [Loss("comments", str(said))] if said else []
    losses += [] if date else [Loss("date", fields["post_date"])]
    description = fields["excerpt"] or item.first(*tables().keys["wordpress-description"])
    return OldPost(
        key=f"wordpress:{fields['post_id']}",
        title=fields["title"],
        kind="post" if fields["post_type"] == "post" else "page",
        date=date or updated,
        updated=updated,
        slug=unquote(fields["post_name"]),
        address=address,
        aliases=tuple(f"{folder}/{unquote(old)}/" for old in slugs),
        packed=item.packed,
        tags=tuple(item.lists["post_tag"]),
        categories=tuple(
            one for one in item.lists["category"] if one not in {"", "未分類", "Uncategorized"}
        ),
        description=re.sub("<[^>]*>", "", description),
        author=channel[f"author {fields['creator']}"] or fields["creator"],
        image=media.get(item.first("_thumbnail_id"), ""),
        hidden="password"
        if fields["post_password"]
        else ""
        if status in {"publish", "inherit", ""}
        else status,
        losses=tuple(losses),
    )


def _date(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - in the site's zone
    except ValueError:  # 0000-00-00 too
        return None
