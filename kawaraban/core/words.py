"""The words of the pages themselves, in the site's language."""

from __future__ import annotations

from datetime import date, datetime

from kawaraban.core.model import Frozen, Month, Stamp


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
    category: str
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
    has_ads: str
    amazon_statement: str
    view_at: str
    price: str
    ended: str
    has_sponsor: dict[str, str]
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
    close: str
    to_top: str
    callouts: dict[str, str]
    days: dict[str, str]

    def day(self, moment: date | datetime | Month) -> str:
        """Give a day or month in words: `2025年8月26日`, `26 August 2025`."""
        day = getattr(moment, "day", None)
        if self.language == "ja":
            words = f"{moment.year}年{moment.month}月"
            return words if day is None else f"{words}{day}日"
        words = f"{_MONTHS[moment.month - 1]} {moment.year}"
        return words if day is None else f"{day} {words}"

    def stamp(self, moment: date | datetime | Month) -> Stamp:
        """Give a day or month for `<time>`: machine-readable, and in words."""
        day = getattr(moment, "day", None)
        iso = f"{moment.year:04}-{moment.month:02}" + (f"-{day:02}" if day else "")
        return Stamp(datetime=iso, words=self.day(moment))

    def count(self, posts: int) -> str:
        """Give a number of posts in words."""
        if self.language == "ja":
            return f"{posts}件"
        return "1 post" if posts == 1 else f"{posts} posts"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

JAPANESE = PageWords(
    language="ja",
    skip="本文へ移動",
    home="ホーム",
    menu="サイトの案内",
    toc="目次",
    published="公開",
    updated="更新",
    verified="内容の確認",
    category="カテゴリー",
    categories="カテゴリー",
    tags="タグ",
    tagged="「{name}」の記事",
    in_category="「{name}」の記事",
    archive="記事一覧",
    all_posts="すべての記事",
    newest="新着記事",
    breadcrumbs="現在の位置",
    newer_post="次の記事",
    older_post="前の記事",
    newer_page="新しい記事へ",
    older_page="過去の記事へ",
    page_of="{number} / {count} ページ",
    posts_nav="前後の記事",
    pages_nav="ページ送り",
    related="あわせて読みたい",
    author="この記事を書いた人",
    feed="フィード",
    footnotes="脚注",
    footnote_back="本文の{number}へ戻る",
    heading_link="見出し「{text}」へのリンク",
    disclosure="広告について",
    ad_label="広告",
    has_ads="この記事には広告（アフィリエイトリンク）が含まれています。",
    amazon_statement="Amazonのアソシエイトとして、{name}は適格販売により収入を得ています。",
    view_at="{shop}で見る",
    price="{price}（{day}時点）",
    ended="（終了しました）",
    has_sponsor={
        "sponsored": "この記事は{sponsor}の提供による広告（PR）です。",
        "gifted": "この記事は{sponsor}から商品などの提供を受けて書いた広告（PR）です。",
    },
    notice="お読みになる前に",
    draft="下書き",
    contact="お問い合わせ先",
    phone="電話",
    email="メール",
    website="ウェブ",
    hours="受付時間",
    source="出典",
    as_of="{day}時点の情報です",
    stale="確認から{age}が過ぎています。変わっているかもしれません。",
    not_found="ページが見つかりません",
    not_found_text="お探しのページは、移動したか、公開を終えたのかもしれません。",
    moved="ページは移動しました",
    moved_text="新しい場所へ進む",
    no_posts="まだ記事がありません。",
    new_tab="新しいタブで開きます",
    enlarge="拡大する",
    close="閉じる",
    to_top="ページの先頭へ",
    callouts={
        "note": "メモ",
        "tip": "ヒント",
        "important": "重要",
        "warning": "注意",
        "caution": "警告",
    },
    days={
        "mon": "月", "tue": "火", "wed": "水", "thu": "木", "fri": "金", "sat": "土", "sun": "日",
    },
)  # fmt: skip

ENGLISH = PageWords(
    language="en",
    skip="Skip to the text",
    home="Home",
    menu="Site",
    toc="Contents",
    published="Published",
    updated="Updated",
    verified="Facts checked",
    category="Category",
    categories="Categories",
    tags="Tags",
    tagged="Posts tagged “{name}”",
    in_category="Posts in “{name}”",
    archive="Archive",
    all_posts="All posts",
    newest="Latest posts",
    breadcrumbs="Where you are",
    newer_post="Next post",
    older_post="Previous post",
    newer_page="Newer posts",
    older_page="Older posts",
    page_of="Page {number} of {count}",
    posts_nav="Next and previous post",
    pages_nav="Pages",
    related="Read next",
    author="About the author",
    feed="Feed",
    footnotes="Footnotes",
    footnote_back="Back to reference {number}",
    heading_link="Link to “{text}”",
    disclosure="About the ads",
    ad_label="Ad",
    has_ads="This post contains advertising (affiliate links).",
    amazon_statement="As an Amazon Associate I earn from qualifying purchases.",
    view_at="View on {shop}",
    price="{price} (as of {day})",
    ended=" (ended)",
    has_sponsor={
        "sponsored": "This post is advertising, paid for by {sponsor}.",
        "gifted": "This post is advertising: {sponsor} provided the product or service.",
    },
    notice="Before you read",
    draft="Draft",
    contact="Contact",
    phone="Phone",
    email="Email",
    website="Web",
    hours="Hours",
    source="Source",
    as_of="As of {day}",
    stale="Checked {age} ago; it may have changed.",
    not_found="Page not found",
    not_found_text="It may have moved, or is no longer published.",
    moved="This page has moved",
    moved_text="Go to its new place",
    no_posts="No posts yet.",
    new_tab="opens in a new tab",
    enlarge="Enlarge",
    close="Close",
    to_top="Back to top",
    callouts={
        "note": "Note",
        "tip": "Tip",
        "important": "Important",
        "warning": "Warning",
        "caution": "Caution",
    },
    days={
        "mon": "Mon", "tue": "Tue", "wed": "Wed", "thu": "Thu", "fri": "Fri",
        "sat": "Sat", "sun": "Sun",
    },
)  # fmt: skip


def words_of(language: str) -> PageWords:
    """Give the words of a language of `site.toml`."""
    return ENGLISH if language == "en" else JAPANESE
