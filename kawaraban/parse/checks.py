"""Checks of a body as a whole: its characters, its redactions, the headings that it links to."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kawaraban.diagnostics import Words, did_you_mean
from kawaraban.elements.picture import Picture
from kawaraban.model import Slot
from kawaraban.read.text import normal

if TYPE_CHECKING:
    from kawaraban.parse.context import Context

_REDACT = re.compile(r"[{｛]:?\s*redact(?![\w-])|(?<![\w-])redact\s*[=＝]", re.IGNORECASE)
_CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile("<[^>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean(text: str, context: Context) -> str:
    r"""Give the text with line ends as `\n`, composed letters, and no control characters.

    The parse uses some as marks, and no page may hold them (HTML, "Preprocessing
    the input stream").
    """
    text = normal(text.removeprefix("\ufeff"))
    if not _CONTROL.search(text):
        return text
    for number, line in enumerate(text.split("\n")):
        if found := _CONTROL.search(line):
            _report_control(context, number, found)
    return _CONTROL.sub("", text.replace("\0", "\ufffd"))


def check_redactions(text: str, page: str, slots: Iterable[Slot], context: Context) -> None:
    """Report a redaction that is written and not read: its picture would be published whole.

    It may be misspelt, or stand where nothing is shown, as in a card's text, a second list of
    one picture, a footnote that nobody comes to. What code shows is an example.
    """
    if "edact" not in text and "EDACT" not in text:
        return
    pictures = (getattr(slot, "picture", slot) for slot in slots)
    # A figure and its picture are two slots in one place.
    places = {p.source for p in pictures if isinstance(p, Picture) and p.redact is not None}
    read = [place.line for place in places]
    shown = (html.unescape(_TAG.sub("", code[0])) for code in _CODE.finditer(page))
    written = [text.count("\n", 0, found.start()) for found in _REDACT.finditer(text)]
    if len(written) > len(read) + sum(len(_REDACT.findall(code)) for code in shown):
        _report_unread(text.split("\n"), written, read, context)


def _report_unread(lines: list[str], written: list[int], read: list[int], context: Context) -> None:
    """Report it where a line has more of them than were read there, code aside if it can be."""
    left = [n for n in written if written.count(n) > read.count(context.first_line + n)]
    outside = [n for n in left if "`" not in lines[n]]
    number = (outside or left or written)[0]
    found = _REDACT.search(lines[number])
    context.error(
        context.place(number, found.start() + 1 if found else 1),
        "unread-redaction",
        Words(
            "この redact は画像のものとして読めません。画像がそのまま公開されます",
            "this redaction is not read as that of a picture, which would be published whole",
        ),
        Words(
            '画像のすぐ後ろに {redact="10 20 300 40"} と、一つの画像に一度だけ書いてください',
            'write {redact="10 20 300 40"} right after its picture, once',
        ),
    )


def _report_control(context: Context, number: int, found: re.Match[str]) -> None:
    name = f"U+{ord(found[0]):04X}"
    context.warn(
        context.place(number, found.start() + 1),
        "control-character",
        Words(f"見えない制御文字 {name} があります", f"there is a control character, {name}"),
        Words(
            "取り除いてください。ページには載りません", "take it away; the page will not have it"
        ),
    )


def check_fragments(context: Context, fragments: tuple[str, ...]) -> None:
    """Report each link within the body whose heading is not there."""
    there = set(fragments)
    for source, fragment in context.local:
        if fragment and fragment not in there:
            known = [name for name in fragments if not name.startswith(("fn:", "fnref"))]
            context.error(
                source,
                "missing-heading",
                Words(
                    f"「#{fragment}」という見出しはこの記事にありません",
                    f"this post has no heading '#{fragment}'",
                ),
                did_you_mean(fragment, known)
                if known
                else Words("この記事には見出しがありません", "this post has no headings"),
            )
