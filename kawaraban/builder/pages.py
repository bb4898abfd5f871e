"""Every output of a site: unchanged pages found by their keys, others made, read back, staged."""

from collections.abc import Sequence
from itertools import chain, filterfalse

from msgspec import Struct
from msgspec.structs import replace

from kawaraban.checks.finished_page import (
    FinishedPage,
    ad_reader,
    check_page,
    pasted_everywhere,
    unique_faults,
)
from kawaraban.core.addresses import ARCHIVE
from kawaraban.core.diagnostics import Diagnostic, Reported, Words
from kawaraban.core.model import StoredBytes
from kawaraban.incremental.page_keys import PageKeys
from kawaraban.publish import Staging
from kawaraban.render.pages import Output
from kawaraban.render.renderer import BadTemplateError
from kawaraban.render.snapshot import Snapshot
from kawaraban.system.pool import parallel_map
from kawaraban.system.progress import progress

# Below this, starting a process costs more than it saves.
WORTH_A_PROCESS = 150
# Pages go through each step together, which takes a tenth less than one by one.
_BATCH = 15
# Files are only copied: a process is not worth while for fewer.
_LEAST_FILES = 600
_OF_ALL = frozenset({ARCHIVE, "sitemap.xml"})
_DOING = Words("ページを作成中", "rendering")


def _is_file(output: Output) -> bool:
    return isinstance(output.make, StoredBytes) or output.made_from in {"file", "index"}


class Page(Struct, frozen=True):
    """A page that was made: its bytes until they are staged, then their digest.

    `inputs` are what it asked for, `found` what is wrong with it.
    """

    data: bytes
    digest: bytes
    inputs: tuple[str, ...]
    found: tuple[Diagnostic, ...] = ()


class PageRenderer:
    """Renders the pages of one build, and reads each back."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Take a snapshot, whose view records what a page asks for."""
        self.view = snapshot.renderer.view
        self._read_link = ad_reader(snapshot.settings.affiliate)
        self._pasted = pasted_everywhere(snapshot.site)  # what any page may show

    def render(self, output: Output) -> Page:
        """Make the bytes of an output."""
        self.view.inputs.clear()
        try:
            data = output.bytes()
        except BadTemplateError as bad:
            return Page(b"", b"", (), (bad.diagnostic,))
        return Page(data, b"", tuple(self.view.inputs))

    def check(self, page: Page, output: Output) -> Page:
        """Return a page with what is wrong with its ads."""
        if page.found or not output.template:
            return page
        pasted = self._pasted | output.pasted
        finished = FinishedPage(output.path, output.template, page.data, pasted)
        return replace(page, found=check_page(finished, self._read_link))


class PageMaker(Struct, frozen=True):
    """Makes the pages of one build, and stages them."""

    renderer: PageRenderer
    staging: Staging
    jobs: int
    language: str

    def make(self, outputs: Sequence[Output], keys: PageKeys) -> Reported[dict[str, bytes]]:
        """Stage every output but those with mistakes; return the digests, and what is wrong.

        A page whose key has not changed is not made.
        """
        digests = self._put_files([output for output in outputs if _is_file(output)])
        left: list[Output] = []
        for output in filterfalse(_is_file, outputs):
            path = output.path
            unchanged = keys.known_digest(path)
            if unchanged is not None and self.staging.digest_of(path) == unchanged:
                digests[path] = unchanged
                keys.keep(path)
            else:
                left.append(output)
        found: list[Diagnostic] = []
        # What these ask of all articles is touched before there are two processes.
        left.sort(key=lambda output: output.address not in _OF_ALL)
        batches = [left[start : start + _BATCH] for start in range(0, len(left), _BATCH)]
        first, enough = map(self._make_pages, batches[:1]), WORTH_A_PROCESS // _BATCH
        rest = parallel_map(self._make_pages, batches[1:], self.jobs, enough)
        made, what = chain.from_iterable(chain(first, rest)), _DOING.in_language(self.language)
        pages = progress(made, len(left), what)
        for output, page in zip(left, pages, strict=True):
            found += page.found
            digests[output.path] = page.digest
            keys.record(output.path, page.inputs, page.digest)
        return digests, unique_faults(found)

    def _put_files(self, files: list[Output]) -> dict[str, bytes]:
        """Stage files of which no inputs are recorded; return their digests."""
        files.sort(key=lambda output: output.made_from != "index")
        digests = self._put(files[:1])  # which makes the index, once for all processes
        size = max(_LEAST_FILES, -(-len(files) // self.jobs))  # neighbours are read together
        pieces = [files[start : start + size] for start in range(1, len(files), size)]
        for more in parallel_map(self._put, pieces, self.jobs):
            digests |= more
        return digests

    def _put(self, files: Sequence[Output]) -> dict[str, bytes]:
        made = ((o.path, o.make if isinstance(o.make, StoredBytes) else o.make()) for o in files)
        return {path: self.staging.put(path, content) for path, content in made}

    def _make_pages(self, outputs: Sequence[Output]) -> list[Page]:
        """Make some pages, and stage those that nothing is wrong with."""
        renderer = self.renderer
        pages = [renderer.render(output) for output in outputs]
        pages = [renderer.check(page, output) for page, output in zip(pages, outputs, strict=True)]
        return [self._stage(page, output) for page, output in zip(pages, outputs, strict=True)]

    def _stage(self, page: Page, output: Output) -> Page:
        digest = b"" if page.found else self.staging.put(output.path, page.data)
        return replace(page, data=b"", digest=digest)
