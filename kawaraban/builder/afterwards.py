"""What a build leaves for the next one to know: see `kawaraban.incremental.manifest`."""

from __future__ import annotations

import os
import sys
import zoneinfo
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from kawaraban.core.model import Frozen
from kawaraban.core.settings import Settings
from kawaraban.incremental import manifest
from kawaraban.incremental.before import Before
from kawaraban.incremental.fingerprints import Stamps, digest, taken, tree
from kawaraban.incremental.manifest import MARK, Manifest
from kawaraban.publish import Change
from kawaraban.publish.tree import parents_of

Read = list[tuple[str, Stamps]]
_MOST_TIMES = 9  # that something may come while a site is looked at


def about_to_read(site: Path, product: Path) -> Read:
    """Take the stamps of all that a build may read, before it reads them."""
    home, own = f"{site}/", f"{product}/"

    def of_site() -> list[str]:
        content = tree(home, "content", hidden=False)
        return ["site.toml", *content, *tree(home, "templates"), *tree(home, "assets")]

    def of_product() -> list[str]:
        modules = (path for path in tree(own, "kawaraban", compiled=False) if path.endswith(".py"))
        return ["build.py", *modules, *tree(own, "templates"), *tree(own, "assets")]

    return [
        ("site", _of_all(home, of_site)),
        ("product", _of_all(own, of_product)),
        ("", taken("", _elsewhere(product))),
    ]


def _of_all(root: str, listed: Callable[[], list[str]]) -> Stamps:
    """Take the stamps of all that is listed.

    What comes between the look into a folder and its stamp would be in none of them, and never
    be looked at: what is listed afterwards must be the same.
    """
    paths = listed()
    for _ in range(_MOST_TIMES):
        stamps, before = taken(root, paths), paths
        paths = listed()
        if paths == before:
            return stamps
    stamps.forget({*stamps.paths})  # the next build does not rest on them
    return stamps


def named_in(settings: Settings, site: Path) -> Read:
    """Take the stamps of what the settings name, which may lie anywhere in the site's folder."""
    return [("site", taken(f"{site}/", list(filter(None, [settings.sharing.font]))))]


def _elsewhere(product: Path) -> list[str]:
    """Give the folders of the libraries, the machine's fonts and their folders, the time zones."""
    from kawaraban.images.cards.fonts import font_places  # noqa: PLC0415 - not always needed

    libraries = [p for p in sys.path if Path(p).is_dir() and Path(p) != product]
    zones = [f"{path}/tzdata.zi" for path in zoneinfo.TZPATH]
    return [*libraries, *zones, *font_places()]


def recipe_of(read: Read) -> str:
    """Give a text that changes when the product does, or a library, or the Python."""
    made_with = [(s.paths, s.numbers) for root, s in read if root != "site"]
    return digest(repr((sys.version, made_with)).encode()).hex()


class Done(Frozen, frozen=True, kw_only=True):
    """A build that was published.

    `asked`, `nonce` and `span` are those of its manifest. `digests` are those of its files.
    The output folder has been changed as the `change` says.
    """

    site: Path
    output: Path
    asked: list[str]
    nonce: str
    span: tuple[int, int]
    read: list[tuple[str, Stamps]]
    digests: Mapping[str, bytes]
    change: Change


def known(before: Before | None, output: Path) -> dict[str, bytes]:
    """Give the digests of the files that the last build left in an output folder as they are."""
    if before is None or os.path.realpath(output) != os.path.realpath(before.output):
        return {}
    disturbed = frozenset(before.disturbed)
    links = tuple(f"{path}/" for path in disturbed if Path(before.output, path).is_symlink())
    return {  # what is behind a link is somebody else's
        path: own
        for path, own in before.manifest.digests.items()
        if path not in disturbed and not (links and path.startswith(links))
    }


def remember(done: Done, said: tuple[str, str]) -> None:
    """Write the manifest of a build, and what it has said."""
    output, change = os.path.realpath(done.output), done.change
    files = [*done.digests, MARK, *change.foreign]
    made = taken(f"{output}/", [*files, *sorted(parents_of(files))], done.digests)
    manifest.save(
        Manifest(
            asked=done.asked,
            output=_from(str(done.site.absolute()), str(done.output.absolute())),
            real=_from(os.path.realpath(done.site), output),
            nonce=done.nonce,
            since=done.span[0],
            until=done.span[1],
            said=said,
            read=done.read,
            made=made,
            digests=dict(done.digests),
            foreign=list(change.foreign),
        ),
        f"{done.site}/.cache",
    )


def _from(site: str, path: str) -> str:
    """Give a path from the site's folder, where it lies in there; such a site can be moved."""
    inside = f"{path}/".startswith(f"{site}/")
    return os.path.relpath(path, site) if inside else path


def new_nonce() -> str:
    """Give a name that no other build has."""
    return os.urandom(12).hex()


def span_of(now: datetime, until: datetime | None, *, by_clock: bool) -> tuple[int, int]:
    """Give the moments that a build by the clock holds for; one of a moment holds for ever."""
    return (_nanoseconds(now), _nanoseconds(until) if until else 0) if by_clock else (0, 0)


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1000
