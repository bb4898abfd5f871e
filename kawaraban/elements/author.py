"""The author box under a post.

[[authors]] in site.toml   →  <aside class="author"> name, reading, bio, picture
"""

from collections.abc import Iterator
from urllib.parse import unquote

from markupsafe import Markup, escape

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Author, Body, FileUse, Frozen, Slot, Thumbnail
from kawaraban.elements import Element
from kawaraban.site.context import PageContext
from kawaraban.site.pictures import PORTRAIT_WIDTH, thumbnail


class AuthorBox(Slot, frozen=True, kw_only=True):
    """The box of an author, under a text of his."""

    author: Author
    is_profile: bool = False


class AuthorView(Frozen, frozen=True, kw_only=True):
    """What the template is given; `is_profile`: the box stands under no text of his."""

    is_profile: bool
    name: str
    reading: str
    bio: Markup
    url: str
    external: bool
    picture: Thumbnail | None


def below(context: PageContext) -> Iterator[AuthorBox]:
    """Yield the box under an article, unless the same author stands beside it.

    A page has one only where it names its author.
    """
    article = context.article
    name = article.front_matter.author if article else ""
    if article is None or (article.kind == "page" and not name):
        return
    author = context.settings.author(name)
    is_beside = "profile" in context.blocks and author == context.settings.author("")
    if author is not None and not is_beside:
        yield AuthorBox(source=Source(article.path), author=author)


def profile(context: PageContext) -> Iterator[AuthorBox]:
    """Yield the box of the site's first author."""
    if author := context.settings.author(""):
        yield AuthorBox(source=Source("site.toml"), author=author, is_profile=True)


def view(slot: AuthorBox, context: PageContext) -> AuthorView:
    """Return the author's facts; a bio without Markdown is a line each."""
    author, own = slot.author, context.settings.base_url
    bio, picture = context.site.bio(author.id), context.site.picture(author.image)
    is_own = author.url.startswith(own)
    return AuthorView(
        is_profile=slot.is_profile,
        name=author.name,
        reading=author.reading,
        bio=context.fill(bio.parts) if bio else escape(""),
        url=context.href(unquote(author.url.removeprefix(own))) if is_own else author.url,
        external=not is_own,
        picture=thumbnail(picture, PORTRAIT_WIDTH, context),
    )


def uses(slot: AuthorBox, _context: PageContext) -> Iterator[FileUse]:
    """Yield the author's portrait."""
    if slot.author.image:
        yield FileUse(path=slot.author.image, source=Source("site.toml"), width=PORTRAIT_WIDTH)


def bodies(slot: AuthorBox, context: PageContext) -> Iterator[Body]:
    """Yield what the author says of himself."""
    if bio := context.site.bio(slot.author.id):
        yield bio


_AREAS = {"below-body": below, "profile": profile}
ELEMENT = Element("author", AuthorBox, view, bodies=bodies, uses=uses, repeats=True, regions=_AREAS)
