"""The author box under a post.

[[authors]] in site.toml   →  <aside class="author"> name, reading, bio, picture
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from markupsafe import Markup, escape

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Article, Author, Frozen, Slot, Thumbnail
from kawaraban.core.settings import Settings
from kawaraban.elements import Element
from kawaraban.site.pictures import PORTRAIT_WIDTH, thumbnail

if TYPE_CHECKING:
    from kawaraban.site.context import PageContext


class AuthorBox(Slot, frozen=True, kw_only=True):
    """Where an author's box stands."""

    author: Author


class AuthorView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    name: str
    reading: str
    bio: Markup
    url: str
    external: bool
    picture: Thumbnail | None


def author_of(author_id: str, authors: tuple[Author, ...]) -> Author | None:
    """Give the author by id; without an id, the site's first."""
    if not author_id:
        return authors[0] if authors else None
    return next((a for a in authors if a.id == author_id), None)


def box_of(article: Article, settings: Settings) -> AuthorBox | None:
    """Give the box under an article; a page has one only where it names its author."""
    author = author_of(article.front_matter.author, settings.authors)
    if author is None or (article.kind == "page" and not article.front_matter.author):
        return None
    return AuthorBox(source=Source(article.path), author=author)


def view(slot: AuthorBox, context: PageContext) -> AuthorView:
    """Give the author's facts; a bio without Markdown is a line each."""
    author = slot.author
    bio = context.site.bio(author.id)
    return AuthorView(
        name=author.name,
        reading=author.reading,
        bio=context.fill(bio.parts) if bio else escape(""),
        url=_address(author.url, context),
        external=not author.url.startswith(context.settings.base_url),
        picture=_portrait(author, context),
    )


def _address(url: str, context: PageContext) -> str:
    """Give the link to an author's address: a relative one where it is on this site."""
    own = context.settings.base_url
    return context.href(unquote(url.removeprefix(own))) if url.startswith(own) else url


def _portrait(author: Author, context: PageContext) -> Thumbnail | None:
    picture = context.site.picture(author.image)
    return thumbnail(picture, PORTRAIT_WIDTH, context) if picture else None


ELEMENT = Element("author", AuthorBox, view, repeats=True)
