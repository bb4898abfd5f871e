"""Articles to a `Site` at a moment: what is published, where it stands, what belongs together.

Pure: takes what was read and parsed, and a moment; looks at neither disk nor clock.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import MAXYEAR, UTC, datetime, timedelta
from functools import lru_cache

from msgspec.structs import replace

from kawaraban.core.addresses import folder_name
from kawaraban.core.model import (
    Article,
    Body,
    ContactCard,
    Document,
    FrontMatter,
    Notice,
    Site,
)
from kawaraban.core.settings import Settings
from kawaraban.elements import contact
from kawaraban.read.source import SiteSource, bio_key

_DATE_PREFIX = re.compile(r"^\d{4}-\d{2}-\d{2}-(?=.)")
_FOREVER = datetime(MAXYEAR, 1, 1, tzinfo=UTC)
_RELATED = 4
_NEAR = 40


def arranged(papers: Iterable[Document], settings: Settings) -> tuple[Article, ...]:
    """Give every paper its slug and its address on the site, published or not."""
    return tuple(
        arranged_one(paper, paper.front_matter, settings)
        for paper in papers
        if paper.front_matter is not None
    )


def misread_of(papers: Iterable[Document], settings: Settings) -> tuple[Article, ...]:
    """Give every paper whose front matter has mistakes, as far as it can be read."""
    return tuple(
        arranged_one(paper, paper.legible or FrontMatter(title=""), settings)
        for paper in papers
        if paper.front_matter is None
    )


def gather(
    articles: tuple[Article, ...],
    source: SiteSource,
    bodies: Mapping[str, Body],
    now: datetime,
    *,
    drafts: bool = False,
) -> Site:
    """Give the site that is published at `now`; with `drafts`, drafts and future posts too."""
    public = [a for a in articles if is_public(a.front_matter, now, drafts=drafts)]
    posts = tuple(sorted((a for a in public if a.kind == "post"), key=_newest_first))
    published = {a.path: a for a in public}
    site = Site(
        now=now,
        posts=posts,
        pages=tuple(a for a in public if a.kind == "page"),
        articles=published,
        unpublished=frozenset(a.path for a in articles if a.path not in published),
        tags=_grouped(posts, lambda a: a.front_matter.tags),
        categories=_grouped(posts, lambda a: filter(None, [a.front_matter.category])),
        contacts=source.contacts,
        cards=source.cards,
        notices=_notices(source, bodies),
        bios=_bios(source, bodies),
        files=frozenset(source.files),
        misread=source.misread,
        updated=_newest_change(public),
    )
    return replace(
        site,
        next_change=_next_change(site, articles, source.settings),
        steady_until=_steady_until(site, articles, bodies.values(), source.settings),
    )


def _notices(source: SiteSource, bodies: Mapping[str, Body]) -> dict[str, Notice]:
    return {
        name: Notice(name=name, path=path, body=bodies[path])
        for name, path in source.notices.items()
    }


def _bios(source: SiteSource, bodies: Mapping[str, Body]) -> dict[str, Body]:
    return {a.id: bodies[bio_key(a.id)] for a in source.settings.authors if a.bio}


def _newest_change(articles: Iterable[Article]) -> datetime | None:
    return max(filter(None, (article.modified for article in articles)), default=None)


def still_to_come(articles: tuple[Article, ...], now: datetime) -> tuple[Article, ...]:
    """Give the articles that are published or can still be: all whose end has not passed."""
    return tuple(a for a in articles if not _has_ended(a.front_matter, now))


def scheduled(articles: Iterable[Article], site: Site) -> Iterator[Article]:
    """Give the articles that are not published yet, and will be on their day."""
    for article in articles:
        front_matter = article.front_matter
        is_there = article.path in site.articles or _has_ended(front_matter, site.now)
        if not is_there and not front_matter.draft:
            yield article


def arranged_one(paper: Document, front_matter: FrontMatter, settings: Settings) -> Article:
    """Give a paper its place on the site."""
    slug = front_matter.slug or slug_of(paper.path)
    return Article(
        path=paper.path,
        kind=paper.kind,
        front_matter=front_matter,
        body=paper.body,
        slug=slug,
        address=_address(paper.kind, slug, front_matter, settings),
        title_html=paper.title_html,
    )


def loose(articles: tuple[Article, ...], bodies: Mapping[str, Body]) -> tuple[Body, ...]:
    """Give the bodies that belong to no article."""
    taken = {article.path for article in articles}
    return tuple(body for path, body in bodies.items() if path not in taken)


def slug_of(path: str) -> str:
    """Give the slug of a file: its folder's or its own name, without a leading date."""
    folder, _, name = path.removesuffix(".md").rpartition("/")
    own = folder.rpartition("/")[2] if name == "index" else name
    return unicodedata.normalize("NFC", _DATE_PREFIX.sub("", own))


def _address(kind: str, slug: str, front_matter: FrontMatter, settings: Settings) -> str:
    if kind == "page":
        return f"{slug}/"
    date = front_matter.date or _FOREVER
    return settings.posts.permalink.lstrip("/").format(
        slug=slug,
        year=f"{date.year:04}",
        month=f"{date.month:02}",
        day=f"{date.day:02}",
        category=folder_name(front_matter.category),
    )


def is_public(front_matter: FrontMatter, now: datetime, *, drafts: bool) -> bool:
    """Say whether an article is on the site at `now`. After its end it never is."""
    if _has_ended(front_matter, now):
        return False
    if drafts:
        return True
    return not front_matter.draft and (front_matter.date is None or front_matter.date <= now)


def _has_ended(front_matter: FrontMatter, now: datetime) -> bool:
    return front_matter.expires is not None and front_matter.expires < now


def _newest_first(article: Article) -> tuple[float, str]:
    date = article.front_matter.date
    return (-date.timestamp() if date else 0.0, article.path)


def _grouped(
    posts: Iterable[Article], names_of: Callable[[Article], Iterable[str]]
) -> dict[str, tuple[Article, ...]]:
    """Group posts by name, whatever its letter case or width; the newest use spells it."""
    groups: dict[str, tuple[str, list[Article]]] = {}
    for post in posts:
        for key, name in {_term_key(n): n for n in names_of(post)}.items():
            groups.setdefault(key, (name, []))[1].append(post)
    return {name: tuple(members) for name, members in sorted(groups.values(), key=lambda g: g[0])}


def term_name(name: str, terms: Mapping[str, object]) -> str:
    """Give the site's spelling of a tag or category."""
    if name in terms:
        return name
    key = _term_key(name)
    return next((term for term in terms if _term_key(term) == key), name)


@lru_cache(maxsize=4096)
def _term_key(name: str) -> str:
    """Give a key that is equal for what an author takes for one name: `SEO`, `seo`, `ＳＥＯ`."""
    return unicodedata.normalize("NFKC", name).casefold()


# --- neighbours and related ----------------------------------------------


def neighbours(article: Article, site: Site) -> tuple[Article | None, Article | None]:
    """Give the newer and the older post beside a post; a page has none."""
    place = site.places.get(article.path)
    if place is None:
        return None, None
    newer = site.posts[place - 1] if place else None
    return newer, site.posts[place + 1] if place + 1 < len(site.posts) else None


def related(article: Article, site: Site) -> tuple[Article, ...]:
    """Give the posts to read next.

    Those that the author names by slug; else those that share most tags (two points
    each) and the category (one), newest first. Only the newest of each tag are
    looked at, so that the work does not grow with the square of the site.
    """
    named = article.front_matter.related
    if named is not None:
        return tuple(site.by_slug[slug] for slug in named if slug in site.by_slug)
    tagged = _near(article.front_matter.tags, site.tag_places)
    points = Counter(tagged + tagged + _near([article.front_matter.category], site.category_places))
    del points[site.places[article.path]]
    best = sorted(sorted(points), key=points.__getitem__, reverse=True)[:_RELATED]
    return tuple(site.posts[place] for place in best)


def _near(names: Iterable[str], places: Mapping[str, list[int]]) -> list[int]:
    """Give the places of the newest posts of each tag or category."""
    found = (places.get(term_name(name, places), []) for name in filter(None, names))
    return [place for several in found for place in several[:_NEAR]]


# --- the next moment of change -------------------------------------------


def _steady_until(
    site: Site, articles: Iterable[Article], bodies: Iterable[Body], settings: Settings
) -> datetime:
    """Give a moment up to which the date changes nothing at all.

    Nor what an author is told of texts that are not published; and no year begins.
    """
    moments = [moment for article in articles for moment in _dates(article.front_matter)]
    for card in _cards(bodies, site.contacts):
        moments.append(contact.next_change(card, settings, site.now))
        moments.append(contact.begins(card.as_of, settings))
    new_year = datetime(site.now.astimezone(settings.zone).year + 1, 1, 1, tzinfo=settings.zone)
    return min([new_year, *(moment for moment in moments if moment > site.now)])


def _next_change(site: Site, articles: Iterable[Article], settings: Settings) -> datetime | None:
    """Give the first moment after `site.now` at which the content changes by date alone."""
    moments = [m for a in articles if not a.front_matter.draft for m in _dates(a.front_matter)]
    shown = (article.body for article in site.articles.values())
    cards = _cards(shown, site.contacts)
    moments += [contact.next_change(card, settings, site.now) for card in cards]
    return min((m for m in moments if m > site.now), default=None)


def _dates(front_matter: FrontMatter) -> Iterator[datetime]:
    if front_matter.date is not None:
        yield front_matter.date
    if front_matter.expires is not None and front_matter.expires.year < MAXYEAR:
        # The last moment still counts: the change comes after it.
        yield front_matter.expires + timedelta(milliseconds=1)


def _cards(bodies: Iterable[Body], contacts: Mapping[str, ContactCard]) -> Iterator[ContactCard]:
    """Give the facts of every contact block of some texts."""
    for body in bodies:
        for slot in body.slots:
            if isinstance(slot, contact.Contact):
                card = contact.merged(slot, contacts)
                if card is not None:
                    yield card
