"""What all pages share: the frame around them, their head, and articles in lists."""

from __future__ import annotations

from functools import partial

from markupsafe import Markup

from kawaraban.addresses import absolute, folder_name
from kawaraban.diagnostics import Source
from kawaraban.elements.picture import picture_for, thumbnail_of
from kawaraban.gather import term_name
from kawaraban.model import Article, Frozen
from kawaraban.pages import Output
from kawaraban.pages.views import Frame, Link, Page, Summary
from kawaraban.pictures import LIST_WIDTH, sharing_form
from kawaraban.place import Place
from kawaraban.render import Edition
from kawaraban.structured_data import script_json

SETTINGS_FILE = Source("site.toml")
ARCHIVE = "archive/"
FEED = "feed.xml"
Json = dict[str, object]
Trail = tuple[tuple[str, str], ...]


class Head(Frozen, frozen=True, kw_only=True):
    """What a kind of page says of itself.

    `trail` is the way down to it as names and addresses. An empty `heading` is the
    home page's.
    """

    heading: str
    description: str = ""
    article: Article | None = None
    trail: Trail = ()
    json_ld: tuple[Json, ...] = ()
    noindex: bool = False


def html_page(
    edition: Edition, address: str, template: str, page: Page, origin: Source, **values: object
) -> Output:
    """Give the output of one HTML page; it is rendered when its bytes are asked for."""
    make = partial(html_bytes, edition, address, template, page, **values)
    return Output(address, origin, make, template)


def html_bytes(
    edition: Edition, address: str, template: str, page: Page, **values: object
) -> bytes:
    """Give the bytes of one HTML page."""
    frame, words = frame_of(edition, address), edition.words
    return edition.render(template, page=page, site=frame, words=words, **values).encode()


def frame_of(edition: Edition, address: str) -> Frame:
    """Give the site around the page at `address`."""
    place = edition.place(address)
    return Frame(
        title=edition.settings.title,
        description=edition.settings.description,
        language=edition.settings.language,
        home=link(place, edition.settings.title, "", address),
        nav=tuple(
            link(place, entry.text, article.address, address)
            for entry in edition.settings.nav
            if (article := edition.site.articles.get(f"content/{entry.to}")) is not None
        ),
        archive=link(place, edition.words.archive, ARCHIVE, address),
        feed=link(place, edition.words.feed, FEED, address),
        year=(edition.site.updated or edition.site.now).year,
    )


def origin_of(article: Article, key: str) -> Source:
    """Give the place of a key of an article's front matter, else the file."""
    return article.front_matter.positions.get(key, Source(article.path))


def link(place: Place, text: str, address: str, here: str | None = None) -> Link:
    """Give a link from a place to an address; `here` is the page's own address."""
    return Link(text=text, href=place.href(address), current=address == here)


def page_of(edition: Edition, address: str, head: Head) -> Page:
    """Give what the head of the page at `address` says."""
    place, settings, article = edition.place(address), edition.settings, head.article
    published, modified = _moments(article)
    assets = edition.assets.names
    return Page(
        title=f"{head.heading} | {settings.title}" if head.heading else settings.title,
        heading=head.heading or settings.title,
        description=head.description or settings.description,
        canonical=absolute(settings.base_url, address),
        og_type="article" if article and article.kind == "post" else "website",
        og_image=sharing_picture(edition, article),
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
    own = sharing_form(picture_for(article, edition.place("", article))) if article else None
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


def category_link(article: Article, edition: Edition, place: Place) -> Link | None:
    """Give the link to an article's category."""
    if not article.front_matter.category or article.kind == "page":
        return None
    name = term_name(article.front_matter.category, edition.site.categories)
    return link(place, name, category_address(name))


def tag_links(article: Article, edition: Edition, place: Place) -> tuple[Link, ...]:
    """Give the links to an article's tags, each once."""
    if article.kind == "page":
        return ()
    names = (term_name(tag, edition.site.tags) for tag in article.front_matter.tags)
    return tuple(link(place, name, tag_address(name)) for name in dict.fromkeys(names))


def summary_of(
    article: Article, edition: Edition, place: Place, width: int = LIST_WIDTH
) -> Summary:
    """Give an article as it stands in a list, with its picture `width` pixels wide."""
    front_matter, words = article.front_matter, edition.words
    return Summary(
        title=Markup(article.title_html),  # noqa: S704 - escaped when it was made
        href=place.href(article.address),
        description=article.description,
        published=words.stamp(front_matter.date) if front_matter.date else None,
        updated=words.stamp(front_matter.updated) if front_matter.updated else None,
        category=category_link(article, edition, place),
        tags=tag_links(article, edition, place),
        picture=thumbnail_of(article, place, width),
    )
