"""What looks like a link or a picture and is published as text."""

import re
from collections.abc import Callable

from kawaraban.core.diagnostics import Source
from kawaraban.core.tables import read_patterns
from kawaraban.elements import takers
from kawaraban.markdown.addresses import SHOPS
from kawaraban.markdown.context import Context
from kawaraban.markdown.html_parts import ATTRIBUTES, COMMENT, TEXTS

_P = read_patterns(
    __file__,
    SCHEMES="|".join(("ftp", "mailto", "tel", "a8", *SHOPS, *takers().links)),
    COMMENT=COMMENT,
    TEXTS="|".join(TEXTS),
    ATTRIBUTES=ATTRIBUTES,
)


def check_brackets(data: str, begin: int, end: int, source: Source, context: Context) -> None:
    """Report brackets from `begin` to `end` that are text, if a link or picture is meant."""
    is_picture = data[begin] == "!"
    embedded = _P["embedded"].match(data, begin) if is_picture else None
    if embedded is not None and embedded.end() == end:
        context.add(source, "unread-link-of-obsidian")
    elif is_picture and _P["picture"].match(data, end):
        context.add(source, "looks-like-picture")
    elif _P["meant"].match(data, end):
        context.add(source, "unread-link")
    elif _P["reference"].match(data, end) and not re.match(
        r"[\w\])]", data[begin - 1 : begin], re.ASCII
    ):
        context.add(source, "looks-like-link")


def check_html(raw: str, source: Callable[[int], Source], context: Context) -> None:
    """Report Markdown in the text of an HTML block, outside code."""
    if not any(sign in raw for sign in ("](", "**", "\n#", "\n-")):
        return
    prose = _P["no-prose"].sub(lambda found: " " * len(found[0]), raw)
    for found in _P["brackets"].finditer(prose):
        if _P["meant"].match(prose, found.end()):
            context.add(source(found.start()), "unread-link-in-html")
    if other := _P["in-html"].search(prose):
        context.add(source(other.start()), "unread-markdown")
