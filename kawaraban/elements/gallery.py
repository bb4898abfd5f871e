"""A gallery: several pictures in one paragraph, each with its own caption, in rows.

![a](a.png "one") ![b](b.png)   →  <figure class="gallery"><div class="gallery-row"> …
*of both*

![a](a.png)
*one*
![b](b.png)                     →  the same, with a caption of the first alone
"""

from itertools import accumulate
from math import ceil

from markupsafe import Markup
from msgspec.structs import replace

from kawaraban.core.model import Frozen, Parts, Slot
from kawaraban.core.syntax import BELOW_ALL, Claim, Paragraph
from kawaraban.elements import Element, picture
from kawaraban.elements import figure as figures
from kawaraban.elements.figure import Figure, FigureView, figure, second_captions
from kawaraban.elements.picture import Picture
from kawaraban.site.context import PageContext
from kawaraban.site.pictures import linked_form, sizes

# A row is one of two screens, 16 by 9, or of three pictures.
_WIDEST_ROW, _MOST_IN_ROW = 3.6, 3
# None is taller than a screen; one that is lower than this may be enlarged beside a taller one.
_TALLEST, _LOW = 560, 160
_UNKNOWN_RATIO = 1.5


class Gallery(Slot, frozen=True, kw_only=True):
    """Pictures with their captions; `caption` is that of all of them, or empty."""

    figures: tuple[Figure, ...]
    caption: Parts = Parts()


def paragraph(found: Paragraph) -> Claim | None:
    """Take a paragraph of several pictures."""
    if len(found.images) < 2:  # noqa: PLR2004 - one is a figure
        return None
    shown = [one for one in found.images if isinstance(one, Picture)]
    if len(shown) < len(found.images):
        return None

    def make(captions: tuple[Parts, ...]) -> Gallery:
        below = dict(zip(found.captions, captions, strict=True))
        made = tuple(figure(one, below.get(number)) for number, one in enumerate(shown))
        return Gallery(source=found.source, figures=made, caption=below.get(BELOW_ALL, Parts()))

    captioned = (shown[number] for number in found.captions if number != BELOW_ALL)
    return Claim(make, tuple(second_captions(captioned)))


class GalleryView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    rows: tuple[tuple[FigureView, ...], ...]
    caption: Markup


def view(slot: Gallery, context: PageContext) -> GalleryView:
    """Fill the captions and the pictures; in a feed all have their own size."""
    shown = [_linked(one, context) for one in slot.figures]
    rows = [shown] if context.feed else list(map(_fit, split_rows(shown)))
    return GalleryView(rows=tuple(map(tuple, rows)), caption=context.fill(slot.caption))


def _linked(one: Figure, context: PageContext) -> FigureView:
    """Return a figure that links to the large picture where that shows more."""
    shown = figures.view(one, context)
    source, path = one.picture.source, one.picture.path
    file = context.picture(source, path) if shown.picture.zoom else None
    return replace(shown, href=context.href(linked_form(file).path)) if file else shown


def split_rows(shown: list[FigureView]) -> list[list[FigureView]]:
    """Split figures into as few rows as may be, of about the same width at the same height."""
    ratios = list(map(_ratio, shown))
    whole = sum(ratios)
    count = ceil(max(whole / _WIDEST_ROW, len(shown) / _MOST_IN_ROW))
    rows: list[list[FigureView]] = [[] for _ in range(count)]
    for one, ratio, end in zip(shown, ratios, accumulate(ratios), strict=True):
        rows[int((end - ratio / 2) * count / whole)].append(one)
    return [row for row in rows if row]


def _fit(row: list[FigureView]) -> list[FigureView]:
    """Give the pictures of a row one height: the style shrinks all of them by the same factor."""
    heights = [one.picture.height for one in row if one.picture.height] or [_TALLEST]
    height = min(_TALLEST, sorted((_LOW, min(heights), max(heights)))[1])
    whole = sum(map(_ratio, row))
    fitted = []
    for one in row:
        width = max(1, round(height * _ratio(one)))
        size = {"width": width, "height": height, "sizes": sizes(width, _ratio(one) / whole)}
        is_known = one.picture.height > 0
        fitted.append(replace(one, picture=replace(one.picture, **size)) if is_known else one)
    return fitted


def _ratio(one: FigureView) -> float:
    return one.picture.width / one.picture.height if one.picture.height else _UNKNOWN_RATIO


ELEMENT = Element(
    "gallery",
    Gallery,
    view,
    styles=(figures.ELEMENT.name, picture.ELEMENT.name),
    paragraph=paragraph,
)
