"""What the last build read, made and said: where all of it is as it was, nothing is to be done.

Asked before anything else is imported; see `kawaraban.incremental.fingerprints`.
"""

from __future__ import annotations

import os
import sys

from kawaraban.incremental import stored
from kawaraban.incremental.fingerprints import Stamps, tree

_FILE = "manifest"
# Names an output folder as ours, and lists what the build made in it.
MARK = ".kawaraban"
_FORM = 3
# What a build takes from its surroundings: its moment, and where fonts lie.
_ENVIRONMENT = ("SOURCE_DATE_EPOCH", "HOME", "LOCALAPPDATA", "WINDIR")


class Manifest:
    """The last build that was published.

    `asked` is what it was asked for, `output` the output folder as it was asked for, `real` as
    it is without links, and both start at the site's folder. `nonce` is also in what is kept of
    its site. `said` are its diagnostics and its summary, with `{seconds}` for the time taken.
    What it made holds from `since` on and before `until`, in nanoseconds since 1970 (0: for
    ever). `read` are the stamps of what it read, each with the folder that their paths follow
    (`site`, `product`, or none), and `made` those of what is in the output folder. There the
    build's own files have these `digests`, and others have put what is `foreign`.
    """

    __slots__ = (
        "asked",
        "digests",
        "foreign",
        "made",
        "nonce",
        "output",
        "read",
        "real",
        "said",
        "since",
        "until",
    )

    def __init__(  # noqa: PLR0913 - a record, written in one place and read in one place
        self,
        *,
        asked: list[str],
        output: str,
        real: str,
        nonce: str,
        since: int,
        until: int,
        said: tuple[str, str],
        read: list[tuple[str, Stamps]],
        made: Stamps,
        digests: dict[str, bytes],
        foreign: list[str],
    ) -> None:
        """Take what is known when a build ends."""
        self.asked = asked
        self.output = output
        self.real = real
        self.nonce = nonce
        self.since = since
        self.until = until
        self.said = said
        self.read = read
        self.made = made
        self.digests = digests
        self.foreign = foreign

    def leads_to(self, site: str) -> bool:
        """Say whether its output folder is still the one that it wrote, links or none."""
        path = os.path.realpath(os.path.join(site, self.output))
        return path == os.path.join(os.path.realpath(site), self.real)

    def is_littered(self, site: str) -> bool:
        """Say whether a build that was killed has left something for the next one to sweep."""
        folder, name = os.path.split(os.path.join(os.path.realpath(site), self.real))
        beside = f"{folder}/.{name}"
        return os.path.lexists(f"{beside}.new") or os.path.lexists(f"{beside}.old")

    def holds(self, moment: int) -> bool:
        """Say whether it holds at a moment of the clock."""
        return self.since <= moment and (not self.until or moment < self.until)


def asked(arguments: list[str], product: str) -> list[str]:
    """Give what a build is asked for, and by what: its arguments, its surroundings, its modules.

    The modules are named, since Python writes into their folders, whose times so tell nothing.
    """
    # Arguments may name folders from where the author stands.
    try:
        here = os.getcwd() if arguments else ""
    except OSError:  # it has been deleted
        here = ""
    modules = [
        path for path in tree(f"{product}/", "kawaraban", compiled=False) if path.endswith(".py")
    ]
    return [
        sys.version,
        *modules,
        here,
        *(os.environ.get(name, "") for name in _ENVIRONMENT),
        *arguments,
    ]


def load(folder: str) -> Manifest | None:
    """Read the manifest in the folder of the cache, where there is a whole one of this version."""
    try:
        own, read, made = stored.load(f"{folder}/{_FILE}", _FORM)
        return Manifest(
            **own,
            read=[(root, Stamps(*stamps)) for root, stamps in read],
            made=Stamps(*made),
        )
    except (ValueError, TypeError):  # there is none, or of another version
        return None


def save(manifest: Manifest, folder: str) -> None:
    """Write the manifest into the folder of the cache, as one step; not where it cannot be."""
    own = {name: getattr(manifest, name) for name in manifest.__slots__}
    read = [(root, _plain(stamps)) for root, stamps in own.pop("read")]
    made = _plain(own.pop("made"))
    try:  # noqa: SIM105 - contextlib takes 3 ms to load
        os.makedirs(folder, exist_ok=True)
    except OSError:  # nothing can be written there either
        pass
    stored.save(f"{folder}/{_FILE}", _FORM, (own, read, made))


def sweep(folder: str) -> None:
    """Take away what a killed build has left of a manifest."""
    stored.sweep(f"{folder}/{_FILE}")


def settle(last: Manifest, folder: str, seen: int) -> None:
    """Write a manifest anew that holds still, where its stamps alone now tell of every change."""
    stamps = [last.made, *(stamps for _, stamps in last.read)]
    if any(one.fresh for one in stamps):
        last.made = last.made.settled(seen)
        last.read = [(root, one.settled(seen)) for root, one in last.read]
        save(last, folder)


def _plain(stamps: Stamps) -> tuple[list[str], list[int], dict[int, bytes]]:
    return stamps.paths, stamps.numbers, stamps.fresh
