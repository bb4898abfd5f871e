"""Regular expressions as an earlier build has compiled them: of some 250, that takes 20 ms.

What Python's compiler gives to its engine is kept, and given again for the same pattern and
flags. The engine itself looks through what it is given; what it refuses is compiled as ever.
"""

from __future__ import annotations

from contextlib import suppress
from re import _compiler  # type: ignore[attr-defined] # there is no other way in
from threading import local
from types import SimpleNamespace
from typing import Any

from kawaraban.incremental.stored import Beside

_FILE, _FORM = "patterns", 1


class Patterns:
    """What is known of the patterns: for each, what the engine is given."""

    def __init__(self, folder: str) -> None:
        """Take a folder of the site, which need not be there."""
        self._kept = Beside(_FILE, _FORM, folder)
        self._plainly = _compiler.compile
        self._here = local()  # pictures are made in threads, which compile patterns too

    def lend(self) -> None:
        """Let every pattern that is compiled from now on be known, or become so."""
        with suppress(AttributeError):
            engine = _compiler._sre  # noqa: SLF001 - as above
            _compiler._sre = SimpleNamespace(**vars(engine) | {"compile": self._noted})  # noqa: SLF001
            _compiler.compile = self._compiled
            self._engine = engine.compile

    def keep(self) -> None:
        """Write down what is known, where that is more than before."""
        self._kept.keep()

    def _compiled(self, pattern: object, flags: int = 0) -> object:
        # A subclass of `str`, or what is compiled already, cannot be written down.
        if type(pattern) is not str and type(pattern) is not bytes:
            return self._plainly(pattern, flags)
        key = pattern, int(flags)
        known = self._kept.known.get(key)
        if known is not None:
            with suppress(RuntimeError, TypeError, ValueError, OverflowError):
                return self._engine(pattern, *known)
        made = self._plainly(pattern, flags)
        self._kept.add(key, self._here.given)
        return made

    def _noted(self, pattern: object, flags: int, code: list[int], *rest: Any) -> object:  # noqa: ANN401 - private
        # The compiler's numbers have names, which cannot be written down.
        self._here.given = int(flags), list(map(int, code)), *rest
        return self._engine(pattern, flags, code, *rest)
