"""Publishing small sites as a build does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kawaraban.incremental.fingerprints import digest
from kawaraban.incremental.manifest import MARK
from kawaraban.publish import Change, KnownOutput, Staging, publish
from tests.laws.world import standing, tree

SITE = {"index.html": b"home", "a/index.html": b"a", "a/b/index.html": b"b", "x/f.css": b"f"}
Files = dict[str, bytes]
STEPS: dict[str, Files] = {
    "several files": SITE | {"index.html": b"1", "a/b/index.html": b"2"},
    "all files": dict.fromkeys(SITE, b"anew"),
    "one added": SITE | {"n/e/w.html": b"new"},
    "one removed": {p: d for p, d in SITE.items() if p != "a/index.html"},
    "a folder emptied": {p: d for p, d in SITE.items() if p != "x/f.css"},
    "folders emptied": {p: d for p, d in SITE.items() if not p.startswith("a/")},
    "one moved": {p.replace("x/", "y/z/"): d for p, d in SITE.items()},
    "a file becomes a folder": {
        p.replace("x/f.css", "x/f.css/g"): d + b"!" for p, d in SITE.items()
    },
    "a folder becomes a file": {p: d for p, d in SITE.items() if p != "x/f.css"} | {"x": b"file"},
    "an inner folder becomes a file": {p: d for p, d in SITE.items() if not p.startswith("a/b/")}
    | {"a/b": b"file"},
    "only the home": {"index.html": b"home"},
    "nothing": {},
}


class Publisher:
    """A site's folder, and builds that publish into its output folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "output"
        self.cache = folder / ".cache"
        self._digests: dict[str, bytes] = {}

    @property
    def spare(self) -> Path:
        """Return the folder of the old tree, from which the next one is made."""
        return self.cache / "spare"

    def publish(
        self, files: Files, known: Mapping[str, bytes] | None = None, *, cached: bool = True
    ) -> Change:
        """Publish a site. Without a cache nothing is known of the output folder."""
        staging, digests = self.stage(files, known, cached=cached)
        return publish(digests, staging)

    def stage(
        self, files: Files, known: Mapping[str, bytes] | None = None, *, cached: bool = True
    ) -> tuple[Staging, dict[str, bytes]]:
        """Put the files of a site into the staging folder, and publish nothing yet."""
        if known is None:
            known = self.known() if cached else {}
        staging = Staging(self.output, KnownOutput(known), self.cache if cached else None)
        self._digests = {path: staging.put(path, data) for path, data in files.items()}
        return staging, self._digests

    def known(self) -> dict[str, bytes]:
        """Return the digests of the files that nobody has changed since they were published."""
        files = {path: self.output / path for path in self._digests}
        return {
            path: digest(file.read_bytes())
            for path, file in files.items()
            if file.is_file() and digest(file.read_bytes()) == self._digests[path]
        }

    def published(self) -> Files:
        """Give all files of the output folder but its mark."""
        assert (self.output / MARK).is_file()
        return {p: c for p, c in tree(self.output).items() if isinstance(c, bytes) and p != MARK}

    def files(self) -> dict[str, tuple[int, int, int]]:
        """Give inode, time and size of each file of the output folder."""
        found = standing(self.output)
        return {p: s for p, s in found.items() if not (self.output / p).is_dir()}

    def assert_tidy(self) -> None:
        """Find nothing beside the output folder, and a spare tree at most in the cache."""
        beside = {path.name for path in self.output.parent.iterdir()}
        assert beside <= {"output", ".cache", "far"}
        if self.cache.exists():
            assert {path.name for path in self.cache.iterdir()} <= {"spare"}
