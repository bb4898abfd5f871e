"""Folders of Markdown: Hugo, Jekyll, Zenn, Qiita, and any other with front matter."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

import yaml
from msgspec.structs import replace

from kawaraban.cli.importers.front import pack, path_in, post_of
from kawaraban.cli.importers.links import host_of
from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite, UnreadableError
from kawaraban.cli.importers.tables import Tool, first, pattern, tables

_DATED = re.compile(r"(?s)(?:(\d{4}-\d{1,2}-\d{1,2})-)?(.+)")
_LONGEST = 1 << 16


class _Folder(NamedTuple):
    """A folder's tool, that tool's own settings, and the zone of its dates."""

    name: str
    tool: Tool
    config: dict[str, object]
    zone: tzinfo


def read(root: Path, name: str, zone: tzinfo) -> OldSite:
    """Read a folder of posts."""
    tool, posts, unread = tables().tools[name], dict[Path, OldPost | None](), list[Loss]()
    folder = _Folder(name, tool, _config(root), zone)
    for place in (*tool.posts, *tool.pages):
        base = root / place if (root / place).is_dir() else root
        for file in (one for one in files_in(base, "texts") if one not in posts):
            try:
                posts[file] = _post(file, base, folder, is_page=place in tool.pages)
            except UnreadableError as bad:
                unread.append(Loss("unread", bad.say("ja")))
    if not any(posts.values()) and not unread:
        raise UnreadableError(root, "no-post")
    host = host_of(str(folder.config.get("baseURL") or folder.config.get("url") or ""))
    return OldSite(
        tool=name,
        hosts=tool.hosts | ({host} if host else set()),
        posts=tuple(filter(None, posts.values())),
        pictures=_pictures(root, tool),
        losses=tuple(unread),
    )


def files_in(base: Path, kind: str) -> Iterator[Path]:
    """Yield the files of a kind in a folder, but for what tools keep there for themselves."""
    ends, skipped = tuple(tables().keys[kind]), tables().keys["skipped"]
    for at, folders, names in os.walk(base):
        folders[:] = sorted(one for one in folders if one not in skipped and one[0] != ".")
        for name in sorted(names):
            if name.lower().endswith(ends) and not name.startswith((".", "_index", "README")):
                yield Path(at) / name


def _pictures(root: Path, tool: Tool) -> dict[str, Path]:
    """Return the pictures by the path that texts write, and by their own."""
    found: dict[str, Path] = {}
    for base in (root / place for place in (*tool.pictures, *tool.posts)):
        for file in files_in(base, "files"):
            if file.resolve().is_relative_to(root.resolve()):  # a link out of it is not ours
                found.setdefault(f"/{file.relative_to(base).as_posix()}", file)
                found[os.path.normpath(file)] = file
    return found


def _config(root: Path) -> dict[str, object]:
    """Return the tool's own settings, which are written as front matter is."""
    for file in (root / name for name in tables().keys["configs"]):
        sign = "+++" if file.suffix == ".toml" else "---"
        with contextlib.suppress(FileNotFoundError, UnreadableError):
            return _split(file, f"{sign}\n{file.read_text('utf-8', 'replace')}\n{sign}\n")[0]
    return {}


def _split(file: Path, text: str) -> tuple[dict[str, object], str]:
    found = pattern("front-matter").match(text)
    if found is None:
        return {}, text
    inner = first(found.group("yaml", "toml", "json"))
    if len(inner) > _LONGEST or pattern("yaml-alias").search(inner):
        raise UnreadableError(file, "bad-front")
    load = tomllib.loads if found["toml"] else json.loads if found["json"] else yaml.safe_load
    try:
        return _mapping(load(inner)), text[found.end() :]
    except (ValueError, yaml.YAMLError, RecursionError) as bad:
        raise UnreadableError(file, "bad-front", " ".join(str(bad).split())[:160]) from bad


def _mapping(value: object) -> dict[str, object]:
    return {str(k): v for k, v in value.items()} if isinstance(value, dict) else {}


def _post(file: Path, base: Path, folder: _Folder, *, is_page: bool) -> OldPost | None:
    front, body = _split(file, file.read_text("utf-8", "replace"))
    if not front and (is_page or folder.name in {"zenn", "qiita", "jekyll"}):
        return None
    own = file.parent if file.stem == "index" and file.parent != base else file.with_suffix("")
    path, [(day, name)] = own.relative_to(base).as_posix(), _DATED.findall(own.name)
    title, body = ("", body) if front.get("title") else _heading(body)
    front = {"draft": "_drafts" in file.parts, "date": day, "title": title} | front
    post = post_of(f"{folder.name}:{path}", front, pack(body), folder.zone)
    slug = post.slug or (name if folder.name == "jekyll" else own.name)
    is_page |= folder.name == "hugo" and not post.date and "/" not in path
    known = {name for names in tables().front.values() for name in names}
    losses = [Loss("key", f"{key}: {front[key]}") for key in front if key not in known]
    written = datetime.fromtimestamp(file.stat().st_mtime, folder.zone).replace(tzinfo=None)
    return replace(
        post,
        kind="page" if is_page else "post",
        date=post.date or (None if is_page else written),
        slug=post.slug or name,
        address=post.address or path_in(_address(folder, path, slug, post)),
        form="markdown",
        folder=str(file.parent),
        losses=(*(() if is_page else post.losses), *losses),
    )


def _heading(body: str) -> tuple[str, str]:
    """Return the first heading, if a text begins with one, and the rest."""
    found = re.match(r"(?:\s*# +(.+)\n)?", body)
    return (found[1] or "", body[found.end() :]) if found else ("", body)


def _address(folder: _Folder, path: str, slug: str, post: OldPost) -> str:
    """Return the address that a tool gave a post, by its settings; nothing if parts are unknown."""
    section, above = path.partition("/")[0], path.rpartition("/")[0]
    written = folder.config.get("permalink")
    if folder.name == "hugo":
        of_pages = _mapping(folder.config.get("permalinks"))
        written = (_mapping(of_pages.get("page")) or of_pages).get(section)
    form = folder.tool.addresses.get(str(written or "date"), str(written))
    values = {"slug": slug, "section": section, "sections": above}
    values["categories"] = "".join(f"{one.lower()}/" for one in post.categories)
    days = {"year": "%Y", "month": "%m", "day": "%d"} if post.date else {}
    values |= {name: f"{post.date:{sign}}" for name, sign in days.items()}
    form = pattern("slug-name").sub(":slug", form)
    made = re.sub(r":(\w+)", lambda m: values.get(m[1], ":"), form)
    return "" if ":" in made else re.sub("//+", "/", made)
