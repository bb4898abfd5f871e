"""The notice that a page carries ads, between its title and its body.

disclosure: affiliate   →  <aside class="disclosure"> …

Source of the rule: Japan's Consumer Affairs Agency, the designated representation
under the Act against Unjustifiable Premiums and Misleading Representations
(in force since 1 October 2023): a reader must see that it is advertising.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from kawaraban.elements import Element
from kawaraban.model import Frozen, Slot

if TYPE_CHECKING:
    from kawaraban.place import Place

_ASKED = ("affiliate", "sponsored", "gifted")


class DisclosurePlace(Slot, frozen=True, kw_only=True):
    """Between the title and the body."""


class DisclosureView(Frozen, frozen=True, kw_only=True):
    """What the template is given.

    `label` is the site's word for advertising, `policy` the link to its page about
    ads, or empty.
    """

    content: Markup
    label: str
    policy: str


def view(_slot: DisclosurePlace, place: Place) -> DisclosureView | None:
    """Give the site's own text, else the built-in one, where the front matter asks for it."""
    article = place.article
    if article is None or article.front_matter.disclosure not in _ASKED:
        return None
    return DisclosureView(content=_content(place), label=_label(place), policy=_policy(place))


def _label(place: Place) -> str:
    return place.settings.disclosure.label or place.words.ad_label


def _policy(place: Place) -> str:
    path = place.settings.disclosure.policy
    page = place.site.articles.get(f"content/{path}") if path else None
    return place.href(page.address) if page else ""


def _content(place: Place) -> Markup:
    front_matter = place.article.front_matter if place.article else None
    if front_matter is None or front_matter.disclosure == "affiliate":
        own = place.site.notices.get("disclosure")
        return place.fill(own.body.parts) if own else _paragraph(place.words.has_ads)
    text = place.words.has_sponsor[front_matter.disclosure]
    return _paragraph(text.format(sponsor=front_matter.sponsor))


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(escape(text))


ELEMENT = Element("disclosure", DisclosurePlace, view)
