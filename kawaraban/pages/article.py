"""Posts and pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from markupsafe import Markup

from kawaraban.addresses import absolute
from kawaraban.diagnostics import Source
from kawaraban.elements.author import author_of, box_of
from kawaraban.elements.deal import DealBanner
from kawaraban.elements.disclosure import DisclosurePlace
from kawaraban.elements.toc import entries_of
from kawaraban.gather import neighbours, related
from kawaraban.model import Article
from kawaraban.pages import Output
from kawaraban.pages.frame import (
    ARCHIVE,
    Head,
    Json,
    Trail,
    category_address,
    category_link,
    crumbs_json,
    html_bytes,
    link,
    origin_of,
    page_of,
    sharing_picture,
    summary_of,
    tag_links,
)
from kawaraban.pages.views import ArticleView, Link
from kawaraban.place import Place
from kawaraban.render import Edition

_LONGEST_HEADLINE = 110


def outputs(edition: Edition) -> Iterator[Output]:
    """Give the page of every published article."""
    for post, newer, older in neighbours(edition.site.posts):
        yield _page(post, edition, newer, older)
    for page in edition.site.pages:
        yield _page(page, edition, None, None)


def _page(
    article: Article, edition: Edition, newer: Article | None, older: Article | None
) -> Output:
    trail = _trail(article, edition)
    head = Head(
        heading=article.title,
        description=article.description,
        article=article,
        trail=trail,
        json_ld=tuple(_json_ld(article, edition, trail)),
        noindex=article.front_matter.noindex,
    )
    page = page_of(edition, article.address, head)

    def make() -> bytes:
        whole = edition.opened(article)
        place = edition.place(article.address, whole)
        shown = _view(whole, edition, place, newer, older)
        return html_bytes(edition, article.address, "article.html", page, article=shown, post=shown)

    origin = origin_of(article, "slug")
    return Output(article.address, origin, make, "article.html")


def _view(
    article: Article, edition: Edition, place: Place, newer: Article | None, older: Article | None
) -> ArticleView:
    front_matter, words, post = article.front_matter, edition.words, article.kind == "post"
    author = box_of(article, edition.settings)
    return ArticleView(
        kind=article.kind,
        title=Markup(article.title_html),  # noqa: S704 - escaped when it was made
        body=place.fill(article.body.parts),
        published=words.stamp(front_matter.date) if front_matter.date else None,
        updated=words.stamp(front_matter.updated) if front_matter.updated else None,
        verified=words.stamp(front_matter.verified) if front_matter.verified else None,
        category=category_link(article, edition, place),
        tags=tag_links(article, edition, place),
        disclosure=place.fill((DisclosurePlace(source=Source(article.path)),)),
        top_deals=banners(place, "top"),
        side_deals=banners(place, "sidebar"),
        toc=entries_of(article),
        author=place.fill((author,) if author else ()),
        newer=_neighbour(newer, place),
        older=_neighbour(older, place),
        related=tuple(summary_of(a, edition, place) for a in related(article, edition.site))
        if post
        else (),
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
    return link(place, article.title, article.address) if article else None


def _trail(article: Article, edition: Edition) -> Trail:
    """Give the way down to an article as names and addresses."""
    home = (edition.words.home, "")
    own = (article.title, article.address)
    if article.kind == "page":
        return (home, own)
    category = category_link(article, edition, edition.place(""))
    middle = (
        (category.text, category_address(category.text))
        if category
        else (edition.words.archive, ARCHIVE)
    )
    return (home, middle, own)


def _json_ld(article: Article, edition: Edition, trail: Trail) -> Iterator[Json]:
    if article.kind == "post" and article.front_matter.date is not None:
        yield _posting(article, edition, article.front_matter.date)
    yield crumbs_json(edition, trail)


def _posting(article: Article, edition: Edition, published: datetime) -> Json:
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
        "image": sharing_picture(edition, article),
        "mainEntityOfPage": absolute(settings.base_url, article.address),
        "inLanguage": settings.language,
    }
