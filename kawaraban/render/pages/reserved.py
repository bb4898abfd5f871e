"""Addresses that are taken though no page is there: of mistaken and of future articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kawaraban.checks import CheckSubject
from kawaraban.core.addresses import collision_key
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Article
from kawaraban.render.pages import Output
from kawaraban.render.pages.frame import origin_of
from kawaraban.render.pages.redirect import old_addresses
from kawaraban.site.gather import is_public

# The keys that say whether an article is on the site, and where.
_KEYS = ("slug", "category", "date", "draft", "expires")


def reserved_outputs(subject: CheckSubject, *, drafts: bool) -> Iterator[Output]:
    """Yield the pages that are missing only for mistakes in their front matter, or the date.

    They have no bytes, but what would collide with them is found today.
    """
    waiting = [article for article in _missing(subject) if _will_appear(article, subject, drafts)]
    if not waiting:
        return
    holders: dict[str, list[Article]] = defaultdict(list)
    for article in subject.articles:
        if drafts or not article.front_matter.draft:
            for address, _ in _addresses(article):
                holders[collision_key(address)].append(article)
    for article in waiting:
        for address, origin in _addresses(article):
            others = [one for one in holders[collision_key(address)] if one is not article]
            if not others or any(_overlap(article, one) for one in others):
                yield Output(address, origin, bytes)


def _missing(subject: CheckSubject) -> Iterable[Article]:
    return (*subject.misread.values(), *subject.scheduled.values())


def _will_appear(article: Article, subject: CheckSubject, drafts: bool) -> bool:  # noqa: FBT001 - passed on
    """Return whether a missing article will be on the site on its day, once it is mended."""
    date, now = article.front_matter.date, subject.site.now
    keys = [key for key in _KEYS if key != "category" or _names_category(subject)]
    if not all(subject.knows(key, article) for key in keys):
        return False
    if date is None and article.kind == "post":
        return False
    return is_public(article.front_matter, max(now, date or now), drafts=drafts)


def _names_category(subject: CheckSubject) -> bool:
    return "{category}" in subject.settings.posts.permalink


def _addresses(article: Article) -> Iterator[tuple[str, Source]]:
    yield article.address, origin_of(article, "slug")
    yield from old_addresses(article)


def _overlap(one: Article, other: Article) -> bool:
    """Return whether two articles are published at one time; else one may follow the other."""
    both = (one.front_matter, other.front_matter)
    dates = [front_matter.date for front_matter in both if front_matter.date]
    ends = [front_matter.expires for front_matter in both if front_matter.expires]
    return not dates or not ends or max(dates) <= min(ends)
