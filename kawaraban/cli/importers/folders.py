"""Folders of Markdown of Hugo, Jekyll, Zenn, Qiita and others: their posts, pages and pictures."""

import contextlib
import os
import re
import subprocess
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from msgspec import to_builtins
from msgspec.structs import replace

from kawaraban.cli.importers.folder_settings import Folder, addresses_of, folder_at, split
from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite, pack, post_of, text_of
from kawaraban.cli.importers.tables import Tool, UnreadableError, first, pattern, tables


def read(root: Path, name: str, zone: tzinfo) -> OldSite:
    """Read a folder of posts; other texts in it are told of."""
    folder, posts = folder_at(root, name, zone), list[OldPost]()
    root, tool = folder.root, folder.tool
    losses = {file: Loss("left", str(file.relative_to(root))) for file in files_in(root, "told")}
    for file, (base, is_page) in _places(root, tool).items():
        try:
            post = _post(file, base, folder, is_page=is_page)
        except UnreadableError as bad:
            losses[file], post = Loss("unread", bad.say("ja")), None
        if post:
            posts.append(post)
            losses.pop(file, None)
    if not posts:
        raise UnreadableError(root, "no-post")
    old = urlsplit(str(folder.config["base"]))
    return OldSite(
        tool=name,
        hosts=tool.hosts | {old.netloc.lower()} - {""},
        base=old.path.rstrip("/"),
        posts=tuple(posts),
        pictures=_pictures(root, tool),
        losses=tuple(losses.values()),
    )


def _places(root: Path, tool: Tool) -> dict[Path, tuple[Path, bool]]:
    """Return the base of each text, whether it is a page; what a known tool has beside is none."""
    posts = [root / one for one in tool.posts if any(files_in(root / one, "texts"))]
    posts = [*filter(root.__ne__, posts)] if tables().tool_at(root) else posts
    bases = dict.fromkeys(posts, False) | {root / one: True for one in tool.pages}
    found = dict[Path, tuple[Path, bool]]()
    for base, is_page in reversed((bases or {root: False}).items()):
        for one in files_in(base, "texts"):
            found[one] = base, one.name[:6] == "_index" or (is_page and one.parent.name != "_posts")
    return found


def files_in(base: Path, kind: str) -> Iterator[Path]:
    """Yield the files of a kind in a folder, but for what tools keep beside their settings."""
    keys = tables().keys
    for at, folders, names in os.walk(base):
        is_root = {*names, *folders} & {*keys["configs"], *keys["beside"]}
        skipped = keys["skipped"] if is_root else ()
        folders[:] = sorted(one for one in folders if one not in skipped and one[0] != ".")
        for name in sorted(names):
            if name.lower().endswith(tuple(keys[kind])) and not pattern("no-post").match(name):
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


def _text(file: Path, tool: Tool, *, is_page: bool) -> tuple[dict[str, object], str]:
    """Return the front matter and the body of a text; nothing where it is no post and no page."""
    text = text_of(file)
    front, body = split(file, text)
    title, begin = _title(file, front, body, tool)
    beside = file.parent.rglob("*.md") if file.stem.startswith("_index") else ()
    is_list = any(not one.stem.startswith("_index") for one in beside)
    has_words = all((title, body.strip(), body != text)) and not pattern("lists").search(body)
    if is_list or ((is_page or file.suffix == ".html") and not has_words):
        return {}, ""
    front |= {k: str(front[k]).split() for k in tool.spaced if isinstance(front.get(k), str)}
    return front | {"title": title}, body[begin:]


def _title(file: Path, front: dict[str, object], body: str, tool: Tool) -> tuple[str, int]:
    """Return the title of a text, and where its body begins; else Jekyll has the file's name."""
    title, found = str(front.get("title") or ""), re.match(r"\s*# +(.+?) *\n", body)
    if found and title in {"", found[1]}:
        return found[1], found.end()
    is_named = tool.dated and file.suffix != ".html" and file.stem != "index"
    name = pattern("file-name").sub(r"\2", file.stem).replace("-", " ").title()
    return title or (name if is_named else ""), 0


def _post(file: Path, base: Path, folder: Folder, *, is_page: bool) -> OldPost | None:
    front, body = _text(file, folder.tool, is_page=is_page)
    if not body:
        return None
    path, at = file.relative_to(base).with_suffix("").as_posix(), file.relative_to(folder.root)
    below, language = folder.language_of(path)
    [(day, name)] = pattern("file-name").findall(below.rpartition("/")[2])
    given = {"date": day, "address-language": language} | folder.values_at(at.as_posix())
    fields = given | front | folder.hides(f"{base.name}/{path}", file, language)
    number = str(front.get(folder.tool.key, "")).replace("None", "")
    key = first((number, f"{language}/{below}".strip("/")))
    post = post_of(f"{folder.tool.kind or folder.name}:{key}", fields, pack(body), folder.zone)
    if is_page or folder.has_page(f"{base.name}/{below}", post):
        post = replace(post, kind="page", losses=())
    elif not post.date:
        post = replace(post, date=_written(file, folder.zone))
    address, *others = addresses_of(folder, below, post, fields)
    last = PurePosixPath(address).name.removesuffix(".html") if post.kind == "page" else ""
    return replace(
        post,
        slug=f"{first((post.slug, last, name))}-{language}".removesuffix("-"),
        address=address,
        aliases=tuple(others),
        losses=post.losses if address else (*post.losses, Loss("alias", at.as_posix())),
        form="html" if file.suffix == ".html" else "markdown",
        folder=str(folder.root / post.folder.strip("/") if post.folder else file.parent),
        extra=_own_keys(front),
    )


def _own_keys(front: dict[str, object]) -> dict[str, object]:
    """Return the keys that mean nothing here, under names with which they reach templates."""
    own, known = dict(to_builtins(front, str_keys=True)), {*tables().spellings.values()}
    return {f"x_{key.removeprefix('x_')}": own[key] for key in own if key not in known}


def _written(file: Path, zone: tzinfo) -> datetime:
    """Return when a text was first committed, where git knows it, else when it was changed."""
    command = ["git", "log", "--diff-filter=A", "--no-show-signature", "--format=%at", "--"]
    at = file.stat().st_mtime
    with contextlib.suppress(OSError, subprocess.SubprocessError, IndexError):
        command.append(file.name)
        run = subprocess.run(command, cwd=file.parent, capture_output=True, timeout=60, check=True)  # noqa: S603
        at = int(run.stdout.split()[-1])  # the oldest comes last
    return datetime.fromtimestamp(at, zone).replace(tzinfo=None)
