"""HTML blocks: their seven kinds (CommonMark 4.6), published byte for byte."""

import re

from kawaraban.markdown.blocks.leaves import Html, Paragraph
from kawaraban.markdown.blocks.lines import Line
from kawaraban.markdown.blocks.nodes import Node
from kawaraban.markdown.blocks.parser import Blocks
from kawaraban.markdown.html_parts import ANY_COMMENT, ATTRIBUTE, CLOSE_TAG, OPEN_TAG
from kawaraban.system.regex import lazy_pattern

_BLOCK_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details"
    "|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head"
    "|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p"
    "|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
# A comment that begins behind another one's end, and goes on, is one too.
_KINDS = (
    (
        lazy_pattern(r"(?i)<(?:script|pre|style|textarea)(?:[ \t>]|$)"),
        lazy_pattern(r"(?i)</(?:script|pre|style|textarea)>"),
    ),
    (lazy_pattern(r"<!--"), lazy_pattern(r"(?m)^(?>.*-->)(?!.*<!--)")),
    (lazy_pattern(r"<\?"), lazy_pattern(r"\?>")),
    (lazy_pattern(r"<![A-Za-z]"), lazy_pattern(r">")),
    (lazy_pattern(r"<!\[CDATA\["), lazy_pattern(r"\]\]>")),
    (lazy_pattern(rf"(?i)</?(?:{_BLOCK_NAMES})(?:[ \t]|/?>|$)"), None),
)
# Comments and then words: an author's note in a line of prose, and no HTML.
_COMMENTS = lazy_pattern(rf"(?is)(?:(?>{ANY_COMMENT})[ \t]*+)++(?=[^\s<])")
# A tag of ad code that goes on over several lines: as prose it would lose its indentation.
_SPREAD_TAG = lazy_pattern(rf"(?i)<(?:ins|object|embed|amp-[a-z-]+)(?:{ATTRIBUTE})+[ \t]*$")
_WHOLE_TAG = lazy_pattern(rf"(?a)(?:{OPEN_TAG}|{CLOSE_TAG})[ \t]*$")


def html_block(parser: Blocks, line: Line, _container: Node) -> bool:
    """Begin an HTML block."""
    if parser.context.dialect.extras and _COMMENTS.match(line.text, line.next):
        return False
    for begin, closing in _KINDS:
        if begin.match(line.text, line.next):
            return _open(parser, line, closing)
    if isinstance(parser.open[-1], Paragraph):
        return False
    is_spread = parser.context.dialect.extras and _SPREAD_TAG.match(line.text, line.next)
    if not is_spread and not _WHOLE_TAG.match(line.text, line.next):
        return False
    return _open(parser, line, None)


def _open(parser: Blocks, line: Line, closing: re.Pattern[str] | None) -> bool:
    block = Html(line.number, line.next + 1, closing=closing)
    parser.add(block)
    block.add(line)
    line.done = True
    if closing and closing.search(block.lines[0]):
        parser.close_tip()
    return True
