"""Plan which forms of a picture are published, and name those that were made by their content."""

import hashlib
from collections.abc import Collection, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from kawaraban.core.addresses import folder_name
from kawaraban.core.model import Form, FormUse, PictureFile
from kawaraban.core.settings import ImageSettings
from kawaraban.images.photo.work import Made

# Open Graph's large picture, at twice the width that a phone's timeline shows.
SHARING_SIZE = (1200, 630)
# The uses of a picture in a text; those in lists and on networks are apart.
IN_TEXT = frozenset({"avif", "webp", "fallback", "drawing"})
# Twice what a phone's screen shows, and enough for the theme's column.
_FALLBACK_WIDTH = 960
# The tallest picture that WebP can hold (RFC 9649, 2.7: 14 bits, less one).
TALLEST = 16_383
_MOST_AVIF_PIXELS = 6_000_000
_LONGEST_STEM = 180


class Purpose(NamedTuple):
    """What the pages need a picture for.

    `shown` in a text or linked to; `small` are the widths that lists need; `shared` as
    the picture of an article.
    """

    shown: bool = False
    small: frozenset[int] = frozenset()
    shared: bool = False


def combine_purposes(purposes: Collection[Purpose]) -> Purpose:
    """Return what all of the purposes need together."""
    return Purpose(
        shown=any(purpose.shown for purpose in purposes),
        small=frozenset().union(*(purpose.small for purpose in purposes)),
        shared=any(purpose.shared for purpose in purposes),
    )


def plan_forms(picture: PictureFile, purpose: Purpose, settings: ImageSettings) -> tuple[Form, ...]:
    """Return the forms of a picture in order of size and use, their paths still empty.

    None is wider than the original.
    """
    if picture.path.lower().endswith(".svg"):
        return (_form(picture, "drawing", picture.width),)
    forms = _forms(picture, purpose, settings)
    return tuple(sorted(forms, key=lambda form: (form.width, form.height, form.use)))


def _forms(picture: PictureFile, purpose: Purpose, settings: ImageSettings) -> Iterator[Form]:
    if purpose.shown:
        widths = sorted({_at_most(picture, width) for width in settings.widths})
        for name in settings.formats:
            if name != "avif" or _has_avif(picture, widths):
                yield from (_form(picture, name, width) for width in widths)
        yield _form(picture, "fallback", _fallback(widths, settings))
    for width in sorted({_at_most(picture, width) for width in purpose.small}):
        yield _form(picture, "small", width)
    if purpose.shared:
        width, height = SHARING_SIZE
        yield Form(use="sharing", width=width, height=height)


def _has_avif(picture: PictureFile, widths: list[int]) -> bool:
    """Return whether a picture is published as AVIF.

    Few browsers play an animation, and the encoder of a very tall page takes a gigabyte.
    """
    widest = _form(picture, "avif", widths[-1])
    return not picture.moving and widest.width * widest.height <= _MOST_AVIF_PIXELS


def _at_most(picture: PictureFile, width: int) -> int:
    """Return a width, or the nearest that the original and the formats allow."""
    return max(1, min(width, picture.width, picture.width * TALLEST // picture.height))


def _fallback(widths: list[int], settings: ImageSettings) -> int:
    """Return the width of the form for old browsers; the widest where it is the only one."""
    fitting = [width for width in widths if width <= _FALLBACK_WIDTH] or widths[:1]
    return fitting[-1] if settings.formats else widths[-1]


def _form(picture: PictureFile, use: FormUse, width: int) -> Form:
    height = max(1, round(picture.height * width / picture.width))
    return Form(use=use, width=width, height=height)


def name_forms(picture: PictureFile, made: tuple[Made, ...]) -> dict[Form, Made]:
    """Return the planned forms of a picture with their output paths, and what was made of each.

    Those of a text share a digest, which is of all of them: so pages are shorter. Each digest
    is of published bytes, never of the original's.
    """
    # In small letters: names that differ in capitals alone are one file on some systems.
    stem = folder_name(picture.path.rpartition("/")[2].rpartition(".")[0].casefold())
    stem = stem.encode()[:_LONGEST_STEM].decode(errors="ignore")
    found = [one for one in made if one.form in picture.forms]
    in_text = [one.digest for one in found if one.form.use in IN_TEXT]
    shared = hashlib.sha256("".join(in_text).encode()).hexdigest()

    def path(one: Made) -> str:
        is_in_text = one.form.use in IN_TEXT
        own = f"{one.form.width}-{shared[:8]}" if is_in_text else one.digest[:8]
        return f"images/{stem}-{own}.{one.extension}"

    return {replace(one.form, path=path(one), size=one.size): one for one in found}
