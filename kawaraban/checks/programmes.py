"""Check the ledger against the calendar: which posts a programme's end concerns."""

from collections.abc import Iterator
from datetime import timedelta

from kawaraban.ads.ledger import NAMED
from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.messages import report
from kawaraban.core.model import Programme
from kawaraban.elements import written_ads
from kawaraban.site.view import SiteView

_AHEAD = timedelta(days=30)
_MOST_NAMED = 20


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report programmes that end within 30 days, and those whose links have become text.

    Bad:  kagu: {name: みほん家具, link: …, ends: 2026-08-31}                (in August)
    Good: kagu: {name: みほん家具, link: …, ends: 2026-08-31, then: kagu-b}  (from September on)
    """
    programmes = subject.site.ledger.programmes.values()
    ending = [one for one in programmes if _concerns_posts(one, subject.view)]
    posts = carriers(subject) if ending else {}
    for programme in ending:
        if programme.id in posts:
            standing = subject.view.programme(NAMED + programme.id)
            has_ended = standing is not None and standing.has_ended
            yield _ends(programme, posts[programme.id], has_ended=has_ended)


def _concerns_posts(programme: Programme, view: SiteView) -> bool:
    if programme.ends is None or not view.has_passed(programme.ends - _AHEAD):
        return False
    standing = view.programme(NAMED + programme.id)
    if standing is None or standing.holder != programme.id:
        return False
    return not (standing.has_ended and standing.link)


def carriers(subject: CheckSubject) -> dict[str, list[str]]:
    """Return the paths of the articles that carry each programme, or one before it, by its id."""
    found: dict[str, list[str]] = {}
    ledger, view = subject.site.ledger, subject.view
    for article in subject.articles if ledger.keys else ():
        ads = {ad.keys: ledger.name_of(ad.keys) for ad in written_ads(subject.context(article))}
        holders = [one.holder for one in filter(None, map(view.programme, ads))]
        for name in filter(None, dict.fromkeys((*ads.values(), *holders))):
            found.setdefault(name, []).append(article.path)
    return found


def _ends(programme: Programme, posts: list[str], *, has_ended: bool) -> Diagnostic:
    name, day = programme.link.shop, programme.ends.date() if programme.ends else ""
    paths = ", ".join(posts[:_MOST_NAMED]) + ", …" * (len(posts) > _MOST_NAMED)
    source, number = programme.source, len(posts)
    message = "programme-ended" if has_ended else "programme-ends"
    return report(source, message, name=name, day=day, number=number, paths=paths)
