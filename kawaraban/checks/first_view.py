"""Estimate where the disclosure of a page's ads ends on a phone, from the lengths of texts.

The sizes are those of assets/style.css and of the elements' styles, 360 pixels wide.
"""

from collections.abc import Iterable, Iterator

from markupsafe import Markup
from msgspec.structs import replace

from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.model import Article, Part
from kawaraban.elements import deal, disclosure
from kawaraban.site.context import CheckContext, PageContext
from kawaraban.system.regex import lazy_pattern

_HEIGHT, _WIDTH, _SMALL, _LINE, _TITLE = 640, 328, 13, 20.8, 23.35
_WORD = lazy_pattern(r"(?s)[!-~]+ ?|.")
_PHRASE = lazy_pattern(r"[^\s\0]+\s?")  # a title breaks between phrases alone
Block = tuple[float, Source]
"""A height in pixels, and where its author can make it less."""


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report what pushes the disclosure out of a phone's first view: once for each place.

    Bad:  a notice of twenty lines, a title of 200 letters, or eight deals with `show: [top]`
    Good: この記事には広告が含まれています。
    """
    told, room = set[Source](), dict[str, float]()
    for article in subject.articles:
        context = replace(subject.context(article), filler=_words)
        if article.kind not in room:
            room[article.kind] = _room(context)
        if _width(article.title, _TITLE) > room[article.kind]:
            end, longest = end_of_disclosure(article, context)
            if end > _HEIGHT and longest not in told:
                told.add(longest)
                yield report(longest, "low-disclosure", path=article.path, end=round(end))


def _words(parts: Iterable[Part], _context: PageContext) -> Markup:
    return Markup("").join(Markup(part) for part in parts if isinstance(part, str))  # noqa: S704 - measured alone


def _room(context: CheckContext) -> float:
    """Return how wide a title may be, on lines that are half empty, and need no closer look."""
    notice = context.site.notice("disclosure")
    lines = 10 + (len(_words(notice.body.parts, context)) / 15 if notice else 0)
    rest = _frame(context) + _deals(context)[0] + 90 + _LINE * lines
    return (_HEIGHT - rest) / 30.06 * _WIDTH / 2


def end_of_disclosure(article: Article, context: CheckContext) -> Block:
    """Return where the disclosure ends, and what takes most of that; 0 without one."""
    context = replace(context, filler=_words)
    slot, notice = next(disclosure.above(context)), context.site.notice("disclosure")
    shown = disclosure.view(slot, context)
    if shown is None:
        return 0, slot.source
    policy = context.words.disclosure if shown.policy else ""
    text = f"{shown.content.striptags()} {shown.statement} {policy}"
    said = 12.2 + _LINE * _rows(_WORD.findall(text), _SMALL, used=_mark(context) + 11.4)
    blocks = (
        _deals(context),
        _headline(article, context),
        (said, Source(notice.path) if notice else slot.source),
    )
    return _frame(context) + sum(height for height, _ in blocks), max(blocks)[1]


def _frame(context: CheckContext) -> float:
    """Return the height of the site's name, the navigation and, on pages, the way down to it."""
    title, line = context.settings.title, 25.9 if context.words.language == "ja" else 24
    texts = (*(entry.text for entry in context.settings.nav), context.words.archive)
    beside = 8 + 1.1 * _width(title, 24) + sum(_width(text, 14) + 16 for text in texts)
    name, nav = 3.2 + 33.6 * _rows(_WORD.findall(title), 26.4), 44 * _rows(texts, 14, gap=16)
    trail = line + 12.8 if context.article and context.article.kind == "page" else 0
    return 14.4 + (name + nav if beside > _WIDTH else max(name, nav)) + trail


def _deals(context: CheckContext) -> Block:
    banners = [(one.source, deal.view(one, context)) for one in deal.banners("top", context)]
    texts = (f"{v.shop} {v.text} {v.until.words if v.until else ''}" for _, v in banners if v)
    width = _WIDTH - _mark(context) - 7.8
    height = sum(13.6 + _LINE * _rows(_WORD.findall(text), _SMALL, width) for text in texts)
    return height, banners[0][0] if banners else Source("")


def _headline(article: Article, context: CheckContext) -> Block:
    front, words = article.front_matter, context.words
    days = ((words.published, front.date), (words.updated, front.updated),
            (words.verified, front.verified))  # fmt: skip
    kicker = (front.category, *(f"{name} {words.day(day)}" for name, day in days if day))
    title = _PHRASE.findall(Markup(article.title_html.replace("<wbr>", "\0")).unescape())  # noqa: S704 - measured alone
    rows = _rows(filter(None, kicker), 13, gap=13)
    height = 21.9 + _LINE * rows + 30.06 * _rows(title, _TITLE)
    return height, front.positions.get("title", Source(article.path))


def _mark(context: CheckContext) -> float:
    """Return how wide the site's word for advertising is, white on black."""
    return 15.6 + _width(context.ad_label, 14.04)


def _rows(
    pieces: Iterable[str], size: float, width: float = _WIDTH, gap: float = 0, used: float = 0
) -> int:
    """Return how many rows pieces fill, `used` of the first is taken, that break only if longer."""
    count = 1
    for piece in pieces:
        if used and used + _width(piece.rstrip(), size) > width:
            count, used = count + 1, 0.0
        over = int((used + _width(piece, size)) // width)
        count, used = count + over, used + _width(piece, size) + gap - over * width
    return count


def _width(text: str, size: float) -> float:
    """Return how wide a text is: half an em for each byte of Shift_JIS, a full-width letter two."""
    return size / 2 * len(text.encode("cp932", "replace"))
