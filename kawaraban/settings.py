"""`site.toml` as values, with the defaults of the writing format."""

from __future__ import annotations

from typing import Literal
from zoneinfo import ZoneInfo

from kawaraban.diagnostics import Source
from kawaraban.model import Author, Frozen

Language = Literal["ja", "en"]


class NavEntry(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the navigation: its text, and a file under `content/`."""

    text: str
    to: str


class DisclosureSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`policy` is a page under `content/`; the labels stand beside ads."""

    policy: str = ""
    label: str = ""
    link_label: str = ""


class Freshness(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From what age, in months, a checked fact is called old."""

    stale_after_months: int = 6


class PostSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where posts stand, and how many a list page holds."""

    permalink: str = "/posts/{slug}/"
    per_page: int = 20


class LinkSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How links open, and whether they end in `index.html` (for `file://`)."""

    new_tab: bool = True
    index_html: bool = False


class ImageSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The published widths in pixels, and the published forms."""

    widths: tuple[int, ...] = (480, 960, 1280)
    formats: tuple[Literal["avif", "webp"], ...] = ("avif", "webp")


class SearchSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether the site has a search page."""

    enabled: bool = False


class Settings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of `site.toml`. `base_url` ends in `/`.

    `positions` gives the place of each value under its keys and numbers (`nav.0.to`).
    """

    title: str
    base_url: str
    language: Language = "ja"
    timezone: str = "Asia/Tokyo"
    country: str = "JP"
    description: str = ""
    authors: tuple[Author, ...] = ()
    disclosure: DisclosureSettings = DisclosureSettings()
    freshness: Freshness = Freshness()
    affiliate: dict[str, object] = {}
    posts: PostSettings = PostSettings()
    links: LinkSettings = LinkSettings()
    images: ImageSettings = ImageSettings()
    search: SearchSettings = SearchSettings()
    nav: tuple[NavEntry, ...] = ()
    positions: dict[str, Source] = {}

    @property
    def zone(self) -> ZoneInfo:
        """Give the site's time zone."""
        return ZoneInfo(self.timezone)
