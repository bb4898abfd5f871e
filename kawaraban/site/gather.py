"""Articles to a `Site` at a moment: what is published, and where it stands.

Pure: takes what was read and parsed, and a moment; looks at neither disk nor clock.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import MAXYEAR, UTC, datetime

from kawaraban.core.addresses import HOME_TEXT, alias_address, folder_name, list_address
from kawaraban.core.model import (
    Article,
    Body,
    Deal,
    Document,
    FrontMatter,
    Kind,
    Notice,
    Site,
    headline_of,
    last_change,
)
from kawaraban.core.settings import Settings
from kawaraban.read.source import SiteSource, bio_key, snippet_key
from kawaraban.site.offers import Offers, changes_between, changes_of, deals_at
from kawaraban.site.taxonomy import group_by_term
from kawaraban.system.regex import lazy_pattern

_DATE_PREFIX = lazy_pattern(r"^\d{4}-\d{2}-\d{2}-(?=.)")
_FOREVER = datetime(MAXYEAR, 1, 1, tzinfo=UTC)


def make_articles(documents: Iterable[Document], settings: Settings) -> tuple[Article, ...]:
    """Return every document its slug and address, published or not; those with mistakes aside."""
    return tuple(_article(d, d.front_matter, settings) for d in documents if d.front_matter)


def make_misread_articles(documents: Iterable[Document], settings: Settings) -> tuple[Article, ...]:
    """Make articles of documents whose front matter has mistakes, as far as it can be read."""
    misread = (document for document in documents if document.front_matter is None)
    return tuple(_article(d, d.legible or FrontMatter(title=""), settings) for d in misread)


def gather(  # noqa: PLR0913 - everything that a site is made of
    articles: tuple[Article, ...],
    source: SiteSource,
    bodies: Mapping[str, Body],
    offers: Offers,
    now: datetime,
    *,
    drafts: bool = False,
) -> Site:
    """Make the site that is published at `now`; with `drafts`, drafts and future posts too."""
    public = {a.path: a for a in articles if is_public(a.front_matter, now, drafts=drafts)}
    posts, (running, past, coming) = _of_kind("post", public.values()), deals_at(now, offers.deals)
    moments = set(_upcoming(now, (a for a in articles if not a.front_matter.draft), offers.deals))
    return Site(
        now=now,
        posts=posts,
        pages=_of_kind("page", public.values()),
        articles=public,
        headlines={path: headline_of(a) for path, a in public.items()},
        unpublished=frozenset(a.path for a in articles).difference(public),
        other_days=frozenset(_addresses(articles)),
        tags=group_by_term(posts, lambda a: a.front_matter.tags),
        categories=group_by_term(posts, lambda a: filter(None, [a.front_matter.category])),
        contacts=source.contacts,
        cards=source.cards,
        speakers=source.speakers,
        products=offers.products,
        deals=running,
        past_deals=past,
        coming_deals=coming,
        ledger=offers.ledger,
        notices={n: Notice(name=n, path=p, body=bodies[p]) for n, p in source.notices.items()},
        bios=_bios(source, bodies),
        snippets={s.name: bodies[snippet_key(s.name)] for s in source.settings.snippets},
        files=frozenset(source.files),
        misread=source.misread | offers.misread,
        updated=last_change(public.values()),
        changes=sorted(moments),
        steady_until=min((_new_year(now, source), *moments, *_upcoming(now, articles, {}))),
    )


def _addresses(articles: Iterable[Article]) -> Iterator[str]:
    """Yield the addresses of the lists and aliases of articles, published or not."""
    for front_matter in (article.front_matter for article in articles):
        yield from (list_address("tags", tag) for tag in front_matter.tags)
        yield list_address("categories", front_matter.category)
        yield from map(alias_address, front_matter.aliases)


def _of_kind(kind: Kind, articles: Iterable[Article]) -> tuple[Article, ...]:
    """Return posts, newest first, or pages in the order of their paths."""
    found = (article for article in articles if article.kind == kind)
    return tuple(sorted(found, key=lambda a: a.sort_key) if kind == "post" else found)


def _new_year(now: datetime, source: SiteSource) -> datetime:
    zone = source.settings.zone
    return datetime(now.astimezone(zone).year + 1, 1, 1, tzinfo=zone)


def _bios(source: SiteSource, bodies: Mapping[str, Body]) -> dict[str, Body]:
    return {a.id: bodies[bio_key(a.id)] for a in source.settings.authors if a.bio}


def still_to_come(articles: Iterable[Article], now: datetime) -> tuple[Article, ...]:
    """Return the articles that are published or can still be: all whose end has not passed."""
    return tuple(a for a in articles if not _has_ended(a.front_matter, now))


def scheduled_articles(articles: Iterable[Article], site: Site) -> Iterator[Article]:
    """Yield the articles that are not published yet, and will be on their day."""
    for article in articles:
        front_matter = article.front_matter
        is_there = article.path in site.articles or _has_ended(front_matter, site.now)
        if not is_there and not front_matter.draft:
            yield article


def _article(document: Document, front_matter: FrontMatter, settings: Settings) -> Article:
    slug = front_matter.slug or slug_of(document.path)
    is_home = document.path == HOME_TEXT and not front_matter.slug
    return Article(
        path=document.path,
        kind=document.kind,
        front_matter=front_matter,
        body=document.body,
        slug=slug,
        address="" if is_home else address_of(document.kind, slug, front_matter, settings),
        title_html=document.title_html,
        digest=document.digest,
    )


def bodies_outside_articles(
    articles: Iterable[Article], bodies: Mapping[str, Body]
) -> tuple[Body, ...]:
    """Return the bodies that belong to no article: notices and bios."""
    taken = {article.path for article in articles}
    return tuple(body for path, body in bodies.items() if path not in taken)


def slug_of(path: str) -> str:
    """Return the slug of a file: its folder's or its own name, without a leading date."""
    folder, _, name = path.removesuffix(".md").rpartition("/")
    own = folder.rpartition("/")[2] if name == "index" else name
    return unicodedata.normalize("NFC", _DATE_PREFIX.sub("", own))


def address_of(kind: str, slug: str, front_matter: FrontMatter, settings: Settings) -> str:
    """Return the address of a post, by the form that the settings give, or of a page."""
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
    """Return whether an article is on the site at `now`. After its end it never is."""
    if _has_ended(front_matter, now):
        return False
    if drafts:
        return True
    return not front_matter.draft and (front_matter.date is None or front_matter.date <= now)


def _has_ended(front_matter: FrontMatter, now: datetime) -> bool:
    return front_matter.expires is not None and front_matter.expires < now


def _upcoming(
    now: datetime, articles: Iterable[Article], deals: Mapping[str, Deal]
) -> Iterator[datetime]:
    """Yield the moments to come at which an article or a deal begins or ends."""
    written = (article.front_matter for article in articles)
    moments = [moment for one in written for moment in changes_between(one.date, one.expires)]
    moments += [moment for deal in deals.values() for moment in changes_of(deal)]
    yield from (moment for moment in moments if moment > now)
