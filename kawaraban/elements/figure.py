"""A figure: a picture alone in a paragraph, with its caption in either form.

![alt](shot.png "caption")   →  <figure class="figure"><img …><figcaption>caption</…>

![alt](shot.png)
*caption*                    →  the same; the caption may hold inline Markdown
"""

from collections.abc import Iterable, Iterator
from html import escape

from markupsafe import Markup
from msgspec.structs import replace

from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.messages import report
from kawaraban.core.model import Frozen, Parts, Slot
from kawaraban.core.syntax import Claim, Paragraph
from kawaraban.elements import Element, picture
from kawaraban.elements.picture import Picture, PictureView
from kawaraban.site.context import PageContext


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
    shown = picture.view(slot.picture, context)
    return FigureView(picture=shown, caption=context.fill(slot.caption))


ELEMENT = Element(
    "figure",
    Figure,
    view,
    check=lambda slot, context: picture.check(slot.picture, context),
    picture=lambda slot: picture.picture_use(slot.picture),
    grants=lambda slot, context: picture.grants(slot.picture, context),
    styles=(picture.ELEMENT.name,),
    paragraph=paragraph,
)
