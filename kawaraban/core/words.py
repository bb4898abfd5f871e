"""The words of the pages themselves, in the site's language."""

from datetime import date, datetime
from functools import cache
from pathlib import Path

from msgspec import toml
from msgspec.structs import replace

from kawaraban.core.model import Frozen, Month, Stamp


class PageWords(Frozen, frozen=True, kw_only=True):
    """Every text that a template may need, under the name of what it says."""

    language: str
    month_first: bool = False
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
    picked: str
    deals: str
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
    profile: str
    share: str
    shares: dict[str, str]
    copy_address: str
    share_sheet: str
    feed: str
    footnotes: str
    footnote_back: str
    heading_link: str
    disclosure: str
    ad_label: str
    labelled: str
    has_ads: str
    page_has_ads: str
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
    months: tuple[str, ...] = ()
    search: str
    searches: dict[str, str]

    def day(self, moment: date | datetime | Month) -> str:
        """Return a day or month in words: `2025年8月26日`, `26 August 2025`, `August 26, 2025`."""
        day = getattr(moment, "day", None)
        if self.language == "ja":
            words = f"{moment.year}年{moment.month}月"
            return words if day is None else f"{words}{day}日"
        month = self.months[moment.month - 1]
        if self.month_first and day is not None:
            return f"{month} {day}, {moment.year}"
        return f"{month} {moment.year}" if day is None else f"{day} {month} {moment.year}"

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
def words_of(language: str, country: str = "") -> PageWords:
    """Return the words of a language and country of `site.toml`, from a file beside this module."""
    name = "en" if language == "en" else "ja"
    data = Path(__file__).with_name("languages").joinpath(f"{name}.toml").read_bytes()
    return replace(toml.decode(data, type=PageWords), month_first=country == "US")
