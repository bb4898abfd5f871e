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

from kawaraban.cache import Cache
from kawaraban.diagnostics import Diagnostic, Source, Words
from kawaraban.images.kinds import BadPictureError
from kawaraban.images.spool import Spool
from kawaraban.model import Form, Frozen, Kept
from kawaraban.progress import progress
from kawaraban.workers import shared

if TYPE_CHECKING:
    from concurrent.futures import Future

# Pixels; with a decoder's and the scaling's copies some 600 MB.
_ROOM = 50_000_000
_DOING = Words("画像を作成中", "making pictures")


# Below this, starting a process costs more than it saves.
_WORTH_A_PROCESS = 100


class Encoded(NamedTuple):
    """The bytes of a form, and the extension that says what they are."""

    form: Form
    extension: str
    data: bytes


class Job(NamedTuple):
    """Some forms to make. `key` says all that they depend on; `source` is where they are used.

    `pixels` are those of the original, which take memory while the job is done. One that is
    `quick` is done among others like it, in a process of its own: it draws, which threads
    cannot do side by side. What it gives is not remembered, only what that is.
    """

    key: str
    source: Source
    make: Callable[[], Iterable[Encoded]]
    pixels: int = 0
    quick: bool = False


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

    def __init__(
        self,
        cache: Cache,
        workers: int,
        language: str,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the memory between builds, the number of threads, and the author's language.

        `meanwhile` is something else to do, which may be done while others draw.
        """
        self._cache, self._workers, self._language = cache, workers, language
        self._meanwhile = meanwhile
        self._room = _Room()
        self._spool = Spool(cache.folder)

    def remember(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Give the value of a key, made only where it is not remembered."""
        return self._cache.remember(key, make)

    def done(self, jobs: tuple[Job, ...]) -> tuple[dict[str, tuple[Made, ...]], list[Diagnostic]]:
        """Do the jobs that are not remembered; give what all have made by key.

        Interrupted work is not done again: each job is remembered as soon as it is done, but
        for quick ones, which are remembered at the end and without their bytes.
        """
        alike = {job.key: job for job in jobs}
        kept = dict(self._cache.get_all(alike))
        made = {k: found for k, job in alike.items() if (found := self._whole(job, kept.get(k)))}
        left = [job for key, job in alike.items() if key not in made]
        made |= self._drawn([job for job in left if job.quick])
        wrong = self._encoded([job for job in left if not job.quick], made)
        return made, wrong

    def _encoded(self, jobs: list[Job], made: dict[str, tuple[Made, ...]]) -> list[Diagnostic]:
        """Add what jobs make to what is made already; give what is wrong with their pictures."""
        wrong: list[Diagnostic] = []
        for job, future in progress(self._futures(jobs), len(jobs), _DOING, self._language):
            try:
                made[job.key] = future.result()
            except BadPictureError as bad:
                wrong.append(bad.at(job.source))
        return wrong

    def _drawn(self, jobs: list[Job]) -> Iterator[tuple[str, tuple[Made, ...]]]:
        self._cache.close()  # before a fork
        # What the first one loads, all processes have from the start.
        first = map(_encoded, jobs[:1])
        rest = shared(_encoded, jobs[1:], self._workers, _WORTH_A_PROCESS, self._meanwhile)
        drawn = chain(first, rest)
        told = progress(drawn, len(jobs), _DOING, self._language)
        known: dict[str, bytes] = {}
        for job, encoded in zip(jobs, told, strict=True):
            made = tuple(map(_made, encoded))
            for one, (_, _, data) in zip(made, encoded, strict=True):
                self._spool.put(one.digest, data)
            known[job.key] = msgpack.encode(made)
            yield job.key, made
        if known:
            self._cache.put_all(known.items())

    def kept(self, job: Job, made: Made) -> Kept:
        """Give the bytes of a form, to be read when they are needed."""
        return Kept(made.size, bytes.fromhex(made.digest)[:16], partial(self._read, job, made))

    def _read(self, job: Job, made: Made) -> bytes:
        """Give the bytes of a form; made again where they have been lost since."""
        if job.quick:
            return self._spool.get(made.digest) or _form(made, job.make())
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
            for job, future in [(job, pool.submit(self._do, job)) for job in jobs]:
                future.exception()
                yield job, future
        finally:
            pool.shutdown(cancel_futures=True)

    def _whole(self, job: Job, data: bytes | None) -> tuple[Made, ...] | None:
        """Read what is remembered of a job, where all that it made is still there."""
        try:
            made = msgpack.decode(data or b"", type=tuple[Made, ...])
        except msgspec.DecodeError:
            return None
        if job.quick:
            return made
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


def _made(encoded: Encoded) -> Made:
    form, extension, data = encoded
    digest = hashlib.sha256(data).hexdigest()
    return Made(form=form, extension=extension, digest=digest, size=len(data))


def _form(made: Made, encoded: Iterable[Encoded]) -> bytes:
    """Give the bytes of one of the forms that a job makes."""
    return next(data for form, _, data in encoded if form == made.form)


def _encoded(job: Job) -> list[Encoded]:
    return list(job.make())


def published_path(stem: str, digest: str, made: Made) -> str:
    """Give the output path of a form; `digest` is of published bytes, never of the original's."""
    return f"images/{stem}-{digest[:8]}.{made.extension}"


def _blob(digest: str) -> str:
    return f"blob {digest}"
