"""What all pages share: the frame around them, their head, and articles in lists."""

from __future__ import annotations

from functools import partial

from markupsafe import Markup
from msgspec import Struct

from kawaraban.core.addresses import ARCHIVE, FEED, absolute, folder_name
from kawaraban.core.diagnostics import Source
from kawaraban.core.json_ld import script_json
from kawaraban.core.model import Article, Frozen, Grants, PictureFile, Stamp
from kawaraban.elements.picture import picture_for
from kawaraban.render.edition import Edition
from kawaraban.render.pages.views import Frame, Link, Page, Summary
from kawaraban.site.context import Place
from kawaraban.site.gather import term_name
from kawaraban.site.pictures import LIST_WIDTH, sharing_form, thumbnail

SETTINGS_FILE = Source("site.toml")
Json = dict[str, object]
Trail = tuple[tuple[str, str], ...]


class Listed(Struct, frozen=True):
    """What an article shows on every page: its terms are names and addresses."""

    title: Markup
    description: str
    published: Stamp | None
    updated: Stamp | None
    category: tuple[str, str] | None
    tags: Trail
    picture: PictureFile | None


class Head(Frozen, frozen=True, kw_only=True):
    """What a kind of page says of itself.

    `trail` is the way down to it as names and addresses. An empty `heading` is the
    home page's; without a `picture` the one to share is found. `grants` is what the texts on
    the page need of a browser.
    """

    heading: str
    description: str = ""
    article: Article | None = None
    picture: str = ""
    trail: Trail = ()
    json_ld: tuple[Json, ...] = ()
    noindex: bool = False
    grants: Grants = ()


def html_bytes(
    edition: Edition, address: str, template: str, head: Head, place: Place, **values: object
) -> bytes:
    """Give the bytes of the HTML page at `address`, whose links are made from `place`."""
    page, frame = page_of(edition, address, head, place), frame_of(edition, address, place)
    shared = {"page": page, "site": frame, "words": edition.words}
    policy = edition.policy(template, head.grants)
    return edition.render(template, security_policy=policy, **shared, **values).encode()


def frame_of(edition: Edition, address: str, place: Place) -> Frame:
    """Give the site around the page at `address`."""
    settings, words = edition.settings, edition.words
    return Frame(
        title=settings.title,
        description=settings.description,
        language=settings.language,
        home=link(place, settings.title, "", address),
        nav=tuple(
            link(place, entry.text, article.address, address)
            for entry in settings.nav
            if (article := edition.site.articles.get(f"content/{entry.to}")) is not None
        ),
        archive=link(place, words.archive, ARCHIVE, address),
        feed=link(place, words.feed, FEED, address),
        year=(edition.site.updated or edition.site.now).year,
    )


def origin_of(article: Article, key: str) -> Source:
    """Give the place of a key of an article's front matter, else the file."""
    return article.front_matter.positions.get(key) or Source(article.path)


def link(place: Place, text: str, address: str, here: str | None = None) -> Link:
    """Give a link from a place to an address; `here` is the page's own address."""
    return Link(text=text, href=place.href(address), current=address == here)


def page_of(edition: Edition, address: str, head: Head, place: Place) -> Page:
    """Give what the head of the page at `address` says."""
    settings, article, assets = edition.settings, head.article, edition.assets.names
    published, modified = _moments(article)
    return Page(
        title=f"{head.heading} | {settings.title}" if head.heading else settings.title,
        heading=head.heading or settings.title,
        description=head.description or settings.description,
        canonical=absolute(settings.base_url, address),
        og_type="article" if article and article.kind == "post" else "website",
        og_image=head.picture or sharing_picture(edition, article),
        published=published,
        modified=modified,
        noindex=head.noindex,
        json_ld=script_json({"@context": "https://schema.org", "@graph": head.json_ld}),
        breadcrumbs=tuple(link(place, name, to, address) for name, to in head.trail),
        stylesheet=place.href(assets["style.css"]),
        list_stylesheet=place.href(assets["lists.css"]),
        script=place.href(assets["script.js"]),
        icon=place.href(assets["icon.svg"]),
        feed=place.href(FEED),
    )


def _moments(article: Article | None) -> tuple[str, str]:
    """Give when an article was published and last changed, in ISO 8601, or empty."""
    moments = (article.front_matter.date, article.modified) if article else (None, None)
    published, modified = (moment.isoformat() if moment else "" for moment in moments)
    return published, modified


def sharing_picture(edition: Edition, article: Article | None) -> str:
    """Give the full address of the picture to share a page with.

    An article's own, else its title card; else the site's, else the site's card.
    """
    site = edition.site
    own = sharing_form(listed(article, edition).picture) if article else None
    general = sharing_form(site.pictures.get(edition.settings.sharing.image))
    paths = (
        own.path if own else "",
        site.title_cards.get(article.path, "") if article else "",
        general.path if general else "",
        site.title_cards.get("", ""),
    )
    return absolute(edition.settings.base_url, next(filter(None, paths)))


def crumbs_json(edition: Edition, trail: Trail) -> Json:
    """Give a BreadcrumbList of names and addresses (Google Search Central, "Breadcrumb")."""
    items: list[Json] = [
        {
            "@type": "ListItem",
            "position": position,
            "name": name,
            "item": absolute(edition.settings.base_url, address),
        }
        for position, (name, address) in enumerate(trail, 1)
    ]
    del items[-1]["item"]  # the last one is the page itself
    return {"@type": "BreadcrumbList", "itemListElement": items}


def tag_address(name: str) -> str:
    """Give the address of a tag's list."""
    return f"tags/{folder_name(name)}/"


def category_address(name: str) -> str:
    """Give the address of a category's list."""
    return f"categories/{folder_name(name)}/"


def links(place: Place, trail: Trail) -> tuple[Link, ...]:
    """Give the links from a place to names and addresses."""
    return tuple(link(place, name, address) for name, address in trail)


def listed(article: Article, edition: Edition) -> Listed:
    """Give what an article shows on every page, found out once an edition."""
    key = ("listed", article.path)
    found: Listed | None = edition.memory.get(key)
    if found is None:
        found = edition.memory[key] = _listed(article, edition)
    return found


def _listed(article: Article, edition: Edition) -> Listed:
    front_matter, words, site = article.front_matter, edition.words, edition.site
    is_post = article.kind == "post"
    category = term_name(front_matter.category, site.categories) if is_post else ""
    tags = (term_name(tag, site.tags) for tag in front_matter.tags if is_post)
    return Listed(
        title=Markup(article.title_html),  # noqa: S704 - escaped when it was made
        description=article.description,
        published=words.stamp(front_matter.date) if front_matter.date else None,
        updated=words.stamp(front_matter.updated) if front_matter.updated else None,
        category=(category, category_address(category)) if category else None,
        tags=tuple((name, tag_address(name)) for name in dict.fromkeys(tags)),
        picture=picture_for(article, edition.home),
    )


def summary_of(
    article: Article, edition: Edition, place: Place, width: int = LIST_WIDTH
) -> Summary:
    """Give an article as it stands in a list, with its picture `width` pixels wide."""
    known = listed(article, edition)
    place.shown.add(article.path)
    return Summary(
        title=known.title,
        href=place.href(article.address),
        description=known.description,
        published=known.published,
        updated=known.updated,
        category=link(place, *known.category) if known.category else None,
        picture=thumbnail(known.picture, width, place) if known.picture else None,
        tag_links=partial(links, place, known.tags),
    )
