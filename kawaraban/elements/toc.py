"""The table of contents.

[TOC]   →  <nav class="toc"> … there; without it, before the first h2.
"""

from markupsafe import Markup

from kawaraban.core.messages import report
from kawaraban.core.model import Frozen, Slot
from kawaraban.core.syntax import Claim, Paragraph
from kawaraban.elements import Element
from kawaraban.site.context import PageContext

_MOST = 10
"""Each is as long as the text has headings: without a bound a page could have no end."""


class Toc(Slot, frozen=True, kw_only=True):
    """Where the table of contents stands. `written`: the author typed `[TOC]`."""

    written: bool = False


def paragraph(found: Paragraph) -> Claim | None:
    """Take a paragraph that is `[TOC]`."""
    if found.text.strip().upper() != "[TOC]":
        return None
    toc = Toc(source=found.source, written=True)
    many = report(found.source, "too-complex")
    is_too_many = found.counts.get(ELEMENT.name, 0) == _MOST
    return Claim(lambda _captions: toc, (many,) if is_too_many else ())


class TocView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    contents: Markup


def view(_slot: Toc, context: PageContext) -> TocView | None:
    """Return the contents, or nothing where the article has none; a feed reader makes its own."""
    contents = Markup() if context.feed else context.contents
    return TocView(contents=contents) if contents else None


ELEMENT = Element("toc", Toc, view, paragraph=paragraph, position="first-heading")
