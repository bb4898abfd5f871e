"""Run the encoding jobs of a site's pictures once, in threads, and store each result."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import msgspec
from msgspec import msgpack

from kawaraban.core.diagnostics import Diagnostic, Source, Words
from kawaraban.core.model import Form, Frozen, StoredBytes
from kawaraban.images.photo.kinds import BadPictureError
from kawaraban.incremental.cache import Cache
from kawaraban.system.progress import progress

# Pixels at once; with a decoder's and the scaling's copies some 600 MB.
_BUDGET = 50_000_000
_DOING = Words("画像を作成中", "making pictures")


class Encoded(NamedTuple):
    """The bytes of a form, and the extension of their format."""

    form: Form
    extension: str
    data: bytes


class Job(NamedTuple):
    """Some forms to make: `key` is the cache key, `source` the position of a use.

    `sketch` draws one of the `forms` quickly and not well; `pixels` measure the memory that the
    job takes, `size` is the original's number of bytes.
    """

    key: str
    source: Source
    make: Callable[[], Iterable[Encoded]]
    pixels: int = 0
    forms: tuple[Form, ...] = ()
    sketch: Callable[[Form], bytes] = lambda _: b""
    size: int = 0


class Made(Frozen, frozen=True, kw_only=True):
    """A form that was made: the digest and the number of its bytes."""

    form: Form
    extension: str
    digest: str
    size: int


_Result = Callable[[], tuple[Made, ...]]


class Workshop:
    """Thread pool that makes the forms of pictures, and stores them in the cache."""

    def __init__(self, cache: Cache, workers: int, language: str) -> None:
        """Take the cache, the number of threads, and the author's language."""
        self._cache, self._workers, self._language = cache, workers, language
        self._reserved, self._freed = 0, threading.Condition()  # pixels at work

    def run(self, jobs: Iterable[Job]) -> tuple[dict[str, tuple[Made, ...]], list[Diagnostic]]:
        """Run the jobs whose results are not in the cache; return all results by key.

        Each result is stored at once, so that interrupted work is not repeated.
        Of several jobs with one key, one is run.
        """
        by_key = {job.key: job for job in jobs}
        made = self.stored(by_key)
        missing = [job for key, job in by_key.items() if key not in made]
        problems: list[Diagnostic] = []
        doing = _DOING.in_language(self._language)
        saved: list[int] = []
        more = partial(self._say_more, saved)
        for job, result in progress(self._start(missing), len(missing), doing, more):
            try:
                made[job.key] = result()
            except BadPictureError as bad:
                problems.append(bad.at(job.source))
            else:
                saved.append(job.size - max((one.size for one in made[job.key]), default=0))
        return made, problems

    def stored(self, keys: Iterable[str]) -> dict[str, tuple[Made, ...]]:
        """Return the results that are in the cache, by key."""
        stored = self._cache.get_all(keys)
        return {key: found for key, data in stored if (found := self._read_result(data))}

    def _say_more(self, saved: list[int], left: str) -> str:
        """Say by how much the largest forms are smaller than the originals, and the time left."""
        size = f"{max(0, sum(saved)) / 1e6:.1f} MB"
        more = Words(f"、元より {size} 軽く、残り {left}", f", {size} saved, {left} left")
        return more.in_language(self._language)

    def content_of(self, job: Job, made: Made) -> StoredBytes:
        """Return the bytes of a form, to be read when they are needed."""
        read = partial(self._read, job, made)
        return StoredBytes(made.size, bytes.fromhex(made.digest)[:16], read)

    def make(self, job: Job) -> tuple[Made, ...]:
        """Do a job, and store its result."""
        with self._reserve(job.pixels):
            made = tuple(self._store(encoded) for encoded in job.make())
        self._cache.put(job.key, msgpack.encode(made))
        return made

    @contextmanager
    def _reserve(self, pixels: int) -> Iterator[None]:
        """Wait until there is memory for so many pixels; a job that needs more runs alone."""
        with self._freed:
            self._freed.wait_for(lambda: not self._reserved or self._reserved + pixels <= _BUDGET)
            self._reserved += pixels
        try:
            yield
        finally:
            with self._freed:
                self._reserved -= pixels
                self._freed.notify_all()

    def _read(self, job: Job, made: Made) -> bytes:
        """Return the bytes of a form from the cache; make them where it has lost them."""
        if (data := self._cache.get(_blob_key(made.digest))) is not None:
            return data
        self.make(job)
        return self._cache.get(_blob_key(made.digest)) or b""

    def _start(self, jobs: list[Job]) -> Iterator[tuple[Job, _Result]]:
        """Start the jobs; yield each in order with a function that waits for its result."""
        if not jobs:
            return
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - not always needed

        pool = ThreadPoolExecutor(self._workers)
        try:
            yield from [(job, pool.submit(self.make, job).result) for job in jobs]
        finally:
            pool.shutdown(cancel_futures=True)

    def _read_result(self, data: bytes) -> tuple[Made, ...] | None:
        """Decode the stored result of a job; None where a part of it has been lost."""
        try:
            made = msgpack.decode(data, type=tuple[Made, ...])
        except msgspec.DecodeError:
            return None
        return made if all(self._cache.has(_blob_key(one.digest)) for one in made) else None

    def _store(self, encoded: Encoded) -> Made:
        form, extension, data = encoded
        digest = hashlib.sha256(data).hexdigest()
        self._cache.put(_blob_key(digest), data)
        return Made(form=form, extension=extension, digest=digest, size=len(data))


def _blob_key(digest: str) -> str:
    return f"blob {digest}"
