"""Page keys: what each page was made from, and whether it would be made the same today.

While a page is made, everything it asks for is recorded as an input. The page's key is the
digest of its inputs' digests; while the key is the same, the page need not be made.
Source of the method: verifying traces (Mokhov, Mitchell, Peyton Jones, "Build Systems à la
Carte", 2018, section 4.2.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b

import msgspec

from kawaraban.incremental.cache import Cache

DIGEST_BYTES = 16


class Trace(msgspec.Struct, frozen=True, array_like=True):
    """How a page was made: the inputs that it asked for, its key, the digest of its bytes."""

    inputs: tuple[str, ...]
    key: bytes
    digest: bytes


class _Stored(msgspec.Struct, frozen=True, array_like=True):
    """All traces as they are stored: each input is written once, and named by its index."""

    inputs: tuple[str, ...]
    pages: dict[str, tuple[tuple[int, ...], bytes, bytes]]


def page_key(inputs: Iterable[str], digest_of: Callable[[str], bytes]) -> bytes:
    """Return the key of a page with these inputs; `digest_of` gives each one's digest today."""
    return blake2b(b"".join(map(digest_of, inputs)), digest_size=DIGEST_BYTES).digest()


def digest_of_value(value: object) -> bytes:
    """Return the digest of any frozen value."""
    return blake2b(_ENCODER.encode(value), digest_size=DIGEST_BYTES).digest()


# JSON keeps the offset of a moment, which MessagePack does not.
_ENCODER = msgspec.json.Encoder(order="deterministic")


def load_traces(cache: Cache, recipe: str) -> dict[str, Trace]:
    """Load the traces of the last build by output path; none where the `recipe` is another.

    The recipe stands for the program and the settings, which every page depends on.
    """
    try:
        stored = msgspec.msgpack.decode(cache.get(_name(recipe)) or b"", type=_Stored)
    except msgspec.DecodeError:
        return {}
    names = stored.inputs
    return {
        path: Trace(tuple(names[n] for n in indices), key, digest)
        for path, (indices, key, digest) in stored.pages.items()
    }


def store_traces(traces: Mapping[str, Trace], cache: Cache, recipe: str) -> None:
    """Store the traces of all pages."""
    indices: dict[str, int] = {}
    pages = {
        path: (tuple(indices.setdefault(i, len(indices)) for i in t.inputs), t.key, t.digest)
        for path, t in traces.items()
    }
    cache.put(_name(recipe), msgspec.msgpack.encode(_Stored(tuple(indices), pages)))


def _name(recipe: str) -> str:
    return f"traces {recipe}"
