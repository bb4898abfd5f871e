"""Tables: where one begins, and the cells of a row (GFM, "Tables")."""

from itertools import pairwise

from kawaraban.markdown.blocks.leaves import Table
from kawaraban.markdown.blocks.lines import Line
from kawaraban.markdown.blocks.nodes import Node
from kawaraban.markdown.blocks.parser import Blocks
from kawaraban.markdown.text import Text
from kawaraban.system.regex import lazy_pattern

_DELIMITERS = lazy_pattern(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_BAR = lazy_pattern(r"\\?\|")
_ALIGNMENT = {"::": "center", ":-": "left", "-:": "right"}


def table(parser: Blocks, line: Line, _container: Node) -> bool:
    """Make a table of a delimiter row and the paragraph's last line above it."""
    paragraph = parser.paragraph
    if paragraph is None or not _DELIMITERS.match(line.text, line.next):
        return False
    sides = [cell.text[0] + cell.text[-1] for cell in row_cells(line.text[line.next :])]
    alignments = tuple(_ALIGNMENT.get(one, "") for one in sides)
    header = paragraph.lines[-1]
    if len(row_cells(header)) != len(alignments) or "|" not in header + line.text:
        return False
    number = paragraph.start + len(paragraph.lines) - 1
    block = Table(number, paragraph.columns[-1], alignments=alignments)
    block.lines, block.columns = [header], [paragraph.columns[-1]]
    if len(paragraph.lines) > 1:
        del paragraph.lines[-1], paragraph.columns[-1]
    else:
        parser.close_tip()
        parser.open[-1].children.pop()
    parser.add(block)
    block.add(line)
    line.done = True
    return True


def row_cells(row: str, line: int = 0, column: int = 1) -> list[Text]:
    r"""Return a row's cells; `\\|` is a bar inside a cell, code spans or not."""
    edges = [-1, *(found.start() for found in _BAR.finditer(row) if found[0] == "|"), len(row)]
    pieces = [(begin + 1, end) for begin, end in pairwise(edges)]
    if not row[slice(*pieces[0])].strip() and len(pieces) > 1:
        del pieces[0]
    if not row[slice(*pieces[-1])].strip() and len(pieces) > 1:
        del pieces[-1]
    return [_cell(row, begin, end, line, column) for begin, end in pieces]


def _cell(row: str, begin: int, end: int, line: int, column: int) -> Text:
    text = row[begin:end]
    lead = len(text) - len(text.lstrip(" \t"))
    return Text(text.strip(" \t").replace("\\|", "|"), line, [column + begin + lead])
