"""Checks of a body as a whole: its characters, the headings that it links to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kawaraban.core.addresses import is_top
from kawaraban.core.diagnostics import did_you_mean
from kawaraban.core.messages import phrase
from kawaraban.read.text import NO_CHARACTERS, normal

if TYPE_CHECKING:
    from kawaraban.markdown.context import Context

_CONTROL = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{NO_CHARACTERS}]")


def clean(text: str, context: Context) -> str:
    r"""Return the text with line ends as `\n`, composed letters, and no control characters.

    The parse uses some as marks, and no page may hold them (HTML, "Preprocessing
    the input stream").
    """
    text = normal(text.removeprefix("\ufeff"))
    if text.replace("\n", "").replace("\t", "").replace("\u3000", "").isprintable():
        return text  # as most are; to look for each character takes ten times as long
    for number, line in enumerate(text.split("\n")):
        if found := _CONTROL.search(line):
            source = context.source(number, found.start() + 1)
            context.add(source, "control-character", name=f"U+{ord(found[0]):04X}")
    return _CONTROL.sub("", text.replace("\0", "\ufffd"))


def check_fragments(context: Context, fragments: tuple[str, ...]) -> None:
    """Report each link within the body whose heading is not there."""
    there = set(fragments)
    for source, fragment in context.own_links:
        if fragment and fragment not in there and not is_top(fragment):
            known = tuple(name for name in fragments if not name.startswith(("fn:", "fnref")))
            remedy = did_you_mean(fragment, known) if known else phrase("no-headings")
            context.add(source, "missing-heading-here", fragment=fragment, remedy=remedy)
