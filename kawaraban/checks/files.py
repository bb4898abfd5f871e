"""Check for files that nothing reads, since their names are not those that are read."""

from collections.abc import Iterator

from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic, Source, did_you_mean
from kawaraban.core.messages import report
from kawaraban.core.model import KINDS
from kawaraban.read.source import REGISTRIES

_DATA = (".yml", ".yaml", ".json", ".toml")
_TEXTS = (".txt", ".text", ".docx", ".rtf")


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report data and texts that are not read, unless a page links to them.

    Bad:  content/contacts.yml, content/posts/trip.txt
    Good: content/contacts.yaml, content/posts/trip.md
    """
    for path in sorted(subject.site.files - REGISTRIES - subject.site.downloads.keys()):
        folder = path.rpartition("/")[0]
        if folder == "content" and path.endswith(_DATA):
            near = did_you_mean(path, tuple(REGISTRIES))
            yield report(Source(path), "misnamed-file", near=near)
        elif f"{folder}/" in KINDS and path.endswith(_TEXTS):
            yield report(Source(path), "unread-file")
