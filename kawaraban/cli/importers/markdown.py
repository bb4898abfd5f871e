"""Markdown of Hugo, Jekyll, Zenn, Qiita and others: folders of it, and its text to ours."""

import contextlib
import json
import os
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, tzinfo
from functools import cache, partial
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import yaml
from msgspec.structs import replace

from kawaraban.cli.importers.links import Rewriter, address, host_of
from kawaraban.cli.importers.old_site import (
    Loss,
    OldPost,
    OldSite,
    UnreadableError,
    pack,
    path_in,
    post_of,
)
from kawaraban.cli.importers.tables import Tool, first, pattern, tables

_DATED = re.compile(r"(?s)(?:(\d{4}-\d{1,2}-\d{1,2})-)?(.+)")
_LONGEST = 1 << 16
_STATUS = {"_drafts": "draft"}  # of all texts in a folder
_BOX = re.compile("(?m)^\x05([^\x05\x06]*)\n\x06$")  # the innermost
_KEPT = re.compile("(?:amazon|rakuten|yahoo|moshimo|product|deal|programme):")


class _Folder(NamedTuple):
    """A folder's tool, that tool's own settings, and the zone of its dates."""

    name: str
    tool: Tool
    config: dict[str, object]
    zone: tzinfo


def read(root: Path, name: str, zone: tzinfo) -> OldSite:
    """Read a folder of posts."""
    folder = _Folder(name, tables().tools[name], _config(root), zone)
    found = [one for one in _posts(root, folder) if one]
    if not found:
        raise UnreadableError(root, "no-post")
    host = host_of(_base(folder.config))
    return OldSite(
        tool=name,
        hosts=folder.tool.hosts | {host} - {""},
        base=urlsplit(_base(folder.config)).path.rstrip("/"),
        posts=tuple(one for one in found if isinstance(one, OldPost)),
        pictures=_pictures(root, folder.tool),
        losses=tuple(one for one in found if isinstance(one, Loss)),
    )


def _base(config: dict[str, object]) -> str:
    """Return the address under which a site was."""
    return f"{config.get('baseURL') or config.get('url') or ''}{config.get('baseurl') or ''}"


def _posts(root: Path, folder: _Folder) -> Iterator[OldPost | Loss | None]:
    seen = set[Path]()
    for place in (*folder.tool.posts, *folder.tool.pages):
        base = root / place if (root / place).is_dir() else root
        for file in (one for one in files_in(base, "texts") if one not in seen):
            seen.add(file)
            try:
                yield _post(file, base, folder, is_page=place in folder.tool.pages)
            except UnreadableError as bad:
                yield Loss("unread", bad.say("ja"))
    left = (file for file in files_in(root, "texts") if file not in seen and file.suffix != ".html")
    yield from (Loss("left", str(file.relative_to(root))) for file in left)


def files_in(base: Path, kind: str) -> Iterator[Path]:
    """Yield the files of a kind in a folder, but for what tools keep there for themselves."""
    ends, skipped = tuple(tables().keys[kind]), tables().keys["skipped"]
    for at, folders, names in os.walk(base):
        folders[:] = sorted(one for one in folders if one not in skipped and one[0] != ".")
        for name in sorted(names):
            if name.lower().endswith(ends) and not name.startswith((".", "README")):
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


def _post(file: Path, base: Path, folder: _Folder, *, is_page: bool) -> OldPost | Loss | None:
    front, body = _split(file, file.read_text("utf-8", "replace"))
    is_html, is_list = file.suffix == ".html", file.name.startswith("_index")
    if is_list or (not front and (is_page or is_html or folder.tool.strict)):
        return Loss("left", f"{base.name}/{file.relative_to(base)}") if body.strip() else None
    if is_page and not body.strip():
        return None
    if folder.name == "jekyll":  # which parts them by spaces
        lists = ("categories", "tags")
        front |= {k: str(front[k]).split() for k in lists if isinstance(front.get(k), str)}
    path = file.relative_to(base).with_suffix("").as_posix().removesuffix("/index")
    [(day, name)] = _DATED.findall(path.rpartition("/")[2])
    front, body = _heading({"date": day, "status": _STATUS.get(base.name)} | front, body)
    post = post_of(f"{folder.name}:{path}", front, pack(body), folder.zone)
    if is_page or (not post.date and folder.tool.flat_pages and "/" not in path):
        post = replace(post, kind="page", losses=())
    elif not post.date:
        post = replace(post, date=_written(file, base, folder.zone))
    return replace(
        post,
        slug=post.slug or name,
        address=path_in(_address(folder, path, post)),
        form="html" if is_html else "markdown",
        folder=str(file.parent),
        losses=(*post.losses, *_unknown(front)),
    )


def _written(file: Path, base: Path, zone: tzinfo) -> datetime:
    committed = _committed(base).get(file.relative_to(base).as_posix(), 0)
    at = datetime.fromtimestamp(committed or file.stat().st_mtime, zone)
    return at.replace(tzinfo=None)


@cache
def _committed(base: Path) -> dict[str, int]:
    """Return when each file of a folder was first committed, where git knows it."""
    import subprocess  # noqa: PLC0415 - seldom needed

    form = ("--format=%x00%at", "--name-only", "--no-renames", "--no-show-signature")
    command = ("git", "-c", "core.quotepath=off", "log", "--diff-filter=A", "--relative", *form)
    found = dict[str, int]()
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        run = subprocess.run(command, cwd=base, capture_output=True, timeout=60, check=True)  # noqa: S603
        for entry in run.stdout.decode("utf-8", "replace").split("\0")[1:]:
            at, *names = filter(None, entry.split("\n"))
            found |= dict.fromkeys(names, int(at))  # the oldest comes last
    return found


def _unknown(front: dict[str, object]) -> Iterator[Loss]:
    known = {name for names in tables().front.values() for name in names}
    yield from (Loss("key", f"{key}: {front[key]}") for key in front if key not in known)


def _heading(front: dict[str, object], body: str) -> tuple[dict[str, object], str]:
    """Take the title from the first heading, if a text without one begins with that."""
    found = None if front.get("title") else re.match(r"\s*# +(.+)\n", body)
    return (front | {"title": found[1]}, body[found.end() :]) if found else (front, body)


def _address(folder: _Folder, path: str, post: OldPost) -> str:
    """Return the address that a tool gave a post, by its settings; nothing if parts are unknown."""
    above, _, name = path.rpartition("/")
    name = _DATED.sub(r"\2", name) if folder.tool.dated else name
    section, written = path.partition("/")[0], folder.config.get("permalink", "date")
    if of_pages := _mapping(folder.config.get("permalinks")):
        written = (_mapping(of_pages.get("page")) or of_pages).get(section, "date")
    form = folder.tool.addresses.get(str(written), str(written))
    values = {"slug": post.slug or name, "section": section, "sections": above}
    values |= {"output_ext": ".html"}
    values["categories"] = "".join(f"{one.lower()}/" for one in post.categories)
    days = {"year": "%Y", "month": "%m", "day": "%d"} if post.date else {}
    values |= {name: f"{post.date:{sign}}" for name, sign in days.items()}
    form = pattern("slug-name").sub(":slug", form)
    made = re.sub(r":(\w+)", lambda m: values.get(m[1], ":"), form)
    base = urlsplit(_base(folder.config)).path.rstrip("/")
    made = post.address or ("" if ":" in made else re.sub("//+", "/", made))
    return made and base + made


def convert(body: str, rewriter: Rewriter) -> str:
    """Return the Markdown of another tool as this format's."""
    tool = rewriter.moves.site.tool
    rules, pieces, last = tables().rules.get(tool, ()), list[str](), 0
    body = rewriter.apply((rule for rule in rules if rule.early), body)
    for code in pattern("code").finditer(f"{body}<!---->"):
        text = rewriter.apply((rule for rule in rules if not rule.early), body[last : code.start()])
        text = pattern("link").sub(partial(_link, rewriter), text)
        text = pattern("definition").sub(partial(_definition, rewriter), text)
        pieces += [pattern("attribute-address").sub(rewriter.attribute, text), code[0]]
        last = code.end()
    if any(re.search(r"(?m)^# ", one) for one in pieces[0::2]):  # the title is the only h1
        pieces[0::2] = [re.sub(r"(?m)^(?=#{1,5} )", "#", one) for one in pieces[0::2]]
    text = "".join(pieces).removesuffix("<!---->")
    if tool == "jekyll":
        text = re.sub(r"\{%-?\s*(?:end)?raw\s*-?%\}", "", text)
    return with_footnotes(_with_boxes(text)).strip("\n") + "\n"


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
    count = 1
    while count:
        text, count = _BOX.subn(_quoted, text)
    return text.translate({5: "> ", 6: None})


def _quoted(box: re.Match[str]) -> str:
    return "\n" + "\n".join(f"> {line}".rstrip() for line in box[1].split("\n")) + "\n"


def with_footnotes(text: str) -> str:
    """Name the footnotes that stand in their line, and put them at the end."""
    pieces = re.split("\x07([^\x08]*)\x08", text)  # text, a note, text …
    notes = [f"[^n{n}]" for n in range(1, len(pieces[1::2]) + 1)]
    ends = [f"\n\n{name}: {note}" for name, note in zip(notes, pieces[1::2], strict=True)]
    pieces[1::2] = notes
    return "".join((*pieces, *ends))
