"""Discovery of the site's files: their paths, sizes and times; and the bytes of one file."""

import os
import time
import unicodedata
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from kawaraban.core.diagnostics import Diagnostic, Reported, Source
from kawaraban.core.messages import report
from kawaraban.core.model import Frozen
from kawaraban.incremental.fingerprints import TICK_NS
from kawaraban.incremental.fingerprints import read_bytes as read_file
from kawaraban.incremental.manifest import MARK
from kawaraban.system.regex import lazy_pattern

MAX_TEXT_BYTES = 4 << 20
# What editors and systems leave behind.
_LEFTOVER = lazy_pattern(
    r"(?s)~\$.*|.*(?:~|\.(?:swp|swo|tmp|bak|orig|rej|old))|#(?:.*#)?|(?i:thumbs\.db|desktop\.ini)"
)


class FileEntry(Frozen, frozen=True, kw_only=True):
    """A file as a scan found it.

    `path` is relative to the site's folder, with `/`, in NFC; `real` is the path
    to open, as the disk spells it. A `settled` file was changed so long ago that another
    change must show in its times.
    """

    path: str
    real: str
    size: int
    mtime_ns: int
    ctime_ns: int = 0
    inode: int = 0
    settled: bool = False

    @property
    def stamp(self) -> str:
        """Return what changes with a settled file."""
        return f"{self.path} {self.size} {self.mtime_ns} {self.ctime_ns} {self.inode}"


Found = FileEntry | Diagnostic


class _Site(NamedTuple):
    """The real folder of a site, and the names of hidden files that are shown."""

    root: Path
    shown: Collection[str]


def scan(
    site_root: Path, folder: str = "content", shown: Collection[str] = ()
) -> Reported[tuple[FileEntry, ...]]:
    """List the files of a folder of the site at any depth, sorted by path.

    Hidden files, but those of the names in `shown`, and what editors leave behind are passed over.
    A missing folder has no files. A link that leads out of the site is refused by name.
    """
    root = _real(site_root)
    if astray := _astray(_real(root / folder), folder, root):
        return (), (astray,)
    found = list(_walk(root / folder, folder, _Site(root, shown), frozenset()))
    entries = sorted((f for f in found if isinstance(f, FileEntry)), key=lambda entry: entry.path)
    wrong = (f for f in found if isinstance(f, Diagnostic))
    # Names that differ on this disk only in how their letters are composed.
    twins = (b.path for a, b in pairwise(entries) if a.path == b.path)
    same = (report(Source(path), "same-name") for path in twins)
    return tuple({entry.path: entry for entry in entries}.values()), (*wrong, *same)


def read_bytes(entry: FileEntry, limit: int = MAX_TEXT_BYTES) -> Reported[bytes | None]:
    """Read a file of at most `limit` bytes."""
    try:
        data = read_file(entry.real) if entry.size <= limit else None
    except OSError as problem:
        return None, (unreadable(entry.path, problem),)
    if data is None or len(data) > limit:  # it has grown since
        return None, (report(Source(entry.path), "file-too-large", size=f"{limit >> 20} MiB"),)
    return data, ()


def _walk(folder: Path, path: str, site: _Site, above: frozenset[Path]) -> Iterator[Found]:
    """Yield the files below a folder; `above` are the real folders that it lies in."""
    try:
        real = _real(folder)
        entries = [] if real in above else list(os.scandir(folder))
    except FileNotFoundError:
        return
    except OSError as problem:
        yield unreadable(path, problem)
        return
    for entry in entries:
        is_shown = not entry.name.startswith(".") or entry.name in site.shown
        if is_shown and not _LEFTOVER.fullmatch(entry.name):
            below = f"{path}/{unicodedata.normalize('NFC', entry.name)}"
            text = below.encode(errors="replace").decode()
            if text == below:
                yield from _entry(entry, below, site, above | {real})
            else:
                yield report(Source(text), "name-not-utf8")


def _entry(
    one: os.DirEntry[str], path: str, site: _Site, above: frozenset[Path]
) -> Iterator[Found]:
    try:
        refused = _refuse(one, path, site) if one.is_symlink() else None
        if refused:
            yield refused
        elif one.is_dir():
            yield from _walk(Path(one.path), path, site, above)
        elif one.is_file():
            yield _file(one, path)
        elif one.is_symlink():
            yield unreadable(path, FileNotFoundError("the link leads nowhere"))
        else:
            yield unreadable(path, OSError("neither a file nor a folder"))
    except OSError as problem:  # a loop of links, or a file that has just gone
        yield unreadable(path, problem)


def _refuse(link: os.DirEntry[str], path: str, site: _Site) -> Diagnostic | None:
    """Report a link that is not followed: what it leads to may not be meant for publication.

    That is what is hidden, what a build has written, the settings, the content where the link is
    not in it, and another extension: a draft could pass for a download.
    """
    target, root = _real(link.path), site.root
    if astray := _astray(target, path, root):
        return astray
    inside = target.relative_to(root)
    hidden = any(part.startswith(".") and part not in site.shown for part in inside.parts)
    is_other = not link.is_dir() and inside.suffix.lower() != Path(path).suffix.lower()
    is_private = hidden or _is_built(target, root)
    return _unfit_link(path) if is_private or is_other or inside == Path("site.toml") else None


def _astray(target: Path, path: str, root: Path) -> Diagnostic | None:
    """Report a path that leads out of the site, or from elsewhere into its content."""
    if not target.is_relative_to(root):
        return outside(path)
    return _unfit_link(path) if _meets_content(target, path, root) else None


def _meets_content(target: Path, path: str, root: Path) -> bool:
    """Check whether a path outside of the content leads into it, or to a folder that holds it."""
    content = _real(root / "content")
    is_in_content = path.partition("/")[0] == "content"
    return not is_in_content and (target.is_relative_to(content) or content.is_relative_to(target))


def _is_built(target: Path, root: Path) -> bool:
    """Check whether a file lies in a folder that a build has written, maybe with drafts."""
    folders = (target, *target.parents)
    return any((f / MARK).is_file() for f in folders if f != root and f.is_relative_to(root))


def _real(path: str | Path) -> Path:
    # `Path.resolve` raises RuntimeError on a loop of links before Python 3.13.
    return Path(os.path.realpath(path))


def _file(entry: os.DirEntry[str], path: str) -> FileEntry:
    status = entry.stat()
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    return FileEntry(
        path=path,
        real=entry.path,
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        ctime_ns=status.st_ctime_ns,
        inode=status.st_ino,
        settled=time.time_ns() - changed > TICK_NS,
    )


def outside(path: str) -> Diagnostic:
    """Report a link that leads out of the site."""
    return report(Source(path), "outside-site")


def _unfit_link(path: str) -> Diagnostic:
    """Report a link to a hidden file, to one of another kind, or from assets to posts."""
    return report(Source(path), "unfit-link")


def unreadable(path: str, problem: OSError) -> Diagnostic:
    """Report a file of the site that cannot be read."""
    reason = problem.strerror or str(problem)
    return report(Source(path), "unreadable-file", reason=reason)
