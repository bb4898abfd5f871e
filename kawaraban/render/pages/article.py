"""Posts and pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from markupsafe import Markup

from kawaraban.checks import Proof
from kawaraban.core.addresses import ARCHIVE, absolute, collision_key
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Article, Grants
from kawaraban.elements import Region, grants_on, slots_in
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
from kawaraban.render.renderer import Renderer
from kawaraban.render.snapshot import Snapshot
from kawaraban.site.context import PageContext
from kawaraban.site.gather import is_public
from kawaraban.site.related import related_posts

_LONGEST_HEADLINE = 110
# What says whether an article is on the site, and where.
_PLACING = ("slug", "category", "date", "draft", "expires")


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Give the page of every published article."""
    for article in (*snapshot.site.posts, *snapshot.site.pages):
        make = partial(_bytes, article.path, snapshot.renderer)
        pasted = frozenset(ad.url for ad in article.body.ads if ad.pasted)
        yield Output(article.address, origin_of(article, "slug"), make, "article.html", pasted)


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


def _bytes(path: str, renderer: Renderer) -> bytes:
    article = renderer.view.published(path)
    context = renderer.context(article.address, article)
    shown = _view(article, renderer, context)
    return html_bytes(
        renderer,
        article.address,
        "article.html",
        _head(article, renderer, grants_on(context)),
        context,
        article=shown,
        post=shown,
    )


def _head(article: Article, renderer: Renderer, grants: Grants) -> Head:
    trail, picture = _trail(article, renderer), sharing_picture(renderer, article)
    return Head(
        heading=article.title,
        description=article.description,
        article=article,
        picture=picture,
        trail=trail,
        json_ld=tuple(_json_ld(article, renderer, trail, picture)),
        noindex=article.front_matter.noindex,
        grants=grants,
    )


def _view(article: Article, renderer: Renderer, context: PageContext) -> ArticleView:
    front_matter, known = article.front_matter, listed(article.path, renderer)
    following = related_posts(article, context.site) if article.kind == "post" else ()
    newer, older = context.site.neighbours(article.path)
    verified = front_matter.verified
    return ArticleView(
        kind=article.kind,
        title=known.title,
        body=context.fill(article.body.parts),
        published=known.published,
        updated=known.updated,
        verified=renderer.words.stamp(verified) if verified else None,
        category=link(context, *known.category) if known.category else None,
        tags=links(context, known.tags),
        disclosure=_region("above-body", context),
        top_deals=_region("above-title", context),
        side_deals=_region("beside-body", context),
        toc=context.contents,
        author=_region("below-body", context),
        newer=_neighbour(newer, context),
        older=_neighbour(older, context),
        related=tuple(summary_of(path, renderer, context) for path in following),
        draft=front_matter.draft,
        extra=front_matter.extra,
    )


def _region(name: Region, context: PageContext) -> Markup:
    return context.fill(slots_in(name, context))


def _neighbour(path: str | None, context: PageContext) -> Link | None:
    headline = context.site.headline(path) if path else None
    return link(context, headline.title, headline.address) if headline else None


def _trail(article: Article, renderer: Renderer) -> Trail:
    """Give the way down to an article as names and addresses."""
    home = (renderer.words.home, "")
    own = (article.title, article.address)
    if article.kind == "page":
        return (home, own)
    category = listed(article.path, renderer).category
    return (home, category or (renderer.words.archive, ARCHIVE), own)


def _json_ld(article: Article, renderer: Renderer, trail: Trail, picture: str) -> Iterator[Json]:
    if article.kind == "post" and article.front_matter.date is not None:
        yield _posting(article, renderer, article.front_matter.date, picture)
    yield crumbs_json(renderer, trail)


def _posting(article: Article, renderer: Renderer, published: datetime, picture: str) -> Json:
    """Give the BlogPosting (Google Search Central, "Article structured data")."""
    settings = renderer.settings
    author = settings.author(article.front_matter.author)
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
