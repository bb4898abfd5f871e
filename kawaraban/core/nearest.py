"""Find the known name that an unknown name was probably meant to be."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

# How much of two names must be alike: `QUESTION` is no `CAUTION`, but `tga` is `tag`.
_SHORT, _SHORT_ALIKE, _ALIKE = 4, 60, 70


def nearest(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that `name` was probably meant to be, if there is one."""
    return _nearest(name, tuple(known))


def is_absent(name: str, written: Iterable[str], known: Sequence[str]) -> bool:
    """Return whether a known name is not among the written ones, not even misspelt."""
    return all(one != name and (one in known or nearest(one, known) != name) for one in written)


@lru_cache(4096)
def _nearest(name: str, known: tuple[str, ...]) -> str | None:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - not always needed

    same = (one for one in known if one.casefold() == name.casefold())
    least = _SHORT_ALIKE if len(name) <= _SHORT else _ALIKE
    found = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=least)
    return next(same, found[0] if found else None)
