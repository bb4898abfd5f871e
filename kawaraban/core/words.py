"""The words of the pages themselves, in the site's language."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path

from msgspec import toml

from kawaraban.core.model import Frozen, Month, Stamp

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class PageWords(Frozen, frozen=True, kw_only=True):
    """Every text that a template may need, under the name of what it says."""

    language: str
    skip: str
    home: str
    menu: str
    toc: str
    published: str
    updated: str
    verified: str
    categories: str
    tags: str
    tagged: str
    in_category: str
    archive: str
    all_posts: str
    newest: str
    breadcrumbs: str
    newer_post: str
    older_post: str
    newer_page: str
    older_page: str
    page_of: str
    posts_nav: str
    pages_nav: str
    related: str
    author: str
    feed: str
    footnotes: str
    footnote_back: str
    heading_link: str
    disclosure: str
    ad_label: str
    labelled: str
    has_ads: str
    has_display_ads: str
    amazon_statement: str
    view_at: str
    price: str
    ended: str
    has_sponsor: dict[str, str]
    external: dict[str, str]
    notice: str
    draft: str
    contact: str
    phone: str
    email: str
    website: str
    hours: str
    source: str
    as_of: str
    stale: str
    not_found: str
    not_found_text: str
    moved: str
    moved_text: str
    no_posts: str
    new_tab: str
    enlarge: str
    copy: str
    close: str
    previous_picture: str
    next_picture: str
    load_embed: str
    callouts: dict[str, str]
    products: dict[str, str]
    days: dict[str, str]

    def day(self, moment: date | datetime | Month) -> str:
        """Return a day or month in words: `2025年8月26日`, `26 August 2025`."""
        day = getattr(moment, "day", None)
        if self.language == "ja":
            words = f"{moment.year}年{moment.month}月"
            return words if day is None else f"{words}{day}日"
        words = f"{_MONTHS[moment.month - 1]} {moment.year}"
        return words if day is None else f"{day} {words}"

    def stamp(self, moment: date | datetime | Month) -> Stamp:
        """Return a day or month for `<time>`: machine-readable, and in words."""
        day = getattr(moment, "day", None)
        iso = f"{moment.year:04}-{moment.month:02}" + (f"-{day:02}" if day else "")
        return Stamp(datetime=iso, words=self.day(moment))

    def count(self, posts: int) -> str:
        """Return a number of posts in words."""
        if self.language == "ja":
            return f"{posts}件"
        return "1 post" if posts == 1 else f"{posts} posts"


@cache
def words_of(language: str) -> PageWords:
    """Return the words of a language of `site.toml`, from its file beside this module."""
    name = "en" if language == "en" else "ja"
    data = Path(__file__).with_name("languages").joinpath(f"{name}.toml").read_bytes()
    return toml.decode(data, type=PageWords)
