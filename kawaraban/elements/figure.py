"""A figure: a picture alone in a paragraph, with its caption in either form.

![alt](shot.png "caption")   →  <figure class="figure"><img …><figcaption>caption</…>

![alt](shot.png)
*caption*                    →  the same; the caption may hold inline Markdown
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec.structs import replace

from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.messages import report
from kawaraban.core.model import FileUse, Frozen, Grants, Parts, Slot
from kawaraban.core.syntax import Claim, Paragraph
from kawaraban.elements import Element, picture
from kawaraban.elements.picture import Picture, PictureView

if TYPE_CHECKING:
    from kawaraban.site.context import CheckContext, PageContext


class Figure(Slot, frozen=True, kw_only=True):
    """A picture with a caption, or without one (`caption` empty).

    A caption from a title is plain text, escaped, in one part.
    """

    picture: Picture
    caption: Parts = Parts()


def paragraph(found: Paragraph) -> Claim | None:
    """Take a paragraph that is one picture, with its caption or without."""
    if len(found.images) != 1 or not isinstance(found.images[0], Picture):
        return None
    shown = found.images[0]
    captioned = [shown for _ in found.captions]
    return Claim(lambda captions: figure(shown, *captions), tuple(second_captions(captioned)))


def figure(shown: Picture, caption: Parts | None = None) -> Figure:
    """Return the figure of a picture; its title is the caption where it has no other."""
    title = Parts(filter(None, [escape(shown.title, quote=False)]))
    return Figure(
        source=shown.source,
        picture=replace(shown, title=""),
        caption=title if caption is None else caption,
    )


def second_captions(captioned: Iterable[Picture]) -> Iterator[Diagnostic]:
    """Report each picture, of those with a caption on the next line, that has one as its title."""
    for shown in captioned:
        if shown.title:
            yield report(shown.source, "second-caption", title=shown.title)


class FigureView(Frozen, frozen=True, kw_only=True):
    """What the template is given. `href` is the large picture where the small one links to it."""

    picture: PictureView
    caption: Markup
    href: str = ""


def view(slot: Figure, context: PageContext) -> FigureView:
    """Fill the caption and the picture."""
    return FigureView(
        picture=picture.view(slot.picture, context), caption=context.fill(slot.caption)
    )


def check(slot: Figure, context: CheckContext) -> Iterator[Diagnostic]:
    """Return what is wrong with the picture."""
    yield from picture.check(slot.picture, context)


def picture_use(slot: Figure) -> FileUse:
    """Return the picture as written."""
    return picture.picture_use(slot.picture)


def grants(slot: Figure, context: PageContext) -> Grants:
    """Return what the picture needs of a browser."""
    return picture.grants(slot.picture, context)


ELEMENT = Element(
    "figure",
    Figure,
    view,
    check,
    picture=picture_use,
    grants=grants,
    styles=(picture.ELEMENT.name,),
    paragraph=paragraph,
)
