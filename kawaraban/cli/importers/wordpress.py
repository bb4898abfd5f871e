"""WordPress's export (WXR), read item by item: a file of hundreds of megabytes stays on the disk."""

from __future__ import annotations

import codecs
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from msgspec import Struct
from msgspec.structs import replace

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
_DOCTYPE = re.compile(rb"(?is)<!(?:DOCTYPE|ENTITY)")
_ITEM_DEPTH = 2  # rss, channel


class _Item(Struct):
    """An item: its fields by name, its terms by domain, its fields of plugins, its comments."""

    fields: dict[str, str]
    terms: dict[str, list[str]]
    meta: dict[str, list[str]]
    comments: list[dict[str, str]]
    packed: bytes = b""

    def get(self, name: str) -> str:
        return self.fields.get(name, "")

    def of_plugin(self, *names: str) -> str:
        return next((self.meta[name][0] for name in names if self.meta.get(name, [""])[0]), "")


def is_one(head: bytes) -> bool:
    """Return whether a file begins as an export of WordPress does."""
    return b"wordpress.org/export/" in head


def read(file: Path) -> OldSite:
    """Read an export; what follows a mistake in its XML is not read, and that is told."""
    items, unread, channel = list[_Item](), list[Loss](), dict[str, str]()
    authors = dict[str, str]()
    try:
        for element in _elements(file):
            name = _name(element)
            if name == "item":
                items.append(_item(element))
            elif name == "author":
                one = {_name(child): child.text or "" for child in element}
                authors[one.get("author_login", "")] = one.get("author_display_name", "")
            else:
                channel[name] = element.text or ""
    except ParseError as bad:
        unread.append(Loss(file.name, f"XML: {bad}"))
    if not items:
        raise UnreadableError(
            f"{file}: {unread[0].text if unread else 'no post in it / 記事がありません'}"
        )
    return _site(items, authors, channel, tuple(unread))


def _elements(file: Path) -> Iterator[Element]:
    """Yield the children of the channel, each forgotten after it."""
    parser, decoder = (
        XMLPullParser(("start", "end")),
        codecs.getincrementaldecoder("utf-8")("replace"),
    )
    with file.open("rb") as stream:
        chunk = stream.read(_PROLOG)
        prolog, found, _ = chunk.partition(b"<rss")
        if not found or b"\0" in prolog or _DOCTYPE.search(re.sub(rb"(?s)<!--.*?-->", b"", prolog)):
            raise UnreadableError(
                f"{file}: not an export of WordPress; a DOCTYPE is refused / WordPress の書き出しではありません"
            )
        path: list[Element] = []
        while chunk:
            parser.feed(decoder.decode(chunk).translate(_CONTROL))
            for event, element in parser.read_events():
                if event == "start":
                    path.append(element)
                    continue
                path.pop()
                if len(path) == _ITEM_DEPTH:
                    yield element
                    path[-1].clear()
            chunk = stream.read(_CHUNK)
        parser.close()


def _name(element: Element) -> str:
    space, _, name = str(element.tag).rpartition("}")
    return ("excerpt" if "excerpt" in space else "content") if name == "encoded" else name


def _item(element: Element) -> _Item:
    item = _Item({}, defaultdict(list), defaultdict(list), [])
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


def _site(
    items: list[_Item], authors: dict[str, str], channel: dict[str, str], unread: tuple[Loss, ...]
) -> OldSite:
    """Return the whole site, once every picture and every parent of one is known."""
    by_type, more, galleries = (
        defaultdict[str, list[_Item]](list),
        defaultdict[str, list[str]](list),
        defaultdict[str, list[str]](list),
    )
    for item in items:
        by_type[item.get("post_type")].append(item)
    files = {
        one.get("post_id"): one.get("attachment_url") or one.get("guid")
        for one in by_type["attachment"]
    }
    for one in by_type["attachment"]:
        galleries[one.get("post_parent")].append(files[one.get("post_id")])
        if path := path_of(one.get("link")) if "?" not in one.get("link") else "":
            more[one.get("post_parent")].append(f"{path}/")
    alts = {
        original(path_of(files[one.get("post_id")])): one.of_plugin("_wp_attachment_image_alt")
        for one in by_type["attachment"]
    }
    kinds = [
        k
        for k in by_type
        if k not in {"attachment", "nav_menu_item", "yyi_rinker", "pochipps", "blog_parts"}
        and not pattern("internal-type").fullmatch(k)
    ]
    posts = {
        one.get("post_id"): _post(one, authors, files)
        for k in kinds
        for one in by_type[k]
        if one.get("status") not in {"trash", "auto-draft"}
    }
    host = host_of(channel.get("base_blog_url") or channel.get("link", "")).removeprefix("www.")
    return OldSite(
        tool="wordpress",
        hosts=frozenset({host, f"www.{host}"} if host else ()),
        posts=tuple(
            replace(post, aliases=(*post.aliases, *more[n])) if post.address else post
            for n, post in posts.items()
        ),
        alts={path: alt for path, alt in alts.items() if alt},
        products={
            one.get("post_id"): of_fields(one.get("title"), _flat(one))
            for k in ("yyi_rinker", "pochipps")
            for one in by_type[k]
        },
        blocks={
            one.get("post_id"): zlib.decompress(one.packed).decode()
            for k in ("wp_block", "blog_parts")
            for one in by_type[k]
        },
        galleries={number: tuple(urls) for number, urls in galleries.items()},
        ids={n: f"wordpress:{n}" for n in posts}
        | {f"picture:{n}": url for n, url in files.items()},
        offers=tuple(_menu(by_type["nav_menu_item"], posts)),
        comments={
            f"wordpress:{one.get('post_id')}": one.comments
            for k in kinds
            for one in by_type[k]
            if one.comments
        },
        unread=unread,
    )


def _flat(item: _Item) -> dict[str, str]:
    """Return the fields of a product's plugin; Pochipp keeps all of them in one, as JSON."""
    packed = re.findall(r'"([\w-]+)":"((?:[^"\\]|\\.)*)"', item.of_plugin("pochipp_data"))
    return {name: values[0] for name, values in item.meta.items()} | {
        k: v.replace("\\/", "/") for k, v in packed
    }


def _post(item: _Item, authors: dict[str, str], files: dict[str, str]) -> OldPost:
    status, link = item.get("status"), item.get("link")
    date, updated = (_date(item.get(name)) for name in ("post_date", "post_modified"))
    hidden = (
        "password"
        if item.get("post_password")
        else ""
        if status in {"publish", "inherit", ""}
        else status
    )
    address = "" if "?" in link else unquote(urlsplit(link).path)
    folder = address.rstrip("/").rpartition("/")[0]
    description = item.get("excerpt") or item.of_plugin(*tables().keys["wordpress-description"])
    return OldPost(
        key=f"wordpress:{item.get('post_id')}",
        title=item.get("title"),
        kind="post" if item.get("post_type") in {"post", ""} else "page",
        date=date or updated,
        updated=updated,
        slug=unquote(item.get("post_name")),
        address=address,
        aliases=tuple(
            f"{folder}/{unquote(old)}/" for old in item.meta["_wp_old_slug"] if old and address
        ),
        packed=item.packed,
        tags=tuple(filter(None, item.terms["post_tag"])),
        categories=tuple(
            one for one in item.terms["category"] if one not in {"", "未分類", "Uncategorized"}
        ),
        description=re.sub("<[^>]*>", "", description),
        author=authors.get(item.get("creator")) or item.get("creator"),
        image=files.get(item.of_plugin("_thumbnail_id"), ""),
        hidden=hidden,
        losses=() if date or hidden else (Loss("date", item.get("post_date")),),
    )


def _date(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - in the site's zone
    except ValueError:  # 0000-00-00 too
        return None


def _menu(items: list[_Item], posts: dict[str, OldPost]) -> Iterator[str]:
    """Yield the largest menu as lines for `site.toml`; `key:` stands for a post's new file."""
    places = [(one.terms["nav_menu"] or [""])[0] for one in items]
    largest = max(sorted(set(places)), key=places.count, default="")
    mine = (one for one, place in zip(items, places, strict=True) if place == largest)
    for one in sorted(mine, key=lambda item: item.get("menu_order").rjust(9)):
        number = one.of_plugin("_menu_item_object_id")
        title = one.get("title") or (posts[number].title if number in posts else "")
        to = f"key:wordpress:{number}" if number in posts else one.of_plugin("_menu_item_url")
        if title and to:
            yield f"[[nav]]\ntext = {title}\nto = {to}"
