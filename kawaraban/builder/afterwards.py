"""What a build leaves for the next one to know: see `kawaraban.incremental.manifest`."""

from __future__ import annotations

import os
import sys
import time
import zoneinfo
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from kawaraban.core.model import Frozen
from kawaraban.core.settings import Settings
from kawaraban.incremental import manifest
from kawaraban.incremental.before import Before
from kawaraban.incremental.fingerprints import TICK_NS, Stamps, digest, taken, tree
from kawaraban.incremental.manifest import MARK, Manifest
from kawaraban.publish.change import Change, Known, folders_of

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
    The output folder has been changed as the `change` says. `made` are the stamps of the build
    before, where all files but those that were written have them still.
    """

    site: Path
    output: Path
    asked: list[str]
    nonce: str
    span: tuple[int, int]
    read: list[tuple[str, Stamps]]
    digests: Mapping[str, bytes]
    change: Change
    made: Stamps | None = None


def read_again(before: Before) -> Read:
    """Give the stamps of all that was read, those of edited files taken anew."""
    root, edited = f"{before.site}/", frozenset(before.edited)
    rested = [(name, stamps.settled(before.seen)) for name, stamps in before.manifest.read]
    return [
        (name, stamps.carried(root, stamps.paths, edited) if name == "site" else stamps)
        for name, stamps in rested
    ]


def known(before: Before | None, output: Path, *, looked: bool = True) -> Known:
    """Give what is known of the output folder that a build is asked to write.

    Unless it has been `looked` at, that nobody has changed it is taken for granted.
    """
    if before is None or os.path.realpath(output) != os.path.realpath(before.output):
        return Known()
    last, disturbed = before.manifest, frozenset(before.disturbed if looked else ())
    links = tuple(f"{path}/" for path in disturbed if Path(before.output, path).is_symlink())
    if links:  # what is behind them is somebody else's
        disturbed |= {path for path in last.digests if path.startswith(links)}
    files = len(last.digests) + 1 + len(last.foreign)  # with the mark
    others = disturbed.intersection((*last.foreign, *last.made.paths[files:]))
    return Known(
        digests=_without(last.digests, disturbed),
        stamps=last.made,
        folders=last.made.parted(files - len(last.foreign))[1],
        disturbed=disturbed,
        # A foreign folder that held nothing may do so no more.
        foreign=None if others else tuple(last.foreign),
        since=last.ended,
        renewed=last.renewed,
    )


def remember(done: Done, said: tuple[str, str]) -> None:
    """Write the manifest of a build, and what it has said."""
    output, change = os.path.realpath(done.output), done.change
    files = [*done.digests, MARK, *change.foreign]
    folders = folders_of(files)
    written = {part for path in change.written for part in (path, path.rpartition("/")[0])}
    was = done.made or Stamps([], [], {})
    # A file that is renamed over an old one leaves all other folders as they are.
    is_file = change.route == "file"
    touched = written if is_file else {*written, *folders, *change.foreign}
    # What somebody has changed since it was published must not pass for ours.
    made = was.carried(f"{output}/", [*files, *folders], touched, done.digests)
    made.forget_later(change.done)
    if change.exchanged:
        _forget_joined(made, folders, change, output)
    if is_file:
        made.forget(_joined({path.rpartition("/")[0] for path in change.written}, made, output))
    if done.made is None and change.before.stamps is not None:  # else they have older stamps
        kept = (done.digests.keys() & change.before.digests.keys()).difference(change.written)
        made.forget_altered(change.before.stamps, kept)
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
            ended=(is_file and change.before.since) or time.time_ns(),
            renewed={**change.before.renewed, **change.renewed} if is_file else {},
        ),
        f"{done.site}/.cache",
    )


def _forget_joined(made: Stamps, folders: list[str], change: Change, output: str) -> None:
    """Hold no stamp of a folder that others may have changed since the tree was exchanged."""
    places = ((path, Path(output, path)) for path in change.foreign)
    theirs = (path for path, at in places if at.is_dir() and not at.is_symlink())
    there = {*folders, *theirs}
    made.forget_later(change.exchanged, there)
    lately = made.later(change.exchanged - TICK_NS)  # the clock of files is behind
    made.forget(_joined(there & lately, made, output))


def _joined(folders: set[str], made: Stamps, output: str) -> set[str]:
    """Give those of some folders that hold other names than are known.

    What others put there before a file was renamed has not left its moment on the folder.
    """
    names: dict[str, set[str]] = {folder: set() for folder in folders}
    for path in made.paths:
        folder, _, name = path.rpartition("/")
        if name and folder in names:
            names[folder].add(name)
    return {folder for folder in folders if names[folder] != _names_in(output, folder)}


def _names_in(output: str, folder: str) -> set[str]:
    try:
        return {file.name for file in Path(output, folder).iterdir()}
    except OSError:  # it is gone again
        return set()


def _from(site: str, path: str) -> str:
    """Give a path from the site's folder, where it lies in there; such a site can be moved."""
    inside = f"{path}/".startswith(f"{site}/")
    return os.path.relpath(path, site) if inside else path


def _without(digests: dict[str, bytes], disturbed: frozenset[str]) -> dict[str, bytes]:
    if not disturbed:
        return digests
    return {path: one for path, one in digests.items() if path not in disturbed}


def new_nonce() -> str:
    """Give a name that no other build has."""
    return os.urandom(12).hex()


def span_of(now: datetime, until: datetime | None, *, by_clock: bool) -> tuple[int, int]:
    """Give the moments that a build by the clock holds for; one of a moment holds for ever."""
    return (_nanoseconds(now), _nanoseconds(until) if until else 0) if by_clock else (0, 0)


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1000
