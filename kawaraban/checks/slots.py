"""Check what the elements and links of articles and notices point at."""

from collections.abc import Iterator

from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.messages import report
from kawaraban.core.model import FileAddress, PostAddress
from kawaraban.elements import all_elements
from kawaraban.read.source import MARKDOWN
from kawaraban.site.context import CheckContext
from kawaraban.site.links import check_target, missing_file

_SOURCES = (*MARKDOWN, ".yaml", ".yml", ".toml")


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report links, pictures and contacts that are missing, and facts that are old.

    Bad:  [手順](recovre.md)
    Good: [手順](recover.md)
    """
    texts = [(article.body, subject.context(article)) for article in subject.articles]
    texts += [(body, subject.context()) for body in subject.loose]
    for body, context in texts:
        for slot in body.slots:
            if isinstance(slot, PostAddress):
                yield from check_target(slot.source, slot.path, slot.fragment, context)
            elif isinstance(slot, FileAddress):
                yield from _file(slot, context)
            else:
                yield from all_elements()[type(slot)].check(slot, context)


def _file(slot: FileAddress, context: CheckContext) -> Iterator[Diagnostic]:
    if not slot.is_loaded and context.site.address_of_path(slot.path) is not None:
        return
    found = context.find(slot.source, slot.path)
    if found is None:
        yield missing_file(slot.source, slot.path, context)
    elif found.lower().endswith(_SOURCES):
        yield report(slot.source, "source-file", path=slot.path)
