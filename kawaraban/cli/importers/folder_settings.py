"""Settings of Hugo, Jekyll and others: what they hide, what they give texts, their addresses."""

import contextlib
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, tzinfo
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import yaml
from msgspec.structs import replace

from kawaraban.cli.importers.old_site import OldPost, path_in, post_of, text_of, texts_in
from kawaraban.cli.importers.tables import Tool, UnreadableError, first, pattern, tables

Fields = dict[str, object]
Given = tuple[str, str, Fields]  # beginning of paths, kind of texts, their values


class Folder(NamedTuple):
    """A folder, the name of its tool, that and its settings, the zone of dates, what those give."""

    root: Path
    name: str
    tool: Tool
    config: Fields
    zone: tzinfo
    given: tuple[Given, ...]

    def hides(self, path: str, file: Path, language: str) -> Fields:
        """Return that a text is a draft by its path or language, or as a part of Hugo's bundle."""
        get, at = self.config.get, file.relative_to(self.root)
        kinds, spoken = _mapping(get("collections")), _mapping(get("languages"))
        found, above = pattern("kept-back").search(path), [o.as_posix() for o in (at, *at.parents)]
        is_part = self.tool.flat_pages and not file.name.startswith("index.")
        is_ignored = True  # by a pattern that is of Go alone
        with contextlib.suppress(re.error):
            is_ignored = any(re.search(one, str(file)) for one in texts_in(get("ignoreFiles")))
        is_hidden = (
            found and not _mapping(kinds.get(str(found[1]))).get("output"),
            is_part and any(file.parent.glob("index.*md")),
            any(fnmatch(o, one.strip("/")) for one in texts_in(get("exclude")) for o in above),
            is_ignored,
            language in texts_in(get("disableLanguages")),
            _mapping(spoken.get(language)).get("disabled"),
        )
        return {"draft": True} if any(is_hidden) else {}

    def has_page(self, path: str, post: OldPost) -> bool:
        """Return whether a text is a page by where it is or was, or for want of a date."""
        base, _, below = path.partition("/")
        is_flat = "/" not in below and (self.tool.flat_pages or base == "pages")
        is_named = any(map(pattern("page").match, (path, f"content{post.address}")))
        return is_named or (is_flat and not post.date)

    def values_at(self, path: str) -> Fields:
        """Return the values that settings give a text; Jekyll also has categories of folders."""
        [(above, kind)] = re.findall(r"^(?:source/|(.*?)/)?_(\w+)/", path) or [("", "pages")]
        found: Fields = {"categories": above.split("/")} if above else {}
        for start, of_kind, values in self.given:
            found |= values if of_kind in {"", kind} and f"/{path}".startswith(start) else {}
        return found

    def language_of(self, path: str) -> tuple[str, str]:
        """Return a path without its language, and that unless it is the site's own (Hugo)."""
        names = _mapping(self.config.get("languages"))
        own = str(self.config.get("defaultContentLanguage"))
        (stem, _, end), (head, _, rest) = path.rpartition("."), path.partition("/")
        folders = {str(_mapping(names[one]).get("contentDir")): one for one in reversed(names)}
        at = first(map(folders.get, (f"content/{head}", f"content/{head}/")))
        name, below = (at, rest) if at else (own, path)
        name, below = (end, stem) if end in {own, *names} else (name, below)
        below = below if self.tool.dated else re.sub("/_?index$", "", below)
        return below, "" if name == own else name


def folder_at(root: Path, name: str, zone: tzinfo) -> Folder:
    """Return a folder with the settings of its tool, by which the texts may be further down."""
    name = tables().tool_at(root, name)
    tool = tables().tools[name]
    config = tool.config | _config_of(root)
    under = str(config.get("baseurl") or config.get("root") or "")
    config["base"] = urljoin(str(config.get("url") or ""), under)
    marks = (one.parent for form in tool.marks if tool.beside for one in root.glob(form))
    given = first((*texts_in(config.get("source")), *texts_in(config.get("source_dir"))))
    below = root / given if given else next(marks, root)
    root = below if below.is_dir() and below.resolve().is_relative_to(root.resolve()) else root
    return Folder(root, name, tool, config, zone, (*_given_by(root, config),))


def _config_of(root: Path) -> Fields:
    """Return the tool's own settings, which are written as front matter is, in one file or more."""
    found, keys = Fields(), tables().keys
    for file in (*(root / name for name in keys["configs"]), *root.glob("config/_default/*.*")):
        sign, (name, *of) = "+++" if file.suffix == ".toml" else "---", file.stem.split(".")
        with contextlib.suppress(OSError, UnreadableError):
            values = split(file, f"{sign}\n{text_of(file)}\n{sign}\n")[0]
            values = {of[0]: values} if of else values
            is_whole = name in {"hugo", "config", "_config"}
            found |= values | found if is_whole else {name: _mapping(found.get(name)) | values}
    return _said_by_scripts(root) | found


def _said_by_scripts(root: Path) -> Fields:
    """Return what settings that are programs say, and the paths of pages that show any post."""
    keys, forms = tables().keys, tables().scripts.items()
    scripts = "\n".join(text_of(one) for form in keys["scripts"] for one in root.glob(form))
    pages = (one.relative_to(root).as_posix() for form in keys["routes"] for one in root.glob(form))
    found = {"routes": [f"/{one[1]}" for one in map(pattern("route").match, pages) if one]}
    return found | {key: one[1] for key, form in forms if (one := re.search(form, scripts))}


def split(file: Path, text: str) -> tuple[Fields, str]:
    """Return the front matter and the body of a text."""
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


def _mapping(value: object) -> Fields:
    pairs, spelled = value.items() if isinstance(value, dict) else (), tables().spellings
    return {spelled.get(str(key).lower(), str(key)): one for key, one in pairs}


def _given_by(root: Path, config: Fields) -> Iterator[Given]:
    """Yield what settings give texts: Jekyll's `defaults`, and what Hugo's sections hand down."""
    rows = config.get("defaults")
    for one in map(_mapping, rows if isinstance(rows, list) else ()):
        scope = _mapping(one.get("scope"))
        above = str(scope.get("path") or "").strip("/").partition("*")[0]
        yield f"/{above}", str(scope.get("type") or ""), _mapping(one.get("values"))
    yield from _cascade("/content/", config)
    for file in sorted(root.glob("content/**/_index*.md")):
        with contextlib.suppress(UnreadableError):
            above, front = file.parent.relative_to(root).as_posix(), split(file, text_of(file))[0]
            yield from _cascade(f"/{above}/", front)


def _cascade(above: str, given: Fields) -> Iterator[Given]:
    """Yield what a section or the settings of Hugo hand down, where that is for pages."""
    cascade = given.get("cascade")
    for one in map(_mapping, cascade if isinstance(cascade, list) else [cascade]):
        target = _mapping(one.get("target") or one.get("_target"))
        if target.get("kind", "page") == "page":
            path = f"/content{target['path']}".partition("*")[0] if "path" in target else above
            yield path, "", one


def addresses_of(folder: Folder, path: str, post: OldPost, fields: Fields) -> dict[str, None]:
    """Return the address that a tool gave a post, more where zones differ, and its old ones."""
    zone: tzinfo = UTC  # of servers that build a site
    with contextlib.suppress(KeyError, ValueError):
        zone = ZoneInfo(str(folder.config["timezone"]))
    at = post_of("", fields, str, zone).date or post.date
    if at and folder.name == "hexo":  # the server that builds it may have UTC all the same
        at = at.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    made = [_address(folder, path, one, fields) for one in (post, replace(post, date=at))]
    old = texts_in(fields.get("aliases")) if folder.name == "hugo" else post.aliases
    bare = [one.removesuffix(".html") for one in made] if folder.tool.beside else []
    near = made[0].rstrip("/")
    return dict.fromkeys((*made, *bare, *(path_in(urljoin(near, one)) for one in old)))


def _address(folder: Folder, path: str, post: OldPost, fields: Fields) -> str:
    """Return the address that a tool gave a post, by its settings; nothing if parts are unknown."""
    own, routes = post.address, {*texts_in(folder.config["routes"])}
    values = folder.config | fields | _parts(folder, path, post)
    known, language = str(fields.get("address-form", "")), str(fields["address-language"])
    form = first((own, known, _form(folder, path.partition("/")[0], post, language)))
    write = partial(tables().written, folder.name)
    form = write("form", form)
    made = re.sub(r":(\w+(?:\[.*?\])?)", lambda m: write(m[1], str(values.get(m[1], ":"))), form)
    made = own if ":" in made else re.sub(r"/+(?:index(?:\.html|/)$)?", "/", f"/{made}")
    if len(routes) == 1 and made != own and made.split("/")[1] != min(routes).split("/")[1]:
        made = re.sub("^/[^/]+(?=/.)", min(routes).rstrip("/"), made)
    return made and urlsplit(str(folder.config["base"])).path.rstrip("/") + made


def _parts(folder: Folder, path: str, post: OldPost) -> dict[str, str]:
    """Return the parts of a post's address by the names that forms have for them."""
    (above, _, name), section = path.rpartition("/"), path.partition("/")[0]
    is_dated = folder.tool.dated and ":day" in str(folder.config.get("new_post_name", ":day"))
    name = pattern("file-name").sub(r"\2", name) if is_dated else name
    file, whole = post.slug or name, tables().written(folder.name, "whole", path)
    title = post.title.translate({ord("/"): " ", ord(":"): None}) if folder.tool.titled else file
    days = f"{post.date:%Y %m %d %y %j %B %A %w}".split() if post.date else []
    days += [one.lstrip("0") for one in (*days[1:3], *days[4:5])]
    found = dict(zip(tables().keys["of-dates"], days, strict=False))
    found |= {"title": title, "slug": post.slug or title, "section": section, "filename": name}
    found |= {"slugorfilename": file, "whole": whole, "slugorpath": post.slug or whole}
    found |= {"sections": above.lstrip("_"), "categories": f"{'/'.join(post.categories)}/"}
    return found | {"category": "/".join(post.categories) or "uncategorized"}


def _form(folder: Folder, section: str, post: OldPost, language: str) -> str:
    """Return the form that a tool's settings give the addresses of a section."""
    config, known = folder.config, folder.tool.addresses
    forms = _mapping(config.get("permalinks"))
    forms = {"": config.get("permalink", "date")} | forms | _mapping(forms.get("page"))
    written = str(forms.get(section, forms[""]))
    form = known.get(written, written)
    if post.kind == "page" and "page" in known:  # Jekyll's settings are those of posts
        kind = _mapping(_mapping(config.get("collections")).get(section.lstrip("_")))
        form = known["page"].format(end="/" if form.endswith("/") else ".html")
        return str(kind.get("permalink") or form)
    top = config.get("defaultContentLanguageInSubdir") and config.get("defaultContentLanguage")
    form = re.sub("/$", ".html", form) if config.get("uglyURLs") else form
    return f"{language or top or ''}/{form}"
