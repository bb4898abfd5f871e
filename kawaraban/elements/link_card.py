"""A link card: an address alone in a paragraph.

https://example.com/a          →  a card with what cards.yaml says of it, else the address
[text](other-post.md){.card}   →  a card with that post's title, description, thumbnail
"""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.model import Frozen, Slot, Stamp, Thumbnail
from kawaraban.core.syntax import Claim, Link, Paragraph
from kawaraban.elements import Element
from kawaraban.read.registries import bad_address
from kawaraban.site.context import CheckContext, PageContext
from kawaraban.site.links import check_target, link_to, target
from kawaraban.site.pictures import LIST_WIDTH, picture_for, thumbnail


class LinkCard(Slot, frozen=True, kw_only=True):
    """A card for `url` (another site) or for `path` (an article of this one; see `PostAddress`).

    `text` is the link's text as plain text, or empty for a bare address.
    """

    url: str = ""
    path: str = ""
    fragment: str = ""
    text: str = ""
    is_ad: bool = False


def paragraph(found: Paragraph) -> Claim | None:
    """Take a paragraph that is an address alone, or a link that asks to be a card."""
    link = found.link
    if link is None or not (link.is_bare or "card" in link.classes):
        return None
    shown = card(found.source, link, "" if link.is_bare else link.text)
    return Claim(lambda _captions: shown)


def card(source: Source, link: Link, text: str) -> LinkCard:
    """Return the card of a link, with a text or the page's own title."""
    if link.post is None:
        return LinkCard(source=source, url=link.url, text=text, is_ad=link.is_ad)
    path, fragment = link.post.path, link.post.fragment
    return LinkCard(source=source, path=path, fragment=fragment, text=text)


class LinkCardView(Frozen, frozen=True, kw_only=True):
    """What the template is given. An empty `href` is an article that is not published."""

    href: str
    title: Markup | str
    description: str = ""
    host: str = ""
    external: bool = False
    new_tab: bool = False
    is_ad: bool = False
    label: str = ""
    picture: Thumbnail | None = None
    date: Stamp | None = None


def view(slot: LinkCard, context: PageContext) -> LinkCardView:
    """Return the card of another site or of an own article."""
    return _external(slot, context) if slot.url else _own(slot, context)


def _external(slot: LinkCard, context: PageContext) -> LinkCardView:
    entry = context.site.link_card(slot.url)
    host, bare = urlsplit(slot.url).hostname or "", unquote(slot.url.partition("://")[2])
    return LinkCardView(
        href=slot.url,
        title=slot.text or (entry.title if entry else bare.rstrip("/")),
        description=entry.description if entry else "",
        host=host,
        external=True,
        new_tab=context.settings.links.new_tab or slot.is_ad,
        is_ad=slot.is_ad,
        label=context.settings.disclosure.link_label if slot.is_ad else "",
    )


def _own(slot: LinkCard, context: PageContext) -> LinkCardView:
    article = target(slot.source, slot.path, context)
    if article is None:
        return LinkCardView(href="", title=slot.text)
    published = article.published
    return LinkCardView(
        href=link_to(slot.source, slot.path, slot.fragment, context) or "",
        title=Markup(article.title_html),  # noqa: S704 - escaped when it was made
        description=article.description,
        label=context.ad_label if article.is_sponsored else "",
        picture=thumbnail(picture_for(article, context), LIST_WIDTH, context),
        date=context.words.stamp(published) if published else None,
    )


def check(slot: LinkCard, context: CheckContext) -> Iterator[Diagnostic]:
    """Find a card for an address that is none, or an article or heading that is not there."""
    if slot.url and (refused := bad_address(slot.url, slot.source)):
        yield refused
    if slot.path:
        yield from check_target(slot.source, slot.path, slot.fragment, context)


ELEMENT = Element("link_card", LinkCard, view, check, paragraph=paragraph)
