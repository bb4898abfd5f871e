"""Regular expressions as an earlier build has compiled them: of some 250, that takes 20 ms.

What Python's compiler gives to its engine is kept, and given again for the same pattern and
flags. The engine itself looks through what it is given; what it refuses is compiled as ever.
"""

from __future__ import annotations

import marshal
import os
import sys
from binascii import crc32
from contextlib import suppress
from re import _compiler  # type: ignore[attr-defined] # there is no other way in
from types import SimpleNamespace
from typing import Any

_FILE = "patterns"
_MOST = 2000  # patterns that are kept
_HEAD = f"1 {sys.version!r}\n".encode()

_Key = tuple[str | bytes, int]


class Patterns:
    """What is known of the patterns, in the folder of the cache."""

    def __init__(self, folder: str) -> None:
        """Take the folder, which need not be there, and sweep up after a killed build."""
        self._file = f"{folder}/{_FILE}"
        self._beside = f"{self._file}.new"
        with suppress(OSError):
            os.unlink(self._beside)
        self._known = _loaded(self._file)
        self._grown = False
        self._plainly = _compiler.compile
        self._given: tuple[Any, ...] = ()

    def lend(self) -> None:
        """Let every pattern that is compiled from now on be known, or become so."""
        with suppress(AttributeError):
            engine = _compiler._sre  # noqa: SLF001 - as above
            _compiler._sre = SimpleNamespace(**vars(engine) | {"compile": self._noted})  # noqa: SLF001
            _compiler.compile = self._compiled
            self._engine = engine.compile

    def keep(self) -> None:
        """Write down what is known, where that is more than before."""
        if not self._grown:
            return
        data = marshal.dumps(dict(list(self._known.items())[-_MOST:]))
        with suppress(OSError):  # no cache, or none that takes it
            with open(self._beside, "wb") as file:
                file.write(_HEAD + crc32(data).to_bytes(4, "big") + data)
            os.replace(self._beside, self._file)

    def _compiled(self, pattern: object, flags: int = 0) -> object:
        key = (pattern, int(flags)) if isinstance(pattern, str | bytes) else None
        known = self._known.get(key) if key is not None else None
        if known is not None:
            with suppress(RuntimeError, TypeError, ValueError, OverflowError):
                return self._engine(pattern, *known)
        made = self._plainly(pattern, flags)
        if key is not None:
            self._known[key] = self._given
            self._grown = True
        return made

    def _noted(self, pattern: object, flags: int, code: list[int], *rest: Any) -> object:  # noqa: ANN401 - private
        # The compiler's numbers have names, which cannot be written down.
        self._given = int(flags), list(map(int, code)), *rest
        return self._engine(pattern, flags, code, *rest)


def _loaded(path: str) -> dict[_Key, tuple[Any, ...]]:
    try:
        with open(path, "rb") as file:
            head, check, data = file.readline(), file.read(4), file.read()
        if head == _HEAD and check == crc32(data).to_bytes(4, "big"):
            return dict(marshal.loads(data))  # noqa: S302 - our own, and sealed
    except (OSError, ValueError, TypeError, EOFError):
        pass
    return {}
