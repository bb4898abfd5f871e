"""Posts and pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Literal

from markupsafe import Markup

from kawaraban.checks import Proof
from kawaraban.core.addresses import ARCHIVE, absolute, collision_key
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Article, Grants
from kawaraban.elements.author import author_of, box_of
from kawaraban.elements.deal import DealBanner
from kawaraban.elements.disclosure import DisclosurePlace
from kawaraban.elements.notice import notice_of
from kawaraban.render.edition import Edition
from kawaraban.render.pages import Output
from kawaraban.render.pages.frame import (
    Head,
    Json,
    Trail,
    crumbs_json,
    html_bytes,
    link,
    links,
    listed,
    origin_of,
    sharing_picture,
    summary_of,
)
from kawaraban.render.pages.redirect import old_addresses
from kawaraban.render.pages.views import ArticleView, Link
from kawaraban.site.context import Place
from kawaraban.site.gather import is_public, neighbours, related

_LONGEST_HEADLINE = 110
# What says whether an article is on the site, and where.
_PLACING = ("slug", "category", "date", "draft", "expires")


def outputs(edition: Edition) -> Iterator[Output]:
    """Give the page of every published article."""
    for article in (*edition.site.posts, *edition.site.pages):
        yield output_of(article, edition)


def output_of(article: Article, edition: Edition) -> Output:
    """Give the page of one article."""
    make = partial(_bytes, article, edition)
    pasted = frozenset(ad.url for ad in article.body.ads if ad.pasted)
    return Output(article.address, origin_of(article, "slug"), make, "article.html", pasted)


def kept_back(proof: Proof, *, drafts: bool) -> Iterator[Output]:
    """Give the pages that are only missing for the mistakes in their front matter, or the date.

    They have no bytes, but their addresses are known and will be taken.
    """
    link, now = proof.settings.posts.permalink, proof.site.now
    placing = [key for key in _PLACING if key != "category" or "{category}" in link]
    kept = [
        article
        for article in (*proof.misread.values(), *proof.scheduled.values())
        if all(proof.knows(key, article) for key in placing)
        and ((date := article.front_matter.date) is not None or article.kind == "page")
        and is_public(article.front_matter, max(now, date or now), drafts=drafts)
    ]
    if not kept:
        return
    holders: dict[str, list[Article]] = {}
    for article in proof.articles:
        if drafts or not article.front_matter.draft:
            for address, _ in _addresses(article):
                holders.setdefault(collision_key(address), []).append(article)
    for article in kept:
        for address, origin in _addresses(article):
            others = [one for one in holders[collision_key(address)] if one is not article]
            if not others or any(_meet(article, one) for one in others):
                yield Output(address, origin, bytes)


def _addresses(article: Article) -> Iterator[tuple[str, Source]]:
    yield article.address, origin_of(article, "slug")
    yield from old_addresses(article)


def _meet(one: Article, other: Article) -> bool:
    """Say whether two articles are published at one time; else one may follow the other."""
    both = (one.front_matter, other.front_matter)
    dates = [front_matter.date for front_matter in both if front_matter.date]
    ends = [front_matter.expires for front_matter in both if front_matter.expires]
    return not dates or not ends or max(dates) <= min(ends)


def _bytes(article: Article, edition: Edition) -> bytes:
    whole = edition.opened(article)
    place = edition.place(article.address, whole)
    shown = _view(whole, edition, place)
    return html_bytes(
        edition,
        article.address,
        "article.html",
        _head(article, edition, _grants(place, shown)),
        place,
        article=shown,
        post=shown,
    )


def _head(article: Article, edition: Edition, grants: Grants) -> Head:
    trail, picture = _trail(article, edition), sharing_picture(edition, article)
    return Head(
        heading=article.title,
        description=article.description,
        article=article,
        picture=picture,
        trail=trail,
        json_ld=tuple(_json_ld(article, edition, trail, picture)),
        noindex=article.front_matter.noindex,
        grants=grants,
    )


def _grants(place: Place, shown: ArticleView) -> Grants:
    """Give what the texts on an article's page need: its own, and those around it."""
    article, site = place.article, place.site
    if article is None:
        return ()
    author = box_of(article, place.settings)
    notices = (notice_of(place), site.notices.get("disclosure") if shown.disclosure else None)
    bodies = [article.body, *(notice.body for notice in notices if notice)]
    if author is not None and author.author.id in site.bios:
        bodies.append(site.bios[author.author.id])
    return tuple(grant for body in bodies for grant in body.grants)


def _view(article: Article, edition: Edition, place: Place) -> ArticleView:
    front_matter, known = article.front_matter, listed(article, edition)
    author, post = box_of(article, edition.settings), article.kind == "post"
    following = related(article, edition.site) if post else ()
    newer, older = neighbours(article, edition.site)
    verified = front_matter.verified
    return ArticleView(
        kind=article.kind,
        title=known.title,
        body=place.fill(article.body.parts),
        published=known.published,
        updated=known.updated,
        verified=edition.words.stamp(verified) if verified else None,
        category=link(place, *known.category) if known.category else None,
        tags=links(place, known.tags),
        disclosure=place.fill((DisclosurePlace(source=Source(article.path)),)),
        top_deals=banners(place, "top"),
        side_deals=banners(place, "sidebar"),
        toc=place.contents,
        author=place.fill((author,) if author else ()),
        newer=_neighbour(newer, place),
        older=_neighbour(older, place),
        related=tuple(summary_of(a, edition, place) for a in following),
        draft=front_matter.draft,
        extra=front_matter.extra,
    )


def banners(place: Place, where: Literal["top", "sidebar"]) -> Markup:
    """Give the deals of a part of the page, while they run; only posts have any."""
    is_post = place.article is not None and place.article.kind == "post"
    deals = place.site.deals.values() if is_post else ()
    shown = (deal for deal in deals if where in deal.show)
    return place.fill(tuple(DealBanner(source=d.link.source, deal=d.id) for d in shown))


def _neighbour(article: Article | None, place: Place) -> Link | None:
    if article is None:
        return None
    place.shown.add(article.path)
    return link(place, article.title, article.address)


def _trail(article: Article, edition: Edition) -> Trail:
    """Give the way down to an article as names and addresses."""
    home = (edition.words.home, "")
    own = (article.title, article.address)
    if article.kind == "page":
        return (home, own)
    category = listed(article, edition).category
    return (home, category or (edition.words.archive, ARCHIVE), own)


def _json_ld(article: Article, edition: Edition, trail: Trail, picture: str) -> Iterator[Json]:
    if article.kind == "post" and article.front_matter.date is not None:
        yield _posting(article, edition, article.front_matter.date, picture)
    yield crumbs_json(edition, trail)


def _posting(article: Article, edition: Edition, published: datetime, picture: str) -> Json:
    """Give the BlogPosting (Google Search Central, "Article structured data")."""
    settings = edition.settings
    author = author_of(article.front_matter.author, settings.authors)
    site: Json = {"@type": "Organization", "name": settings.title, "url": settings.base_url}
    person: Json = {"@type": "Person", "name": author.name} if author else site
    if author and author.url:
        person["url"] = author.url
    return {
        "@type": "BlogPosting",
        "headline": article.title[:_LONGEST_HEADLINE],
        "datePublished": published.isoformat(),
        "dateModified": (article.modified or published).isoformat(),
        "author": person,
        "publisher": site,
        "image": picture,
        "mainEntityOfPage": absolute(settings.base_url, article.address),
        "inLanguage": settings.language,
    }
