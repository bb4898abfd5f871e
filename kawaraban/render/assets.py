"""Assets of the theme, the site's own or the product's, under names with a digest.

The stylesheet of a page is `style.css`, then `elements/NAME.css` of each element on it, then
what `[theme]` asks for, then the site's `custom.css`; its script is joined in the same way.
"""

import hashlib
import posixpath
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path

from kawaraban.core.diagnostics import Diagnostic, Reported, Source, did_you_mean
from kawaraban.core.messages import phrase, report
from kawaraban.core.model import Frozen
from kawaraban.core.settings import Settings
from kawaraban.elements import all_elements
from kawaraban.incremental.fingerprints import read_bytes
from kawaraban.read.files import FileEntry, scan, unreadable
from kawaraban.read.secrets import secrets_in
from kawaraban.read.text import read_text
from kawaraban.render import shorten
from kawaraban.render.look import FOLDERS, check_look, chosen_styles, for_mode, style_of
from kawaraban.system.regex import lazy_pattern

# The one of articles, and those of lists and the search page, which begin as that one does.
STYLE, _LISTS, _SEARCH, SCRIPT = JOINED = "style.css", "lists.css", "search.css", "script.js"
# The stylesheets of the pages of a template; all others have that of articles.
SHEET_OF = {"archive.html": _LISTS, "list.html": _LISTS, "search.html": _SEARCH}
# The script that the search page has in place of that of all others.
_FINDER = "search.js"
MARKS = {"code": '<pre class="code"', "table": "<table", "pasted": " style=", "form": "<form"}
"""What Markdown makes has styles and scripts as if it were an element, where this is its sign."""
# What a site adds to all of them without copying them.
_CUSTOM, _IMPORTS = "custom", "@import"
_ROOT = "root/"
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".ico", ".tif", ".tiff")
# Exif in JPEG, PNG and WebP, and XMP in all of them.
_METADATA = (b"Exif\0\0", b"eXIf", b"EXIF", b"http://ns.adobe.com/xap/", b"<x:xmpmeta")
# Hidden files that hosts ask for; every other one (.env, .git) is not published.
_HIDDEN = (".well-known", ".nojekyll", ".htaccess", ".domains")
# What is long is better kept by browsers, and an address in a style is relative to its file.
_LINKED = lazy_pattern(r"(?is)@import|url\(|image-set\(|</|<!--|\A.{24001}")


class Assets(Frozen, frozen=True, kw_only=True):
    """The assets: `names` gives each one's published path by its name.

    `files` are the bytes by published path; `root` those for the output's root. Stylesheets and
    scripts of pages are joined of `parts`; `joined` are those that were asked for, by path.
    """

    names: dict[str, str]
    files: dict[str, bytes]
    root: dict[str, bytes]
    parts: dict[str, str]
    joined: dict[str, bytes]

    def join(self, question: str) -> str:
        """Return the published path of a stylesheet or script: its name, then its elements'."""
        name, *elements = question.split()
        data = self._join(name, elements).encode()
        path = _published_name(name, data)
        self.joined[path] = data
        return path

    def inline(self, question: str) -> str:
        """Return what is joined as an element of a page; nothing where pages link to it."""
        name, *elements = question.split()
        text, tag = self._join(name, elements).strip(), "script" if name == SCRIPT else "style"
        return "" if _LINKED.search(text) else f"<{tag}>{text}</{tag}>"

    def text(self, name: str) -> str:
        """Return the text of an asset; of what is joined, with the parts of all elements."""
        if name in JOINED:
            return self._join(name, dict(_parts_of_elements()))
        return self.files.get(self.names.get(name, ""), b"").decode("utf-8", "replace")

    def _join(self, name: str, elements: Iterable[str]) -> str:
        extension = name[name.rindex(".") :]
        base = SCRIPT if name == SCRIPT else STYLE
        used = {*elements}
        own = (f"{part}{extension}" for name, part in _parts_of_elements() if name in used)
        names = (f"{_IMPORTS}{extension}", base, *own, name, f"{_CUSTOM}{extension}")
        return "".join(self.parts.get(part, "") for part in dict.fromkeys(names))


def read_assets(site_folder: Path, product_folder: Path, settings: Settings) -> Reported[Assets]:
    """Read the assets; where both have a file of one name, the site's counts.

    A file that cannot be read, or a stylesheet that is not UTF-8, is empty and reported.
    """
    (theme, _), (own, refused) = (
        scan(folder, "assets", _HIDDEN) for folder in (product_folder, site_folder)
    )
    by_name = ((entry.path.removeprefix("assets/"), entry) for entry in (*theme, *own))
    found = {name: entry for name, entry in by_name if _is_shown(name)}
    contents, diagnostics = _read_all(found, frozenset(theme), frozenset(own))
    root = {n.removeprefix(_ROOT): contents.pop(n) for n in found if _is_root(n)}
    texts, wrong = _take_parts(contents, settings)
    names, files = _name_by_content(contents)
    # Stylesheets load what they need under its published name.
    texts |= {n: shorten.stylesheet(t, "", names) for n, t in texts.items() if n.endswith(".css")}
    if not settings.search.enabled:
        files.pop(names.get(_FINDER, ""), None)
    names |= dict.fromkeys(JOINED, "")
    icon = _icon(own)
    names["icon"] = names.get(icon, icon.removeprefix(_ROOT))
    assets = Assets(names=names, files=files, root=root, parts=texts, joined={})
    return assets, (*refused, *diagnostics, *wrong)


def _icon(own: Iterable[FileEntry]) -> str:
    """Return which of a site's own assets stands in the browser's tab, or the theme's."""
    wanted = ("icon.svg", "icon.png", "root/favicon.ico")
    paths = {entry.path for entry in own}
    return next((name for name in wanted if f"assets/{name}" in paths), wanted[0])


def _read_all(
    found: Mapping[str, FileEntry], theme: Container[FileEntry], own: Container[FileEntry]
) -> Reported[dict[str, bytes]]:
    """Read the files, those of the product's `theme` and the site's `own`."""
    contents: dict[str, bytes] = {}
    diagnostics: list[Diagnostic] = []
    for name, entry in found.items():
        contents[name], wrong = _read(entry, is_checked=entry in own)  # tests look at the others
        diagnostics += (*wrong, *_missing_in_style(name, contents[name], found))
        if name.endswith(".js") and entry in theme:
            contents[name] = shorten.script(contents[name].decode()).encode()
    return contents, tuple(diagnostics)


def _take_parts(contents: dict[str, bytes], settings: Settings) -> Reported[dict[str, str]]:
    """Take the parts of what is joined out of the contents; report mistakes in the look."""
    imports, custom = shorten.split_imports(contents.pop(f"{_CUSTOM}.css", b""))
    parts = {name: contents.pop(name, b"") for name in JOINED}
    for _, part in _parts_of_elements():
        style = contents.pop(f"{part}.css", b"")
        parts[f"{part}.css"] = shorten.from_above(style, posixpath.dirname(part))
        parts[f"{part}.js"] = contents.pop(f"{part}.js", b"")
    choices = {n: contents.pop(n) for n in [*contents] if n.partition("/")[0] in FOLDERS}
    wanted = chosen_styles(settings)
    looks = [shorten.from_above(choices.get(f"{n}.css", b""), posixpath.dirname(n)) for n in wanted]
    base = b"\n".join((parts[STYLE], *looks))
    own = b"\n".join((*looks, style_of(settings.theme, base), custom))
    scripts = b"".join(choices.get(f"{name}.js", b"") for name in wanted)
    parts |= {f"{_IMPORTS}.css": imports, f"{_CUSTOM}.css": own, f"{_CUSTOM}.js": scripts}
    texts = {name: for_mode(part, settings.theme).decode() for name, part in parts.items()}
    return texts, (*check_look(settings, choices, base),)


def _parts_of_elements() -> Iterator[tuple[str, str]]:
    """Yield each name that a page may ask for, and its files' without extension."""
    yield from ((name, f"markdown/{name}") for name in MARKS)
    yield from ((element.name, f"elements/{element.name}") for element in all_elements().values())


def _read(entry: FileEntry, *, is_checked: bool) -> Reported[bytes]:
    path = entry.path
    try:
        data = read_bytes(entry.real)
    except OSError as problem:
        return b"", (unreadable(path, problem),)
    found = (*secrets_in(data, path), *_check_metadata(path, data)) if is_checked else ()
    if not path.endswith(".css"):
        return data, found
    text, wrong = read_text(path, data)
    return text.encode(), (*wrong, *found)


def _check_metadata(path: str, data: bytes) -> Iterator[Diagnostic]:
    """Warn of a picture with metadata, since assets are published byte for byte."""
    if path.lower().endswith(_PICTURES) and any(sign in data for sign in _METADATA):
        yield report(Source(path), "asset-metadata")


def _is_shown(name: str) -> bool:
    return _is_root(name) or "/." not in f"/{name}"


def _is_root(name: str) -> bool:
    return name.startswith(_ROOT)


def _name_by_content(contents: Mapping[str, bytes]) -> tuple[dict[str, str], dict[str, bytes]]:
    """Name each file by its content; stylesheets after the others, which they name."""
    names, files = dict[str, str](), dict[str, bytes]()
    for name in sorted(contents, key=lambda n: (n.endswith(".css"), n)):
        data = contents[name]
        if name.endswith(".css"):
            data = f"{shorten.stylesheet(data.decode(), name, names)}\n".encode()
        names[name] = _published_name(name, data)
        files[names[name]] = data
    return names, files


def _published_name(name: str, data: bytes) -> str:
    stem, dot, extension = name.rpartition(".")
    digest = hashlib.sha256(data).hexdigest()[:8]
    return f"assets/{stem}.{digest}{dot}{extension}" if stem else f"assets/{name}"


def _missing_in_style(name: str, data: bytes, found: Iterable[str]) -> Iterator[Diagnostic]:
    """Report what a stylesheet loads from assets/ and that is not there."""
    text = data.decode() if name.endswith(".css") and not _is_root(name) else ""
    text = shorten.COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    for url in shorten.ADDRESS.finditer(text):
        asset = posixpath.normpath(posixpath.join(posixpath.dirname(name), url[1]))
        if asset not in found:
            source = Source(f"assets/{name}", text.count("\n", 0, url.start()) + 1)
            remedy = phrase("put-into-assets", near=did_you_mean(asset, sorted(found)))
            yield report(source, "missing-asset", asset=asset, remedy=remedy)
