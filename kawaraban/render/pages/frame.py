"""What all pages share: the frame around them, their head, and articles in lists."""

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from kawaraban.core import addresses
from kawaraban.core.addresses import SEARCH, list_address
from kawaraban.core.diagnostics import Source
from kawaraban.core.json_ld import script_json
from kawaraban.core.model import Article, Frozen, Grants, Headline, PictureFile, Stamp, Thumbnail
from kawaraban.core.settings import NavEntry
from kawaraban.csp.services import code_of_services
from kawaraban.render.assets import SCRIPT, SHEET_OF, STYLE
from kawaraban.render.pages.views import Frame, Link, Page, Summary
from kawaraban.render.renderer import Renderer
from kawaraban.site.context import PageContext
from kawaraban.site.pictures import LIST_WIDTH, LOGO_WIDTH, picture_for, sharing_form, thumbnail

SETTINGS_FILE = Source("site.toml")
Json = dict[str, object]
Trail = tuple[tuple[str, str], ...]


class ListEntry(Struct, frozen=True):
    """What an article shows on every page: its terms are names and addresses."""

    title: Markup
    address: str
    description: str
    published: Stamp | None
    updated: Stamp | None
    category: tuple[str, str] | None
    tags: Trail
    picture: PictureFile | None
    label: str


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
    renderer: Renderer,
    address: str,
    template: str,
    head: Head,
    context: PageContext,
    **values: object,
) -> bytes:
    """Return the bytes of the HTML page at `address`."""
    sheet = SHEET_OF.get(template, STYLE)
    page = page_of(renderer, address, head, context, sheet)
    inline = renderer.inline(context, sheet, SCRIPT)
    shared = {"page": page, "site": frame_of(renderer, address, context), "words": renderer.words}
    policy = renderer.policy(template, head.grants, *inline.values())
    own = {"security_policy": policy, "asset": partial(renderer.asset, context), "inline": inline}
    return renderer.render(template, **own, **shared, **values).encode()


def frame_of(renderer: Renderer, address: str, context: PageContext) -> Frame:
    """Return the site around the page at `address`."""
    settings, words = renderer.settings, renderer.words
    nav = tuple(filter(None, (_nav_link(entry, context, address) for entry in settings.nav)))
    archive = link(context, words.archive, addresses.ARCHIVE, address)
    feed = link(context, words.feed, addresses.FEED, address)
    return Frame(
        title=settings.title,
        description=settings.description,
        language=settings.language,
        home=link(context, settings.title, "", address),
        search=link(context, words.search, SEARCH, address) if settings.search.enabled else None,
        logo=_logo(context),
        nav=nav,
        footer=(*nav, *_policy(nav, context), archive, feed),
        archive=archive,
        feed=feed,
        year=context.site.year(),
    )


def _logo(context: PageContext) -> Thumbnail | None:
    """Return the picture that stands for the site's title."""
    logo = thumbnail(context.site.picture(context.settings.theme.logo), LOGO_WIDTH, context)
    return replace(logo, alt=context.settings.title) if logo else None


def _policy(nav: tuple[Link, ...], context: PageContext) -> Iterator[Link]:
    """Yield the link to the page about ads where the navigation has none."""
    path = context.settings.disclosure.policy
    headline = context.site.headline(f"content/{path}") if path else None
    if headline and context.href(headline.address) not in {entry.href for entry in nav}:
        yield link(context, headline.title, headline.address)


def _nav_link(entry: NavEntry, context: PageContext, here: str) -> Link | None:
    """Return the link of an entry: to another site, an article, or a page without a file."""
    if addresses.WEB.match(entry.to):
        return Link(text=entry.text, href=entry.to, current=False)
    address = context.site.address(f"content/{entry.to}")
    if address is None:
        address = context.site.address_of_path(entry.to)
    return None if address is None else link(context, entry.text, address, here)


def origin_of(article: Article, key: str) -> Source:
    """Return where a key of an article's front matter stands, else the file."""
    return article.front_matter.positions.get(key) or Source(article.path)


def link(context: PageContext, text: str, address: str, here: str | None = None) -> Link:
    """Return a link to an address as a page shows it; `here` is the page's own address."""
    return Link(text=text, href=context.href(address), current=address == here)


def page_of(renderer: Renderer, address: str, head: Head, context: PageContext, sheet: str) -> Page:
    """Return what the head of the page at `address` says."""
    settings, article, asset = renderer.settings, head.article, partial(renderer.asset, context)
    published, modified = _moments(article)
    code = code_of_services(settings.services) if address != addresses.NOT_FOUND else ""
    return Page(
        title=f"{head.heading} | {settings.title}" if head.heading else settings.title,
        heading=head.heading or settings.title,
        description=head.description or settings.description,
        canonical=addresses.absolute(settings.base_url, address),
        og_type="article" if article and article.kind == "post" else "website",
        og_image=head.picture or sharing_picture(renderer, article),
        published=published,
        modified=modified,
        noindex=head.noindex,
        json_ld=script_json({"@context": "https://schema.org", "@graph": head.json_ld}),
        breadcrumbs=tuple(link(context, name, to, address) for name, to in head.trail),
        stylesheet=asset(sheet),
        script=asset(SCRIPT),
        icon=asset("icon"),
        feed=context.href(addresses.FEED),
        json_feed=context.href(addresses.JSON_FEED),
        services=Markup(code),  # noqa: S704 - of our table, with ids of a known shape
    )


def _moments(article: Article | None) -> tuple[str, str]:
    """Return when an article was published and last changed, in ISO 8601, or empty."""
    moments = (article.front_matter.date, article.modified) if article else (None, None)
    published, modified = (moment.isoformat() if moment else "" for moment in moments)
    return published, modified


def sharing_picture(renderer: Renderer, article: Article | None) -> str:
    """Return the full address of the picture to share a page with, or empty.

    An article's own, else its title card; else the site's, else the site's card. There is no
    card on a machine without fonts.
    """
    view = renderer.view
    own = sharing_form(list_entry(article.path, renderer).picture) if article else None
    general = sharing_form(view.picture(renderer.settings.sharing.image))
    paths = (
        own.path if own else "",
        view.title_card(article.path) if article else "",
        general.path if general else "",
        view.title_card(""),
    )
    found = next(filter(None, paths), "")
    return addresses.absolute(renderer.settings.base_url, found) if found else ""


def crumbs_json(renderer: Renderer, trail: Trail) -> Json:
    """Return a BreadcrumbList of names and addresses (Google Search Central, "Breadcrumb")."""
    items: list[Json] = [
        {
            "@type": "ListItem",
            "position": position,
            "name": name,
            "item": addresses.absolute(renderer.settings.base_url, address),
        }
        for position, (name, address) in enumerate(trail, 1)
    ]
    del items[-1]["item"]  # the last one is the page itself
    return {"@type": "BreadcrumbList", "itemListElement": items}


def links(context: PageContext, trail: Trail) -> tuple[Link, ...]:
    """Return the links of a page to names and addresses."""
    return tuple(link(context, name, address) for name, address in trail)


def list_entry(path: str, renderer: Renderer) -> ListEntry:
    """Return what an article shows on every page, found out once a build."""
    return renderer.share("list entry", path, lambda: _list_entry(path, renderer))


def _list_entry(path: str, renderer: Renderer) -> ListEntry:
    headline, words = find_headline(path, renderer), renderer.words
    view, context = renderer.view, renderer.context("")
    is_post = headline.kind == "post"
    category = view.spelling(f"categories/{headline.category}") if is_post else ""
    tags = (view.spelling(f"tags/{tag}") for tag in headline.tags if is_post)
    return ListEntry(
        title=Markup(headline.title_html),  # noqa: S704 - escaped when it was made
        address=headline.address,
        description=headline.description,
        published=words.stamp(headline.published) if headline.published else None,
        updated=words.stamp(headline.updated) if headline.updated else None,
        category=(category, list_address("categories", category)) if category else None,
        tags=tuple((name, list_address("tags", name)) for name in dict.fromkeys(tags)),
        picture=picture_for(headline, context),
        label=context.ad_label if headline.is_sponsored else "",
    )


def find_headline(path: str, renderer: Renderer) -> Headline:
    """Return the headline of an article that is known to be published."""
    headline = renderer.view.headline(path)
    if headline is None:
        raise LookupError(path)
    return headline


def summary_of(
    path: str, renderer: Renderer, context: PageContext, width: int = LIST_WIDTH
) -> Summary:
    """Return an article as it stands in a list, with its picture `width` pixels wide."""
    known = list_entry(path, renderer)
    return Summary(
        title=known.title,
        href=context.href(known.address),
        description=known.description,
        label=known.label,
        published=known.published,
        updated=known.updated,
        category=link(context, *known.category) if known.category else None,
        picture=thumbnail(known.picture, width, context),
        tag_links=partial(links, context, known.tags),
    )
