"""The pictures of the preview: shown at once in a quick form, and made well behind."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial

from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.model import StoredBytes
from kawaraban.images.photo.kinds import BadPictureError
from kawaraban.images.photo.work import Job, Made, Workshop
from kawaraban.incremental.cache import Cache

_REST = 1.0  # seconds, in which the browser gets the quick forms
_PAUSE = 2.0  # seconds between two announcements, while there is more to make


class PictureQueue:
    """Pictures that are still to be made, and what is wrong with others, by their job's key."""

    def __init__(self, finished: Callable[[], object]) -> None:
        """Take what is called, in a thread, when some have been made."""
        self._finished = finished
        self.waiting: dict[str, Job] = {}
        self._busy = threading.Lock()
        self.broken: dict[str, BadPictureError] = {}

    def add(self, job: Job, shop: Workshop) -> None:
        """Let a job be done behind."""
        if job.key not in self.waiting:
            self.waiting[job.key] = job
            threading.Thread(target=self._work, args=(shop,), daemon=True).start()

    def _work(self, shop: Workshop) -> None:
        """Do one job after the other: the author's machine has other work."""
        with self._busy:
            time.sleep(_REST)
            announced = time.monotonic()
            for key, job in list(self.waiting.items()):
                try:
                    shop.make(job)
                except BadPictureError as bad:
                    # One that has changed may come back, and is planned anew in any case.
                    if bad.name != "changed-picture":
                        self.broken[key] = bad
                if len(self.waiting) == 1 or time.monotonic() > announced + _PAUSE:
                    self._finished()
                    announced = time.monotonic()
                del self.waiting[key]


class QuickWorkshop(Workshop):
    """Gives quick forms of the pictures whose forms are not in the cache yet."""

    def __init__(self, queue: PictureQueue, cache: Cache, workers: int, language: str) -> None:
        """Take where the job of making the others waits, and what a workshop takes."""
        super().__init__(cache, workers, language)
        self._queue = queue

    def run(self, jobs: Iterable[Job]) -> tuple[dict[str, tuple[Made, ...]], list[Diagnostic]]:
        """Return what is in the cache, and quick forms of the rest."""
        by_key = {job.key: job for job in jobs}
        made, broken = self.stored(by_key), self._queue.broken
        wrong = [broken[key].at(job.source) for key, job in by_key.items() if key in broken]
        for key, job in by_key.items():
            if key not in made and key not in broken:
                self._queue.add(job, self)
                made[key] = tuple(_quick(job, number) for number in range(len(job.forms)))
        return made, wrong

    def content_of(self, job: Job, made: Made) -> StoredBytes:
        """Return the bytes of a form, to be read when they are needed."""
        if made.size:
            return super().content_of(job, made)
        return StoredBytes(0, bytes.fromhex(made.digest)[:16], partial(job.sketch, made.form))


def _quick(job: Job, number: int) -> Made:
    """Return a form that is to be drawn when it is asked for: nothing is known of its bytes."""
    form, digest = job.forms[number], hashlib.sha256(f"{number} {job.key}".encode()).hexdigest()
    extension = "svg" if form.use == "drawing" else "jpg"
    return Made(form=form, extension=extension, digest=digest, size=0)
