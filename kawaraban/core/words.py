"""The words of the pages themselves, in the site's language."""

from __future__ import annotations

from datetime import date, datetime

from kawaraban.core.model import Frozen, Month, Stamp

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class PageWords(Frozen, frozen=True, kw_only=True):
    """Every text that a template may need, under the name of what it says; by default Japanese."""

    language: str = "ja"
    skip: str = "本文へ移動"
    home: str = "ホーム"
    menu: str = "サイトの案内"
    toc: str = "目次"
    published: str = "公開"
    updated: str = "更新"
    verified: str = "内容の確認"
    categories: str = "カテゴリー"
    tags: str = "タグ"
    tagged: str = "「{name}」の記事"
    in_category: str = "「{name}」の記事"
    archive: str = "記事一覧"
    all_posts: str = "すべての記事"
    newest: str = "新着記事"
    breadcrumbs: str = "現在の位置"
    newer_post: str = "次の記事"
    older_post: str = "前の記事"
    newer_page: str = "新しい記事へ"
    older_page: str = "過去の記事へ"
    page_of: str = "{number} / {count} ページ"
    posts_nav: str = "前後の記事"
    pages_nav: str = "ページ送り"
    related: str = "あわせて読みたい"
    author: str = "この記事を書いた人"
    feed: str = "フィード"
    footnotes: str = "脚注"
    footnote_back: str = "本文の{number}へ戻る"
    heading_link: str = "見出し「{text}」へのリンク"
    disclosure: str = "広告について"
    ad_label: str = "広告"
    has_ads: str = "この記事には広告（アフィリエイトリンク）が含まれています。"
    amazon_statement: str = "Amazonのアソシエイトとして、{name}は適格販売により収入を得ています。"
    view_at: str = "{shop}で見る"
    price: str = "{price}（{day}時点）"
    ended: str = "（終了しました）"
    has_sponsor: dict[str, str]
    notice: str = "お読みになる前に"
    draft: str = "下書き"
    contact: str = "お問い合わせ先"
    phone: str = "電話"
    email: str = "メール"
    website: str = "ウェブ"
    hours: str = "受付時間"
    source: str = "出典"
    as_of: str = "{day}時点の情報です"
    stale: str = "確認から{age}が過ぎています。変わっているかもしれません。"
    not_found: str = "ページが見つかりません"
    not_found_text: str = "お探しのページは、移動したか、公開を終えたのかもしれません。"
    moved: str = "ページは移動しました"
    moved_text: str = "新しい場所へ進む"
    no_posts: str = "まだ記事がありません。"
    new_tab: str = "新しいタブで開きます"
    enlarge: str = "拡大する"
    close: str = "閉じる"
    callouts: dict[str, str]
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


JAPANESE = PageWords(
    has_sponsor={
        "sponsored": "この記事は{sponsor}の提供による広告（PR）です。",
        "gifted": "この記事は{sponsor}から商品などの提供を受けて書いた広告（PR）です。",
    },
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
    """Return the words of a language of `site.toml`."""
    return ENGLISH if language == "en" else JAPANESE
