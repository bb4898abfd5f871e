"""Markdown of Hugo, Jekyll, Zenn, Qiita and others: folders of it, and its text to ours."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, tzinfo
from functools import partial
from html import unescape
from pathlib import Path
from typing import NamedTuple

import yaml
from msgspec.structs import replace

from kawaraban.cli.importers.front import pack, path_in, post_of
from kawaraban.cli.importers.links import Rewriter, address, host_of
from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite, UnreadableError
from kawaraban.cli.importers.tables import Rule, Tool, first, pattern, tables

_DATED = re.compile(r"(?s)(?:(\d{4}-\d{1,2}-\d{1,2})-)?(.+)")
_LONGEST = 1 << 16
_OPEN, _CLOSE = "\x05", "\x06"
_KEPT = re.compile("(?:amazon|rakuten|yahoo|moshimo|product|deal|programme):")


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
    given = {"title": title, "draft": "_drafts" in file.parts}
    front = {"date": day} | front | {key: value for key, value in given.items() if value}
    post = post_of(f"{folder.name}:{path}", front, pack(body), folder.zone)
    slug = post.slug or (name if folder.name == "jekyll" else own.name)
    is_page |= folder.name == "hugo" and not post.date and "/" not in path
    written = datetime.fromtimestamp(file.stat().st_mtime, folder.zone).replace(tzinfo=None)
    return replace(
        post,
        kind="page" if is_page else "post",
        date=post.date or (None if is_page else written),
        slug=post.slug or name,
        address=post.address or path_in(_address(folder, path, slug, post)),
        form="markdown",
        folder=str(file.parent),
        losses=(*(() if is_page else post.losses), *_unknown(front)),
    )


def _unknown(front: dict[str, object]) -> Iterator[Loss]:
    known = {name for names in tables().front.values() for name in names}
    yield from (Loss("key", f"{key}: {front[key]}") for key in front if key not in known)


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


def convert(body: str, rewriter: Rewriter) -> str:
    """Return the Markdown of another tool as this format's."""
    rules = tables().rules.get(rewriter.moves.site.tool, ())
    body = rewriter.apply((rule for rule in rules if rule.early), body)
    late, pieces, last = tuple(rule for rule in rules if not rule.early), list[str](), 0
    for code in pattern("code").finditer(body):
        pieces += [_text(body[last : code.start()], late, rewriter), code[0]]
        last = code.end()
    text = "".join((*pieces, _text(body[last:], late, rewriter)))
    if rewriter.moves.site.tool == "jekyll":
        text = re.sub(r"\{%-?\s*(?:end)?raw\s*-?%\}", "", text)
    return _with_footnotes(_with_boxes(text)).strip("\n") + "\n"


def _text(text: str, rules: tuple[Rule, ...], rewriter: Rewriter) -> str:
    text = rewriter.apply(rules, text)
    text = pattern("link").sub(partial(_link, rewriter), text)
    text = pattern("definition").sub(partial(_definition, rewriter), text)
    return pattern("attribute-address").sub(rewriter.attribute, text)


def _link(rewriter: Rewriter, found: re.Match[str]) -> str:
    """Rewrite a link or a picture; what leads nowhere becomes its words."""
    sign, words, written, width, title, given = found.groups(default="")
    target = unescape(written.strip("<>"))
    if sign == "@" or _KEPT.match(target):
        return found[0]
    if sign:
        width = width or (re.findall(r"width=\W?(\d+)(?![\d%])", given) or [""])[0]
        return rewriter.image(words.strip() or rewriter.alt(target), target, title, width)
    words = pattern("link").sub(partial(_link, rewriter), words)
    to = rewriter.link(target)
    return f"[{words}]({address(to)}{title}){given}" if to else words


def _definition(rewriter: Rewriter, found: re.Match[str]) -> str:
    url = found[2].strip("<>")
    kind = "lost-picture" if pattern("picture").search(url) else "link"
    return found[1] + address(rewriter.link(url, kind) or "#top")


def _with_boxes(text: str) -> str:
    """Quote what stands between the beginning and the end of each box; they nest."""
    depth, out = 0, list[str]()
    for line in text.split("\n"):
        depth -= line.startswith(_CLOSE) and depth > 0
        head = "> " * depth
        if line.startswith(_OPEN):
            depth += 1
            out += [head, f"{head}> {line[1:]}"]
        else:
            out.append(head if line.startswith(_CLOSE) else f"{head}{line}")
    return "\n".join(line.rstrip() if line.startswith(">") else line for line in out)


def _with_footnotes(text: str) -> str:
    """Name the footnotes that stand in their line, and put them at the end."""
    notes: list[str] = []

    def name(found: re.Match[str]) -> str:
        notes.append(found[1])
        return f"[^n{len(notes)}]"

    text = re.sub("\x07([^\x08]*)\x08", name, text)
    return text + "".join(f"\n\n[^n{n}]: {note}" for n, note in enumerate(notes, 1))
