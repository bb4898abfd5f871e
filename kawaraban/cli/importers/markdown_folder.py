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

_DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
_LONGEST = 1 << 16
_HIDING = {"draft": True, "published": False, "private": True, "ignorePublish": True}


class _Folder(NamedTuple):
    """A folder, its tool, that tool's own settings, and the zone of its dates."""

    root: Path
    name: str
    tool: Tool
    config: dict[str, object]
    zone: tzinfo


def guess(folder: Path) -> str:
    """Return the tool of a folder, by the files that only that tool has."""
    marks = ((name, mark) for name, tool in tables().tools.items() for mark in tool.marks)
    return next((name for name, mark in marks if (folder / mark).exists()), "markdown")


def read(root: Path, name: str, zone: tzinfo) -> OldSite:
    """Read a folder of posts."""
    if not root.is_dir():
        raise UnreadableError(root, "no-folder")
    tool, posts, unread = tables().tools[name], dict[Path, OldPost | None](), list[Loss]()
    folder = _Folder(root, name, tool, _config(root), zone)
    for place in (*tool.posts, *tool.pages):
        base = root / place if (root / place).is_dir() else root
        for file in (one for one in files_in(base, "texts") if one not in posts):
            try:
                posts[file] = _post(file, base, folder, is_page=place in tool.pages)
            except UnreadableError as bad:
                unread.append(Loss("unread", bad.say("ja")))
    if not any(posts.values()) and not unread:
        raise UnreadableError(root, "no-post")
    own = host_of(str(folder.config.get("baseURL") or folder.config.get("url") or ""))
    return OldSite(
        tool=name,
        hosts=tool.hosts | ({own} if own else set()),
        posts=tuple(filter(None, posts.values())),
        pictures=_pictures(root, tool),
        unread=tuple(unread),
        offers=tool.offers,
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
    for name in tables().keys["configs"]:
        sign = "+++" if name.endswith(".toml") else "---"
        if (root / name).is_file():
            text = (root / name).read_text("utf-8", "replace")
            try:
                return split(root / name, f"{sign}\n{text}\n{sign}\n")[0]
            except UnreadableError:
                return {}
    return {}


def split(file: Path, text: str) -> tuple[dict[str, object], str]:
    """Split front matter (YAML, TOML, JSON) off a text."""
    found = pattern("front-matter").match(text)
    if found is None:
        return {}, text
    inner = found[2] or found[4] or found[5] or ""
    if len(inner) > _LONGEST or pattern("yaml-alias").search(inner):
        raise UnreadableError(file, "bad-front")
    load = tomllib.loads if found[3] else json.loads if found[5] else yaml.safe_load
    try:
        front = load(inner)
    except (ValueError, yaml.YAMLError, RecursionError) as bad:
        raise UnreadableError(file, "bad-front", " ".join(str(bad).split())[:160]) from bad
    return _mapping(front), text[found.end() :]


def _mapping(value: object) -> dict[str, object]:
    return {str(k): v for k, v in value.items()} if isinstance(value, dict) else {}


def _post(file: Path, base: Path, folder: _Folder, *, is_page: bool) -> OldPost | None:
    front, body = split(file, file.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n"))
    if not front and (is_page or folder.name in {"zenn", "qiita", "jekyll"}):
        return None
    keys = tables().keys
    own = file.parent if file.stem == "index" and file.parent != base else file.with_suffix("")
    dated, path = _DATED.fullmatch(own.name), own.relative_to(base).as_posix()
    values = {
        key: next((front[n] for n in names if front.get(n)), "") for key, names in keys.items()
    }
    moment = _date(values["date"] or (dated and dated[1]), folder.zone)
    categories, series = _names(values["categories"]), _names(values["series"])
    title, body = _title(str(values["title"]), body)
    slug = str(values["slug"] or (dated[2] if dated else own.name))
    extra, losses = _others(front)
    losses += [] if moment or is_page else [Loss("date", str(values["date"]))]
    is_page |= folder.name == "hugo" and not moment and "/" not in path
    if not moment and not is_page:  # the day on which the file was written last
        moment = datetime.fromtimestamp(file.stat().st_mtime, folder.zone).replace(tzinfo=None)
    return OldPost(
        key=f"{folder.name}:{path}",
        title=title,
        kind="page" if is_page else "post",
        date=moment,
        updated=_date(values["updated"], folder.zone),
        slug=slug,
        address=_clean(str(values["address"] or _address(folder, path, slug, moment, categories))),
        aliases=tuple(map(_clean, _names(values["aliases"]))),
        packed=pack(body),
        form="markdown",
        tags=(*_names(values["tags"]), *(series if categories else ())),
        categories=categories or series,
        description=str(values["description"]),
        author=" ".join(_names(values["author"])[:1]),
        image=_image(values["image"]),
        hidden="draft" if "_drafts" in file.parts else _hidden(front),
        folder=str(file.parent),
        extra=extra,
        losses=tuple(losses),
    )


def _title(title: str, body: str) -> tuple[str, str]:
    """Return a title and a body; the title of a text without one is its first heading."""
    heading = None if title else re.match(r"\s*# +(.+)\n", body)
    return (heading[1], body[heading.end() :]) if heading else (title, body)


def _image(value: object) -> str:
    """Return the path of a picture, which may be in a list or a mapping."""
    one = value[0] if isinstance(value, list) else value
    one = next((v for k, v in _mapping(one).items() if k in {"image", "src", "url"}), one)
    return one if isinstance(one, str) else ""


def _hidden(front: dict[str, object]) -> str:
    return " ".join(key for key, value in _HIDING.items() if front.get(key) is value)


def _others(front: dict[str, object]) -> tuple[dict[str, object], list[Loss]]:
    """Return the keys that are as here, and those that mean nothing here, which become `x_`."""
    keys, same = tables().keys, tables().keys["same"]
    others = [key for key in front if not any(key in names for names in keys.values())]
    found = {f"x_{re.sub(r'[^0-9A-Za-z_-]', '_', key)}": _plain(front[key]) for key in others}
    return found | {k: _plain(front[k]) for k in same if k in front}, [
        Loss("key", k) for k in others
    ]


def _clean(address: str) -> str:
    path = re.sub(r"^https?://[^/]+", "", address.strip())
    return f"/{path.lstrip('/')}" if path else ""


def _plain(value: object) -> object:
    """Return a value of front matter that is a value of YAML: a list or mapping as JSON."""
    is_plain = isinstance(value, str | bool | int | float)
    return value if is_plain else json.dumps(value, ensure_ascii=False, default=str)


def _names(value: object) -> tuple[str, ...]:
    """Return the names of a list, of a text with commas, or of mappings that have a name."""
    parts = re.split("[,、]", value) if isinstance(value, str) else value
    parts = parts if isinstance(parts, list) else []
    names = (str(one.get("name", "")) if isinstance(one, dict) else str(one) for one in parts)
    return tuple(dict.fromkeys(filter(None, (" ".join(one.split()) for one in names))))


def _date(value: object, zone: tzinfo) -> datetime | None:
    """Return a date as the tool meant it, in the site's zone."""
    text = value.isoformat() if isinstance(value, date) else str(value or "").strip()
    try:
        found = parse_moment(text, zone)
        return found.at.astimezone(zone).replace(tzinfo=None) if found else None
    except (ValueError, OverflowError):
        return None


def _address(
    folder: _Folder, path: str, slug: str, moment: datetime | None, categories: tuple[str, ...]
) -> str:
    """Return the address that a tool gave a post, by its settings."""
    (above, _, name), form = path.rpartition("/"), folder.tool.address
    written = folder.config.get("permalink")
    if folder.name == "hugo":
        of_pages = _mapping(folder.config.get("permalinks"))
        written = (_mapping(of_pages.get("page")) or of_pages).get(path.partition("/")[0])
        form = form if slug == name else f"/{above}/{{slug}}/"
    pretty = form.replace(".html", "/")
    form = {None: form, "date": form, "pretty": pretty}.get(written, str(written))  # type: ignore[call-overload]
    form = pattern("slug-name").sub("{slug}", form)
    form = re.sub(r":(year|month|day|sections?|path|categories)\b", r"{\1}", form)
    values = {"slug": slug, "path": path, "section": path.partition("/")[0], "sections": above}
    values["categories"] = "".join(f"{one.lower()}/" for one in categories)
    values |= (
        {"year": f"{moment:%Y}", "month": f"{moment:%m}", "day": f"{moment:%d}"} if moment else {}
    )
    made = re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], ":"), form)
    return "" if ":" in made else re.sub("//+", "/", made)  # of a part that is not known here
