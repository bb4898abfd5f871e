"""Elements of raw HTML without their end: to a browser all that follows is part of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from kawaraban.core.diagnostics import Source, Words
from kawaraban.markdown.context import Context, Tag
from kawaraban.markdown.html_parts import ATTRIBUTES, COMMENT, TEXTS

if TYPE_CHECKING:
    from kawaraban.markdown.blocks.leaves import Html

_SWALLOWING = (*TEXTS, "noscript", "template", "plaintext")
# What stands in these is shown at a click, or only where a browser does not know the element.
_HIDING = (
    *("audio", "canvas", "datalist", "details", "dialog"),
    *("meter", "object", "progress", "select", "video"),
)
_SVG = "svg"
_LOOKED_FOR = (*_SWALLOWING, *_HIDING, _SVG)  # in an order, for patterns are remembered
_CODE = frozenset(("script", "style"))  # what stands in these must be no Markdown
_OF_SVG = frozenset((*_CODE, "title"))  # where `/>` ends an element
_MAY_MATTER = re.compile(rf"(?i)<!--|</?(?:{'|'.join(_LOOKED_FOR)})")
_QUOTES = ('"', "'")
_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>", "<!": ">"}
_NO_ELEMENT = r"<[!?][^>]*+"  # what HTML calls a bogus comment
_PART = re.compile(
    rf"(?is){COMMENT}|{_NO_ELEMENT}|<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)(?P<given>{ATTRIBUTES})"
)


def look(raw: str, place: Callable[[int], Source], context: Context, *, in_line: bool) -> None:
    """Keep the tags of a piece of raw HTML that may swallow what follows.

    `place` tells where a character of it stands. Whether a tag in a line is one of an SVG is
    seen when all are known.
    """
    is_quoted = in_line or not any(raw.count(sign) % 2 for sign in _QUOTES)
    if is_quoted and not _MAY_MATTER.search(raw):
        return
    depth, at = 0, 0  # of SVG
    while part := _PART.search(raw, at):
        at = part.end()
        name = (part["name"] or "").lower()
        if not name and part.start() and at == len(raw) and not raw.endswith(("-->", "--!>")):
            report_comment(context, place(part.start()))
        if (
            name
            and not is_quoted
            and raw[at : at + 1] in _QUOTES
            and raw[max(at - 9, 0) : at].rstrip().endswith("=")
        ):
            _report_quote(context, name, place(at))
        if name not in _LOOKED_FOR:
            continue
        may_be_empty = name == _SVG or (name in _OF_SVG and (in_line or depth > 0))
        is_empty = may_be_empty and part["given"].endswith("/")
        if name == _SVG and not is_empty:
            depth = max(depth + (-1 if part["end"] else 1), 0)
        if name in TEXTS and not part["end"] and not is_empty:
            end = re.compile(rf"(?i)</{name}(?=[\s/>])").search(raw, at)
            at = end.end() if end else len(raw)
            if end:
                continue
        context.unpaired.append(Tag(place(part.start()), name, part["end"] != "", is_empty))


def forget(context: Context, begin: Source, end: Source) -> None:
    """Forget the tags in a picture's brackets, which are text."""
    while context.unpaired and begin <= context.unpaired[-1].source < end:
        context.unpaired.pop()


def report(context: Context) -> None:
    """Report what swallows the rest of a page, and scripts that a blank line splits."""
    opened: dict[str, list[Source]] = {}
    svgs = 0
    for source, name, is_end, is_empty in sorted(context.unpaired):
        if name == _SVG:
            svgs = max(svgs + (-1 if is_end else 0 if is_empty else 1), 0)
        elif is_empty and svgs:
            continue
        elif not is_end:
            opened.setdefault(name, []).append(source)
        elif name != "plaintext" and opened.get(name):
            begin = opened[name].pop()
            if name in _CODE:
                _report_split(context, begin)
    for name, sources in opened.items():
        for source in sources:
            report_one = _report_hidden if name in _HIDING else _report_unclosed
            report_one(context, name, source)


def report_comment(context: Context, source: Source) -> None:
    """Report a comment without its end in a line, where it is text and would be published."""
    context.error(source, "unclosed-comment", _unclosed("<!--"), _close("<!--"))


def report_hiding(context: Context, note: Html) -> None:
    """Report a comment without its end that hides all to the end of the text."""
    sign = next(sign for sign in _ENDS if note.lines[0].startswith(sign))
    unclosed = _unclosed(sign)
    context.warn(
        context.place(note.start, note.column),
        "unclosed-comment",
        Words(f"{unclosed.ja}。ここから後は出ません", f"{unclosed.en}: it hides all that follows"),
        _close(sign),
    )


def _unclosed(sign: str) -> Words:
    return Words(f"コメント「{sign}」が閉じていません", f"the comment '{sign}' is not closed")


def _close(sign: str) -> Words:
    return Words(
        f"「{_ENDS[sign]}」で閉じてください。文字として出すなら `…` で囲んでください",
        f"close it with '{_ENDS[sign]}', or put it between backticks to show it",
    )


def _report_unclosed(context: Context, name: str, source: Source) -> None:
    """Report an element that swallows the rest of its page."""
    is_endless = name == "plaintext"  # whatever follows
    context.error(
        source,
        "unclosed-html",
        Words(
            f"<{name}> が閉じていないので、ページのここから後が読めなくなります",
            f"<{name}> is not closed, so that readers lose the rest of the page",
        ),
        Words(
            ("消すか、" if is_endless else f"</{name}> で閉じてください。文字として出すなら ")
            + "`…` で囲んでください",
            ("take it away" if is_endless else f"close it with </{name}>")
            + ", or put it between backticks to show it",
        ),
    )


def _report_hidden(context: Context, name: str, source: Source) -> None:
    """Report an element that may hide what follows, unless the end of another ends it too."""
    context.warn(
        source,
        "unclosed-html",
        Words(
            f"<{name}> が閉じていないので、ここから後が見えないことがあります",
            f"<{name}> is not closed, so that what follows may not be seen",
        ),
        Words(
            f"</{name}> で閉じてください。文字として出すなら `…` で囲んでください",
            f"close it with </{name}>, or put it between backticks to show it",
        ),
    )


def _report_quote(context: Context, name: str, source: Source) -> None:
    """Report a value whose quote has no end in its block: what follows is the value's."""
    context.error(
        source,
        "unclosed-html",
        Words(
            f"<{name}> の値の引用符が閉じていないので、ここから後が読めなくなります",
            f"a quote in <{name}> is not closed, so that readers lose what follows",
        ),
        Words("値の終わりで引用符を閉じてください", "close the quote where its value ends"),
    )


def _report_split(context: Context, source: Source) -> None:
    """Report a script or style that goes on behind the blank line which ends its block."""
    context.error(
        source,
        "split-html",
        Words(
            "script か style が閉じる前に、空行で HTML が終わっています",
            "a blank line ends the HTML before its script or style is closed",
        ),
        Words(
            "空行を消すか、<script> を行の初めに書いてください",
            "take the blank line away, or begin a line with the script",
        ),
    )
