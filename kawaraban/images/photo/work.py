"""The work of a site's pictures: done once, in threads, and remembered piece by piece."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import msgpack

from kawaraban.core.diagnostics import Diagnostic, Source, Words
from kawaraban.core.model import Form, Frozen, StoredBytes
from kawaraban.images.photo.kinds import BadPictureError
from kawaraban.incremental.cache import Cache
from kawaraban.system.progress import progress

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

# Pixels; with a decoder's and the scaling's copies some 600 MB.
_ROOM = 50_000_000
_DOING = Words("画像を作成中", "making pictures")


class Encoded(NamedTuple):
    """The bytes of a form, and the extension that says what they are."""

    form: Form
    extension: str
    data: bytes


class Job(NamedTuple):
    """Some forms to make. `key` says all that they depend on; `source` is where they are used.

    `pixels` are those of the original, which take memory while the job is done, as its file does.
    """

    key: str
    source: Source
    make: Callable[[], Iterable[Encoded]]
    pixels: int = 0


class Made(Frozen, frozen=True, kw_only=True):
    """A form that was made: the digest and the number of its bytes."""

    form: Form
    extension: str
    digest: str
    size: int


class _Room:
    """Memory for so many pixels at once; a job that needs more is done alone."""

    def __init__(self) -> None:
        self._pixels = 0
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, pixels: int) -> Iterator[None]:
        """Wait for room, and give it back at the end."""
        with self._changed:
            self._changed.wait_for(lambda: not self._pixels or self._pixels + pixels <= _ROOM)
            self._pixels += pixels
        try:
            yield
        finally:
            with self._changed:
                self._pixels -= pixels
                self._changed.notify_all()


class Workshop:
    """Where jobs are done, and where what they made is kept."""

    def __init__(self, cache: Cache, workers: int, language: str) -> None:
        """Take the memory between builds, the number of threads, and the author's language."""
        self._cache, self._workers, self._language = cache, workers, language
        self._room = _Room()

    def done(self, jobs: tuple[Job, ...]) -> tuple[dict[str, tuple[Made, ...]], list[Diagnostic]]:
        """Do the jobs that are not remembered; give what all have made by key.

        Interrupted work is not done again: each job is remembered as soon as it is done.
        Where one cannot be done, so it is said of each with its key, in its own words.
        """
        alike = {job.key: job for job in jobs}
        kept = dict(self._cache.get_all(alike))
        made = {k: found for k, job in alike.items() if (found := self._whole(kept.get(k)))}
        left = [job for key, job in alike.items() if key not in made]
        wrong: dict[str, list[Diagnostic]] = {}
        for job, future in progress(
            self._futures(left), len(left), _DOING.in_language(self._language)
        ):
            try:
                made[job.key] = future.result()
            except BadPictureError as bad:
                wrong[job.key] = [bad.at(job.source)]
        for job in jobs:
            if job.key in wrong and job is not alike[job.key]:
                wrong[job.key] += _wrong(job)
        return made, [*chain.from_iterable(wrong.values())]

    def kept(self, job: Job, made: Made) -> StoredBytes:
        """Give the bytes of a form, to be read when they are needed."""
        return StoredBytes(
            made.size, bytes.fromhex(made.digest)[:16], partial(self._read, job, made)
        )

    def _read(self, job: Job, made: Made) -> bytes:
        """Give the bytes of a form; made again where they have been lost since."""
        data = self._cache.get(_blob(made.digest))
        if data is not None:
            return data
        self._do(job)
        return self._cache.get(_blob(made.digest)) or b""

    def _futures(self, jobs: list[Job]) -> Iterator[tuple[Job, Future[tuple[Made, ...]]]]:
        if not jobs:
            return
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - not always needed

        pool = ThreadPoolExecutor(self._workers)
        try:
            for job, future in [(job, self._begun(job, pool)) for job in jobs]:
                future.exception()
                yield job, future
        finally:
            pool.shutdown(cancel_futures=True)

    def _begun(self, job: Job, pool: ThreadPoolExecutor) -> Future[tuple[Made, ...]]:
        """Have a job done by a thread; by this one, where the system gives no more of them."""
        try:
            return pool.submit(self._do, job)
        except RuntimeError:
            from concurrent.futures import Future  # noqa: PLC0415 - likewise

            future = Future[tuple[Made, ...]]()
            try:
                future.set_result(self._do(job))
            except Exception as error:  # noqa: BLE001 - whoever asks for the result gets it
                future.set_exception(error)
            return future

    def _whole(self, data: bytes | None) -> tuple[Made, ...] | None:
        """Read what is remembered of a job, where all that it made is still there."""
        try:
            made = msgpack.decode(data or b"", type=tuple[Made, ...])
        except msgspec.DecodeError:
            return None
        missing = [one for one in made if not self._cache.has(_blob(one.digest))]
        return None if missing else made

    def _do(self, job: Job) -> tuple[Made, ...]:
        with self._room.taken(job.pixels):
            made = tuple(self._kept(encoded) for encoded in job.make())
        self._cache.put(job.key, msgpack.encode(made))
        return made

    def _kept(self, encoded: Encoded) -> Made:
        made = _made(encoded)
        self._cache.put(_blob(made.digest), encoded.data)
        return made


def _wrong(job: Job) -> Iterator[Diagnostic]:
    """Say why a job cannot be done."""
    try:
        for _ in job.make():
            pass
    except BadPictureError as bad:
        yield bad.at(job.source)


def _made(encoded: Encoded) -> Made:
    form, extension, data = encoded
    digest = hashlib.sha256(data).hexdigest()
    return Made(form=form, extension=extension, digest=digest, size=len(data))


def published_path(stem: str, digest: str, made: Made) -> str:
    """Give the output path of a form; `digest` is of published bytes, never of the original's."""
    return f"images/{stem}-{digest[:8]}.{made.extension}"


def _blob(digest: str) -> str:
    return f"blob {digest}"
