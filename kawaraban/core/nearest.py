"""Find the known name that an unknown name was probably meant to be."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise

_NEAREST = 10  # names, those with the most pairs of letters in common, to compare letter by letter
_MOST_ALIKE = 200  # names that may share a pair of letters that is looked for
_LONGEST_NAME = 60
# How much of two names must be alike: `QUESTION` is no `CAUTION`, but `tga` is `tag`.
_SHORT, _SHORT_ALIKE, _ALIKE = 4, 0.6, 0.7


def nearest(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that `name` was probably meant to be, if there is one."""
    known = tuple(known)
    return _by_case(known).get(name.casefold()) or _nearest(name[:_LONGEST_NAME], known)


def is_absent(name: str, written: Iterable[str], known: Sequence[str]) -> bool:
    """Return whether a known name is not among the written ones, not even misspelt."""
    return all(one != name and (one in known or nearest(one, known) != name) for one in written)


@lru_cache(4096)
def _nearest(name: str, known: tuple[str, ...]) -> str | None:
    import difflib  # noqa: PLC0415 - not always needed

    found = (_by_pair(known).get(pair, ()) for pair in _pairs(name))
    shared = Counter(chain.from_iterable(f for f in found if len(f) <= _MOST_ALIKE))
    alike = [known[index] for index, _ in shared.most_common(_NEAREST)]
    cutoff = _SHORT_ALIKE if len(name) <= _SHORT else _ALIKE
    return next(iter(difflib.get_close_matches(name, alike, n=1, cutoff=cutoff)), None)


@lru_cache(16)
def _by_case(known: tuple[str, ...]) -> dict[str, str]:
    return {one.casefold(): one for one in reversed(known)}


@lru_cache(16)
def _by_pair(known: tuple[str, ...]) -> dict[str, list[int]]:
    """Return the indexes of the names that have two letters side by side, by these letters."""
    indexes = dict[str, list[int]]()
    for index, name in enumerate(known):
        for pair in _pairs(name[:_LONGEST_NAME]):
            indexes.setdefault(pair, []).append(index)
    return indexes


def _pairs(name: str) -> dict[str, None]:
    """Return the pairs of letters side by side, in order, so that ties are decided alike."""
    return dict.fromkeys(map("".join, pairwise(f"\n{name}\n")))
