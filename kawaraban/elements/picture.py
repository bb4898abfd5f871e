"""A picture: `![what it shows](shot.png)`, with what an author may say after it.

![…](shot.png){width=480 loading=eager}   →  <img src=… alt=… width=… height=…>
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlsplit

from kawaraban.addresses import folder_name
from kawaraban.diagnostics import Diagnostic, Words, error, warning
from kawaraban.elements import Element
from kawaraban.model import Article, Frozen, PictureFile, Slot, Thumbnail
from kawaraban.targets import missing_file

if TYPE_CHECKING:
    from kawaraban.place import Place


# Twice what the theme shows, for dense screens: a list's thumbnail, the lead story's
# picture, an author's portrait.
LIST_WIDTH, LEAD_WIDTH, PORTRAIT_WIDTH = 240, 832, 160
# A moving picture would stand still, and a drawing needs no smaller form.
_KEPT = ("gif", "svg")


class Picture(Slot, frozen=True, kw_only=True):
    """A picture as written.

    `path` is percent-decoded, in NFC, and resolved as in `PostAddress`; an
    address with a scheme is another site's picture. `width` is the display width
    in CSS pixels. `redact` is kept as written. `attributes` are the author's
    other attributes (`id`, `class`).
    """

    path: str
    alt: str
    title: str = ""
    width: int | None = None
    zoom: bool = True
    loading: Literal["", "lazy", "eager"] = ""
    redact: str = ""
    redact_style: str = ""
    attributes: dict[str, str] = {}


class PictureView(Frozen, frozen=True, kw_only=True):
    """What the template is given. `width` and `height` are 0 where they cannot be known."""

    src: str
    alt: str
    title: str
    width: int
    height: int
    loading: Literal["lazy", "eager"]
    zoom: bool
    attributes: dict[str, str]


class Form(NamedTuple):
    """A published form of a picture: its output path and size in pixels."""

    path: str
    width: int
    height: int


def whole(picture: PictureFile) -> Form:
    """Give the form that is the file as it is: its name, and a part of its digest."""
    stem, extension = _named(picture)
    path = f"images/{stem}-{picture.digest[:8]}.{extension.lower()}"
    return Form(path, picture.width, picture.height)


def small(picture: PictureFile, width: int) -> Form:
    """Give the form for a list: scaled to `width`, or the file itself where it is no wider."""
    stem, extension = _named(picture)
    if picture.width <= width or extension.lower() in _KEPT:
        return whole(picture)
    height = max(1, round(picture.height * width / picture.width))
    return Form(f"images/{stem}-{picture.digest[:8]}-{width}.webp", width, height)


def _named(picture: PictureFile) -> tuple[str, str]:
    stem, _, extension = picture.path.rpartition("/")[2].rpartition(".")
    return folder_name(stem), extension


def view(slot: Picture, place: Place) -> PictureView:
    """Give the picture at the width it is shown at, its height in proportion."""
    width, height, src = 0, 0, slot.path
    found = place.find(slot.source, slot.path)
    if found is not None and (picture := place.site.pictures.get(found)):
        width = min(slot.width or picture.width, picture.width)
        height = max(1, round(picture.height * width / picture.width))
        src = place.href(whole(picture).path)
    return PictureView(
        src=src,
        alt=slot.alt,
        title=slot.title,
        width=width,
        height=height,
        loading=slot.loading or ("eager" if _is_first(slot, place) else "lazy"),
        zoom=slot.zoom,
        attributes=slot.attributes,
    )


def thumbnail_of(article: Article, place: Place, width: int = LIST_WIDTH) -> Thumbnail | None:
    """Give the picture that stands for an article in a list: its `image`, else its first."""
    picture = picture_for(article, place)
    return thumbnail(picture, width, place) if picture else None


def thumbnail(picture: PictureFile, width: int, place: Place) -> Thumbnail:
    """Give a small form of a picture for a page. It says nothing that the text does not."""
    form = small(picture, width)
    return Thumbnail(src=place.href(form.path), alt="", width=form.width, height=form.height)


def picture_for(article: Article, place: Place) -> PictureFile | None:
    """Give the picture of `image` in the front matter, else the first one of the body."""
    front_matter = article.front_matter
    if front_matter.image:
        source, path = front_matter.positions["image"], front_matter.image
    elif (first := first_picture(article)) is not None:
        source, path = first.source, first.path
    else:
        return None
    return place.site.pictures.get(place.find(source, path) or "")


def first_picture(article: Article) -> Picture | None:
    """Give the first picture of an article's body, in a figure or not."""
    pictures = (getattr(slot, "picture", slot) for slot in article.body.slots)
    return next((p for p in pictures if isinstance(p, Picture)), None)


def _is_first(slot: Picture, place: Place) -> bool:
    return place.article is not None and first_picture(place.article) == slot


def check(slot: Picture, place: Place) -> Iterator[Diagnostic]:
    """Find a picture that is not there, or not the site's own.

    Bad:  ![設定の画面](Shot.png)     (the file is shot.png)
    Good: ![設定の画面](shot.png)
    """
    if slot.redact:
        yield error(
            slot.source,
            "redact-unavailable",
            Words("この版では塗りつぶし（redact）ができません", "this version cannot redact yet"),
            Words("塗りつぶした画像に差し替えてください", "use a picture that is already redacted"),
        )
    if urlsplit(slot.path).scheme or slot.path.startswith("//"):
        yield warning(
            slot.source,
            "foreign-picture",
            Words("よそのサイトの画像です", "the picture is on another site"),
            Words(
                "画像を記事のフォルダーに置くと、大きさが分かり、消えません",
                "put it beside the post: its size is then known and it cannot vanish",
            ),
        )
    elif place.find(slot.source, slot.path) is None:
        yield missing_file(slot.source, slot.path, place)


ELEMENT = Element("picture", Picture, view, check)
