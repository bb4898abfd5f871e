"""Folders of Markdown: Hugo, Jekyll, Zenn, Qiita, and any other with front matter."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

import yaml

from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite, UnreadableError, host_of, pack
from kawaraban.cli.importers.tables import Tool, pattern, tables
from kawaraban.core.dates import parse_moment

_TEXTS = (".md", ".markdown", ".mdx", ".mdown")
FILES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".heic", ".mp4", ".webm", ".mp3", ".m4a", ".pdf", ".zip")  # fmt: skip
_OTHERS = {"node_modules", "_site", "themes", "archetypes", "layouts", "vendor", "_layouts", "_includes", "resources"}  # fmt: skip
_DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
_LONGEST = 1 << 16
_HIDING = {"draft": True, "published": False, "private": True, "ignorePublish": True}


class _Folder(NamedTuple):
    """A folder, the tool it is of, that tool's own settings, and the zone of its dates."""

    root: Path
    name: str
    tool: Tool
    config: dict[str, object]
    zone: tzinfo


def guess(folder: Path) -> str:
    """Return the tool of a folder, by the files that only that tool has."""
    names = set(os.listdir(folder)) | {f".{one}" for one in os.listdir(folder) if one == "remote"}
    if (folder / "public/.remote").is_dir():
        return "qiita"
    return next(
        (name for name, tool in tables().tools.items() if names & {*tool.marks}), "markdown"
    )


def read(root: Path, name: str, zone: tzinfo) -> OldSite:
    """Read a folder of posts."""
    if not root.is_dir() or name not in tables().tools:
        raise UnreadableError(f"{root}: not a folder of {name} / {name} のフォルダーではありません")
    tool, posts, unread = tables().tools[name], dict[Path, OldPost | None](), list[Loss]()
    folder = _Folder(root, name, tool, _config(root), zone)
    for place in (*tool.posts, *tool.pages):
        base = root / place if (root / place).is_dir() else root
        for file in (one for one in _files(base, _TEXTS) if one not in posts):
            try:
                posts[file] = _post(file, base, folder, is_page=place in tool.pages)
            except (UnreadableError, OSError) as bad:
                unread.append(Loss(file.relative_to(root).as_posix(), str(bad)))
    if not any(posts.values()) and not unread:
        raise UnreadableError(f"{root}: no Markdown in it / Markdown の記事がありません")
    own = host_of(str(folder.config.get("baseURL") or folder.config.get("url") or ""))
    return OldSite(
        tool=name,
        hosts=tool.hosts | ({own} if own else set()),
        posts=tuple(filter(None, posts.values())),
        pictures=_pictures(root, tool),
        unread=tuple(unread),
        offers=tool.offers,
    )


def _files(base: Path, ends: tuple[str, ...]) -> Iterator[Path]:
    for at, folders, names in os.walk(base):
        folders[:] = sorted(one for one in folders if one not in _OTHERS and one[0] != ".")
        for name in sorted(names):
            if name.lower().endswith(ends) and not name.startswith((".", "_index", "README")):
                yield Path(at) / name


def _pictures(root: Path, tool: Tool) -> dict[str, Path]:
    """Return the pictures by the path that texts write, and by their own."""
    found: dict[str, Path] = {}
    for base in (root / place for place in (*tool.pictures, *tool.posts)):
        for file in _files(base, FILES):
            if file.resolve().is_relative_to(
                root.resolve()
            ):  # a link out of the folder is not ours
                found.setdefault(f"/{file.relative_to(base).as_posix()}", file)
                found[os.path.normpath(file)] = file
    return found


def _config(root: Path) -> dict[str, object]:
    names = ("hugo.toml", "config.toml", "hugo.yaml", "config.yaml", "_config.yml")
    file = next((root / one for one in names if (root / one).is_file()), None)
    text = file.read_text("utf-8", "replace") if file else ""
    sign = "+++" if file and file.suffix == ".toml" else "---"
    try:
        return split(f"{sign}\n{text}\n{sign}\n")[0]
    except UnreadableError:
        return {}


def split(text: str) -> tuple[dict[str, object], str]:
    """Split front matter (YAML, TOML, JSON) off a text."""
    found = pattern("front-matter").match(text)
    if found is None:
        return {}, text
    inner = found[2] or found[4] or found[5] or ""
    if len(inner) > _LONGEST or re.search(r"(?m)^[^#\n'\"]*:\s+[&*]\w", inner):
        raise UnreadableError(
            "front matter: too large, or with aliases / 大きすぎるか、別名があります"
        )
    load = tomllib.loads if found[3] else json.loads if found[5] else yaml.safe_load
    try:
        front = load(inner)
    except (ValueError, yaml.YAMLError, RecursionError) as bad:
        raise UnreadableError(f"front matter: {' '.join(str(bad).split())[:160]}") from bad
    return _mapping(front), text[found.end() :]


def _mapping(value: object) -> dict[str, object]:
    return {str(k): v for k, v in value.items()} if isinstance(value, dict) else {}


def _post(file: Path, base: Path, folder: _Folder, *, is_page: bool) -> OldPost | None:
    front, body = split(file.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n"))
    if not front and (is_page or folder.name in {"zenn", "qiita", "jekyll"}):
        return None
    keys = tables().keys
    own = file.parent if file.stem == "index" and file.parent != base else file.with_suffix("")
    dated, path = _DATED.fullmatch(own.name), own.relative_to(base).as_posix()
    values = {
        key: next((front[n] for n in names if front.get(n)), None) for key, names in keys.items()
    }
    moment = _date(values["date"], folder.zone) or _date(dated[1] if dated else None, folder.zone)
    categories, series = _names(values["categories"]), _names(values["series"])
    title = str(values["title"] or "")
    if not title and (heading := re.match(r"\s*# +(.+)\n", body)):
        title, body = heading[1], body[heading.end() :]
    image = values["image"][0] if isinstance(values["image"], list) else values["image"]
    image = next((v for k, v in _mapping(image).items() if k in {"image", "src", "url"}), image)
    slug = str(values["slug"] or (dated[2] if dated else own.name))
    hidden = next((key for key, value in _HIDING.items() if front.get(key) is value), "")
    known = {name for names in keys.values() for name in names}
    others = [key for key in front if key not in known]
    extra = {f"x_{re.sub(r'[^0-9A-Za-z_-]', '_', key)}": _plain(front[key]) for key in others}
    return OldPost(
        key=f"{folder.name}:{path}",
        title=title,
        kind="page"
        if is_page or (not moment and folder.name == "hugo" and "/" not in path)
        else "post",
        date=moment,
        updated=_date(values["updated"], folder.zone),
        slug=slug,
        address=_clean(str(values["address"] or _address(folder, path, slug, moment, categories))),
        aliases=tuple(map(_clean, _names(values["aliases"]))),
        packed=pack(body),
        form="markdown",
        tags=(*_names(values["tags"]), *(series if categories else ())),
        categories=categories or series,
        description=str(values["description"] or ""),
        author=next(iter(_names(values["author"])), ""),
        image=str(image) if isinstance(image, str) else "",
        hidden=hidden or ("draft" if "_drafts" in file.parts else ""),
        folder=str(file.parent),
        extra=extra | {key: _plain(front[key]) for key in keys["same"] if key in front},
        losses=tuple(Loss("key", key) for key in others)
        + (() if moment or is_page else (Loss("date", str(values["date"] or "")),)),
    )


def _clean(address: str) -> str:
    path = re.sub(r"^https?://[^/]+", "", address.strip())
    return f"/{path.lstrip('/')}" if path else ""


def _plain(value: object) -> object:
    """Return a value of front matter that YAML can hold without tags."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | bool | int | float) else str(value)


def _names(value: object) -> tuple[str, ...]:
    """Return the names of a list, of a text with commas, or of mappings that have a name."""
    parts = (
        re.split(r"[,、]", value)
        if isinstance(value, str)
        else value
        if isinstance(value, list)
        else []
    )
    names = (str(one.get("name", "")) if isinstance(one, dict) else str(one) for one in parts)
    return tuple(dict.fromkeys(filter(None, (" ".join(one.split()) for one in names))))


def _date(value: object, zone: tzinfo) -> datetime | None:
    """Return a date as the tool meant it, in the site's zone."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None) if value.tzinfo else value
    try:
        found = parse_moment(str(value).strip(), zone) if value else None
    except (ValueError, OverflowError):
        return None
    return found.at.astimezone(zone).replace(tzinfo=None) if found else None


def _address(
    folder: _Folder, path: str, slug: str, moment: datetime | None, categories: tuple[str, ...]
) -> str:
    """Return the address that a tool gave a post, by its settings."""
    above, _, name = path.rpartition("/")
    written, form = folder.config.get("permalink"), folder.tool.address
    if folder.name == "hugo":
        of_pages = _mapping(folder.config.get("permalinks"))
        written = (_mapping(of_pages.get("page")) or of_pages).get(path.partition("/")[0])
        form = form if slug == name else f"/{above}/{{slug}}/"
    if isinstance(written, str):
        form = {"pretty": "/{categories}{year}/{month}/{day}/{slug}/", "date": form}.get(
            written, written
        )
    form = re.sub(r":(?:title|slug|(?:content)?(?:base|file)name|slugor\w+)\b", "{slug}", form)
    form = re.sub(r":(year|month|day|sections?|path|categories)\b/?(?<=\w)", r"{\1}", form)
    values = {"slug": slug, "path": path, "section": path.partition("/")[0], "sections": above}
    values["categories"] = "".join(f"{one.lower()}/" for one in categories)
    if moment:
        values |= {"year": f"{moment:%Y}", "month": f"{moment:%m}", "day": f"{moment:%d}"}
    parts = re.findall(r"\{(\w+)\}", form)
    made = re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], ""), form)
    return re.sub("//+", "/", made) if ":" not in made and {*parts} <= {*values} else ""
