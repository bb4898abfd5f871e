"""Every output of a site rendered, read back and staged, in several processes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from itertools import chain, islice
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from kawaraban.checks.finished_page import (
    FinishedPage,
    ReadAd,
    ad_reader,
    check_page,
    pasted_everywhere,
    unique_faults,
)
from kawaraban.core.diagnostics import Diagnostic, Words
from kawaraban.core.model import StoredBytes
from kawaraban.publish import Stage
from kawaraban.render.edition import BadTemplateError, Edition
from kawaraban.render.pages import Output
from kawaraban.system.pool import shared
from kawaraban.system.progress import progress

# Below this, starting a process costs more than it saves.
_WORTH_A_PROCESS = 150
# So many pages go through each step together, which takes a tenth less than one by one; and
# fewer at the end, so that no process waits long for the last batch of another.
_BATCH, _LAST, _PART = 30, 5, 12
_Result = tuple[bytes, tuple[str, ...], tuple[Diagnostic, ...]]


class Pressed(Struct, frozen=True):
    """What came of the outputs: the digest of each, and the articles that it names, by path.

    `found` is what is wrong with the templates; nothing is staged then.
    """

    digests: dict[str, bytes]
    shown: dict[str, tuple[str, ...]]
    found: tuple[Diagnostic, ...]


def pressed(outputs: tuple[Output, ...], edition: Edition, stage: Stage, jobs: int) -> Pressed:
    """Make every output and stage it; whatever stops that, nothing stays on the stage."""
    try:
        made = _pressed(outputs, edition, stage, jobs)
    except BaseException:
        stage.discard()
        raise
    if made.found:
        stage.discard()
    return made


def _pressed(outputs: tuple[Output, ...], edition: Edition, stage: Stage, jobs: int) -> Pressed:
    language, affiliate = edition.settings.language, edition.settings.affiliate
    press = _Press(edition, pasted_everywhere(edition.site), ad_reader(affiliate), stage)
    digests = {o.path: there for o in outputs if o.lasting and (there := stage.known_there(o.path))}
    left = [output for output in outputs if output.path not in digests]
    made = [output for output in left if not isinstance(output.make, StoredBytes)]
    kept = ((o.path, stage.put(o.path, o.make)) for o in left if isinstance(o.make, StoredBytes))
    for_each = ceil((len(left) - len(made)) / max(len(made), 1))
    kinds = [[o for o in made if not o.lasting], [o for o in made if o.lasting]]
    made = [output for kind in kinds for output in kind]
    batches = list(map(_batches, kinds))
    shown: dict[str, tuple[str, ...]] = {}
    found: list[Diagnostic] = []
    # Closed whatever happens: a process still at work would lay the discarded stage again.
    jobs = min(jobs, len(made) // _WORTH_A_PROCESS)
    if jobs > 1:
        stage.make_ready()
    with closing(shared(press.done, batches, jobs, 1)) as done:
        told = chain.from_iterable(done)
        results = progress(
            told, len(made), Words("ページを作成中", "rendering").in_language(language)
        )
        for output, (digest, names, wrong) in zip(made, results, strict=True):
            digests[output.path] = digest
            if not output.lasting:
                shown[output.path] = names
            found += wrong
            digests.update(islice(kept, for_each))  # while other processes are at the next pages
    if found:
        return Pressed({}, {}, unique_faults(found))
    digests.update(kept)
    return Pressed(digests, shown, ())


def _batches(outputs: list[Output]) -> list[list[Output]]:
    batches: list[list[Output]] = []
    start = 0
    while start < len(outputs):
        size = min(_BATCH, max(_LAST, (len(outputs) - start) // _PART))
        batches.append(outputs[start : start + size])
        start += size
    return batches


class _Page(Struct, frozen=True):
    """A page while it is made; nothing of one with something `wrong` is kept."""

    data: bytes
    names: tuple[str, ...]
    wrong: tuple[Diagnostic, ...]


class _Press(Struct, frozen=True):
    edition: Edition
    pasted: frozenset[str]
    read: ReadAd
    stage: Stage

    def done(self, outputs: Sequence[Output]) -> list[_Result]:
        """Make some outputs, and stage those that nothing is wrong with."""
        pages = [self._rendered(output) for output in outputs]
        pages = [self._read_back(page, output) for page, output in zip(pages, outputs, strict=True)]
        return [self._staged(page, output) for page, output in zip(pages, outputs, strict=True)]

    def _rendered(self, output: Output) -> _Page:
        self.edition.shown.clear()
        try:
            data = output.bytes()
        except BadTemplateError as bad:
            return _Page(b"", (), (bad.diagnostic,))
        return _Page(data, tuple(sorted(self.edition.shown)), ())

    def _read_back(self, page: _Page, output: Output) -> _Page:
        if page.wrong or not output.template:
            return page
        finished = FinishedPage(
            output.path, output.template, page.data, self.pasted | output.pasted
        )
        return replace(page, wrong=check_page(finished, self.read))

    def _staged(self, page: _Page, output: Output) -> _Result:
        digest = b"" if page.wrong else self.stage.put(output.path, page.data)
        return digest, page.names, page.wrong
