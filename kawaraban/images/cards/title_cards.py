"""Name and draw the sharing cards of a site.

A card is named by its texts and by what draws it: pages can name one that is not drawn yet.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

import PIL
from msgspec.json import decode, encode

from kawaraban.core.diagnostics import Reported, Source
from kawaraban.core.messages import report
from kawaraban.core.model import Site
from kawaraban.core.settings import Settings
from kawaraban.images.cards import cards
from kawaraban.images.cards.fonts import BadFontError, Face, find_faces, fingerprint_faces
from kawaraban.site.context import check_context
from kawaraban.site.pictures import picture_for, sharing_form

_DIGITS = 12  # with eight, of ten thousand cards two would share a name once in a hundred sites
_PACKAGES = {"ja": "fonts-noto-cjk", "en": "fonts-noto-core"}


Faces = tuple[Face, ...]
Remember = Callable[[Callable[[], bytes]], bytes]
Drawing = tuple[str, Callable[[], bytes]]


def title_cards(
    site: Site, settings: Settings, site_folder: Path, remember: Remember
) -> Reported[dict[str, Drawing]]:
    """Return each card's path in the output, and what draws it, by its article's path.

    The site's own is under the empty path. Without a font there is none: a card is no picture
    without words. `remember` keeps which typefaces this machine has.
    """
    wanted = dict(_cards(site, settings))
    if not wanted:
        return {}, ()
    faces, found = _faces(settings, site_folder, remember)
    if not faces:
        return {}, found
    recipe = f"{cards.RECIPE} Pillow {PIL.__version__} {fingerprint_faces(faces)}"
    return {path: _drawing(card, faces, recipe) for path, card in wanted.items()}, found


def _cards(site: Site, settings: Settings) -> Iterator[tuple[str, cards.Card]]:
    """Yield the card of the site and of each article, where there is no picture to share."""
    if settings.sharing.image not in site.pictures:
        yield "", cards.Card(settings.title, "", "", settings.language)
    context = check_context(site, settings)
    for path, article in site.articles.items():
        if article.address and not sharing_form(picture_for(site.headlines[path], context)):
            author = settings.author(article.front_matter.author)
            name = author.name if author else ""
            yield path, cards.Card(article.title, settings.title, name, settings.language)


def _drawing(card: cards.Card, faces: tuple[Face, ...], recipe: str) -> Drawing:
    digest = sha256(f"{recipe} {card}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"images/card-{digest[:_DIGITS]}.png", partial(cards.draw_card, card, faces)


def _faces(settings: Settings, site_folder: Path, remember: Remember) -> Reported[tuple[Face, ...]]:
    """Return the faces that a site's cards are set in, and what is wrong with them."""
    try:
        if named := _named_font(settings, site_folder):
            faces = find_faces(named, settings.language)
        else:
            found = remember(lambda: encode(find_faces(None, settings.language), enc_hook=str))
            faces = decode(found, type=Faces, dec_hook=lambda path, text: path(text))
    except BadFontError:
        source = settings.position("sharing.font")
        return (), (report(source, "bad-font", font=settings.sharing.font),)
    if faces:
        return faces, ()
    return (), (report(Source("site.toml"), "no-font", package=_PACKAGES[settings.language]),)


def _named_font(settings: Settings, site_folder: Path) -> Path | None:
    """Return the font that the settings name; one outside the site is none."""
    if not settings.sharing.font:
        return None
    root, font = (os.path.realpath(p) for p in (site_folder, site_folder / settings.sharing.font))
    if not Path(font).is_relative_to(root) or not Path(font).is_file():
        raise BadFontError(Path(font))
    return Path(font)
