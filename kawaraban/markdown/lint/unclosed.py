"""Elements of raw HTML without their end: to a browser all that follows is part of them."""

import re
from collections.abc import Callable, Iterator

from kawaraban.core.diagnostics import Source
from kawaraban.core.tables import read_table
from kawaraban.markdown.blocks.leaves import Html
from kawaraban.markdown.context import Context, Tag
from kawaraban.markdown.html_parts import ATTRIBUTES, COMMENT, TEXTS
from kawaraban.system.regex import lazy_pattern

_SWALLOWING = (*TEXTS, "noscript", "template")
_HIDING, _BOXES, _LOOKS = (
    read_table(__file__, dict[str, str])[kind].split() for kind in ("hiding", "boxes", "looks")
)
# In an order, for patterns are stored by their text.
_WATCHED = (*_SWALLOWING, *_HIDING, *_BOXES, *_LOOKS)
_CODE = frozenset(("script", "style"))  # what stands in these must be no Markdown
_MAY_MATTER = lazy_pattern(rf"(?i)<(?:!--|/?(?:{'|'.join(_WATCHED)})(?![a-z0-9]))")
_SVG = lazy_pattern(r"(?is)<svg\b.*?</svg\s*>")  # where `/>` ends any element
_QUOTES = ('"', "'")
_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>", "<!": ">"}
_NO_ELEMENT = r"<[!?][^>]*+"  # what HTML calls a bogus comment
_PART = lazy_pattern(
    rf"(?is){COMMENT}|{_NO_ELEMENT}|<(?P<end>/?)(?P<name>[a-z][^\s/>]*+){ATTRIBUTES}"
)


def collect_tags(raw: str, at: Callable[[int], Source], context: Context, *, in_line: bool) -> None:
    """Store the tags of a piece of raw HTML that may swallow what follows.

    `at` gives the source position of a character of it.
    """
    has_open_quote = not in_line and _has_odd_quotes(raw)
    if not has_open_quote and not _MAY_MATTER.search(raw):
        return
    raw = _SVG.sub(lambda found: " " * len(found[0]), raw)
    for part, name, is_whole in _parts(raw):
        if not name:
            _check_comment(raw, part, at, context)
        elif has_open_quote and _is_open_value(raw, part.end()):
            context.add(at(part.end()), "unclosed-quote", name=name)
        if name in _WATCHED and not is_whole:
            context.unpaired.append(Tag(at(part.start()), name, part["end"] != ""))


def _parts(raw: str) -> Iterator[tuple[re.Match[str], str, bool]]:
    """Yield each tag and comment with its element's name, and whether the element ends there.

    It does where all is text until its end.
    """
    at = 0
    while part := _PART.search(raw, at):
        at, name = part.end(), (part["name"] or "").lower()
        end = None
        if name in TEXTS and not part["end"]:
            end = re.compile(rf"(?i)</{name}(?=[\s/>])").search(raw, at)
            at = end.end() if end else len(raw)
        yield part, name, end is not None


def _has_odd_quotes(raw: str) -> bool:
    return any(raw.count(sign) % 2 for sign in _QUOTES)


def _check_comment(
    raw: str, part: re.Match[str], source: Callable[[int], Source], context: Context
) -> None:
    """Report a comment inside a piece of HTML that has no end in it."""
    if part.start() > 0 and part.end() == len(raw) and not raw.endswith(("-->", "--!>")):
        report_comment(context, source(part.start()))


def _is_open_value(raw: str, at: int) -> bool:
    """Return whether a tag's attributes end in a quote that nothing closes."""
    return raw[at : at + 1] in _QUOTES and raw[max(at - 9, 0) : at].rstrip().endswith("=")


def drop_tags(context: Context, begin: Source, end: Source) -> None:
    """Drop the tags in a picture's brackets, which are text."""
    while context.unpaired and begin <= context.unpaired[-1].source < end:
        context.unpaired.pop()


def report(context: Context) -> None:
    """Report what swallows the rest of a page, and scripts that a blank line splits."""
    opened: dict[str, list[Source]] = {}
    for source, name, is_end in sorted(context.unpaired):
        if not is_end:
            opened.setdefault(name, []).append(source)
        elif opened.get(name):
            begin = opened[name].pop()
            if name in _CODE:
                context.add(begin, "split-html")
        elif name in _BOXES:
            context.add(source, "stray-end-tag", name=name)
    for name, sources in opened.items():
        message = "unclosed-concealing" if name in _HIDING else "unclosed-html"
        message = "unclosed-swallowing" if name in _SWALLOWING else message
        for source in sources:
            context.add(source, message, name=name)


def report_comment(context: Context, source: Source) -> None:
    """Report a comment without its end in a line, where it is text and would be published."""
    context.add(source, "unclosed-comment", sign="<!--", end=_ENDS["<!--"])


def report_hiding(context: Context, comment: Html) -> None:
    """Report a comment without its end that hides all to the end of the text."""
    sign = next(sign for sign in _ENDS if comment.lines[0].startswith(sign))
    source = context.source(comment.start, comment.column)
    context.add(source, "unclosed-hiding", sign=sign, end=_ENDS[sign])
