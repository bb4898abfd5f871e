"""Page keys: what each page was made from, and whether it would be made the same today.

While a page is made, everything it asks for is recorded as an input. The page's key is its inputs
with their digests; while the key is the same, the page need not be made. Source of the method:
verifying traces (Mokhov, Mitchell, Peyton Jones, "Build Systems à la Carte", 2018, section 4.2.2).
"""

from collections.abc import Callable, Collection, Iterator
from hashlib import blake2b

import msgspec

from kawaraban.incremental.cache import Cache

DIGEST_BYTES = 16
Digest = Callable[[str], bytes]


class Trace(msgspec.Struct, frozen=True, array_like=True):
    """How a page was made: its inputs by index, and the digest of its bytes."""

    inputs: tuple[int, ...]
    digest: bytes


class Traces(msgspec.Struct, array_like=True):
    """The traces of all pages by output path; each input and its digest is named once."""

    inputs: list[str] = []
    digests: list[bytes] = []
    pages: dict[str, Trace] = {}


class PageKeys:
    """Compares pages with their traces, and collects the traces of this build."""

    def __init__(self, digest_of: Digest, known: Traces) -> None:
        """Take what gives an input's digest today, and the traces of the last build."""
        self._digest_of = digest_of
        self._known = known
        self.traces = Traces([*known.inputs], list(map(digest_of, known.inputs)))
        pairs = enumerate(zip(known.digests, self.traces.digests, strict=True))
        self._changed = {index for index, (then, now) in pairs if then != now}
        self._indices = {name: index for index, name in enumerate(known.inputs)}

    def known_digest(self, path: str) -> bytes | None:
        """Return the digest of a page that would be made the same; None for any other."""
        trace = self._known.pages.get(path)
        if trace is None or not self._changed.isdisjoint(trace.inputs):
            return None
        return trace.digest

    def keep(self, path: str) -> None:
        """Take the trace of an unchanged page over."""
        self.traces.pages[path] = self._known.pages[path]

    def record(self, path: str, inputs: Collection[str], digest: bytes) -> None:
        """Record how a page was made."""
        for name in inputs:
            if name not in self._indices:
                self._indices[name] = len(self.traces.inputs)
                self.traces.digests.append(self._digest_of(name))
                self.traces.inputs.append(name)
        self.traces.pages[path] = Trace(tuple(map(self._indices.__getitem__, inputs)), digest)

    def asked(self, kind: str) -> Iterator[str]:
        """Yield the names of all questions of a kind that pages of this build have asked."""
        used = set().union(*(trace.inputs for trace in self.traces.pages.values()))
        names = (self.traces.inputs[index].partition(" ") for index in sorted(used))
        return (name for asked, _, name in names if asked == kind)


def digest_of_value(value: object) -> bytes:
    """Return the digest of any frozen value."""
    return blake2b(_ENCODER.encode(value), digest_size=DIGEST_BYTES).digest()


# JSON keeps the offset of a moment, which MessagePack does not.
_ENCODER = msgspec.json.Encoder(order="deterministic")


def load_traces(cache: Cache, recipe: str) -> Traces:
    """Load the traces of the last build; none where the `recipe` is another.

    The recipe stands for the program and the settings, which every page depends on.
    """
    try:
        return msgspec.msgpack.decode(cache.get(f"traces {recipe}") or b"", type=Traces)
    except msgspec.DecodeError:
        return Traces()


def store_traces(traces: Traces, cache: Cache, recipe: str) -> Traces:
    """Store and return the traces of all pages, without inputs that no page has any more."""
    used = sorted(set().union(*(trace.inputs for trace in traces.pages.values())))
    if len(used) < len(traces.inputs):
        new = {index: number for number, index in enumerate(used)}
        traces = Traces(
            [traces.inputs[index] for index in used],
            [traces.digests[index] for index in used],
            {
                path: Trace(tuple(map(new.__getitem__, trace.inputs)), trace.digest)
                for path, trace in traces.pages.items()
            },
        )
    cache.put(f"traces {recipe}", msgspec.msgpack.encode(traces))
    return traces
