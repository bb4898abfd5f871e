"""A site's folder as typed values: settings, documents, registries and its files."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from kawaraban.core.diagnostics import Diagnostic, Reported, Source
from kawaraban.core.messages import report
from kawaraban.core.model import (
    CARDS,
    CONTACTS,
    DEALS,
    IMPORTED_ADS,
    KINDS,
    PRODUCTS,
    PROGRAMMES,
    SPEAKERS,
    CardEntry,
    ContactCard,
    FrontMatter,
    Frozen,
    Manuscript,
    Speaker,
)
from kawaraban.core.settings import FALLBACK_SETTINGS, NetworkIds, Settings
from kawaraban.incremental.fingerprints import digest
from kawaraban.incremental.fingerprints import read_bytes as read_file
from kawaraban.read import offers, registries
from kawaraban.read.files import FileEntry, outside, read_bytes, scan, unreadable
from kawaraban.read.secrets import secrets
from kawaraban.read.text import read_text

T = TypeVar("T")

_SETTINGS = "site.toml"
_NOTICES = "content/notices/"
# Between two lines of hyphens: nothing but keys, or what begins with one that posts have.
_END = r"---[ \t]*(?:\n|\Z)"
_FRONT_MATTER = (
    rf"\s*---[ \t]*\n(?:(?:[\w-]+[ \t]*:.*\n)+{_END}"
    rf"|\s*(?:#.*\n\s*)*(?:{'|'.join(FrontMatter.__struct_fields__)})[ \t]*:.*\n(?:.*\n)*?{_END})"
)
REGISTRIES = frozenset({CONTACTS, DEALS, IMPORTED_ADS, PRODUCTS, PROGRAMMES, SPEAKERS, CARDS})
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx")


class SiteSource(Frozen, frozen=True, kw_only=True):
    """What the folder holds. `notices` maps the name of each notice to its path.

    `texts` are the Markdown texts that are no articles, by path. `files` are all
    files under `content/`. `misread` are the ids of entries with mistakes, and the paths of
    registries that could not be read at all.
    """

    settings: Settings
    manuscripts: tuple[Manuscript, ...]
    notices: dict[str, str]
    texts: dict[str, str]
    contacts: dict[str, ContactCard]
    cards: dict[str, CardEntry]
    speakers: dict[str, Speaker]
    deals: dict[str, offers.WrittenDeal]
    products: dict[str, offers.WrittenProduct]
    programmes: dict[str, offers.WrittenProgramme]
    misread: frozenset[str]
    files: dict[str, FileEntry]

    @property
    def digests(self) -> dict[str, bytes]:
        """Return the digests of the posts and pages whose stamps would show a change."""
        found = ((self.files[one.path], one.digest) for one in self.manuscripts)
        return {entry.stamp: digest for entry, digest in found if entry.settled}


def bio_key(author_id: str) -> str:
    """Return the key of an author's bio among the bodies."""
    return f"site.toml#{author_id}"


def snippet_key(name: str) -> str:
    """Return the key of a snippet among the bodies."""
    return f"site.toml#snippet {name}"


def read_site(
    root: Path, base_url: str = "", known: Mapping[str, bytes] | None = None
) -> Reported[SiteSource]:
    """Read the site's folder `root`, with every mistake that its files hold.

    `base_url`, where given, replaces the one in `site.toml`. Where the settings cannot be
    read, stand-ins serve to find the mistakes of the other files in the same run. Posts and
    pages whose digests are `known` are not read.
    """
    settings, found = site_settings(root)
    if base_url:
        settings = replace(settings, base_url=f"{base_url.rstrip('/')}/")
    entries, more = scan(root)
    files = {entry.path: entry for entry in entries}
    reader = _FileReader(root, files, [*found, *more, *_check_folders(files)])
    notices = [path for path in files if path.startswith(_NOTICES) and path.endswith(".md")]
    zone = settings.zone
    source = SiteSource(
        settings=_with_imported(settings, reader),
        manuscripts=tuple(reader.manuscripts(known or {})),
        notices={path.removeprefix(_NOTICES).removesuffix(".md"): path for path in notices},
        texts={path: reader.notice(path) for path in notices},
        contacts=reader.registry(CONTACTS, registries.read_contacts, zone, settings.country),
        cards=reader.registry(CARDS, registries.read_cards),
        speakers=reader.registry(SPEAKERS, registries.read_speakers),
        deals=reader.registry(DEALS, offers.read_deals, zone),
        products=reader.registry(PRODUCTS, offers.read_products, zone),
        programmes=reader.registry(PROGRAMMES, offers.read_programmes, zone),
        misread=frozenset(reader.misread),
        files=files,
    )
    return source, tuple(reader.found)


def reread(source: SiteSource, paths: AbstractSet[str]) -> SiteSource | None:
    """Return what the folder holds after posts and pages were edited; None where more changed."""
    articles, files = {one.path: one for one in source.manuscripts}, dict(source.files)
    for path in paths:
        if path not in articles or Path(files[path].real).is_symlink():
            return None
        data, found = read_bytes(files[path])
        if data is None or found:
            return None
        articles[path] = replace(articles[path], digest=digest(data))
        files[path] = replace(files[path], settled=False)
    return replace(source, manuscripts=tuple(articles.values()), files=files)


def _with_imported(settings: Settings, reader: "_FileReader") -> Settings:
    """Count the ids that an import found in ads as the site's own, until its author has looked."""
    pairs = [one.partition(" ")[::2] for one in reader.registry(IMPORTED_ADS, registries.read_ids)]
    if not pairs:
        return settings
    reader.found.append(report(Source(IMPORTED_ADS), "imported-ads", number=len(pairs)))
    ids = (NetworkIds(network=network, ids=(own,)) for network, own in pairs)
    listed = (*settings.affiliate.listed, *ids)
    return replace(settings, affiliate=replace(settings.affiliate, listed=listed))


def _check_folders(files: Iterable[str]) -> Iterator[Diagnostic]:
    """Report a file that has the name of a folder of articles."""
    for path in files:
        if f"{path}/" in {*KINDS, _NOTICES}:
            yield unreadable(path, NotADirectoryError("it is no folder"))


def site_settings(root: Path) -> Reported[Settings]:
    """Read the settings of the site's folder `root`; stand-ins where they cannot be read."""
    from kawaraban.read.settings_file import read_settings  # noqa: PLC0415 - not always needed

    file, home = (Path(os.path.realpath(path)) for path in (root / _SETTINGS, root))
    if not file.is_relative_to(home):
        return FALLBACK_SETTINGS, (outside(_SETTINGS),)
    try:
        data = file.read_bytes()
    except OSError as reason:
        missing = report(Source(_SETTINGS), "no-settings", reason=str(reason.strerror))
        return FALLBACK_SETTINGS, (missing,)
    settings, found = read_settings(_SETTINGS, data)
    keys = secrets(data.decode("utf-8-sig", "replace"), _SETTINGS)
    return settings or FALLBACK_SETTINGS, (*found, *keys)


class _FileReader(Struct):
    """Reads the files of a site; `found` collects what is wrong with them."""

    root: Path
    files: dict[str, FileEntry]
    found: list[Diagnostic]
    misread: set[str] = set()

    def manuscripts(self, known: Mapping[str, bytes]) -> Iterator[Manuscript]:
        """Yield the posts and pages; report Markdown files that are neither, nor a notice."""
        for path, entry in self.files.items():
            folder = next((one for one in (*KINDS, _NOTICES) if path.startswith(one)), "")
            if not folder or not path.endswith(".md"):
                if path.lower().endswith(MARKDOWN):
                    self.found.append(report(Source(path), "unread-file"))
            elif folder in KINDS:
                own = known.get(entry.stamp) or self._digest(path)
                if own:  # it is read, and searched for secrets, when it is parsed
                    read = partial(read_file, entry.real)
                    yield Manuscript(path=path, kind=KINDS[folder], digest=own, read=read)

    def _digest(self, path: str) -> bytes:
        data = self._bytes(path)
        return b"" if data is None else digest(data)

    def notice(self, path: str) -> str:
        """Read the text of a notice, which has no front matter."""
        text, found = read_text(path, self._searched_bytes(path))
        self.found.extend(found)
        if re.match(_FRONT_MATTER, text):
            self.found.append(report(Source(path), "front-matter-of-notice"))
        return text

    def registry(
        self, path: str, read: Callable[..., Reported[dict[str, T]]], *rules: object
    ) -> dict[str, T]:
        """Read a registry, which may be missing; the names of its wrong entries are `misread`."""
        data = self._searched_bytes(path)
        registry, found = read(path, data, *rules)
        self.found.extend(found)
        if any(one.severity == "error" for one in found):
            self.misread.update(registries.misread_names(path, data, registry))
        return registry

    def _searched_bytes(self, path: str) -> bytes:
        """Read the bytes of a file, none where there is no such file; warn of secrets in it."""
        data = self._bytes(path) or b""
        self.found.extend(secrets(data.decode("utf-8-sig", "replace"), path))
        return data

    def _bytes(self, path: str) -> bytes | None:
        entry = self.files.get(path)
        if entry is None:
            if (self.root / path).is_dir():
                self.found.append(unreadable(path, IsADirectoryError("it is a folder")))
            return None
        data, found = read_bytes(entry)
        self.found.extend(found)
        return data
