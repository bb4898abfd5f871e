"""Checks of a body as a whole: its characters, and the headings that it links to."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from kawaraban.diagnostics import Words, did_you_mean

if TYPE_CHECKING:
    from kawaraban.parse.context import Context

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_COMBINING = re.compile(r"[\u0300-\u036f\u3099\u309a]")
_COMBINED = re.compile(rf".{_COMBINING.pattern}+")


def clean(text: str, context: Context) -> str:
    r"""Give the text with line ends as `\\n`, composed letters, and no control characters.

    The parse uses some as marks, and no page may hold them (HTML, "Preprocessing
    the input stream"). Only letters with combining signs are composed: NFC as a
    whole would change some kanji into others.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if _COMBINING.search(text):
        text = _COMBINED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    if not _CONTROL.search(text):
        return text
    for number, line in enumerate(text.split("\n")):
        if found := _CONTROL.search(line):
            _report_control(context, number, found)
    return _CONTROL.sub("", text.replace("\0", "\ufffd"))


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
