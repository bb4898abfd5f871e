"""Checks of a body as a whole: its characters, and the headings that it links to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kawaraban.diagnostics import Words, did_you_mean
from kawaraban.read.text import normal

if TYPE_CHECKING:
    from kawaraban.parse.context import Context

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
