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
    from kawaraban.site.context import PageContext

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


def ads_on(context: PageContext) -> tuple[AdLink, ...]:
    """Give every ad link of an article's page: of its text, elements, notice, author, deals."""
    article = context.article
    if article is None:
        return ()
    notice = notice_of(context)
    bodies = [article.body, *([notice.body] if notice else [])]
    around = () if context.feed else _ads_around(article, context)
    return (*(ad for body in bodies for ad in _ads_of(body, context)), *around)


def _ads_around(article: Article, context: PageContext) -> Iterator[AdLink]:
    """Give the ads around an article's text, which a feed does not show: author's bio, deals."""
    author = box_of(article, context.settings)
    bio = context.site.bio(author.author.id) if author else None
    if bio is not None:
        yield from _ads_of(bio, context)
    if article.kind == "post":
        yield from (deal.link for deal in context.site.running_deals() if deal.is_ad and deal.show)


def _ads_of(body: Body, context: PageContext) -> Iterator[AdLink]:
    yield from body.ads
    for slot in body.slots:
        element = all_elements().get(type(slot))
        if element is not None:
            yield from element.ads(slot, context)


def view(_slot: DisclosurePlace, context: PageContext) -> DisclosureView | None:
    """Give the notice where the page carries an ad, or where the front matter asks for it."""
    article = context.article
    if article is None:
        return None
    ads = ads_on(context)
    if not ads and article.front_matter.disclosure in {"auto", "none"}:
        return None
    return DisclosureView(
        content=_content(context, has_ads=bool(ads)),
        statement=_statement(ads, context),
        label=context.settings.disclosure.label or context.words.ad_label,
        policy=_policy(context),
    )


def _content(context: PageContext, *, has_ads: bool) -> Markup:
    front_matter = context.article.front_matter if context.article else None
    sponsored = front_matter is not None and front_matter.disclosure in _SPONSORED
    text = Markup()
    if front_matter is not None and sponsored:
        words = context.words.has_sponsor[front_matter.disclosure]
        text += _paragraph(words.format(sponsor=front_matter.sponsor))
    if has_ads or not sponsored:
        own = context.site.notice("disclosure")
        text += context.fill(own.body.parts) if own else _paragraph(context.words.has_ads)
    return text


def _statement(ads: tuple[AdLink, ...], context: PageContext) -> str:
    taking_part = context.settings.affiliate.amazon is not None
    if not taking_part or not any(ad.network == _AMAZON for ad in ads):
        return ""
    return context.words.amazon_statement.format(name=context.settings.title)


def _policy(context: PageContext) -> str:
    path = context.settings.disclosure.policy
    address = context.site.address(f"content/{path}") if path else None
    return "" if address is None else context.href(address)


def _paragraph(text: str) -> Markup:
    return Markup(f"<p>{escape(text)}</p>")  # noqa: S704 - the text is escaped


ELEMENT = Element("disclosure", DisclosurePlace, view, repeats=True)
