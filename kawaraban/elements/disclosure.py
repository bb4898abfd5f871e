"""The notice that a page carries ads, between its title and its body.

any ad on the page      →  <div class="disclosure"> …
disclosure: sponsored   →  the same, and it names the sponsor

Source of the rule: Japan's Consumer Affairs Agency, the designated representation
under the Act against Unjustifiable Premiums and Misleading Representations
(in force since 1 October 2023): a reader must see that it is advertising.
Amazon's statement: Associates Program Operating Agreement, section 5.
"""

from collections.abc import Iterator

from markupsafe import Markup, escape

from kawaraban.ads import SPONSOR
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import AdLink, Body, DisclosureMode, Frozen, Slot
from kawaraban.elements import Element, ads_on, has_adsense
from kawaraban.site.context import PageContext


class DisclosureBox(Slot, frozen=True, kw_only=True):
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


def above(context: PageContext) -> Iterator[DisclosureBox]:
    """Yield the disclosure of a page, which may have nothing to say."""
    if context.article is not None or context.blocks:
        path = context.article.path if context.article else "site.toml"
        yield DisclosureBox(source=Source(path))


def view(_slot: DisclosureBox, context: PageContext) -> DisclosureView | None:
    """Return the notice where the page carries an ad, or where the front matter asks for it."""
    ads, sponsor = ads_on(context), _sponsor(context)
    has_ads, has_display_ads = _has_ads(ads, context), _has_display_ads(context)
    if not (has_ads or has_display_ads or sponsor):
        return None
    general = _paragraph(context.words.has_display_ads) if has_display_ads else Markup()
    if has_ads:
        own = context.site.notice("disclosure")
        words = context.words.has_ads if context.article else context.words.page_has_ads
        general = context.fill(own.body.parts) if own else _paragraph(words)
    return DisclosureView(
        content=(_paragraph(sponsor) if sponsor else Markup()) + general,
        statement=_statement(ads, context),
        label=context.ad_label,
        policy=_policy(context),
    )


def bodies(_slot: DisclosureBox, context: PageContext) -> Iterator[Body]:
    """Yield the site's own words where the page shows them."""
    notice = context.site.notice("disclosure")
    if notice is not None and _has_ads(ads_on(context), context):
        yield notice.body


def _has_display_ads(context: PageContext) -> bool:
    """Return whether the page says that Google places ads on it, as the site chooses."""
    wanted = context.settings.disclosure.display_ads
    wanted = context.settings.language == "ja" if wanted is None else wanted
    return wanted and not context.feed and _mode(context) != "none" and has_adsense(context)


def _has_ads(ads: tuple[AdLink, ...], context: PageContext) -> bool:
    """Return whether the page says that it has ads: it has, or its front matter says so.

    The sponsor, to whom links lead, is named by a sentence of its own.
    """
    return any(ad.network != SPONSOR for ad in ads) or _mode(context) == "affiliate"


def _mode(context: PageContext) -> DisclosureMode:
    return context.article.front_matter.disclosure if context.article else "none"


def _sponsor(context: PageContext) -> str:
    """Return the sentence that names the sponsor of an article, or nothing."""
    words = context.words.has_sponsor.get(_mode(context), "")
    sponsor = context.article.front_matter.sponsor if context.article else None
    return words.format(sponsor=sponsor.name) if sponsor else ""


def _statement(ads: tuple[AdLink, ...], context: PageContext) -> str:
    taking_part = context.settings.affiliate.amazon is not None
    if not taking_part or not any(ad.network == "amazon" for ad in ads):
        return ""
    return context.words.amazon_statement.format(name=context.settings.title)


def _policy(context: PageContext) -> str:
    path = context.settings.disclosure.policy
    address = context.site.address(f"content/{path}") if path else None
    return "" if address is None else context.href(address)


def _paragraph(text: str) -> Markup:
    return Markup(f"<p>{escape(text)}</p>")  # noqa: S704 - the text is escaped


ELEMENT = Element(
    "disclosure", DisclosureBox, view, bodies=bodies, repeats=True, regions={"above-body": above}
)
