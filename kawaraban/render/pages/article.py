"""Posts and pages."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from urllib.parse import quote

from markupsafe import Markup

from kawaraban.core.addresses import ARCHIVE, absolute
from kawaraban.core.json_ld import author_of
from kawaraban.core.model import Article, Author
from kawaraban.elements import slots_in
from kawaraban.render.pages import Output, frame
from kawaraban.render.pages.blocks import blocks_of
from kawaraban.render.pages.views import ArticleView, BlockView, Link
from kawaraban.render.programmes import filler, grants_of
from kawaraban.render.renderer import Renderer
from kawaraban.render.snapshot import Snapshot
from kawaraban.site.context import PageContext
from kawaraban.site.freshness import staleness
from kawaraban.site.pictures import PORTRAIT_WIDTH, small_form
from kawaraban.site.related import related_posts

_LONGEST_HEADLINE = 110


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Yield the page of every published article."""
    for article in (*snapshot.site.posts, *snapshot.site.pages):
        if not article.address:  # the text of the home page
            continue
        make = partial(_bytes, article.path, snapshot.renderer)
        urls = frozenset(ad.url for ad in article.body.ads if ad.pasted)
        yield Output(article.address, frame.origin_of(article, "slug"), make, "article.html", urls)


def _bytes(path: str, renderer: Renderer) -> bytes:
    article = renderer.view.published_article(path)
    context = renderer.context(article.address, article)
    shown = article_view(article, renderer, context)
    side = blocks_of(renderer.settings.side, renderer, context)
    trail, picture = _trail(article, renderer), frame.sharing_picture(renderer, article)
    head = frame.Head(
        heading=article.title,
        description=article.description,
        article=article,
        picture=picture,
        trail=trail,
        json_ld=tuple(_json_ld(article, renderer, trail, picture)),
        noindex=article.front_matter.noindex,
        grants=grants_of(context, regions_of(shown, side)),
    )
    values = {"article": shown, "post": shown, "side": side}
    return frame.html_bytes(renderer, article.address, "article.html", head, context, **values)


def regions_of(shown: ArticleView | None, blocks: Iterable[BlockView]) -> Iterator[Markup]:
    """Yield the HTML of an article and of blocks that texts and elements are made into."""
    if shown:
        yield from (shown.top_deals, shown.disclosure, shown.body, shown.side_deals, shown.author)
    yield from (block.html for block in blocks)


def article_view(article: Article, renderer: Renderer, context: PageContext) -> ArticleView:
    """Return a post, a page or the text of the home page, as its template shows it."""
    front_matter, known = article.front_matter, frame.list_entry(article.path, renderer)
    following = related_posts(article, context.site) if article.kind == "post" else ()
    newer, older = context.site.neighbours(article.path)
    verified = front_matter.verified
    fill = filler(context)
    return ArticleView(
        kind=article.kind,
        title=known.title,
        lang=front_matter.lang,
        body=fill(article.body.parts),
        published=known.published,
        updated=known.updated,
        verified=renderer.words.stamp(verified) if verified else None,
        verified_age=staleness(verified, context) if verified else None,
        category=frame.link(context, *known.category) if known.category else None,
        tags=frame.links(context, known.tags),
        disclosure=fill(slots_in("above-body", context)),
        top_deals=fill(slots_in("above-title", context)),
        side_deals=fill(slots_in("beside-body", context)),
        toc=context.contents,
        author=fill(slots_in("below-body", context)),
        newer=_neighbour(newer, context),
        older=_neighbour(older, context),
        related=tuple(frame.summary_of(path, renderer, context) for path in following),
        shares=tuple(_shares(article, context)),
        draft=front_matter.draft,
        extra=front_matter.extra,
    )


def _shares(article: Article, context: PageContext) -> Iterator[Link]:
    """Yield the links by which a post is shared, where the site wants them."""
    if article.kind == "post" and context.settings.sharing.links:
        url = absolute(context.settings.base_url, article.address)
        values = {"url": quote(url, safe=""), "title": quote(article.title, safe="")}
        for service, address in context.words.shares.items():
            yield Link(text=service, href=address.format_map(values))


def _neighbour(path: str | None, context: PageContext) -> Link | None:
    headline = context.site.headline(path) if path else None
    if headline is None:
        return None
    title = context.titled(headline.title, is_sponsored=headline.is_sponsored)
    return frame.link(context, title, headline.address)


def _trail(article: Article, renderer: Renderer) -> frame.Trail:
    """Return the way down to an article as names and addresses."""
    home = (renderer.words.home, "")
    own = (article.title, article.address)
    if article.kind == "page":
        return (home, own)
    category = frame.list_entry(article.path, renderer).category
    return (home, category or (renderer.words.archive, ARCHIVE), own)


def _json_ld(
    article: Article, renderer: Renderer, trail: frame.Trail, picture: str
) -> Iterator[frame.Json]:
    if article.kind == "post" and article.front_matter.date is not None:
        yield _posting(article, renderer, article.front_matter.date, picture)
    for author in renderer.settings.authors:
        if author.url == absolute(renderer.settings.base_url, article.address):
            yield {"@type": "ProfilePage", "mainEntity": _person(author, renderer)}
    yield frame.crumbs_json(renderer, trail)


def _person(author: Author, renderer: Renderer) -> frame.Json:
    """Return an author (Google Search Central, "Profile page structured data")."""
    form = small_form(renderer.view.picture(author.image), PORTRAIT_WIDTH)
    image = absolute(renderer.settings.base_url, form.path) if form else ""
    known = {"url": author.url, "image": image, "sameAs": author.same_as}
    return {"@type": "Person", "name": author.name, **{k: v for k, v in known.items() if v}}


def _posting(article: Article, renderer: Renderer, published: datetime, picture: str) -> frame.Json:
    """Return the BlogPosting (Google Search Central, "Article structured data")."""
    settings = renderer.settings
    return {
        "@type": "BlogPosting",
        "headline": article.title[:_LONGEST_HEADLINE],
        "datePublished": published.isoformat(),
        "dateModified": (article.modified or published).isoformat(),
        "author": author_of(settings, article.front_matter.author),
        "publisher": {"@type": "Organization", "name": settings.title, "url": settings.base_url},
        **({"image": picture} if picture else {}),
        "mainEntityOfPage": absolute(settings.base_url, article.address),
        "inLanguage": article.front_matter.lang or settings.language,
    }
