"""The age of checked facts: contacts, prices, and what a post says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from kawaraban.core.dates import age, months_after, start_of_day
from kawaraban.core.diagnostics import Diagnostic, Source, Words, warning
from kawaraban.core.model import Checked, Frozen, Month
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
    checked: Checked, name: Words, rule: str, source: Source, context: PageContext
) -> Iterator[Diagnostic]:
    """Report facts that have become old, or that were checked on a day yet to come."""
    begin = date(checked.year, checked.month, getattr(checked, "day", 1))
    if context.site.has_passed(stale_from(checked, context.settings)):
        yield _stale(name, rule, source, _age(checked, context))
    elif not context.site.has_passed(start_of_day(begin, context.settings.zone)):
        yield _future(name, _key(rule), source, iso(checked))


def _key(rule: str) -> str:
    return "verified" if rule == "stale-post" else "as_of"


def iso(checked: Checked) -> str:
    """Return a day or month in ISO 8601."""
    if isinstance(checked, Month):
        return f"{checked.year:04}-{checked.month:02}"
    return checked.isoformat()


def _age(checked: Checked, context: PageContext) -> int:
    """Return the age of facts that count as old, in months."""
    least = context.settings.freshness.stale_after_months
    return max(context.site.months_since(checked), least)


def _future(name: Words, key: str, source: Source, day: str) -> Diagnostic:
    return warning(
        source,
        "future-fact",
        Words(
            f"「{name.ja}」の確認日 {day} はまだ来ていません",
            f"'{name.en}' was checked on {day}, which is yet to come",
        ),
        Words(f"「{key}」を確かめてください", f"check '{key}'"),
    )


def _stale(name: Words, rule: str, source: Source, months: int) -> Diagnostic:
    ja, en, key = age(months, "ja"), age(months, "en"), _key(rule)
    return warning(
        source,
        rule,
        Words(f"「{name.ja}」の確認から{ja}が過ぎています", f"'{name.en}' was checked {en} ago"),
        Words(
            f"今も正しいか確かめて「{key}」を書き直してください",
            f"check that it still holds, then renew '{key}'",
        ),
        rests_on_settings=True,
    )
