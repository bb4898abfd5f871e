"""A picture: `![what it shows](shot.png)`, with what an author may say after it.

![…](shot.png){width=480}   →  <picture> <source type=image/avif srcset=…> … <img src=… alt=…>
"""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec.structs import replace

from kawaraban.ads.rules import is_loaded
from kawaraban.core.diagnostics import Diagnostic, Words
from kawaraban.core.messages import report
from kawaraban.core.model import FileUse, Frozen, Grants, PictureFile, Slot
from kawaraban.core.redactions import check_redaction
from kawaraban.core.syntax import Decoded, Image
from kawaraban.csp.policy import grants_of_requests
from kawaraban.csp.sources import requests_of_address
from kawaraban.elements import Element, pictures_in
from kawaraban.site import pictures
from kawaraban.site.context import CheckContext, PageContext
from kawaraban.site.links import missing_file
from kawaraban.system.regex import lazy_pattern

# No other scheme is let through; what else looks like one is the name of a file.
_ON_THE_WEB = lazy_pattern(r"(?i)https?:|//")
_LOADING: dict[str, Literal["lazy", "eager"]] = {"lazy": "lazy", "eager": "eager"}
_PUBLISHED = frozenset(("id", "class", "lang"))
_NAMES = _PUBLISHED | {"title", "redact", "redact-style", "width", "zoom", "loading"}
# The values that an attribute can have, as a pattern and in words.
_VALUES = {
    "width": ("[1-9][0-9]{0,4}", "1 から 99999 までの画素数", "a number of pixels from 1 to 99999"),
    "zoom": ("true|false", "true か false", "true or false"),
    "loading": ("|".join(_LOADING), "lazy か eager", "lazy or eager"),
}


class Picture(Slot, frozen=True, kw_only=True):
    """A picture as written.

    `path` is percent-decoded, in NFC, and resolved as in `PostAddress`; an address with a scheme is
    another site's picture. `width` is the display width in CSS pixels. `redact` is as written, None
    where there is none. `attributes` are the author's other attributes (`id`, `class`).
    """

    path: str
    alt: str
    title: str = ""
    width: int | None = None
    zoom: bool = True
    loading: Literal["", "lazy", "eager"] = ""
    redact: str | None = None
    redact_style: str = ""
    attributes: dict[str, str] = {}


def image(found: Image) -> Decoded:
    """Make a picture of an image; a mistake in one attribute spoils no other."""
    given = found.attributes
    width = given.get("width", "")
    picture = Picture(
        source=found.source,
        path=found.path,
        alt=found.alt,
        title=given.get("title", found.title),
        width=int(width) if _is_possible("width", width) else None,
        zoom=given.get("zoom") != "false",
        loading=_LOADING.get(given.get("loading", ""), ""),
        redact=given.get("redact"),
        redact_style=given.get("redact-style", ""),
        attributes={name: value for name, value in given.items() if name in _PUBLISHED},
    )
    return Decoded(picture, tuple(_mistakes(picture, given)))


def _is_possible(name: str, value: str) -> bool:
    return name not in _VALUES or re.fullmatch(_VALUES[name][0], value) is not None


def _mistakes(picture: Picture, given: Mapping[str, str]) -> Iterator[Diagnostic]:
    for name, value in given.items():
        if name not in _NAMES:
            yield report(picture.source, "unknown-attribute", name=name)
        elif not _is_possible(name, value):
            form = Words(*_VALUES[name][1:])
            yield report(picture.source, "invalid-attribute", name=name, value=value, form=form)
    if picture.redact is None and "redact-style" in given:
        yield report(picture.source, "covers-nothing")
    elif given.get("redact-style", "solid") != "solid":
        yield report(picture.source, "reversible-redaction")


class PictureView(Frozen, frozen=True, kw_only=True):
    """What the template is given. `width` and `height` are 0 where they cannot be known.

    `sources` are the formats to choose from, smallest first; `sizes` says how wide the theme shows
    the picture. `zoom` is the width of the enlarged picture, 0 where enlarging would show no more.
    """

    src: str
    alt: str
    width: int
    height: int
    loading: Literal["lazy", "eager"]
    zoom: int
    attributes: dict[str, str]
    sources: tuple[pictures.Variant, ...] = ()
    sizes: str = ""


def view(slot: Picture, context: PageContext) -> PictureView:
    """Return the picture at the width it is shown at, its height in proportion."""
    slots = context.article.body.slots if context.article else ()
    is_first = next(pictures_in(slots), None) == picture_use(slot)
    bare = PictureView(
        src=slot.path,
        alt=slot.alt,
        width=0,
        height=0,
        loading=slot.loading or ("eager" if is_first else "lazy"),
        zoom=0,
        attributes=slot.attributes | ({"title": slot.title} if slot.title else {}),
    )
    picture = context.picture(slot.source, slot.path)
    return _with_forms(bare, slot, picture, context) if picture and picture.forms else bare


def _with_forms(
    bare: PictureView, slot: Picture, picture: PictureFile, context: PageContext
) -> PictureView:
    """Return the view of a picture of the site; a feed's readers get the one that all can open."""
    whole = pictures.linked_form(picture)
    width = pictures.shown_width(picture, slot.width)
    known = replace(
        bare,
        src=context.href(pictures.fallback_form(picture).path),
        width=width,
        height=max(1, round(whole.height * width / whole.width)),
    )
    if context.feed:
        return known
    sources = tuple(pictures.variants(picture, context))
    zoom = whole.width if slot.zoom and whole.width > pictures.PHONE_COLUMN else 0
    return replace(known, zoom=zoom, sources=sources, sizes=pictures.sizes(width))


def picture_use(slot: Picture) -> FileUse:
    """Return the picture as written."""
    return FileUse(
        path=slot.path, source=slot.source, redact=slot.redact, redact_style=slot.redact_style
    )


def grants(slot: Picture, _context: PageContext) -> Grants:
    """Return what a picture on another site needs of a browser."""
    if not _ON_THE_WEB.match(slot.path):
        return ()
    return grants_of_requests(requests_of_address("img-src", slot.path))


def check(slot: Picture, context: CheckContext) -> Iterator[Diagnostic]:
    """Find a picture that is not there, or not the site's own.

    Bad:  ![設定の画面](Shot.png)     (the file is shot.png)
    Good: ![設定の画面](shot.png)
    """
    foreign = _ON_THE_WEB.match(slot.path) is not None
    if foreign and not is_loaded(slot.path, "amazon"):  # which may not be saved (Associates policy)
        yield report(slot.source, "foreign-picture")
    elif not foreign and context.find(slot.source, slot.path) is None:
        yield missing_file(slot.source, slot.path, context)
    if slot.redact is None:
        return
    if foreign or slot.path.lower().endswith(".svg"):
        yield report(slot.source, "cannot-redact")
    else:
        file = context.picture(slot.source, slot.path)
        yield from check_redaction(slot.redact, file, slot.source)


ELEMENT = Element("picture", Picture, view, check, picture=picture_use, grants=grants, image=image)
