"""Small files that one build leaves for the next, each written as one step.

In the site's `.cache` lies what is of the site. What the program has compiled of itself lies
beside its modules, where Python keeps theirs, and serves every site.

What does not fit its checksum, or was written by another Python or version, counts as not there.
"""

from __future__ import annotations

import marshal
import os
import sys
from binascii import crc32

from kawaraban.incremental.fingerprints import contents

_CHECK = 4  # bytes of the checksum
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def load(path: str, form: int) -> Any:  # noqa: ANN401 - plain data of any shape
    """Give the plain data of a file, or None; `form` is the number of what it is shaped like."""
    try:
        head, _, sealed = contents(path).partition(b"\n")
        data = memoryview(sealed)[_CHECK:]
        if head == _head(form) and sealed[:_CHECK] == _check(data):
            return marshal.loads(data)  # noqa: S302 - our own, and sealed
    except (OSError, ValueError, TypeError, EOFError):  # none, or of another version
        pass
    return None


def save(path: str, form: int, value: Any, new: str = ".new") -> bool:  # noqa: ANN401 - as above
    """Write plain data into a file, and say so; not where it cannot be written.

    Until it is whole, its name ends as that of the `new` one does.
    """
    data = marshal.dumps(value)
    try:
        with open(path + new, "wb") as file:
            file.write(_head(form) + b"\n" + _check(data) + data)
        os.replace(path + new, path)
    except OSError:
        _unlink(path + new)
        return False
    return True


class Beside:
    """A dict of what the program has compiled of itself, the same for every site.

    Where Python is to write nothing beside the modules, or cannot, it lies in a folder of the
    site, where one is given.
    """

    __slots__ = ("_files", "_form", "_grown", "known")

    # So many are kept: more than a program has, even where it has been changed a few times.
    MOST = 2000

    def __init__(self, name: str, form: int, folder: str = "") -> None:
        """Take the name and form of its file, and sweep up in the folder after a killed build."""
        self._form, self._grown = form, False
        self._files: list[tuple[str, str]] = []
        compiled = __spec__.cached  # where Python keeps this module
        if compiled:
            own = f"{os.path.dirname(compiled)}/{name}.{sys.implementation.cache_tag}"
            # Builds of several sites may write it at once.
            self._files.append((own, f".{os.getpid()}"))
        if folder:
            self._files.append((f"{folder}/{name}", ".new"))
            sweep(f"{folder}/{name}")
        self.known: dict[Any, Any] = {}
        for file, _ in self._files:
            self.known |= load(file, form) or {}
        if compiled and sys.dont_write_bytecode:
            del self._files[0]

    def add(self, key: Any, value: Any) -> None:  # noqa: ANN401 - as above
        """Take something more."""
        self.known[key] = value
        self._grown = True

    def keep(self) -> bool:
        """Write down what is known, where that is more than before; say whether it is there."""
        if self._grown:
            known = dict(list(self.known.items())[-self.MOST :])
            self._grown = not any(save(file, self._form, known, new) for file, new in self._files)
        return not self._grown


def sweep(path: str) -> None:
    """Take away what a killed build has left of a file; not while another may write it."""
    _unlink(f"{path}.new")


def _unlink(file: str) -> None:
    try:  # noqa: SIM105 - contextlib takes 3 ms to load
        os.unlink(file)
    except OSError:  # there is none, as ever
        pass


def _head(form: int) -> bytes:
    return f"{form} {sys.version!r}".encode()


def _check(data: bytes | memoryview) -> bytes:
    return crc32(data).to_bytes(_CHECK, "big")
