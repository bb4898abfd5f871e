"""What looks like a link or a picture and is published as text."""

import re
from collections.abc import Callable

from kawaraban.core.diagnostics import Source
from kawaraban.elements import takers
from kawaraban.markdown.addresses import SHOPS
from kawaraban.markdown.context import Context
from kawaraban.markdown.html_parts import ATTRIBUTES, COMMENT, TEXTS
from kawaraban.markdown.lint import looks
from kawaraban.system.regex import lazy_pattern

# An address as authors mean one, behind brackets of either width; in those of full width stands
# much else.
_SCHEMES = "|".join(("ftp", "mailto", "tel", "a8", *SHOPS, *takers().links))
_FILES = "md|html?|pdf|zip|csv|txt|docx?|xlsx?|pptx?|mp[34]|mov|png|jpe?g|gif|webp|avif|svg|hei[cf]"
_MEANT = lazy_pattern(
    rf"(?i)(?:[(（{{]|(?<![0-9]\])[:：\n]\()\s*+<?https?[:：](?=\S)|\((?![^)）]{{0,300}}[)）])"
    rf"|\(\s*+<?(?:{_SCHEMES})[:：][ \u3000]?(?=\S)"
    r"|\([ \t]*+(?=[#/.])[.]{0,2}[#/]\S"
    rf"|\((?:[^\n()]|\([^\n()]{{0,60}}+\)?+){{1,200}}?\.(?:{_FILES})(?:[)）#]|\s++[)）#\"'])"
    rf"|（[^\s（）]{{1,200}}\.(?:{_FILES})[）#]|\([^\s()]{{1,200}}\.(?:{_FILES})[ \t]*+(?:\n|\Z)"
)
# Behind `![…]`, where hardly anything but a picture's address begins.
_PICTURE = lazy_pattern(
    rf"(?i)[(［{{]|\[[^\[\]\n]|[ ]?[(（]?[^\n、。]{{0,200}}?\.(?:{_FILES})\s*+[)）\"]"
)
# Behind `[題]`: `[名前]` or `[]`, which no index and no other bracket follows.
_REFERENCE = lazy_pattern(r"(?<![\[0-9]\])(?<![0-9]{2}\])\[[^\[\]\n]{0,100}\](?![(\[])")
# Obsidian's: `![[shot.png|480]]`.
_EMBEDDED = lazy_pattern(
    rf"(?i)!\[\[[^\[\]\n]{{1,200}}?\.(?:{_FILES})(?:[|#][^\[\]\n]{{0,100}})?\]\]"
)
_BRACKETS = lazy_pattern(r"!?\[[^\[\]\n]{1,200}\](?=\()")
# A heading, strong text, and two lines of a list.
_IN_HTML = lazy_pattern(
    r"(?m)^[ \t]*#{2,6}[ ]\S|\*\*[^\s*<>][^*<>\n]*\*\*|^[ \t]*-[ ]\S.*\n[ \t]*-[ ]\S"
)
_NO_PROSE = lazy_pattern(
    rf"(?is){COMMENT}|<(?P<code>{'|'.join(TEXTS)}|pre|code|kbd|samp)(?=[\s/>])"
    rf".*?(?:</(?P=code)\b|\Z)|</?[a-z]{ATTRIBUTES}>?"
)


def check_brackets(data: str, begin: int, end: int, source: Source, context: Context) -> None:
    """Report brackets from `begin` to `end` that are text, if a link or picture is meant."""
    is_picture = data[begin] == "!"
    embedded = _EMBEDDED.match(data, begin) if is_picture else None
    if embedded is not None and embedded.end() == end:
        context.add(source, "unread-link-of-obsidian")
    elif is_picture and _PICTURE.match(data, end):
        context.add(source, looks.PICTURE)
    elif _MEANT.match(data, end):
        context.add(source, "unread-link")
    elif _REFERENCE.match(data, end) and not re.match(
        r"[\w\])]", data[begin - 1 : begin], re.ASCII
    ):
        context.add(source, looks.LINK)


def check_html(raw: str, source: Callable[[int], Source], context: Context) -> None:
    """Report Markdown in the text of an HTML block, outside code."""
    if not any(sign in raw for sign in ("](", "**", "\n#", "\n-")):
        return
    prose = _NO_PROSE.sub(lambda found: " " * len(found[0]), raw)
    for found in _BRACKETS.finditer(prose):
        if _MEANT.match(prose, found.end()):
            context.add(source(found.start()), "unread-link-in-html")
    if other := _IN_HTML.search(prose):
        context.add(source(other.start()), "unread-markdown")
