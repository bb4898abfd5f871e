"""Every output of a site rendered, read back and staged, in several processes."""

from __future__ import annotations

from itertools import islice
from math import ceil
from typing import NamedTuple

from kawaraban.diagnostics import Diagnostic, Words
from kawaraban.model import Kept
from kawaraban.pages import Output
from kawaraban.progress import progress
from kawaraban.proofread import Sheet, ad_reader, once, pasted_everywhere, proofread
from kawaraban.publish import Stage
from kawaraban.render import BadTemplateError, Edition
from kawaraban.skimming import Read
from kawaraban.workers import shared

# Below this, starting a process costs more than it saves.
_WORTH_A_PROCESS = 150


class Pressed(NamedTuple):
    """What came of the outputs: the digest of each, and the articles that it names, by path.

    `found` is what is wrong with the templates; nothing is staged then.
    """

    digests: dict[str, bytes]
    shown: dict[str, tuple[str, ...]]
    found: tuple[Diagnostic, ...]


def pressed(outputs: tuple[Output, ...], edition: Edition, stage: Stage, jobs: int) -> Pressed:
    """Make every output and stage it."""
    language, affiliate = edition.settings.language, edition.settings.affiliate
    press = _Press(edition, pasted_everywhere(edition.site), ad_reader(affiliate), stage)
    made = [output for output in outputs if not isinstance(output.make, Kept)]
    kept = ((o.path, stage.put(o.path, o.make)) for o in outputs if isinstance(o.make, Kept))
    for_each = ceil((len(outputs) - len(made)) / max(len(made), 1))
    results = shared(press.done, made, jobs, _WORTH_A_PROCESS)
    results = progress(results, len(made), Words("ページを作成中", "rendering"), language)
    digests: dict[str, bytes] = {}
    shown: dict[str, tuple[str, ...]] = {}
    found: list[Diagnostic] = []
    for output, (digest, names, wrong) in zip(made, results, strict=True):
        digests[output.path] = digest
        shown[output.path] = names
        found += wrong
        digests.update(islice(kept, for_each))  # while other processes are at the next pages
    if found:
        stage.discard()
        return Pressed({}, {}, once(found))
    digests.update(kept)
    return Pressed(digests, shown, ())


class _Press(NamedTuple):
    edition: Edition
    pasted: frozenset[str]
    read: Read
    stage: Stage

    def done(self, output: Output) -> tuple[bytes, tuple[str, ...], tuple[Diagnostic, ...]]:
        """Make one output, and stage it where nothing is wrong with it."""
        self.edition.shown.clear()
        try:
            data = output.bytes()
        except BadTemplateError as bad:
            return b"", (), (bad.diagnostic,)
        sheet = Sheet(output.path, output.template, data, self.pasted | output.pasted)
        wrong = proofread(sheet, self.read) if output.template else ()
        digest = b"" if wrong else self.stage.put(output.path, data)
        return digest, tuple(sorted(self.edition.shown)), wrong
