"""Folders of Markdown: Hugo, Jekyll, Zenn, Qiita, and any other with front matter."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import yaml

from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite, UnreadableError, pack
from kawaraban.core.dates import parse_moment
from zoneinfo import ZoneInfo

_TEXTS = (".md", ".markdown", ".mdx", ".mdown")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".heic", ".bmp", ".mp4", ".webm", ".mp3", ".pdf", ".zip")
_SKIPPED = {"node_modules", "public", "_site", "themes", "archetypes", "layouts", "vendor", "_layouts", "_includes", "_sass", "resources"}
_FRONT = re.compile(r"\A\ufeff?\s*(?:(---)[ \t]*\n(.*?)\n?^---[ \t]*$|(\+\+\+)[ \t]*\n(.*?)\n?^\+\+\+[ \t]*$|(?=\{)(.*?)^\}[ \t]*$)\n?", re.DOTALL | re.MULTILINE)
_DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
_LONGEST = 1 << 16


class _Tool(NamedTuple):
    """Where a tool has its posts and its pictures, and how it makes an address of a post's name."""

    posts: tuple[str, ...] = ("",)
    pages: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ("public", "static", "assets", "images", "src/assets")
    address: str = "/{path}/"


_TOOLS = {
    "hugo": _Tool(("content",), (), ("static", "assets", "content"), "/{path}/"),
    "jekyll": _Tool(("_posts", "_drafts"), ("",), ("",), "/{categories}{year}/{month}/{day}/{slug}.html"),
    "zenn": _Tool(("articles",), (), ("",), "/articles/{slug}"),
    "qiita": _Tool(("public",), (), ("",), "/items/{slug}"),
    "markdown": _Tool(),
}
# Our keys, and what they are called elsewhere, the first that is there counts.
_KEYS = {
    "title": ("title",),
    "date": ("date", "publishDate", "published_at", "pubDate", "publishedAt", "pubDatetime", "created_at", "createdAt", "created"),
    "updated": ("updated", "lastmod", "last_modified_at", "updated_at", "updatedDate", "updatedAt", "modDatetime", "modified"),
    "slug": ("slug",),
    "description": ("description", "summary", "excerpt", "subtitle"),
    "tags": ("tags", "topics", "tag", "keywords"),
    "categories": ("categories", "category", "series"),
    "author": ("author", "authors"),
    "image": ("image", "cover", "coverImage", "heroImage", "thumbnail", "eyecatch", "images", "featured_image", "ogImage"),
    "aliases": ("aliases", "redirect_from"),
    "address": ("url", "permalink"),
}
_HIDING = {"draft": True, "published": False, "private": True, "ignorePublish": True}
_UNSAID = {"layout", "type", "emoji", "weight", "toc", "comments", "math", "mathjax", "katex", "id", "organization_url_name", "slide", "publication_name", "markup", "expires", "expiryDate", "noindex"}
_KEPT = {"toc": "toc", "expires": "expires", "expiryDate": "expires", "noindex": "noindex"}


def guess(folder: Path) -> str:
    """Return the tool of a folder, by the files that only that tool has."""
    has = {name for name in os.listdir(folder)}
    if has & {"hugo.toml", "hugo.yaml", "hugo.json", "config.toml"} or "archetypes" in has:
        return "hugo"
    if has & {"_posts", "_config.yml"}:
        return "jekyll"
    if "articles" in has:
        return "zenn"
    if "public" in has and any(re.search(r"(?m)^organization_url_name:", f.read_text("utf-8", "replace")[:2000]) for f in list((folder / "public").glob("*.md"))[:5]):
        return "qiita"
    return "markdown"


def read(folder: Path, tool: str) -> OldSite:
    """Read a folder of posts."""
    if not folder.is_dir() or tool not in _TOOLS:
        raise UnreadableError(f"{folder}: not a folder of {tool} / {tool} のフォルダーではありません")
    kind, config = _TOOLS[tool], _config(folder)
    posts, unread, seen = list[OldPost](), list[tuple[str, str]](), set[Path]()
    for place, is_page in (*((p, False) for p in kind.posts), *((p, True) for p in kind.pages)):
        base = folder / place if (folder / place).is_dir() else folder
        for file in _files(base, _TEXTS):
            if file in seen or (is_page and file.stem.upper() in {"README", "LICENSE"}) or file.stem == "_index":
                continue
            seen.add(file)
            try:
                post = _post(file, base, tool, config, is_page=is_page)
            except (UnreadableError, OSError) as bad:
                unread.append((file.relative_to(folder).as_posix(), str(bad)))
                continue
            if post is not None:
                posts.append(post)
    if not posts and not unread:
        raise UnreadableError(f"{folder}: no Markdown in it / Markdown の記事がありません")
    base_url = str(config.get("baseURL") or config.get("url") or "")
    host = re.sub(r"^https?://|/.*$", "", base_url).lower()
    hosts = {"zenn": {"zenn.dev"}, "qiita": {"qiita.com"}}.get(tool, {host} if host else set())
    return OldSite(tool=tool, hosts=frozenset(hosts), posts=tuple(posts), pictures=_pictures(folder, kind), unread=tuple(unread), offers=_offers(tool))


def _offers(tool: str) -> tuple[str, ...]:
    return ("[markdown]  # a typed line break is one on the page, as it was\nbreaks = true",) if tool in {"zenn", "qiita"} else ()


def _files(base: Path, ends: tuple[str, ...]) -> Iterator[Path]:
    for at, folders, names in os.walk(base):
        folders[:] = sorted(n for n in folders if n not in _SKIPPED and (not n.startswith(".")) )
        yield from (Path(at) / name for name in sorted(names) if name.lower().endswith(ends) and not name.startswith("."))


def _pictures(folder: Path, kind: _Tool) -> dict[str, Path]:
    """Return the pictures by the path that texts write, and by their own."""
    found: dict[str, Path] = {}
    for place in (*kind.pictures, *kind.posts):
        base = folder / place
        for file in _files(base, _PICTURES) if base.is_dir() else ():
            if file.resolve().is_relative_to(folder.resolve()):  # a link out of the folder is not ours
                path = file.relative_to(base).as_posix()
                found.setdefault(f"/{path}", file)
                found.setdefault(f"/{file.relative_to(folder).as_posix()}", file)
                found[os.path.normpath(file)] = file
    return found


def _config(folder: Path) -> dict[str, object]:
    for name in ("hugo.toml", "config.toml", "hugo.yaml", "config.yaml", "hugo.json", "_config.yml"):
        file = folder / name
        if file.is_file():
            text = file.read_text("utf-8", "replace")
            try:
                return _mapping(tomllib.loads(text) if name.endswith("toml") else yaml.safe_load(text))
            except (tomllib.TOMLDecodeError, yaml.YAMLError, RecursionError):
                return {}
    return {}


def _mapping(value: object) -> dict[str, object]:
    return {str(k): v for k, v in value.items()} if isinstance(value, dict) else {}


def split(text: str) -> tuple[dict[str, object], str]:
    """Split front matter (YAML, TOML, JSON) off a text; raises `UnreadableError`."""
    found = _FRONT.match(text)
    if found is None:
        return {}, text
    inner = found[2] or found[4] or (f"{found[5]}}}" if found[5] else "")
    if len(inner) > _LONGEST or re.search(r"(?m)^[^#\n'\"]*:\s+[&*]\w", inner):
        raise UnreadableError("front matter is too large, or has aliases / 大きすぎるか、別名があります")
    try:
        if found[3]:
            front = tomllib.loads(inner)
        elif found[5]:
            front = json.loads(inner)
        else:
            front = yaml.safe_load(inner)
    except (ValueError, yaml.YAMLError, RecursionError) as bad:
        raise UnreadableError(f"front matter: {' '.join(str(bad).split())[:160]}") from bad
    return _mapping(front), text[found.end() :]


def _post(file: Path, base: Path, tool: str, config: dict[str, object], *, is_page: bool) -> OldPost | None:
    data = file.read_bytes()
    front, body = split(data.decode("utf-8", "replace").replace("\r\n", "\n"))
    if not front and (is_page or tool in {"zenn", "qiita", "jekyll"}):
        return None
    own = file.parent if file.stem in {"index", "README"} and file.parent != base else file
    name = own.stem if own is file else own.name
    dated = _DATED.fullmatch(name)
    values = {key: next((front[n] for n in names if front.get(n) not in (None, "", [])), None) for key, names in _KEYS.items()}
    moment = _date(values["date"]) or _date(dated[1] if dated else None)
    losses = [] if moment or is_page else [Loss("date", str(values["date"] or ""))]
    if b"\xef\xbf\xbd" not in data and "\ufffd" in body:
        losses.append(Loss("control", "UTF-8"))
    categories, series = _names(front.get("categories") or front.get("category")), _names(front.get("series"))
    title, body = str(values["title"] or ""), body
    if not title and (heading := re.match(r"\s*# +(.+)\n", body)):
        title, body = heading[1], body[heading.end() :]
    slug = str(values["slug"] or (dated[2] if dated else name))
    path = own.relative_to(base).with_suffix("").as_posix() if own is file else own.relative_to(base).as_posix()
    address = str(values["address"] or "") or _address(tool, config, path, slug, moment, categories)
    image = values["image"]
    image = image[0] if isinstance(image, list) and image else image
    image = _mapping(image).get("image") or _mapping(image).get("src") or _mapping(image).get("url") if isinstance(image, dict) else image
    hidden = next((key for key, value in _HIDING.items() if front.get(key) is value), "draft" if "_drafts" in file.parts else "")
    extra: dict[str, object] = {_KEPT[k]: _plain(v) for k, v in front.items() if k in _KEPT}
    known = {*(n for names in _KEYS.values() for n in names), *_HIDING, *_UNSAID}
    others = {k: v for k, v in front.items() if k not in known}
    extra |= {f"x_{re.sub(r'[^0-9A-Za-z_-]', '_', k)}": _plain(v) for k, v in others.items()}
    losses += [Loss("key", k) for k in others]
    return OldPost(
        key=f"{tool}:{path}",
        title=title,
        kind="page" if is_page or (tool == "hugo" and moment is None and "/" not in path) else "post",
        date=moment,
        updated=_date(values["updated"]),
        slug=slug,
        address=_clean(address),
        aliases=tuple(_clean(one) for one in (*_names(values["aliases"]), f"/{name}.md" if False else "") if one),
        packed=pack(body),
        form="markdown",
        tags=(*_names(values["tags"]), *(series if categories else ())),
        categories=categories or series,
        description=str(values["description"] or ""),
        author=next(iter(_names(values["author"])), ""),
        image=str(image or ""),
        hidden=hidden,
        folder=file.parent,
        extra=extra,
        losses=tuple(losses),
    )


def _clean(address: str) -> str:
    path = re.sub(r"^https?://[^/]+", "", address.strip())
    return path if path.startswith("/") or not path else f"/{path}"


def _plain(value: object) -> object:
    """Return a value of front matter that YAML can hold without tags."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isinstance(value, (str, bool, int, float)) else str(value)


def _names(value: object) -> tuple[str, ...]:
    """Return names of a list, of a text with commas, or of mappings that have a name."""
    parts = value if isinstance(value, list) else re.split(r"[,、]", value) if isinstance(value, str) else [] if value is None else [value]
    names = (str(one.get("name", "")) if isinstance(one, dict) else str(one) for one in parts)
    return tuple(dict.fromkeys(filter(None, (" ".join(one.split()) for one in names))))


def _date(value: object) -> datetime | None:
    """Return a date in the way the tool meant it; without a zone it is the site's."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - in the site's zone
    try:
        found = parse_moment(str(value).strip(), ZoneInfo("Asia/Tokyo")) if value else None
    except (ValueError, OverflowError):
        return None
    return found.at if found else None


def _address(tool: str, config: dict[str, object], path: str, slug: str, moment: datetime | None, categories: tuple[str, ...]) -> str:
    """Return the address that a tool gave a post, by its settings."""
    form = _TOOLS[tool].address
    written = config.get("permalinks") if tool == "hugo" else config.get("permalink")
    if tool == "hugo":
        of_pages = _mapping(_mapping(written).get("page")) or _mapping(written)
        section = path.partition("/")[0] if "/" in path else ""
        form = str(of_pages.get(section) or of_pages.get("posts" if section == "post" else section) or form)
        if form == "/{path}/" and slug != path.rpartition("/")[2]:
            form = f"/{path.rpartition('/')[0]}/{{slug}}/" if "/" in path else "/{slug}/"
    elif isinstance(written, str):
        form = {"pretty": "/{categories}{year}/{month}/{day}/{slug}/", "date": form, "none": "/{categories}{slug}.html"}.get(written, written)
    form = re.sub(r":(?:title|slugorfilename|slugorcontentbasename|filename|contentbasename|slug|name)\b", "{slug}", form)
    form = re.sub(r":(year|month|day|section|sections|path)\b", r"{\1}", form).replace(":categories/", "{categories}").replace(":categories", "{categories}")
    if "{year}" in form and moment is None:
        return ""
    values = {"slug": slug, "path": path, "section": path.partition("/")[0], "sections": path.rpartition("/")[0], "categories": "".join(f"{c.lower()}/" for c in categories)}
    values |= {"year": f"{moment.year:04}", "month": f"{moment.month:02}", "day": f"{moment.day:02}"} if moment else {}
    made = re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], ""), form)
    return re.sub("//+", "/", made) if ":" not in made else ""
