"""Exports as one file: WordPress's (WXR), read item by item, and Hatena's (Movable Type's)."""

import contextlib
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from zipfile import Path as PackedFile
from zipfile import ZipFile, is_zipfile

from msgspec import DecodeError, json
from msgspec.structs import replace

from kawaraban.cli.importers.links import host_of, original, path_of
from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite, pack, post_of, text_of
from kawaraban.cli.importers.parts import paragraphs
from kawaraban.cli.importers.products import of_fields
from kawaraban.cli.importers.tables import UnreadableError, first, pattern, tables

_CHUNK = 1 << 16
File = Path | PackedFile


class _Item(NamedTuple):
    """An item: its fields and those of plugins; terms by domain; its text and what else it has."""

    fields: defaultdict[str, str]
    lists: defaultdict[str, list[str]]
    packed: Callable[[], str]
    pages: int
    comments: tuple[dict[str, str], ...]


def tool_of(file: File) -> str:
    """Return the tool that wrote a file, by what only that tool writes at the beginning, or ""."""
    with file.open(encoding="utf-8-sig", errors="replace") as stream:
        head = stream.read(_CHUNK)
    tools = tables().tools.items()
    return next((name for name, one in tools if one.head and re.search(one.head, head)), "")


def files_of(source: Path) -> list[File]:
    """Return the files of an export: WordPress.com packs it, and divides a large one."""
    if source.is_dir():
        found: list[File] = [*sorted(source.rglob("*.xml"))]
    elif is_zipfile(source):
        found = [PackedFile(source, one) for one in sorted(ZipFile(source).namelist())]
    else:
        return [source]
    return [one for one in found if one.name.endswith(".xml") and tool_of(one) == "wordpress"]


def read_wordpress(source: Path) -> OldSite:
    """Read an export; what follows a mistake in its XML is not read, and that is told."""
    items, losses, home = defaultdict[str, dict[str, _Item]](dict), dict[Loss, None](), ""
    seen = set[str]()  # exports that were put together have numbers twice
    for element in _all_elements(source, losses):
        if _name(element) in {"link", "base_blog_url"}:
            home = str(element.text) if host_of(str(element.text)) else home
        item = _item(element)
        if _is_unseen(item.fields):
            losses[Loss("unseen", item.fields["post_type"])] = None
            continue
        number = item.fields["post_id"]
        number = f"{number}-{len(seen)}" if number in seen else number
        seen.add(number)
        items[item.fields["post_type"]][number] = item
    if not {*items} - {""}:
        is_cut = any(one.kind == "unread" for one in losses)
        raise UnreadableError(source, "no-xml" if is_cut else "no-post")
    host = host_of(home).removeprefix("www.")
    hosts = frozenset({host, f"www.{host}"} if host else ())
    return replace(_site(items), hosts=hosts, base=path_of(home), losses=tuple(losses))


def _is_unseen(fields: Mapping[str, str]) -> bool:
    """Return whether nobody saw an item, as what a form sent: its kind has no pages."""
    is_read = pattern("internal-type").fullmatch(fields["post_type"])
    is_draft = fields["status"] in {"draft", "pending", "future"}  # has such an address, too
    return "?post_type=" in fields["link"] and not is_read and not is_draft


def _menu(items: dict[str, dict[str, _Item]]) -> Iterator[tuple[str, str]]:
    """Yield the entries of the menus: the words of each, and where it leads."""
    shown = _shown(items).items()
    known = {("post_type", n): (one.fields["title"], f"/?p={n}") for n, one in shown}
    for one in items[""].values():
        category, tag = one.fields["cat_name"], one.fields["tag_name"]
        to = f"category:{category}" if category else f"tag:{tag}"
        known["taxonomy", one.fields["term_id"]] = (category or tag, to)
    menus = [one.fields for one in items["nav_menu_item"].values()]
    for entry in sorted(menus, key=lambda one: (one["nav_menu"], one["menu_order"].zfill(9))):
        key = (entry["_menu_item_type"], entry["_menu_item_object_id"])
        words, to = known.get(key, ("", entry["_menu_item_url"]))
        if words := entry["title"] or words:
            yield words, to


def _site(items: dict[str, dict[str, _Item]]) -> OldSite:
    pictures = [(n, one.fields) for n, one in items["attachment"].items()]
    media = {n: fields["attachment_url"] or fields["guid"] for n, fields in pictures}
    galleries, beside = defaultdict[str, str](str), defaultdict[str, list[str]](list)
    for n, fields in pictures:
        beside[fields["post_parent"]].append(_address(fields["link"]))
        if pattern("picture").search(media[n]):
            galleries[f"wordpress:{fields['post_parent']}"] += f"{n} "
    products = items["yyi_rinker"] | items["pochipps"]
    return OldSite(
        tool="wordpress",
        posts=tuple(_post(n, one, media, beside[n]) for n, one in _shown(items).items()),
        alts={original(path_of(media[n])): f["_wp_attachment_image_alt"] for n, f in pictures},
        media=media,
        galleries=galleries,
        menu=tuple(_menu(items)),
        products={n: _product(one) for n, one in products.items()},
        blocks=_patterns(items["wp_block"] | items["blog_parts"]),
    )


def _patterns(blocks: dict[str, _Item]) -> dict[str, str]:
    """Return the texts that posts show by their number, without drafts."""
    return {n: one.packed() for n, one in blocks.items() if one.fields["status"] == "publish"}


def _shown(items: dict[str, dict[str, _Item]]) -> dict[str, _Item]:
    kinds = [kind for kind in items if not pattern("internal-type").fullmatch(kind)]
    found = ((n, one) for kind in kinds for n, one in items[kind].items())
    return {n: one for n, one in found if one.fields["status"] not in {"trash", "auto-draft"}}


def _all_elements(source: Path, losses: dict[Loss, None]) -> Iterator[Element]:
    """Yield what the files of an export hold; a mistake in the XML of one is told as a loss."""
    for file in files_of(source):
        try:
            yield from _elements(file)
        except ParseError as bad:
            losses[Loss("unread", f"{file.name}: XML: {bad}")] = None


def _elements(file: File) -> Iterator[Element]:
    """Yield the children of the channel, each forgotten after it."""
    parser: Any = XMLPullParser(("start", "end"))
    path: list[Element] = []
    with file.open(encoding="utf-8-sig", errors="replace") as stream:
        head = _head(stream.read(_CHUNK), file)
        for chunk in itertools.chain([head], iter(partial(stream.read, _CHUNK), "")):
            parser.feed(pattern("no-text").sub("", chunk))  # XML 1.0 does not allow it
            for event, element in parser.read_events():
                if event == "start":
                    path.append(element)
                elif path.pop() is element and len(path) == 2:  # noqa: PLR2004 - rss, channel
                    yield element
                    path[-1].clear()
        parser.close()


def _head(head: str, file: File) -> str:
    """Drop what plugins write before the root, and declare their prefixes: not all do that."""
    prolog, root, rest = head.partition("<rss")
    if not root or re.search(r"(?i)<!(?!--)", re.sub(r"(?s)<!--.*?-->", "", prolog)):
        raise UnreadableError(file, "no-wxr")  # a document type may hold a bomb of entities
    lacking = {name for name in re.findall(r"<(\w+):", rest) if f"xmlns:{name}=" not in rest}
    lines = "\n" * prolog.count("\n")
    return "".join((lines, root, *(f' xmlns:{name}="{name}"' for name in lacking), rest))


def _name(element: Element) -> str:
    space, _, name = str(element.tag).rpartition("}")
    return ("excerpt" if "excerpt" in space else "content") if name == "encoded" else name


def _item(element: Element) -> _Item:
    fields, lists = defaultdict[str, str](str), defaultdict[str, list[str]](list)
    fields |= {_name(one): (one.text or "").strip(" \t\r\n") for one in element}
    pairs = [
        (one.findtext("{*}meta_key", ""), one.findtext("{*}meta_value", ""))
        for one in element.iterfind("{*}postmeta")
    ]
    pairs += [(one.get("domain", ""), str(one.text)) for one in element.iterfind("category")]
    for key, value in pairs:
        lists[key].append(value)
        fields[key] = fields[key] or value
    body = fields.pop("content", "")
    with contextlib.suppress(DecodeError):  # footnotes stand where they are named
        notes = json.decode(fields["footnotes"], type=list[dict[str, str]])
        texts = {one.get("id"): one.get("content", "") for one in notes}
        body = pattern("note").sub(lambda m: f"<kw-note>{texts.get(m[1], '')}</kw-note>", body)
    names, said = tables().keys["comment"], element.iterfind("{*}comment")  # not mail, not IP
    comments = [{n: one.findtext(f"{{*}}comment_{n}", "") for n in names} for one in said]
    return _Item(fields, lists, pack(body), 1 + body.count("<!--nextpage-->"), tuple(comments))


def _product(item: _Item) -> str:
    """Return the box of a plugin's product; Pochipp keeps all its fields in one, as JSON."""
    packed = re.findall(r'"([\w-]+)":"((?:[^"\\]|\\.)*)"', item.fields["pochipp_data"])
    fields = {name: first(values) for name, values in item.lists.items()} | dict(packed)
    letter = partial(re.sub, r"\\u([\da-f]{4})", lambda m: chr(int(m[1], 16)))
    unescaped = {name: letter(value).replace("\\/", "/") for name, value in fields.items()}
    return of_fields(item.fields["title"], unescaped)


def _address(link: str) -> str:
    return "" if "?" in link else unquote(urlsplit(link).path)


def _post(number: str, item: _Item, media: dict[str, str], beside: list[str]) -> OldPost:
    """Return a post; `beside` are the addresses of the pages of its pictures."""
    fields, slugs = item.fields, item.lists["_wp_old_slug"]
    address = _address(fields["link"])
    folder = address.rstrip("/").rpartition("/")[0]
    status = "password" if fields["post_password"] else fields["status"]
    lists: dict[str, object] = {name: item.lists[name] for name in ("category", "post_tag")}
    front = fields | lists | {"image": media.get(fields["_thumbnail_id"], ""), "status": status}
    post = post_of(f"wordpress:{number}", front, item.packed, UTC)
    old = [f"{folder}/{unquote(slug)}/" for slug in slugs if slug]
    query = "page_id" if fields["post_type"] == "page" else "p"
    short = [f"/?{query}={number}"] if number.isdigit() else []
    numbers = range(2, item.pages + 1) if address else ()
    parts = [f"{address.rstrip('/')}/{n}/" for n in numbers]
    return replace(
        post,
        kind="post" if fields["post_type"] == "post" else "page",
        address=address,
        aliases=(*old, *parts, *filter(None, beside), *short),
        comments=item.comments,
    )


def read_hatena(file: Path) -> OldSite:
    """Read an export in the form of Movable Type."""
    if file.is_dir():
        raise UnreadableError(file, "a-folder")
    text = text_of(file)
    entries = [*filter(pattern("mt-field").search, re.split(r"(?m)^--------$\n?", text))]
    if not entries:
        raise UnreadableError(file, "no-post")
    posts = tuple(map(_entry, entries))
    old = {post.address for post in posts}
    links = re.findall(r"https?://([\w.-]+)(/entry/[\w/-]+)", text)  # which say where it was
    hosts = frozenset(host for host, path in links if path in old)
    return OldSite(tool="hatena", posts=posts, hosts=hosts)


def _entry(entry: str) -> OldPost:
    pairs = pattern("mt-field").findall(entry.partition("\n-----\n")[0])
    blocks = pattern("mt-block").findall(entry)
    fields = {"BASENAME": "", "TITLE": "", "DATE": ""} | dict(reversed(pairs))
    base = fields["BASENAME"]
    body = _text(fields, blocks)
    categories = [name for key, name in pairs if key == "CATEGORY"]
    slug, tags = base.replace("/", "-") or fields["TITLE"], fields.get("TAGS", "").replace('"', "")
    front = fields | {"BASENAME": slug, "CATEGORY": categories, "TAGS": tags}
    front["excerpt"] = dict(blocks).get("EXCERPT", "")
    post = post_of(f"hatena:{base or fields['TITLE'] + fields['DATE']}", front, pack(body), UTC)
    return replace(
        post,
        address=f"/entry/{base}" if base else "",
        form="html" if pattern("mt-html").search(body) else "markdown",
        comments=tuple(_said(text) for name, text in blocks if name == "COMMENT"),
    )


def _text(fields: dict[str, str], blocks: list[tuple[str, str]]) -> str:
    """Return the text of an entry, with the breaks that Movable Type adds where it is asked to."""
    text = "\n\n".join(text for name, text in blocks if name.endswith("BODY"))
    return paragraphs(text) if fields.get("CONVERT BREAKS") in {"1", "__default__"} else text


def _said(text: str) -> dict[str, str]:
    kept = {k.lower(): v for k, v in pattern("mt-field").findall(text) if k in {"AUTHOR", "DATE"}}
    return kept | {"content": pattern("mt-field").sub("", text).strip()}
