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
    old = urlsplit(folder.base)
    return OldSite(
        tool=name,
        hosts=tool.hosts | {old.netloc.lower()} - {""},
        base=old.path.rstrip("/"),
        posts=tuple(posts),
        pictures=_pictures(root, tool),
        losses=tuple(losses.values()),
    )


def _places(root: Path, tool: Tool) -> dict[Path, tuple[Path, bool]]:
    """Return the base of each text, and whether it is a page if it is anything."""
    bases = [(root / one, False) for one in tool.posts if (root / one).is_dir()]
    bases += [(root / one, True) for one in tool.pages]
    bases = bases or [(root, False)]
    found = ((file, base) for base in reversed(bases) for file in files_in(base[0], "texts"))
    return {
        one: (base, _is_section(one) or (is_page and one.parent.name != "_posts"))
        for one, (base, is_page) in found
    }


def files_in(base: Path, kind: str) -> Iterator[Path]:
    """Yield the files of a kind in a folder, but for what tools keep beside their settings."""
    keys = tables().keys
    for at, folders, names in os.walk(base):
        is_root = {*names, *folders} & {*keys["configs"], *keys["beside"]}
        skipped = keys["skipped"] if is_root else ()
        folders[:] = sorted(one for one in folders if one not in skipped and one[0] != ".")
        for name in sorted(names):
            if name.lower().endswith(tuple(keys[kind])) and not re.match(r"\.|README\.", name):
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
    is_list = _is_section(file) and not all(map(_is_section, file.parent.rglob("*.md")))
    is_none = (is_page or file.suffix == ".html") and not _is_text(title, body, text)
    if is_list or is_none:
        return {}, ""
    front |= {k: str(front[k]).split() for k in tool.spaced if isinstance(front.get(k), str)}
    return front | {"title": title}, body[begin:]


def _title(file: Path, front: dict[str, object], body: str, tool: Tool) -> tuple[str, int]:
    """Return the title of a text, and where its body begins; else Jekyll has the file's name."""
    if front.get("title"):
        return str(front["title"]), 0
    if found := re.match(r"\s*# +(.+)\n", body):
        return found[1], found.end()
    is_named = tool.dated and file.suffix != ".html" and file.stem != "index"
    name = pattern("file-name").sub(r"\2", file.stem).replace("-", " ").title()
    return name if is_named else "", 0


def _is_section(file: Path) -> bool:
    """Return whether a text is that of a section of Hugo; one that lists nothing is a page."""
    return file.name.startswith("_index")


def _is_text(title: str, body: str, text: str) -> bool:
    """Return whether a page has words of its own below its front matter, not only a list."""
    return all((title, body.strip(), body != text)) and not re.search(r"\{%-?\s*for\b", body)


def _post(file: Path, base: Path, folder: Folder, *, is_page: bool) -> OldPost | None:
    front, body = _text(file, folder.tool, is_page=is_page)
    if not body:
        return None
    path, at = file.relative_to(base).with_suffix("").as_posix(), file.relative_to(folder.root)
    below, language = folder.language_of(path)
    [(day, name)] = pattern("file-name").findall(below.rpartition("/")[2])
    given = {"date": day} | folder.values_at(at.as_posix())
    fields = given | front | folder.hides(f"{base.name}/{path}", file, language)
    number = str(front.get(folder.tool.key, "")).replace("None", "")
    key = first((number, f"{language}/{below}".strip("/")))
    post = post_of(f"{folder.name}:{key}", fields, pack(body), folder.zone)
    if is_page or folder.has_page(f"{base.name}/{below}", post):
        post = replace(post, kind="page", losses=())
    elif not post.date:
        post = replace(post, date=_written(file, folder.zone))
    address, *others = addresses_of(folder, below, post, fields, language)
    last = PurePosixPath(address).name.removesuffix(".html") if post.kind == "page" else ""
    return replace(
        post,
        slug=f"{first((post.slug, last, name))}-{language}".removesuffix("-"),
        address=address,
        aliases=(*post.aliases, *others),
        losses=post.losses if address else (*post.losses, Loss("alias", at.as_posix())),
        form="html" if file.suffix == ".html" else "markdown",
        folder=str(folder.root / post.folder.strip("/") if post.folder else file.parent),
        extra=_own_keys(front),
    )


def _own_keys(front: dict[str, object]) -> dict[str, object]:
    """Return the keys that mean nothing here, under names with which they reach templates."""
    known = tables().spellings.values()
    own = {f"x_{key.removeprefix('x_')}": front[key] for key in front if key not in known}
    return dict(to_builtins(own, str_keys=True))  # dates and times as texts


def _written(file: Path, zone: tzinfo) -> datetime:
    """Return when a text was first committed, where git knows it, else when it was changed."""
    command = ["git", "log", "--diff-filter=A", "--no-show-signature", "--format=%at", "--"]
    at = file.stat().st_mtime
    with contextlib.suppress(OSError, subprocess.SubprocessError, IndexError):
        command.append(file.name)
        run = subprocess.run(command, cwd=file.parent, capture_output=True, timeout=60, check=True)  # noqa: S603
        at = int(run.stdout.split()[-1])  # the oldest comes last
    return datetime.fromtimestamp(at, zone).replace(tzinfo=None)
