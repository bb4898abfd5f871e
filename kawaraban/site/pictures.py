"""Which form of a picture stands where: in a text, in a list, behind a link, shared."""

from collections.abc import Iterator

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Form, Frozen, Headline, PictureFile, Thumbnail
from kawaraban.site.context import PageContext

# Twice what a phone shows, for dense screens: a list's thumbnail, the lead story's
# picture, an author's portrait, the site's logo.
LIST_WIDTH, LEAD_WIDTH, PORTRAIT_WIDTH, LOGO_WIDTH = 240, 656, 160, 640
# The theme's text column, its margins on a phone, and that phone's column, in CSS pixels.
COLUMN, _MARGIN, PHONE_COLUMN = 684, 16, 328
# As tall as most screens of a desk show at once.
_TALL = 900
_LINKED = ("avif", "fallback", "webp", "drawing")


class Variant(Frozen, frozen=True, kw_only=True):
    """A picture in one format at all of its widths, as HTML's `source` element says it."""

    type: str
    srcset: str


def variants(picture: PictureFile, context: PageContext) -> Iterator[Variant]:
    """Yield the formats of a picture, first the one with fewer bytes a pixel over its widths."""
    formats = [[f for f in picture.forms if f.use == use] for use in ("avif", "webp")]
    formats.sort(key=lambda forms: sum(form.size / form.width**2 for form in forms))
    for forms in filter(None, formats):
        many = len(forms) > 1
        listed = (
            f"{context.href(f.path)} {f.width}w" if many else context.href(f.path) for f in forms
        )
        yield Variant(type=f"image/{forms[0].use}", srcset=", ".join(listed))


def sizes(width: int, share: float = 1) -> str:
    """Return how wide the theme shows a picture of a display width (HTML, "sizes attributes").

    It is given a `share` of the column.
    """
    shown, margins = min(width, round(COLUMN * share)), 2 * _MARGIN
    if share < 1:
        return f"(min-width: {COLUMN + margins}px) {shown}px, {share * 100:.0f}vw"
    return f"(min-width: {shown + margins}px) {shown}px, calc(100vw - {margins}px)"


def shown_width(picture: PictureFile, wanted: int | None) -> int:
    """Return the display width: as wanted, else so that a tall picture fits a screen."""
    whole = linked_form(picture)
    if wanted is not None:
        return min(wanted, whole.width)
    fitting = max(PHONE_COLUMN, round(_TALL * whole.width / whole.height))
    return min(fitting, whole.width)


def fallback_form(picture: PictureFile) -> Form:
    """Return the form that every browser opens; a drawing is its own."""
    return next(form for form in picture.forms if form.use in {"fallback", "drawing"})


def linked_form(picture: PictureFile) -> Form:
    """Return the widest form, for a link to the picture itself."""
    forms = (form for form in picture.forms if form.use in _LINKED)
    return max(forms, key=lambda form: (form.width, _LINKED.index(form.use)))


def thumbnail(picture: PictureFile | None, width: int, context: PageContext) -> Thumbnail | None:
    """Return a small form of a picture for a page. It says nothing that the text does not."""
    form = small_form(picture, width)
    if form is None:
        return None
    return Thumbnail(src=context.href(form.path), alt="", width=form.width, height=form.height)


def small_form(picture: PictureFile | None, width: int) -> Form | None:
    """Return the smallest form of a picture that is `width` pixels wide, else the widest."""
    forms = [form for form in _forms(picture) if form.use in {"small", "drawing"}]
    return next((form for form in forms if form.width >= width), forms[-1] if forms else None)


def picture_for(headline: Headline, context: PageContext) -> PictureFile | None:
    """Return the picture that stands for an article: its `image`, else its first."""
    return context.picture(Source(headline.path), headline.picture)


def sharing_form(picture: PictureFile | None) -> Form | None:
    """Return the form that networks show, where a picture has one."""
    return next((form for form in _forms(picture) if form.use == "sharing"), None)


def _forms(picture: PictureFile | None) -> tuple[Form, ...]:
    return picture.forms if picture else ()
