"""What publishing finds in an output folder, and what it changes there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal

from kawaraban.core.model import Frozen
from kawaraban.incremental.fingerprints import Stamps
from kawaraban.incremental.manifest import MARK
from kawaraban.publish.foreign import foreign_in, places_of

Route = Literal["file", "twin", "tree"]


class Known(Frozen, frozen=True, kw_only=True, dict=True):
    """What is known of an output folder without a look at it.

    `digests` are those of its files. `stamps` are those of all that is in it, of which the
    `disturbed` hold no more; `folders` are those of its folders, and of what is foreign.
    `foreign` are the paths that the build has not made, None where they must be looked for. The
    folders of the twin have not changed `since` a moment, in nanoseconds, but for those that
    were `renewed` at others.
    """

    digests: Mapping[str, bytes] = {}
    stamps: Stamps | None = None
    folders: Stamps | None = None
    disturbed: frozenset[str] = frozenset()
    foreign: tuple[str, ...] | None = None
    since: int = 0
    renewed: Mapping[str, int] = {}

    @cached_property
    def places(self) -> dict[str, int]:
        """Give where on the disk each file is (its inode number)."""
        if self.stamps is None:
            return {}
        found = zip(self.stamps.paths, self.stamps.numbers[3::4], strict=True)
        return {path: place for path, place in found if path not in self.disturbed}

    def foreign_now(self, tree: Path, *, moved: bool = False) -> tuple[str, ...] | None:
        """Give what is foreign in the output folder now: others may have put something there.

        The folder may have `moved` to another place since it was known.
        """
        if self.foreign is None or self.folders is None:
            return None
        folders = self.folders.moved(f"{tree}/") if moved else self.folders
        return None if folders.changed(f"{tree}/") else self.foreign


class Change(Frozen, frozen=True, kw_only=True):
    """Files written anew, files gone, and the paths of others that are carried over.

    `kept` are the files that stay as they are, where a tree of all is needed. The `route` is
    how it is done: by renaming one `file` (or nothing at all), through the `twin`, or by a
    whole new `tree`. It was done at a moment, in nanoseconds, `before` which so much was known;
    folders of the twin that were `renewed` changed at these moments. At the moment at which a
    tree was `exchanged` others could come to it.
    """

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    route: Route = "file"
    exchanged: int = 0
    done: int = 0
    before: Known = Known()
    renewed: Mapping[str, int] = {}

    @property
    def ours(self) -> set[str]:
        """Give the paths of all that is or was made, where a tree of all is needed."""
        return {*self.written, *self.removed, *self.kept}


def change_to(
    whole: Mapping[str, bytes], is_new: Callable[[str], bool], output: Path, known: Known
) -> Change:
    """Give what makes `output` hold the whole, of which some files are new."""
    # The mark may have been damaged, and the memory deleted: each knows what is ours.
    made = made_before(output) | known.digests.keys()
    gone = sorted(made - whole.keys())
    foreign = known.foreign_now(output)
    if foreign is None or (foreign and not places_of(whole).isdisjoint(foreign)):
        foreign = tuple(foreign_in(output, {*made, *whole}))
    written = frozenset(filter(is_new, whole))
    return Change(
        written=tuple(path for path in whole if path in written),
        removed=tuple(path for path in gone if (output / path).is_file()),
        foreign=foreign,
        kept=tuple(path for path in whole if path not in written),
    )


def made_before(output: Path) -> frozenset[str]:
    """Give the paths of what the last build made in an output folder.

    Its mark may have come from elsewhere, with a site that was fetched: nothing outside is ours.
    Raises OSError where there is one that cannot be read: what is ours would stay for ever.
    """
    try:
        lines = (output / MARK).read_bytes().decode("utf-8", "surrogateescape").split("\n")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return frozenset()
    paths = (line.replace("\0", "\n") for line in lines)
    return frozenset(path for path in paths if path and _is_inside(path))


def _is_inside(path: str) -> bool:
    """Say whether a path leads to a place under the folder that it starts in."""
    place = path.replace("\\", "/")
    return not (os.path.splitdrive(path)[0] or place.startswith("/") or ".." in place.split("/"))


def mark_of(paths: Iterable[str]) -> bytes:
    """Give what names the paths of all that a build made; in no name there is a NUL."""
    lines = (path.replace("\n", "\0") + "\n" for path in sorted(paths))
    return "".join(lines).encode("utf-8", "surrogateescape")


def folders_of(paths: Iterable[str]) -> list[str]:
    """Give the folders that some paths lie in, at any depth, the output folder itself too."""
    found = {""}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return sorted(found)
