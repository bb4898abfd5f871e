"""A deal: in a post, above its title, or beside its text, as long as it runs.

```deal
id: autumn-sale     →  <p class="deal" data-ends="…"> … 【~8/28】
```

Source of the rule: Japan's Consumer Affairs Agency on continued "limited time" offers
(Act against Unjustifiable Premiums and Misleading Representations, article 5(2)): a deal
whose end has passed must not be shown.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Literal

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report, report_unknown
from kawaraban.core.model import DEALS, AdLink, Deal, Frozen, Slot, Stamp
from kawaraban.core.settings import Settings
from kawaraban.core.syntax import DataBlock, Decoded
from kawaraban.elements import Element
from kawaraban.read.blocks import read_name
from kawaraban.site.context import CheckContext, PageContext

_LAST_MINUTE = (23, 59)


class DealBanner(Slot, frozen=True, kw_only=True):
    """A deal by its id, in a post or beside it; `is_above`: it stands above the title too."""

    deal: str
    is_above: bool = False


class DealView(Frozen, frozen=True, kw_only=True):
    """What the template is given.

    `label` is the site's word for advertising, empty where the link is no ad. `until`
    is the last day in the site's form, `ends` the ISO instant of the end for a script;
    both are empty for an open deal, `ends` also in a feed, whose readers run no script.
    `is_above` is true beside the text for a deal that stands above the title too.
    """

    shop: str
    text: str
    href: str
    is_ad: bool
    label: str
    until: Stamp | None
    ends: str
    is_above: bool


def read(block: DataBlock, settings: Settings) -> Decoded:
    """Read the YAML of a block."""
    deal, found = read_name("id", block, settings.zone)
    return Decoded(DealBanner(source=deal.source, deal=deal.name) if deal.name else None, found)


def view(slot: DealBanner, context: PageContext) -> DealView | None:
    """Return the deal while it runs, else nothing."""
    deal = context.deal(slot.deal)
    if deal is None:
        return None
    return DealView(
        shop=deal.shop,
        text=deal.text,
        href=deal.link.url,
        is_ad=deal.is_ad,
        label=context.ad_label if deal.is_ad else "",
        until=until(deal, context),
        ends=ends_at(deal, context),
        is_above=slot.is_above,
    )


def ends_at(deal: Deal, context: PageContext) -> str:
    """Return the end of a deal as an ISO instant; none in a feed."""
    return deal.ends.isoformat(timespec="milliseconds") if deal.ends and not context.feed else ""


def until(deal: Deal, context: PageContext) -> Stamp | None:
    """Return the end of a deal in the site's form; the year only where it is not this one."""
    if deal.ends is None:
        return None
    zone = context.settings.zone
    ends = deal.ends.astimezone(zone)
    this_year = context.site.has_passed(datetime(ends.year, 1, 1, tzinfo=zone))
    clock = "" if (ends.hour, ends.minute) == _LAST_MINUTE else f"{ends.hour}:{ends.minute:02}"
    if context.words.language == "ja":
        day = f"{ends.month}/{ends.day}" if this_year else f"{ends.year}/{ends.month}/{ends.day}"
        words = f"【~{day}{clock and ' ' + clock}】"
    else:
        day = context.words.day(ends)
        day = day.removesuffix(f" {ends.year}").removesuffix(",") if this_year else day
        words = f"until {day}{clock and ', ' + clock}"
    return Stamp(datetime=ends.date().isoformat(), words=words)


def check(slot: DealBanner, context: CheckContext) -> Iterator[Diagnostic]:
    """Report an id that deals.yaml does not have, and a deal that has ended.

    Bad:  id: autum-sale
    Good: id: autumn-sale
    """
    yield from check_deal(slot.deal, slot.source, context)


def check_deal(name: str, source: Source, context: CheckContext) -> Iterator[Diagnostic]:
    """Report what is wrong with the name of a deal. One yet to start is right."""
    site = context.whole
    if name in site.past_deals:
        yield report(source, "ended-deal", name=name)
        return
    known = (*site.deals, *site.past_deals, *site.coming_deals)
    if site.lacks(name, DEALS, known):
        yield report_unknown("deal", name, source, known)


def ads(slot: DealBanner, context: PageContext) -> Iterator[AdLink]:
    """Yield the deal's link while it runs, where it is an ad."""
    deal = context.deal(slot.deal)
    if deal is not None and deal.is_ad:
        yield deal.link


def banners(where: Literal["top", "sidebar"], context: PageContext) -> Iterator[DealBanner]:
    """Yield the deals that run and stand around the text of each post; a page has none."""
    if context.article is not None and context.article.kind == "post":
        for deal in context.site.running_deals():
            if where in deal.show:
                is_above = where == "sidebar" and "top" in deal.show
                yield DealBanner(source=deal.link.source, deal=deal.id, is_above=is_above)


def block(context: PageContext) -> Iterator[DealBanner]:
    """Yield the deals that run, but for those that stand around the text of a post anyway."""
    is_post = context.article is not None and context.article.kind == "post"
    for deal in context.site.running_deals():
        if not (is_post and deal.show):
            yield DealBanner(source=deal.link.source, deal=deal.id)


ELEMENT = Element(
    "deal",
    DealBanner,
    view,
    check,
    read,
    ads,
    is_labelled=True,
    regions={
        "above-title": partial(banners, "top"),
        "beside-body": partial(banners, "sidebar"),
        "deals": block,
    },
)
