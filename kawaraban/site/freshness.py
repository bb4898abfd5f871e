"""The age of checked facts: contacts, prices, and what a post says of itself."""

from collections.abc import Iterator
from datetime import date, datetime

from kawaraban.core.dates import age, months_after, start_of_day
from kawaraban.core.diagnostics import Diagnostic, Source, Words
from kawaraban.core.messages import report
from kawaraban.core.model import Checked, Frozen
from kawaraban.core.settings import Settings
from kawaraban.site.context import PageContext


class Staleness(Frozen, frozen=True, kw_only=True):
    """How old facts are, or how old they will be at `stale_from`, in words.

    `stale_from` is the ISO instant from which they count as old, so that a script can say so in
    time; empty in a feed.
    """

    stale: bool
    stale_from: str
    age: str


def staleness(checked: Checked, context: PageContext) -> Staleness:
    """Return how old facts are at the moment of a page."""
    moment, settings = stale_from(checked, context.settings), context.settings
    stale = context.site.has_passed(moment)
    months = _age(checked, context) if stale else settings.freshness.stale_after_months
    return Staleness(
        stale=stale,
        stale_from="" if context.feed else moment.isoformat(),
        age=age(months, context.words.language),
    )


def stale_from(checked: Checked, settings: Settings) -> datetime:
    """Return the moment from which facts count as old.

    Their age is counted from the end of the day or month in which they were checked.
    """
    day = getattr(checked, "day", None)
    months = settings.freshness.stale_after_months
    return start_of_day(months_after(checked.year, checked.month, day, months), settings.zone)


def check_age(
    checked: Checked, old: str, source: Source, context: PageContext, **about: str | Words
) -> Iterator[Diagnostic]:
    """Report facts that have become old, or that were checked on a day yet to come.

    `old` names the message of old ones; `about` says the `name` of the fact, and the `key` of
    its day.
    """
    begin = date(checked.year, checked.month, getattr(checked, "day", 1))
    if context.site.has_passed(stale_from(checked, context.settings)):
        months = _age(checked, context)
        yield report(source, old, age=Words(age(months, "ja"), age(months, "en")), **about)
    elif not context.site.has_passed(start_of_day(begin, context.settings.zone)):
        day = context.words.stamp(checked).datetime
        yield report(source, "future-fact", day=day, **about)


def _age(checked: Checked, context: PageContext) -> int:
    """Return the age of facts that count as old, in months."""
    least = context.settings.freshness.stale_after_months
    return max(context.site.months_since(checked), least)
