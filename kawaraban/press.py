"""Every output of a site rendered, read back and staged, in several processes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kawaraban.diagnostics import Diagnostic, Words
from kawaraban.model import Kept
from kawaraban.pages import Output
from kawaraban.progress import progress
from kawaraban.proofread import Sheet, proofread
from kawaraban.publish import Stage
from kawaraban.render import BadTemplateError
from kawaraban.settings import Settings
from kawaraban.workers import shared

# Below this, starting a process costs more than it saves.
_WORTH_A_PROCESS = 150


def pressed(
    outputs: tuple[Output, ...],
    pasted: Mapping[str, frozenset[str]],
    settings: Settings,
    stage: Stage,
    jobs: int,
) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """Make every output and stage it; give the digest of each, and what is wrong.

    `pasted` gives the ad code that stands in a page by its path, that of all under none.
    """
    work = partial(_pressed, pasted=pasted, settings=settings, stage=stage)
    made = [output for output in outputs if not isinstance(output.make, Kept)]
    results = shared(work, made, jobs, _WORTH_A_PROCESS)
    what = Words("ページを作成中", "rendering")
    results = progress(results, len(made), what, settings.language)
    digests: dict[str, bytes] = {}
    found: dict[Diagnostic, None] = {}
    for output, (digest, wrong) in zip(made, results, strict=True):
        digests[output.path] = digest
        found |= dict.fromkeys(wrong)
    for output in outputs:
        if isinstance(output.make, Kept):
            digests[output.path] = stage.put(output.path, output.make)
    return digests, tuple(found)


def _pressed(
    output: Output, pasted: Mapping[str, frozenset[str]], settings: Settings, stage: Stage
) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """Make one output, and stage it where nothing is wrong with it."""
    if isinstance(output.make, Kept):
        return output.make.digest, ()
    try:
        data = output.make()
    except BadTemplateError as bad:
        return b"", (bad.diagnostic,)
    wrong: tuple[Diagnostic, ...] = ()
    if output.template:
        own = pasted.get(output.path, pasted[""])
        sheet = Sheet(output.path, output.template, data.decode(), own)
        wrong = tuple(proofread((sheet,), settings.affiliate))
    return (b"", wrong) if wrong else (stage.put(output.path, data), ())
