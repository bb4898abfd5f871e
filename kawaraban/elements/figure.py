"""A figure: a picture alone in a paragraph, with its caption in either form.

![alt](shot.png "caption")   →  <figure class="figure"><img …><figcaption>caption</…>

![alt](shot.png)
*caption*                    →  the same; the caption may hold inline Markdown
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from markupsafe import Markup

from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.model import Frozen, Parts, Slot
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


class FigureView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    picture: PictureView
    caption: Markup


def view(slot: Figure, context: PageContext) -> FigureView:
    """Fill the caption and the picture."""
    return FigureView(
        picture=picture.view(slot.picture, context), caption=context.fill(slot.caption)
    )


def check(slot: Figure, context: CheckContext) -> Iterator[Diagnostic]:
    """Say what is wrong with the picture."""
    yield from picture.check(slot.picture, context)


ELEMENT = Element("figure", Figure, view, check)
