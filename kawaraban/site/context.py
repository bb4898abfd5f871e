"""Page contexts: what an element may know of the page it stands on."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import msgspec
from markupsafe import Markup
from msgspec.structs import replace

from kawaraban.ads import MadeLink, Reading
from kawaraban.ads.ledger import ad_link
from kawaraban.ads.reading import or_sponsors
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Article, Deal, Part, PictureFile, Product, ShopLink, Site
from kawaraban.core.settings import Settings
from kawaraban.core.words import PageWords, words_of
from kawaraban.site.toc import contents_of
from kawaraban.site.view import SiteView

_Offer = TypeVar("_Offer", bound=ShopLink)


class PageContext(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What an element may know of the page it is shown on.

    `site` answers questions about the site, and records them. `article` is None in a notice
    that stands by itself. `href` gives the link from this page to an address of the site or a
    published file, percent-encoded but not yet HTML-escaped. `filler` gives the HTML of parts
    in a context. In the `feed`, links are absolute and nothing that needs the page around it is
    shown; `is_home` is the home page.
    """

    site: SiteView
    settings: Settings
    words: PageWords
    article: Article | None
    href: Callable[[str], str]
    filler: Callable[[Iterable[Part], PageContext], Markup]
    feed: bool = False
    is_home: bool = False

    @property
    def blocks(self) -> tuple[str, ...]:
        """Return the names of the blocks on the page: those at the side, and the home page's."""
        own = self.settings.home.blocks if self.is_home else ()
        return () if self.feed else (*own, *self.settings.side.blocks)

    @property
    def ad_label(self) -> str:
        """Return the site's word for advertising."""
        return self.settings.disclosure.label or self.words.ad_label

    def titled(self, title: str, *, is_sponsored: bool) -> str:
        """Return a title as plain text that leads to an article, with the label of a sponsored one.

        Japan's Consumer Affairs Agency asks for it where a reader decides to click.
        """
        words = self.words.labelled if is_sponsored else "{title}"
        return words.format(label=self.ad_label, title=title)

    def fill(self, parts: Iterable[Part]) -> Markup:
        """Return the HTML of parts on this page."""
        return self.filler(parts, self)

    @cached_property
    def contents(self) -> Markup:
        """Return the contents of the article, which stand in its text and beside it."""
        return contents_of(self.article)

    @cached_property
    def styles(self) -> set[str]:
        """Hold the names of the elements that the page shows; what fills slots adds them."""
        return set()

    @cached_property
    def found(self) -> dict[tuple[str, ...], Any]:
        """Hold what was found in some regions of the page; `elements` fills it."""
        return {}

    def product(self, name: str) -> Product | None:
        """Return a product as this page shows it: links to the article's sponsor are ads."""
        found = self.site.product(name)
        return found and replace(found, links=tuple(map(self._or_sponsors, found.links)))

    def deal(self, name: str) -> Deal | None:
        """Return a deal while it runs; one of the article's sponsor is an ad."""
        found = self.site.deal(name)
        return found and self._or_sponsors(found)

    def _or_sponsors(self, offer: _Offer) -> _Offer:
        front = self.article.front_matter if self.article else None
        if offer.is_ad or not (front and front.is_sponsored):
            return offer
        made = or_sponsors(MadeLink(address=offer.link.url, reading=Reading()), front.sponsor)
        link = ad_link(made, offer.link.source)
        return replace(offer, is_ad=bool(link.network), link=link)

    def find(self, source: Source, written: str) -> str | None:
        """Return the file of the site that a path as written means; None where there is none.

        Looked for in the folder of the file that names it, then in `content/`, then
        among the posts; a post in a folder of its own answers to its folder's name too.
        """
        return self.site.file(f"{posixpath.dirname(source.path)}\t{written}")

    def picture(self, source: Source, written: str) -> PictureFile | None:
        """Return the published picture that a path as written means; none for an empty path."""
        return self.site.picture((self.find(source, written) if written else None) or "")


class CheckContext(PageContext, frozen=True, kw_only=True, dict=True):
    """What a check may know besides: the whole site, and articles that are not published.

    `misread` are the articles, by path, whose front matter has mistakes, which are reported
    elsewhere, `scheduled` those that will appear on their day.
    """

    whole: Site
    misread: Mapping[str, Article] = {}
    scheduled: Mapping[str, Article] = {}


def check_context(
    site: Site, settings: Settings, article: Article | None = None, view: SiteView | None = None
) -> CheckContext:
    """Make a context for reading a slot before any page exists: addresses stand for links.

    Contexts of one site may share a `view`.
    """
    return CheckContext(
        site=view or site_view(site, settings),
        whole=site,
        settings=settings,
        words=words_of(settings.language, settings.country),
        article=article,
        href=str,
        is_home=article is not None and not article.address,
        filler=lambda _parts, _context: Markup(),
    )


def site_view(site: Site, settings: Settings) -> SiteView:
    """Return a view of a site whose articles have no text."""
    return SiteView(site, settings, lambda path: site.articles[path].body)
