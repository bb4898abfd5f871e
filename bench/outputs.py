# ruff: noqa: INP001 - a part of a script that a developer runs, not of a package
"""What a build left: whether it is all there, and whether an edit changed what it had to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sites import Edit, Site

_FORMS = 3
_SHOWN = 3
_TEXTS = (".html", ".xml")
# A title is drawn on the post's sharing picture, and the output's own list names that.
_ALSO_CHANGED = ("images/", ".kawaraban")


class Left(NamedTuple):
    """A file of the output: when it was written, and what is in it."""

    written: int
    digest: bytes


class WrongOutputError(Exception):
    """A build ended well, and its output is not what it has to be."""

    def __init__(self, site: Site, what: str, found: str) -> None:
        """Take the site, what was wanted of its output, and what was found in it."""
        super().__init__(f"{site.folder.name}, {what}: {found}")


def left_by(site: Site) -> dict[str, Left]:
    """Give the files of the output by path."""
    files = (file for file in site.output.rglob("*") if file.is_file())
    return {file.relative_to(site.output).as_posix(): _left(file) for file in files}


def _left(file: Path) -> Left:
    return Left(file.stat().st_mtime_ns, hashlib.blake2b(file.read_bytes()).digest())


def written(before: Mapping[str, Left], after: Mapping[str, Left]) -> int:
    """Give how many files were written, with new content or with the old one."""
    return sum(before.get(path) != left for path, left in after.items())


def check_whole(site: Site) -> None:
    """Raise `WrongOutputError` unless every post has its page, and every picture its forms."""
    pages = sum(1 for _ in site.output.glob("posts/*/index.html"))
    forms = sum(1 for _ in site.output.rglob("*.webp"))
    if pages != site.count or forms < _FORMS * site.pictures:
        found = f"{pages} posts of {site.count}, {forms} forms of {site.pictures} pictures"
        raise WrongOutputError(site, "whole", found)


def check_said(site: Site, what: Edit) -> None:
    """Raise `WrongOutputError` unless the edited page has the last mark."""
    if site.marks[what] not in _text(site.output / site.edited_page):
        raise WrongOutputError(site, what, f"{site.edited_page} lacks {site.marks[what]}")


def check_change(
    site: Site, what: Edit | None, before: Mapping[str, Left], after: Mapping[str, Left]
) -> None:
    """Raise `WrongOutputError` unless exactly what shows the edit has changed; None: nothing."""
    wrong = sorted(_wrong(site, what, _changed(before, after)))
    if wrong:
        found = f"{len(wrong)} files are wrong: {', '.join(wrong[:_SHOWN])}"
        raise WrongOutputError(site, what or "nothing", found)


def _changed(before: Mapping[str, Left], after: Mapping[str, Left]) -> set[str]:
    """Give the paths whose content is another, or that came or went."""
    digests = [{path: left.digest for path, left in some.items()} for some in (before, after)]
    return {path for path, _ in digests[0].items() ^ digests[1].items()}


def _wrong(site: Site, what: Edit | None, changed: set[str]) -> Iterator[str]:
    if what is None:
        yield from changed
        return
    for path in changed:
        if not path.startswith(_ALSO_CHANGED) and site.marks[what] not in _text(site.output / path):
            yield path
    if what == "template":
        pages = (file.relative_to(site.output).as_posix() for file in site.output.rglob("*.html"))
        yield from (page for page in pages if page not in changed)


def _text(file: Path) -> str:
    """Give the text of a page without the places where a title may break."""
    if not file.exists() or not file.name.endswith(_TEXTS):
        return ""
    return file.read_text("utf-8").replace("<wbr>", "").replace("&lt;wbr&gt;", "")
