"""Estimate where the disclosure of a page's ads ends on a phone, from the lengths of texts.

The sizes are those of assets/style.css and of the elements' styles, 360 pixels wide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape

from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic, Source, Words, warning
from kawaraban.core.model import Article
from kawaraban.elements import deal, disclosure
from kawaraban.site.context import CheckContext

_HEIGHT, _WIDTH, _SMALL, _LINE, _TITLE = 640, 328, 14, 23.1, 23.35
_WORD = re.compile(r"[!-~]+ ?|.", re.DOTALL)
_PHRASE = re.compile(r"[^\s\0]+\s?")  # a title breaks between phrases alone
_BLOCK = re.compile(r"(?i)</(?:p|li|h\d|blockquote|div)>|<br")
_TAG = re.compile("<[^>]*>")
Part = tuple[float, Source]
"""A height in pixels, and where its author can make it less."""


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report what pushes the disclosure out of a phone's first view: once for each place.

    Bad:  a notice of twenty lines, a title of 200 letters, or eight deals with `show: [top]`
    Good: この記事には広告が含まれています。
    """
    told, room = set[Source](), dict[str, float]()
    for article in subject.articles:
        context = subject.context(article)
        if article.kind not in room:
            room[article.kind] = _room(article, context)
        if _width(article.title, _TITLE) < room[article.kind]:
            continue
        end, longest = end_of_disclosure(article, context)
        if end > _HEIGHT and longest not in told:
            told.add(longest)
            yield _too_low(round(end), longest, article)


def _room(article: Article, context: CheckContext) -> float:
    """Return how wide a title may be, on lines that are half empty, and need no closer look."""
    notice = context.site.notice("disclosure")
    words = sum(len(part) for part in notice.body.parts if isinstance(part, str)) if notice else 0
    rest = _frame(article, context) + _deals(context)[0] + 90 + _LINE * (10 + words / 15)
    return (_HEIGHT - rest) / 30.06 * _WIDTH / 2


def end_of_disclosure(article: Article, context: CheckContext) -> Part:
    """Return where the disclosure ends, and what takes most of that; 0 without one."""
    slot = disclosure.DisclosureBox(source=Source(article.path))
    shown = disclosure.view(slot, context)
    if shown is None:
        return 0, slot.source
    parts = (_deals(context), _headline(article, context), _disclosure(slot, shown, context))
    return _frame(article, context) + sum(height for height, _ in parts), max(parts)[1]


def _frame(article: Article, context: CheckContext) -> float:
    """Return the height of the site's name, the navigation and the way down to the page."""
    title, line = context.settings.title, 25.9 if context.words.language == "ja" else 23.8
    texts = (*(entry.text for entry in context.settings.nav), context.words.archive)
    beside = 1.1 * _width(title, 24) + sum(_width(text, _SMALL) + 19.6 for text in texts)
    rows = 1 if article.kind == "post" else _rows(texts, _SMALL, _WIDTH, 19.6)
    nav = rows * (line + 12.8) if beside > _WIDTH else 0
    return 50.2 + 33.6 * _lines(title, 26.4, _WIDTH) + nav + max(line, 24)


def _deals(context: CheckContext) -> Part:
    banners = [(one, deal.view(one, context)) for one in deal.banners("top", context)]
    texts = (f"{v.shop} {v.text} {v.until.words if v.until else ''}" for _, v in banners if v)
    height = sum(18.6 + _LINE * _lines(text, _SMALL, _beside_label(context)) for text in texts)
    return height, banners[0][0].source if banners else Source("")


def _headline(article: Article, context: CheckContext) -> Part:
    front, words = article.front_matter, context.words
    days = ((words.published, front.date), (words.updated, front.updated),
            (words.verified, front.verified))  # fmt: skip
    kicker = (front.category, *(f"{name} {words.day(day)}" for name, day in days if day))
    title = _PHRASE.findall(unescape(article.title_html.replace("<wbr>", "\0")))
    height = 22.6 + 23.4 * _rows(filter(None, kicker), 13, _WIDTH, 13)
    source = front.positions.get("title", Source(article.path))
    return height + 30.06 * _rows(title, _TITLE, _WIDTH), source


def _disclosure(
    slot: disclosure.DisclosureBox, shown: disclosure.DisclosureView, context: CheckContext
) -> Part:
    own = [part for body in disclosure.bodies(slot, context) for part in body.parts]
    policy = context.words.disclosure if shown.policy else ""
    texts = (shown.content, *own, "<br>", shown.statement, "<br>", policy)
    html = "".join(text for text in texts if isinstance(text, str))
    blocks = (_TAG.sub("", text.lstrip(" />")) for text in _BLOCK.split(html))
    width, notice = _beside_label(context), context.site.notice("disclosure")
    lines = sum(_lines(text, _SMALL, width) for text in blocks if text.strip())
    return 20.2 + _LINE * lines, Source(notice.path) if own and notice else slot.source


def _beside_label(context: CheckContext) -> float:
    return _WIDTH - 28.2 - _width(context.ad_label, 14.04)


@lru_cache(1024)
def _lines(text: str, size: float, width: float) -> int:
    return _rows(_WORD.findall(unescape(text).strip()), size, width)


def _rows(pieces: Iterable[str], size: float, width: float, gap: float = 0) -> int:
    """Return how many rows pieces fill that break only where they are longer than a row."""
    count, used = 1, 0.0
    for piece in pieces:
        if used and used + _width(piece.rstrip(), size) > width:
            count, used = count + 1, 0.0
        over = int((used + _width(piece, size)) // width)
        count, used = count + over, used + _width(piece, size) + gap - over * width
    return count


def _width(text: str, size: float) -> float:
    """Return how wide a text is: half an em for each byte of Shift_JIS, a full-width letter two."""
    return size / 2 * len(text.encode("cp932", "replace"))


def _too_low(end: int, source: Source, article: Article) -> Diagnostic:
    path = article.path
    return warning(
        source,
        "low-disclosure",
        Words(
            f"{path} の広告の表示は約{end}pxで終わり、スマートフォンの最初の画面に入りません",
            f"the disclosure of {path} ends at about {end} px, below a phone's first view (640 px)",
        ),
        Words(
            "題か表示の文を短くするか、show に top のあるセールを減らしてください",
            "shorten the title or the notice, or show fewer deals at the top",
        ),
    )
