"""The manifest: what the last build read, published and printed.

While all of it is as it was, a build has nothing to do. It is read before anything else is
imported; see `kawaraban.incremental.fingerprints`.
"""

import os
import sys
from array import array
from typing import NamedTuple

from kawaraban.incremental import state_file
from kawaraban.incremental.fingerprints import Fingerprints, tree

_FILE = "manifest"
# Marks an output folder as ours, and lists what the build made in it.
MARK = ".kawaraban"
_FORM = 5
# What a build takes from its surroundings: its moment, and where fonts lie.
_ENVIRONMENT = ("SOURCE_DATE_EPOCH", "HOME", "LOCALAPPDATA", "WINDIR")


class Manifest(NamedTuple):
    """A build that was published.

    `request` is what it was asked for and by which program, `output` the output folder and
    `real_output` the same without links, both from the site's folder. `printed` are the
    line that names the site, with `{folder}` for its folder, its diagnostics, and its summary,
    with `{seconds}` for the time that it took. What it published holds from `since` on and before
    `until`, in nanoseconds since 1970 (0: for ever). `inputs` are the fingerprints of what it
    read, each with the folder that their paths follow (`site`, `product`, or none), `outputs`
    those of everything in the output folder. There the build's own files have these `digests`,
    and others have put what is `foreign`.
    """

    request: list[str]
    output: str
    real_output: str
    since: int
    until: int
    printed: tuple[str, str, str]
    inputs: list[tuple[str, Fingerprints]]
    outputs: Fingerprints
    digests: dict[str, bytes]
    foreign: list[str]

    def is_of_output(self, site: str) -> bool:
        """Return whether the output folder is still the one that it wrote, links or none."""
        path = os.path.realpath(os.path.join(site, self.output))
        return path == os.path.join(os.path.realpath(site), self.real_output)

    def has_leftovers(self, site: str) -> bool:
        """Return whether a killed build has left a folder beside the output folder."""
        folder, name = os.path.split(os.path.join(os.path.realpath(site), self.real_output))
        beside = f"{folder}/.{name}"
        return os.path.lexists(f"{beside}.new") or os.path.lexists(f"{beside}.old")

    def holds_at(self, moment: int) -> bool:
        """Return whether it holds at a moment of the clock."""
        return self.since <= moment and (not self.until or moment < self.until)


def build_request(arguments: list[str], product: str) -> list[str]:
    """Return what a build is asked for, and by what: arguments, surroundings, modules.

    The modules are named, since Python writes into their folders, whose times so say nothing.
    """
    # Arguments may name folders from where the author stands.
    try:
        here = os.getcwd() if arguments else ""
    except OSError:  # it has been deleted
        here = ""
    paths = tree(f"{product}/", "kawaraban", compiled=False)
    modules = [path for path in paths if path.endswith(".py")]
    surroundings = [os.environ.get(name, "") for name in _ENVIRONMENT]
    return [sys.version, *modules, here, *surroundings, *arguments]


def load(folder: str) -> Manifest | None:
    """Read the manifest in the folder of the cache, where there is a whole one of this version."""
    try:
        fields, inputs, outputs = state_file.load(f"{folder}/{_FILE}", _FORM)
        return Manifest(
            **fields,
            inputs=[(root, _fingerprints(*data)) for root, data in inputs],
            outputs=_fingerprints(*outputs),
        )
    except (ValueError, TypeError):  # there is none, or of another version
        return None


def _fingerprints(paths: list[str], numbers: bytes, recent: dict[int, bytes]) -> Fingerprints:
    return Fingerprints(paths, array("Q", numbers), recent)


def save(manifest: Manifest, folder: str) -> None:
    """Write the manifest into the folder of the cache, as one step; not where it cannot be."""
    fields = manifest._asdict()
    inputs = [(root, tuple(prints)) for root, prints in fields.pop("inputs")]
    outputs = tuple(fields.pop("outputs"))
    state_file.save(f"{folder}/{_FILE}", _FORM, (fields, inputs, outputs))


def remove_unfinished(folder: str) -> None:
    """Delete what a killed build has left of a manifest."""
    state_file.remove_unfinished(f"{folder}/{_FILE}")
