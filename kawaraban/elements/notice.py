"""The notice after the introduction.

notice: accuracy (front matter)   →  the Markdown of content/notices/accuracy.md
"""

from collections.abc import Iterator

from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.messages import report_unknown
from kawaraban.core.model import Body, Notice, Slot
from kawaraban.elements import Element, Filled
from kawaraban.site.context import CheckContext, PageContext

_DEFAULT = "accuracy"


class NoticeBox(Slot, frozen=True, kw_only=True):
    """The end of the introduction: before the first h2, else after the first block."""


def _notice(context: PageContext) -> Notice | None:
    """Return the notice that the article asks for.

    Pages (about, policy) state no facts that age: theirs is shown only on request.
    """
    if context.article is None:
        return None
    front_matter = context.article.front_matter
    if context.article.kind == "page" and "notice" not in front_matter.positions:
        return None
    return context.site.notice(front_matter.notice) if front_matter.notice else None


def view(_slot: NoticeBox, context: PageContext) -> Filled | None:
    """Fill the notice, where there is one."""
    notice = _notice(context)
    return Filled(content=context.fill(notice.body.parts)) if notice else None


def bodies(_slot: NoticeBox, context: PageContext) -> Iterator[Body]:
    """Yield the notice's text."""
    if notice := _notice(context):
        yield notice.body


def check(_slot: NoticeBox, context: CheckContext) -> Iterator[Diagnostic]:
    """Find a notice that does not exist.

    Bad:  notice: acuracy     (no content/notices/acuracy.md)
    Good: notice: accuracy
    """
    article = context.article
    name = article.front_matter.notice if article else ""
    if article is None or not name or name == _DEFAULT or name in context.whole.notices:
        return
    source = article.front_matter.positions["notice"]
    yield report_unknown("notice", name, source, tuple(context.whole.notices))


ELEMENT = Element("notice", NoticeBox, view, check, bodies=bodies, position="introduction-end")
