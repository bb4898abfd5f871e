"""Folders of Markdown of Hugo, Jekyll, Zenn, Qiita and others: their posts, pages and pictures."""

import contextlib
import json
import os
import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

import yaml
from msgspec import to_builtins
from msgspec.structs import replace

from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite, pack, post_of, text_of
from kawaraban.cli.importers.tables import Rule, Tool, UnreadableError, first, pattern, tables


class _Folder(NamedTuple):
    """A folder, its tool, that tool's settings, the zone of dates, what settings give texts."""

    root: Path
    name: str
    tool: Tool
    config: dict[str, object]
    zone: tzinfo
    given: tuple[tuple[str, str, dict[str, object]], ...]  # beginning of paths, kind, values

    def hides(self, path: str, file: Path) -> dict[str, object]:
        """Return that a text is a draft by its folder or name, or as a part of a bundle of Hugo."""
        at, names = f"{file.relative_to(self.root).as_posix()}/", self.config.get("exclude")
        found, kinds = pattern("kept-back").search(path), _mapping(self.config.get("collections"))
        is_hidden = found and not _mapping(kinds.get(str(found[1]))).get("output")
        globs = [f"{str(one).strip('/')}/*" for one in names] if isinstance(names, list) else []
        is_part = self.tool.flat_pages and not file.name.startswith("index.")
        is_hidden = is_hidden or (is_part and any(file.parent.glob("index.*md")))
        return {"draft": True} if is_hidden or any(fnmatch(at, one) for one in globs) else {}

    def has_page(self, path: str, post: OldPost) -> bool:
        """Return whether a text is a page by where it is or was, or for want of a date."""
        base, _, below = path.partition("/")
        is_flat = "/" not in below and (self.tool.flat_pages or base == "pages")
        is_named = any(map(pattern("page").match, (path, f"content{post.address}")))
        return is_named or (is_flat and not post.date)

    def values_at(self, path: str) -> dict[str, object]:
        """Return the values that settings give a text; Jekyll also has categories of folders."""
        [(above, kind)] = re.findall(r"^(?:source/|(.*?)/)?_(\w+)/", path) or [("", "pages")]
        found: dict[str, object] = {"categories": above.split("/")} if above else {}
        for start, of_kind, values in self.given:
            found |= values if of_kind in {"", kind} and f"/{path}".startswith(start) else {}
        return found

    def language_of(self, path: str) -> tuple[str, str]:
        """Return a path without its language, and that unless it is the site's own (Hugo)."""
        names = _mapping(self.config.get("languages"))
        own = str(self.config.get("defaultContentLanguage") or "en")
        (stem, _, end), (head, _, rest) = path.rpartition("."), path.partition("/")
        name, below = (head, rest) if "contentDir" in _mapping(names.get(head)) else (own, path)
        name, below = (end, stem) if end in {own, *names} else (name, below)
        index = "" if self.tool.dated else "/index"
        return below.removesuffix(index), "" if name == own else name


def read(root: Path, name: str, zone: tzinfo) -> OldSite:
    """Read a folder of posts; other texts in it are told of."""
    tool, config, posts = tables().tools[name], _config(root), list[OldPost]()
    folder = _Folder(root, name, tool, config, zone, (*_given(root, config),))
    left = (file for file in files_in(root, "texts") if file.suffix != ".html")
    losses = {file: Loss("left", str(file.relative_to(root))) for file in left}
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
    old = urlsplit(_base(config))
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
    return {one: (base, is_page and one.parent.name != "_posts") for one, (base, is_page) in found}


def _base(config: dict[str, object]) -> str:
    """Return the address under which a site was."""
    return f"{config.get('url') or ''}{config.get('baseurl') or ''}"


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


def _config(root: Path) -> dict[str, object]:
    """Return the tool's own settings, which are written as front matter is, in one file or more."""
    found, keys = dict[str, object](), tables().keys
    for file in (*(root / name for name in keys["configs"]), *root.glob("config/_default/*.*")):
        sign, (name, *of) = "+++" if file.suffix == ".toml" else "---", file.stem.split(".")
        with contextlib.suppress(OSError, UnreadableError):
            values = _split(file, f"{sign}\n{text_of(file)}\n{sign}\n")[0]
            values = {of[0]: values} if of else values
            is_whole = name in {"hugo", "config", "_config"}
            found |= values | found if is_whole else {name: _mapping(found.get(name)) | values}
    return found


def _given(root: Path, config: dict[str, object]) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield what settings give texts: Jekyll's `defaults`, and what Hugo's sections hand down."""
    rows = config.get("defaults")
    for one in map(_mapping, rows if isinstance(rows, list) else ()):
        scope = _mapping(one.get("scope"))
        above = str(scope.get("path") or "").strip("/").partition("*")[0]
        yield f"/{above}", str(scope.get("type") or ""), _mapping(one.get("values"))
    yield from _cascade("/content/", config)
    for file in sorted(root.glob("content/**/_index*.md")):
        with contextlib.suppress(UnreadableError):
            above, front = file.parent.relative_to(root).as_posix(), _split(file, text_of(file))[0]
            yield from _cascade(f"/{above}/", front)


def _cascade(above: str, given: dict[str, object]) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield what a section or the settings of Hugo hand down, where that is for pages."""
    cascade = given.get("cascade")
    for one in map(_mapping, cascade if isinstance(cascade, list) else [cascade]):
        target = _mapping(one.get("target") or one.get("_target"))
        if target.get("kind", "page") == "page":
            path = f"/content{target['path']}".partition("*")[0] if "path" in target else above
            yield path, "", one


def _split(file: Path, text: str) -> tuple[dict[str, object], str]:
    found = pattern("front-matter").match(text)
    if found is None:
        return {}, text
    inner = first(found.group("yaml", "toml", "json"))
    if pattern("yaml-alias").search(inner):
        raise UnreadableError(file, "bad-front")
    load = tomllib.loads if found["toml"] else json.loads if found["json"] else yaml.safe_load
    try:
        return _mapping(load(inner)), text[found.end() :]
    except (ValueError, yaml.YAMLError, RecursionError) as bad:
        raise UnreadableError(file, "bad-front", " ".join(str(bad).split())[:160]) from bad


def _mapping(value: object) -> dict[str, object]:
    pairs, spelled = value.items() if isinstance(value, dict) else (), tables().spellings
    return {spelled.get(str(key).lower(), str(key)): one for key, one in pairs}


def _text(file: Path, tool: Tool, *, is_page: bool) -> tuple[dict[str, object], str]:
    """Return the front matter and the body of a text; nothing where it is no post and no page."""
    front, body = _split(file, text_of(file))
    found = None if front.get("title") else re.match(r"\s*# +(.+)\n", body)
    title = found[1] if found else front.get("title")
    is_none = (is_page or file.suffix == ".html") and not _is_text(front, title, body)
    if file.name.startswith("_index") or is_none:
        return {}, ""
    front |= {k: str(front[k]).split() for k in tool.spaced if isinstance(front.get(k), str)}
    return (front | {"title": title}, body[found.end() :]) if found else (front, body)


def _is_text(front: object, title: object, body: str) -> bool:
    """Return whether a page has words of its own, not only what its tool lists there."""
    return all((front, title, body.strip())) and not re.search(r"\{%-?\s*for\b", body)


def _post(file: Path, base: Path, folder: _Folder, *, is_page: bool) -> OldPost | None:
    front, body = _text(file, folder.tool, is_page=is_page)
    if not body:
        return None
    path, at = file.relative_to(base).with_suffix("").as_posix(), file.relative_to(folder.root)
    below, language = folder.language_of(path)
    [(day, name)] = pattern("file-name").findall(below.rpartition("/")[2])
    given = {"date": day} | folder.values_at(at.as_posix())
    fields = given | front | folder.hides(f"{base.name}/{path}", file)
    number = str(front.get(folder.tool.key, "")).replace("None", "")
    key = first((number, f"{language}/{below}".strip("/")))
    post = post_of(f"{folder.name}:{key}", fields, pack(body), folder.zone)
    if is_page or folder.has_page(f"{base.name}/{below}", post):
        post = replace(post, kind="page", losses=())
    elif not post.date:
        post = replace(post, date=_written(file, folder.zone))
    address = _address(folder, below, post, language)
    of_page = post.kind == "page" and PurePosixPath(address).name.removesuffix(".html")
    return replace(
        post,
        slug=f"{post.slug or of_page or name}-{language}".removesuffix("-"),
        address=address,
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


def _address(folder: _Folder, path: str, post: OldPost, language: str) -> str:
    """Return the address that a tool gave a post, by its settings; nothing if parts are unknown."""
    (above, _, name), section = path.rpartition("/"), path.partition("/")[0]
    name, own = pattern("file-name").sub(r"\2", name) if folder.tool.dated else name, post.address
    terms = "".join(f"{one.lower()}/" for one in post.categories)
    days = f"{post.date:%Y %m %d %y %j} {post.date.month} {post.date.day}" if post.date else ""
    file, rules = post.slug or name, tables().rules.get(f"{folder.name}-address", ())
    title = post.title.translate({ord("/"): " ", ord(":"): None}) if rules else file
    values = dict(zip(tables().keys["of-dates"], days.split(), strict=False))
    values |= {"title": title, "slug": post.slug or title, "section": section}
    values |= {"sections": above.lstrip("_"), "categories": terms, "output_ext": ".html"}
    values |= dict.fromkeys(("name", "filename", "contentbasename"), name)
    values |= dict.fromkeys(("slugorfilename", "slugorcontentbasename"), file)
    form = own or _form(folder, section, post, language)
    made = re.sub(r":(\w+)", lambda m: _in_address(values.get(m[1], ":"), rules), form)
    made = own if ":" in made else re.sub(r"/index(?:\.html|/)$|/+", "/", f"/{made}")
    return made and urlsplit(_base(folder.config)).path.rstrip("/") + made


def _in_address(text: str, rules: Iterable[Rule]) -> str:
    """Return text as a tool that has titles in addresses writes it there."""
    for rule in rules:
        text = re.sub(rule.find, rule.put, text)
    return text.lower() if rules else text


def _form(folder: _Folder, section: str, post: OldPost, language: str) -> str:
    """Return the form that a tool's settings give the addresses of a section."""
    config, known = folder.config, folder.tool.addresses
    forms = _mapping(config.get("permalinks"))
    forms = {"": config.get("permalink", "date")} | forms | _mapping(forms.get("page"))
    written = str(forms.get(section, forms[""]))
    form = known.get(written, written)
    if post.kind == "page" and "pretty" in known:  # Jekyll's settings are those of posts
        return f"/:sections/:slugorfilename{'/' if form.endswith('/') else '.html'}"
    top = config.get("defaultContentLanguageInSubdir") and config.get("defaultContentLanguage")
    form = re.sub("/$", ".html", form) if config.get("uglyURLs") else form
    return f"{language or top or ''}/{form}"
