"""The folder beside the output in which the next site is made ready."""

import contextlib
import errno
import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from kawaraban.core.model import Content, StoredBytes
from kawaraban.incremental.cache import discard
from kawaraban.incremental.fingerprints import Fingerprints, digest, digest_of
from kawaraban.publish.exchange import restore
from kawaraban.publish.output import real_path
from kawaraban.system import lock, signals

# Short, for a path may be as long as the system allows.
_TREE = "t"
_NAME_LENGTH = 32


class KnownOutput(Struct, frozen=True):
    """What is known of an output folder: the `digests` of files that nobody has changed.

    Where the folder is wholly as the last build left it, `outputs` are the fingerprints of
    everything in it, and `foreign` is what others have put there.
    """

    digests: Mapping[str, bytes] = {}
    outputs: Fingerprints | None = None
    foreign: tuple[str, ...] = ()


class Staging(contextlib.AbstractContextManager["Staging"]):
    """The files of the next site that differ from those in the output folder.

    They lie in the next tree; but where that will be the spare one, whose files are the output's
    too, beside it, under the digests of their paths. Used with `with`, all is deleted at the end.
    """

    def __init__(self, output: Path, known: KnownOutput, cache: Path | None = None) -> None:
        """Take the output folder and delete what a killed build has left beside it.

        In the folder of the `cache` the old tree is stored, to be the next one's start:
        making and deleting a folder for each page takes longer than all the rest. Raises OSError.
        """
        self.output = real_path(output)  # a link to a folder elsewhere stays one
        self.folder = self.output.with_name(f".{self.output.name}.new")
        self._spare = None if cache is None else cache / "spare"
        self._is_new = self._spare is None or not self._spare.is_dir() or self._spare.is_symlink()
        if not self.output.parent.is_dir():
            self.output.parent.mkdir(parents=True, exist_ok=True)
            # Until now the lock is on the first folder above that was there.
            lock.acquire(str(self.output.parent))
        restore(self.output)
        is_there = os.path.lexists(self.output)
        self.known = known if is_there else KnownOutput()
        self._is_first = not is_there
        signals.set_cleanup(self.discard)
        discard(self.folder)
        self.folder.mkdir()  # refused where something could not be deleted, which is not new
        if is_there and not os.access(self.output, os.W_OK | os.X_OK):
            self.discard()
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self.output))

    def __exit__(self, *_: object) -> None:
        """Delete what was not published."""
        self.discard()

    def put(self, path: str, content: Content) -> bytes:
        """Take a file of the site, and write it where it differs from the output's.

        Returns the digest of its content. Forked processes may call it. Raises OSError.
        """
        own = content.digest if isinstance(content, StoredBytes) else digest(content)
        if own != self.digest_of(path):
            if self._is_new:
                os.makedirs(os.path.dirname(self.path_of(path)), exist_ok=True)
            with open(self.path_of(path), "wb") as file:
                file.write(content.read() if isinstance(content, StoredBytes) else content)
        return own

    def digest_of(self, path: str) -> bytes:
        """Return the digest of a file of the output folder; empty where there is none."""
        if path in self.known.digests or self._is_first:
            return self.known.digests.get(path, b"")
        file = f"{self.output}/{path}"
        return b"" if os.path.islink(file) else digest_of(file)

    def staged_paths(self, digests: Mapping[str, bytes]) -> tuple[str, ...]:
        """Return the paths of the files that lie here, since they differ from the output's."""
        new = (path for path, own in digests.items() if self.known.digests.get(path) != own)
        return tuple(path for path in new if os.path.isfile(self.path_of(path)))

    def path_of(self, path: str) -> str:
        """Return where a file that was put lies, or would."""
        if self._is_new:
            return f"{self.folder}/{_TREE}/{path}"
        return f"{self.folder}/{sha256(os.fsencode(path)).hexdigest()[:_NAME_LENGTH]}"

    def spare_tree(self) -> Path:
        """Return the tree that the last publishing has left over, or an empty one.

        It lies beside the output from now on: what deletes the cache meanwhile must not reach
        into what is published. Raises OSError.
        """
        tree = self.folder / _TREE
        if self._spare is not None and not self._is_new:
            try:
                self._spare.rename(tree)
            except OSError:  # another disk
                discard(self._spare)
        tree.mkdir(exist_ok=True)
        return tree

    def store_spare(self, old: Path, stale: Iterable[str]) -> bool:
        """Store the old tree for the next publishing; delete it where that is not possible.

        Returns whether it is stored, without its `stale` files: what an author has covered or
        taken back stays nowhere.
        """
        for path in stale:
            with contextlib.suppress(OSError):
                os.unlink(f"{old}/{path}")
        if self._spare is not None:
            with contextlib.suppress(OSError):
                self._spare.parent.mkdir(parents=True, exist_ok=True)
                old.rename(self._spare)
                return True
        discard(old)
        return False

    def forget(self, path: str) -> None:
        """Delete the old content of a file from the spare tree, through no link."""
        if self._spare is not None:
            file = real_path(self._spare.parent) / self._spare.name / path
            if real_path(file.parent) == file.parent:
                with contextlib.suppress(OSError):
                    file.unlink()

    def discard(self) -> None:
        """Delete the folder, and leave the output as it is."""
        discard(self.folder)
