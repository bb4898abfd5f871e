"""Addresses that are taken though no page is there: of mistaken and of future articles."""

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
    missing = (*subject.misread.values(), *subject.scheduled.values())
    waiting = [article for article in missing if _will_appear(article, subject, drafts=drafts)]
    holders = _holders(subject.articles, drafts=drafts) if waiting else {}
    for article in waiting:
        for address, origin in _addresses(article):
            others = [one for one in holders[collision_key(address)] if one is not article]
            if not others or _overlap_any(article, others):
                yield Output(address, origin, bytes)


def _holders(articles: Iterable[Article], *, drafts: bool) -> dict[str, list[Article]]:
    """Return the articles that will have each address, by its collision key."""
    holders: dict[str, list[Article]] = {}
    for article in articles:
        if drafts or not article.front_matter.draft:
            for address, _ in _addresses(article):
                holders.setdefault(collision_key(address), []).append(article)
    return holders


def _will_appear(article: Article, subject: CheckSubject, *, drafts: bool) -> bool:
    """Return whether a missing article will be on the site on its day, once it is mended."""
    date, now = article.front_matter.date, subject.site.now
    is_named = "{category}" in subject.settings.posts.permalink
    keys = [key for key in _KEYS if key != "category" or is_named]
    if not all(subject.knows(key, article) for key in keys):
        return False
    if date is None and article.kind == "post":
        return False
    return is_public(article.front_matter, max(now, date or now), drafts=drafts)


def _addresses(article: Article) -> Iterator[tuple[str, Source]]:
    if article.address:  # the text of the home page has no page of its own
        yield article.address, origin_of(article, "slug")
    yield from old_addresses(article)


def _overlap_any(article: Article, others: Iterable[Article]) -> bool:
    """Return whether an article is published while one of the others is, not after or before."""
    for other in others:
        both = (article.front_matter, other.front_matter)
        dates = [front_matter.date for front_matter in both if front_matter.date]
        ends = [front_matter.expires for front_matter in both if front_matter.expires]
        if not dates or not ends or max(dates) <= min(ends):
            return True
    return False
