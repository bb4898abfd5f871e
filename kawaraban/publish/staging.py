"""The folder beside the output in which the next site is made ready."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Self

from kawaraban.core.model import Content, StoredBytes
from kawaraban.incremental.fingerprints import digest, digest_of
from kawaraban.publish.exchange import discard, restore
from kawaraban.publish.output import real_path
from kawaraban.system import lock, signals

# Short, for a path may be as long as the system allows.
_FILES, _TREE = "f", "t"
_NAME_LENGTH = 32


class Staging:
    """The files of the next site that differ from those in the output folder.

    They lie side by side in one folder, each under the digest of its path, until they are moved
    into the tree that is published. Used with `with`, the folder is deleted at the end.
    """

    def __init__(self, output: Path, known: Mapping[str, bytes], cache: Path | None = None) -> None:
        """Take the output folder and delete what a killed build has left beside it.

        `known` are the digests of files that the last build left there and nobody has changed
        since. In the folder of the `cache` the old tree is stored, to be the next one's start:
        making and deleting a folder for each page takes longer than all the rest. Raises OSError.
        """
        self.output = real_path(output)  # a link to a folder elsewhere stays one
        self.folder = self.output.with_name(f".{self.output.name}.new")
        self._spare = None if cache is None else cache / "spare"
        if not self.output.parent.is_dir():
            self.output.parent.mkdir(parents=True, exist_ok=True)
            # Until now the lock is on the first folder above that was there.
            lock.acquire(str(self.output.parent))
        restore(self.output)
        is_there = os.path.lexists(self.output)
        if is_there and not os.access(self.output, os.W_OK | os.X_OK):
            raise _not_writable(self.output)
        self.known = known if is_there else {}
        discard(self.folder)
        if os.path.lexists(self.folder):  # what is left there must not pass for new
            raise _not_writable(self.folder)
        signals.set_cleanup(self.discard)

    def __enter__(self) -> Self:
        """Give the staging itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Delete what was not published."""
        self.discard()

    def put(self, path: str, content: Content) -> bytes:
        """Take a file of the site, and write it where it differs from the output's.

        Returns the digest of its content. Forked processes may call it. Raises OSError.
        """
        own = content.digest if isinstance(content, StoredBytes) else digest(content)
        if own != self.digest_of(path):
            data = content.read() if isinstance(content, StoredBytes) else content
            try:
                _write(self.path_of(path), data)
            except FileNotFoundError:  # it is the first one
                os.makedirs(self.folder / _FILES, exist_ok=True)
                _write(self.path_of(path), data)
        return own

    def digest_of(self, path: str) -> bytes:
        """Return the digest of a file of the output folder; empty where there is none."""
        if path in self.known:
            return self.known[path]
        file = f"{self.output}/{path}"
        return b"" if os.path.islink(file) else digest_of(file)

    def held(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Return those of some paths whose new files lie here, since they differ."""
        try:
            names = {*os.listdir(self.folder / _FILES)}
        except FileNotFoundError:
            return ()
        return tuple(path for path in paths if self._name(path) in names)

    def path_of(self, path: str) -> str:
        """Give where a file that was put lies, or would."""
        return f"{self.folder}/{_FILES}/{self._name(path)}"

    def _name(self, path: str) -> str:
        return sha256(os.fsencode(path)).hexdigest()[:_NAME_LENGTH]

    def spare_tree(self) -> Path:
        """Give the tree that the last publishing has left over, or an empty one.

        It lies beside the output from now on: what deletes the cache meanwhile must not reach
        into what is published. Raises OSError.
        """
        tree = self.folder / _TREE
        self.folder.mkdir(exist_ok=True)
        if self._spare is not None and self._spare.is_dir() and not self._spare.is_symlink():
            try:
                self._spare.rename(tree)
            except OSError:  # another disk
                discard(self._spare)
        tree.mkdir(exist_ok=True)
        return tree

    def store_spare(self, old: Path) -> None:
        """Store the old tree for the next publishing; delete it where that is not possible."""
        if self._spare is not None:
            try:
                self._spare.parent.mkdir(parents=True, exist_ok=True)
                old.rename(self._spare)
            except OSError:
                pass
        discard(old)

    def clean_spare(self, outdated: Iterable[str]) -> None:
        """Delete files of an older site from the spare tree.

        What an author has redacted or deleted must not stay in the cache.
        """
        if self._spare is not None and not self._spare.is_symlink():
            for path in outdated:
                with contextlib.suppress(OSError):
                    os.unlink(f"{self._spare}/{path}")

    def discard(self) -> None:
        """Delete the folder, and leave the output as it is."""
        discard(self.folder)


def _not_writable(folder: Path) -> OSError:
    flags = os.statvfs(folder).f_flag if hasattr(os, "statvfs") else 0
    number = errno.EROFS if flags & getattr(os, "ST_RDONLY", 1) else errno.EACCES
    return OSError(number, os.strerror(number), str(folder))


def _write(file: str, data: bytes) -> None:
    with open(file, "wb", buffering=0) as opened:
        left = memoryview(data)
        while left:
            left = left[opened.write(left) :]
