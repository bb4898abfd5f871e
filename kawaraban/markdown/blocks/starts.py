"""What may begin a block, by a line's first character (CommonMark 4 and 5)."""

import re

from kawaraban.markdown.blocks import nodes
from kawaraban.markdown.blocks.html_blocks import html_block
from kawaraban.markdown.blocks.leaves import Fence, Heading, Paragraph, Rule, Term
from kawaraban.markdown.blocks.lines import Line
from kawaraban.markdown.blocks.nodes import Node
from kawaraban.markdown.blocks.parser import Blocks, Start
from kawaraban.markdown.blocks.tables import table
from kawaraban.markdown.context import Dialect
from kawaraban.markdown.lint.looks import ODD_SIGNS
from kawaraban.system.regex import lazy_pattern

_ATX = lazy_pattern(r"(#{1,6})(?:[ \t]+|$)")
_CLOSING = lazy_pattern(r"(?:^|[ \t]+)#+[ \t]*$")
_FENCE = lazy_pattern(r"(`{3,}(?=[^`]*$)|~{3,}|\$\$(?=[ \t]*$))(.*)$")
_SETEXT = lazy_pattern(r"(?:=+|-+)[ \t]*$")
_RULE = lazy_pattern(r"(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
_BULLET = lazy_pattern(r"[-+*](?=[ \t]|$)")
_ORDERED = lazy_pattern(r"([0-9]{1,9})([.)])(?=[ \t]|$)")
_FOOTNOTE = lazy_pattern(r"\[\^([^\s\]\[]+)\]:[ \t]*")
_DEFINITION = lazy_pattern(r":(?=[ \t]+[^ \t])")
_MAX_PADDING = 4


def quote(parser: Blocks, line: Line, _container: Node) -> bool:
    """Begin a block quote."""
    if not parser.may_nest(line):
        return False
    node = nodes.Quote(line.number, line.next + 1)
    node.continues(line)
    parser.add(node)
    return True


def atx(parser: Blocks, line: Line, _container: Node) -> bool:
    """Read `## heading ##`."""
    found = _ATX.match(line.text, line.next)
    if not found:
        return False
    words = line.text[found.end() :].rstrip(" \t")
    if words.endswith("#"):
        words = _CLOSING.sub("", words)
    level, columns = len(found[1]), [found.end() + 1]
    heading = Heading(line.number, line.next + 1, lines=[words], columns=columns, level=level)
    return _complete(parser, line, heading)


def _complete(parser: Blocks, line: Line, node: Node) -> bool:
    """Add a block that this line both begins and ends."""
    parser.put(node)
    line.done = True
    return True


def fence(parser: Blocks, line: Line, _container: Node) -> bool:
    """Begin fenced code; `$$` on a line of its own is a fence named `math`."""
    found, is_math = _FENCE.match(line.text, line.next), line.head == "$"
    # It may end a formula that began in a paragraph.
    is_end = is_math and parser.paragraph and parser.paragraph.words.count("$$") % 2 > 0
    if not found or (is_math and (is_end or not parser.context.settings.markdown.math)):
        return False
    info = "math" if is_math else found[2].strip(" \t")
    parser.add(Fence(line.number, line.next + 1, mark=found[1], indent=line.indent, info=info))
    line.done = True
    return True


def setext(parser: Blocks, line: Line, _container: Node) -> bool:
    """Make a heading of the paragraph above `===` or `---`."""
    if parser.paragraph is None or not _SETEXT.match(line.text, line.next):
        return False
    paragraph = _without_references(parser, parser.paragraph)
    if paragraph is None:
        return False
    heading = Heading(paragraph.start, paragraph.columns[0], level=1 if line.head == "=" else 2)
    heading.lines, heading.columns = paragraph.text.text.split("\n"), paragraph.columns
    heading.underlined = True
    parser.replace(paragraph, heading)
    parser.close_tip()
    line.done = True
    return True


def _without_references(parser: Blocks, paragraph: Paragraph) -> Paragraph | None:
    """Return the paragraph without its link reference definitions; None where nothing is left."""
    if not paragraph.lines[0].startswith("["):
        return paragraph
    parser.close_tip()
    if parser.open[-1].children[-1] is not paragraph:
        return None
    parser.reopen(paragraph)
    return paragraph


def rule(parser: Blocks, line: Line, _container: Node) -> bool:
    """Read a thematic break."""
    if not _RULE.match(line.text, line.next):
        return False
    return _complete(parser, line, Rule(line.number, line.next + 1))


def bullet(parser: Blocks, line: Line, container: Node) -> bool:
    """Begin an item of a bullet list."""
    found = _BULLET.match(line.text, line.next)
    return found is not None and _item(parser, line, container, found, found[0], None)


def ordered(parser: Blocks, line: Line, container: Node) -> bool:
    """Begin an item of an ordered list."""
    found = _ORDERED.match(line.text, line.next)
    return found is not None and _item(parser, line, container, found, found[2], int(found[1]))


def _item(  # noqa: PLR0913, PLR0917 - what an item is known by
    parser: Blocks, line: Line, container: Node, found: re.Match[str], sign: str, number: int | None
) -> bool:
    is_first = number in {None, 1} and line.text[found.end() :].strip(" \t")
    if not is_first and parser.paragraph is not None:
        return False  # others may not interrupt a paragraph
    if not parser.may_nest(line):
        return False
    node = nodes.Item(line.number, line.next + 1, offset=_offset(line, found))
    if not (isinstance(container, nodes.ListBlock) and container.takes(sign, number)):
        parser.add(nodes.ListBlock(line.number, line.next + 1, bullet=sign, number=number))
    parser.add(node)
    return True


def _offset(line: Line, found: re.Match[str]) -> int:
    """Consume an item's mark and padding; give the columns that its further lines need."""
    begin = line.pos
    line.take(found.end() - line.pos)
    width = line.pos - begin
    if line.blank:
        return width + 1
    padding = line.indent if line.indent <= _MAX_PADDING else 1
    line.take(padding)
    return width + padding


def footnote(parser: Blocks, line: Line, container: Node) -> bool:
    """Begin the definition of a footnote."""
    found = _FOOTNOTE.match(line.text, line.next)
    if not found or isinstance(container, nodes.Footnote) or not parser.may_nest(line):
        return False
    node = nodes.Footnote(line.number, line.next + 1, offset=4, label=found[1])
    line.take(found.end() - line.pos)
    parser.add(node)
    return True


def definition(parser: Blocks, line: Line, container: Node) -> bool:
    """Begin a definition under the paragraph or definition above it."""
    found = _DEFINITION.match(line.text, line.next)
    above = container.children[-1] if container.children else None
    known = isinstance(container, nodes.Definitions) or isinstance(above, nodes.Definitions)
    if not found or not (parser.paragraph or known) or not parser.may_nest(line):
        return False
    if parser.paragraph is not None:
        if _is_titled(parser, parser.paragraph):
            return False
        _define_terms(parser, parser.paragraph)
    elif not isinstance(container, nodes.Definitions):
        parser.close_to(parser.depth)
        parser.reopen(container.children[-1])
    parser.add(nodes.Definition(line.number, line.next + 1, offset=_offset(line, found)))
    return True


def _is_titled(parser: Blocks, paragraph: Paragraph) -> bool:
    """Return whether a paragraph begins with `[!TYPE]`, so that its lines are no terms."""
    container = parser.open[-2]
    is_first = type(container) is nodes.Quote and container.children[0] is paragraph
    return is_first and nodes.BOX_LINE.match(paragraph.lines[0]) is not None


def _define_terms(parser: Blocks, paragraph: Paragraph) -> None:
    """Make terms of a paragraph's lines, in the list of definitions above it if there is one."""
    lines = enumerate(zip(paragraph.lines, paragraph.columns, strict=True))
    terms = [
        Term(paragraph.start + index, column, lines=[text], columns=[column])
        for index, (text, column) in lines
    ]
    siblings = parser.open[-2].children
    above = siblings[-2] if len(siblings) > 1 else None
    if isinstance(above, nodes.Definitions):
        parser.close_tip()
        siblings.pop()
        parser.reopen(above)
        above.children.extend(terms)
        return
    definitions = nodes.Definitions(paragraph.start, paragraph.columns[0], children=list(terms))
    parser.replace(paragraph, definitions)


def odd_line(_parser: Blocks, line: Line, _container: Node) -> bool:
    """Begin nothing, but note that a line begins as a block does that it is not."""
    line.odd = True
    return False


def starts(dialect: Dialect) -> dict[str, tuple[Start, ...]]:
    """Return what may begin a block, by first character, in the order to be tried."""
    rows = (table,) if dialect.gfm else ()
    terms = (definition,) if dialect.extras else ()
    found: dict[str, tuple[Start, ...]] = {
        ">": (quote,),
        "#": (atx,),
        "`": (fence,),
        "~": (fence,),
        "<": (html_block,),
        "=": (setext,),
        "_": (rule,),
        "*": (rule, bullet),
        "+": (bullet,),
        "-": (setext, rule, bullet, *rows),
        "|": rows,
        ":": (*rows, *terms),
        "[": (footnote,) if dialect.gfm else (),
        "$": (fence,) if dialect.extras else (),
    }
    found |= dict.fromkeys("0123456789", (ordered,))
    if dialect.extras:
        found |= {sign: (*found.get(sign, ()), odd_line) for sign in ODD_SIGNS}
    return found
