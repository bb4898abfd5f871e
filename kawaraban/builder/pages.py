"""Every output of a site: unchanged pages found by their keys, others made, read back, staged."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from kawaraban.checks.finished_page import FinishedPage, ReadAd, check_page, unique_faults
from kawaraban.core.diagnostics import Diagnostic, Words
from kawaraban.core.model import StoredBytes
from kawaraban.incremental.page_keys import PageKeys
from kawaraban.publish import Staging
from kawaraban.render.pages import Output
from kawaraban.render.renderer import BadTemplateError
from kawaraban.site.view import SiteView
from kawaraban.system.pool import parallel_map
from kawaraban.system.progress import progress

# Below this, starting a process costs more than it saves.
_WORTH_A_PROCESS = 150
_DOING = Words("ページを作成中", "rendering")


class Pages(Struct, frozen=True):
    """The outputs of a build: the digest of each, and what is wrong with them.

    Where something is wrong, not all of them are staged.
    """

    digests: dict[str, bytes]
    found: tuple[Diagnostic, ...] = ()


class _Page(Struct, frozen=True):
    """A page that was made: its digest, the inputs that it asked for, what is wrong with it."""

    digest: bytes
    inputs: tuple[str, ...]
    found: tuple[Diagnostic, ...] = ()


class PageMaker(Struct, frozen=True):
    """Makes the pages of one build.

    `view` records what a page asks for, `read_link` tells whose an ad link is, `pasted` are
    the addresses of ad code in texts that any page may show.
    """

    view: SiteView
    read_link: ReadAd
    pasted: frozenset[str]
    staging: Staging
    jobs: int
    language: str

    def make(self, outputs: Iterable[Output], keys: PageKeys) -> Pages:
        """Stage every output; a page whose key has not changed is not made."""
        digests: dict[str, bytes] = {}
        left: list[Output] = []
        for output in outputs:
            path = output.path
            if isinstance(output.make, StoredBytes) or output.made_from == "file":
                digests[path] = self._stage_file(output)
                continue
            unchanged = keys.known_digest(path)
            if unchanged is not None and self.staging.digest_of(path) == unchanged:
                digests[path] = unchanged
                keys.keep(path)
            else:
                left.append(output)
        found: list[Diagnostic] = []
        made = parallel_map(self._make_page, left, self.jobs, _WORTH_A_PROCESS)
        pages = progress(made, len(left), _DOING.in_language(self.language))
        for output, page in zip(left, pages, strict=True):
            found += page.found
            digests[output.path] = page.digest
            keys.record(output.path, page.inputs, page.digest)
        return Pages(digests, unique_faults(found))

    def _stage_file(self, output: Output) -> bytes:
        content = output.make if isinstance(output.make, StoredBytes) else output.bytes()
        return self.staging.put(output.path, content)

    def _make_page(self, output: Output) -> _Page:
        self.view.inputs.clear()
        try:
            data = output.bytes()
        except BadTemplateError as bad:
            return _Page(b"", (), (bad.diagnostic,))
        inputs = tuple(sorted(self.view.inputs)) if output.made_from == "inputs" else ()
        if output.template:
            page = FinishedPage(output.path, output.template, data, self.pasted | output.pasted)
            found = check_page(page, self.read_link)
            if found:
                return _Page(b"", inputs, found)
        return _Page(self.staging.put(output.path, data), inputs)
