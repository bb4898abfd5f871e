"""HTML blocks: their seven kinds (CommonMark 4.6), published byte for byte."""

import re

from kawaraban.markdown.blocks.leaves import Html, Paragraph
from kawaraban.markdown.blocks.lines import Line
from kawaraban.markdown.blocks.nodes import Node
from kawaraban.markdown.blocks.parser import Blocks
from kawaraban.markdown.html_parts import ANY_COMMENT, ATTRIBUTE, CLOSE_TAG, OPEN_TAG

_BLOCK_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details"
    "|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head"
    "|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p"
    "|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
# A comment that begins behind another one's end, and goes on, is one too.
_KINDS = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?:[ \t>]|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile(r"<!--"), re.compile(r"^(?>.*-->)(?!.*<!--)", re.MULTILINE)),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{_BLOCK_NAMES})(?:[ \t]|/?>|$)", re.IGNORECASE), None),
)
# Comments and then words: an author's note in a line of prose, and no HTML.
_COMMENTS = re.compile(rf"(?is)(?:(?>{ANY_COMMENT})[ \t]*+)++(?=[^\s<])")
# A tag of ad code that goes on over several lines: as prose it would lose its indentation.
_SPREAD_TAG = re.compile(
    rf"<(?:ins|object|embed|amp-[a-z-]+)(?:{ATTRIBUTE})+[ \t]*$", re.IGNORECASE
)
_WHOLE_TAG = re.compile(rf"(?:{OPEN_TAG}|{CLOSE_TAG})[ \t]*$", re.ASCII)


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
