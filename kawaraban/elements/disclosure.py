"""The notice that a page carries ads, between its title and its body.

any ad on the page      →  <div class="disclosure"> …
disclosure: sponsored   →  the same, and it names the sponsor

Source of the rule: Japan's Consumer Affairs Agency, the designated representation
under the Act against Unjustifiable Premiums and Misleading Representations
(in force since 1 October 2023): a reader must see that it is advertising.
Amazon's statement: Associates Program Operating Agreement, section 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from kawaraban.core.model import AdLink, Article, Body, Frozen, Slot
from kawaraban.elements import Element, all_elements
from kawaraban.elements.author import box_of
from kawaraban.elements.notice import notice_of

if TYPE_CHECKING:
    from kawaraban.site.context import Place

_SPONSORED = ("sponsored", "gifted")
_AMAZON = "amazon"


class DisclosurePlace(Slot, frozen=True, kw_only=True):
    """Between the title and the body."""


class DisclosureView(Frozen, frozen=True, kw_only=True):
    """What the template is given.

    `label` is the site's word for advertising, `policy` the link to its page about
    ads, or empty. `statement` is Amazon's, or empty.
    """

    content: Markup
    statement: str
    label: str
    policy: str


def ads_on(place: Place) -> tuple[AdLink, ...]:
    """Give every ad link of an article's page: of its text, elements, notice, author, deals."""
    article = place.article
    if article is None:
        return ()
    notice = notice_of(place)
    bodies = [article.body, *([notice.body] if notice else [])]
    around = () if place.feed else _ads_around(article, place)
    return (*(ad for body in bodies for ad in _ads_of(body, place)), *around)


def _ads_around(article: Article, place: Place) -> Iterator[AdLink]:
    """Give the ads around an article's text, which a feed does not show: author's bio, deals."""
    author = box_of(article, place.settings)
    bio = place.site.bios.get(author.author.id) if author else None
    if bio is not None:
        yield from _ads_of(bio, place)
    if article.kind == "post":
        yield from (deal.link for deal in place.site.deals.values() if deal.is_ad and deal.show)


def _ads_of(body: Body, place: Place) -> Iterator[AdLink]:
    yield from body.ads
    for slot in body.slots:
        element = all_elements().get(type(slot))
        if element is not None:
            yield from element.ads(slot, place)


def view(_slot: DisclosurePlace, place: Place) -> DisclosureView | None:
    """Give the notice where the page carries an ad, or where the front matter asks for it."""
    article = place.article
    if article is None:
        return None
    ads = ads_on(place)
    if not ads and article.front_matter.disclosure in {"auto", "none"}:
        return None
    return DisclosureView(
        content=_content(place, has_ads=bool(ads)),
        statement=_statement(ads, place),
        label=place.settings.disclosure.label or place.words.ad_label,
        policy=_policy(place),
    )


def _content(place: Place, *, has_ads: bool) -> Markup:
    front_matter = place.article.front_matter if place.article else None
    sponsored = front_matter is not None and front_matter.disclosure in _SPONSORED
    text = Markup()
    if front_matter is not None and sponsored:
        words = place.words.has_sponsor[front_matter.disclosure]
        text += _paragraph(words.format(sponsor=front_matter.sponsor))
    if has_ads or not sponsored:
        own = place.site.notices.get("disclosure")
        text += place.fill(own.body.parts) if own else _paragraph(place.words.has_ads)
    return text


def _statement(ads: tuple[AdLink, ...], place: Place) -> str:
    taking_part = place.settings.affiliate.amazon is not None
    if not taking_part or not any(ad.network == _AMAZON for ad in ads):
        return ""
    return place.words.amazon_statement.format(name=place.settings.title)


def _policy(place: Place) -> str:
    path = place.settings.disclosure.policy
    page = place.site.articles.get(f"content/{path}") if path else None
    return place.href(page.address) if page else ""


def _paragraph(text: str) -> Markup:
    return Markup(f"<p>{escape(text)}</p>")  # noqa: S704 - the text is escaped


ELEMENT = Element("disclosure", DisclosurePlace, view, repeats=True)
