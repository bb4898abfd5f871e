"""Settings of Hugo, Jekyll and others: what they hide, what they give texts, their addresses."""

import contextlib
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, tzinfo
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml
from msgspec.structs import replace

from kawaraban.cli.importers.old_site import OldPost, post_of, text_of, texts_in
from kawaraban.cli.importers.tables import Tool, UnreadableError, first, pattern, tables

Given = tuple[str, str, dict[str, object]]  # beginning of paths, kind of texts, their values


class Folder(NamedTuple):
    """A folder, its tool, that tool's settings, the zone of dates, what settings give texts."""

    root: Path
    name: str
    tool: Tool
    config: dict[str, object]
    zone: tzinfo
    given: tuple[Given, ...]

    @property
    def base(self) -> str:
        """Return the address under which a site was."""
        return f"{self.config.get('url') or ''}{self.config.get('baseurl') or ''}"

    def hides(self, path: str, file: Path, language: str) -> dict[str, object]:
        """Return that a text is a draft by its path or language, or as a part of Hugo's bundle."""
        at, kinds = file.relative_to(self.root), _mapping(self.config.get("collections"))
        found, spoken = pattern("kept-back").search(path), _mapping(self.config.get("languages"))
        above = [at.as_posix(), *(one.as_posix() for one in at.parents)]
        is_part = self.tool.flat_pages and not file.name.startswith("index.")
        is_hidden = (
            found and not _mapping(kinds.get(str(found[1]))).get("output"),
            is_part and any(file.parent.glob("index.*md")),
            any(fnmatch(o, one.strip("/")) for one in self.texts("exclude") for o in above),
            any(_is_found(one, file.as_posix()) for one in self.texts("ignoreFiles")),
            language in self.texts("disableLanguages"),
            _mapping(spoken.get(language)).get("disabled"),
        )
        return {"draft": True} if any(is_hidden) else {}

    def texts(self, key: str) -> list[str]:
        """Return the texts of a setting."""
        return texts_in(self.config.get(key))

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
        own = str(self.config.get("defaultContentLanguage"))
        (stem, _, end), (head, _, rest) = path.rpartition("."), path.partition("/")
        folders = {str(_mapping(names[one]).get("contentDir")): one for one in reversed(names)}
        at = folders.get(f"content/{head}", "")
        name, below = (at, rest) if at else (own, path)
        name, below = (end, stem) if end in {own, *names} else (name, below)
        below = below if self.tool.dated else re.sub("/_?index$", "", below)
        return below, "" if name == own else name


def folder_at(root: Path, name: str, zone: tzinfo) -> Folder:
    """Return a folder with the settings of its tool, by which the texts may be further down."""
    tool = tables().tools[name]
    config = tool.config | _config_of(root)
    below = root / first((*texts_in(config.get("source")), *texts_in(config.get("source_dir"))))
    root = below if tool.dated and below.resolve().is_relative_to(root.resolve()) else root
    return Folder(root, name, tool, config, zone, (*_given_by(root, config),))


def _is_found(form: str, path: str) -> bool:
    """Return whether a pattern of Hugo finds a path; one that is of Go alone keeps it back."""
    with contextlib.suppress(re.error):
        return re.search(form, path) is not None
    return True


def _config_of(root: Path) -> dict[str, object]:
    """Return the tool's own settings, which are written as front matter is, in one file or more."""
    found, keys = dict[str, object](), tables().keys
    for file in (*(root / name for name in keys["configs"]), *root.glob("config/_default/*.*")):
        sign, (name, *of) = "+++" if file.suffix == ".toml" else "---", file.stem.split(".")
        with contextlib.suppress(OSError, UnreadableError):
            values = split(file, f"{sign}\n{text_of(file)}\n{sign}\n")[0]
            values = {of[0]: values} if of else values
            is_whole = name in {"hugo", "config", "_config"}
            found |= values | found if is_whole else {name: _mapping(found.get(name)) | values}
    return found


def split(file: Path, text: str) -> tuple[dict[str, object], str]:
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


def _mapping(value: object) -> dict[str, object]:
    pairs, spelled = value.items() if isinstance(value, dict) else (), tables().spellings
    return {spelled.get(str(key).lower(), str(key)): one for key, one in pairs}


def _given_by(root: Path, config: dict[str, object]) -> Iterator[Given]:
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


def _cascade(above: str, given: dict[str, object]) -> Iterator[Given]:
    """Yield what a section or the settings of Hugo hand down, where that is for pages."""
    cascade = given.get("cascade")
    for one in map(_mapping, cascade if isinstance(cascade, list) else [cascade]):
        target = _mapping(one.get("target") or one.get("_target"))
        if target.get("kind", "page") == "page":
            path = f"/content{target['path']}".partition("*")[0] if "path" in target else above
            yield path, "", one


def addresses_of(
    folder: Folder, path: str, post: OldPost, fields: dict[str, object], language: str
) -> dict[str, None]:
    """Return the address that a tool gave a post; two where zones differ about its day."""
    there = post_of("", fields, str, _zone_of(folder.config)).date
    dated = (post, replace(post, date=there or post.date))
    return dict.fromkeys(_address(folder, path, one, language) for one in dated)


def _address(folder: Folder, path: str, post: OldPost, language: str) -> str:
    """Return the address that a tool gave a post, by its settings; nothing if parts are unknown."""
    (above, _, name), section = path.rpartition("/"), path.partition("/")[0]
    name, own = pattern("file-name").sub(r"\2", name) if folder.tool.dated else name, post.address
    days = f"{post.date:%Y %m %d %y %j %B} {post.date.month} {post.date.day}" if post.date else ""
    file = post.slug or name
    title = post.title.translate({ord("/"): " ", ord(":"): None}) if folder.tool.titled else file
    values = dict(zip(tables().keys["of-dates"], days.split(), strict=False))
    values |= {"title": title, "slug": post.slug or title, "section": section}
    values |= {"sections": above.lstrip("_"), "output_ext": ".html"}
    values["categories"] = "".join(f"{one.lower()}/" for one in post.categories)
    values |= {"collection": section.lstrip("_"), "path": path.partition("/")[2]}
    values |= dict.fromkeys(("name", "filename", "contentbasename"), name)
    values |= dict.fromkeys(("slugorfilename", "slugorcontentbasename"), file)
    form = own or _form(folder, section, post, language)

    def put(found: re.Match[str]) -> str:
        return tables().written(folder.name, found[1], values.get(found[1], ":"))

    made = re.sub(r":(\w+(?:\[.*?\])?)", put, form)
    made = own if ":" in made else re.sub(r"/index(?:\.html|/)$|/+", "/", f"/{made}")
    return made and urlsplit(folder.base).path.rstrip("/") + made


def _form(folder: Folder, section: str, post: OldPost, language: str) -> str:
    """Return the form that a tool's settings give the addresses of a section."""
    config, known = folder.config, folder.tool.addresses
    forms = _mapping(config.get("permalinks"))
    forms = {"": config.get("permalink", "date")} | forms | _mapping(forms.get("page"))
    written = str(forms.get(section, forms[""]))
    form = known.get(written, written)
    if post.kind == "page" and "pretty" in known:  # Jekyll's settings are those of posts
        kind = _mapping(_mapping(config.get("collections")).get(section.lstrip("_")))
        form = f"/:sections/:slugorfilename{'/' if form.endswith('/') else '.html'}"
        return str(kind.get("permalink") or form)
    top = config.get("defaultContentLanguageInSubdir") and config.get("defaultContentLanguage")
    form = re.sub("/$", ".html", form) if config.get("uglyURLs") else form
    return f"{language or top or ''}/{form}"


def _zone_of(config: dict[str, object]) -> tzinfo:
    """Return the zone of the days in addresses; servers that build a site have UTC."""
    with contextlib.suppress(KeyError, ValueError):
        return ZoneInfo(str(config["timezone"]))
    return UTC
