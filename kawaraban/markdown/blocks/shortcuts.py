"""The lines that most posts are made of, read without asking every open block.

They know prose, headings, simple items and fenced code, where nothing but a paragraph, a
list or a fence of the body's own is open. The plain way, `Blocks.read`, gives the same for
each line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kawaraban.markdown.blocks.leaves import Fence, Paragraph
from kawaraban.markdown.blocks.nodes import Item, ListBlock
from kawaraban.markdown.blocks.starts import heading

if TYPE_CHECKING:
    from kawaraban.markdown.blocks.nodes import Node
    from kawaraban.markdown.blocks.parser import Blocks

_ITEM = re.compile(r"(?:[-+*]|([0-9]{1,9})[.)])[ ]{1,4}(?=[^ \t])")
# What begins with the sign of a block and is none: a number, a link, code, emphasis.
_PROSE = re.compile(r"[0-9]++(?![.)])|\[(?!\^)|`(?!``)|\*{1,2}(?![* \t]|$)")
# How many blocks are open: the body and its list, an item of it, and a paragraph of that.
_LIST, _ITEM_OF_LIST, _PROSE_OF_ITEM = 2, 3, 4


def read(parser: Blocks, text: str, number: int) -> bool:
    """Read a line, where that is simple; say whether it was."""
    opened = parser.open
    if len(opened) == 1:
        return not text or _begin(parser, text, number)
    if len(opened) == _LIST:
        return _go_on(parser, opened[1], text)
    if type(opened[1]) is not ListBlock or type(opened[2]) is not Item:
        return False
    if len(opened) == _ITEM_OF_LIST:
        return _after_item(parser, opened[2], text, number)
    return len(opened) == _PROSE_OF_ITEM and _after_prose(parser, opened[3], text, number)


def _begin(parser: Blocks, text: str, number: int) -> bool:
    """Read a line where nothing is open."""
    if _is_prose(parser, text):
        _open(parser, Paragraph(number, lines=[text], columns=[1]))
        return True
    if text[0] != "#":
        return _item(parser, text, number)
    node = heading(text, number, 0)
    if node is not None:
        parser.open[0].children.append(node)
    return node is not None


def _go_on(parser: Blocks, node: Node, text: str) -> bool:
    """Read a line in a paragraph of the body, or in its code."""
    if type(node) is Paragraph:
        if not text:
            parser.close_to(1)
            return True
        if not _is_prose(parser, text):
            return False
    elif type(node) is not Fence or node.indent or node.mark[0] in text:
        return False
    node.lines.append(text)
    node.columns.append(1)
    return True


def _is_prose(parser: Blocks, text: str, begin: int = 0) -> bool:
    """Say whether no block can begin at a place that is not white space."""
    return text[begin] not in parser.signs or _PROSE.match(text, begin) is not None


def _after_prose(parser: Blocks, prose: Node, text: str, number: int) -> bool:
    """Read a line after an item's first block."""
    if type(prose) is not Paragraph:
        return False
    if text:
        return _item(parser, text, number)
    parser.close_to(_ITEM_OF_LIST)
    return True


def _after_item(parser: Blocks, item: Item, text: str, number: int) -> bool:
    """Read a line after a blank one in a list."""
    if not text:
        return bool(item.children)
    if text[0] == "#" or _is_prose(parser, text):
        parser.close_to(1)
        return _begin(parser, text, number)
    return _item(parser, text, number)


def _item(parser: Blocks, text: str, number: int) -> bool:
    """Read an item of prose that stands in the body's own list, or begins it."""
    found = _ITEM.match(text)
    if not found or not _is_prose(parser, text, found.end()):
        return False
    end = found.end()
    count = int(found[1]) if found[1] else None
    sign = text[0] if count is None else text[found.end(1)]
    block = parser.open[1] if len(parser.open) > 1 else None
    if block is None:
        _open(parser, ListBlock(number, bullet=sign, number=count))
    elif not (isinstance(block, ListBlock) and block.takes(sign, count)):
        return False
    parser.close_to(_LIST)
    _open(parser, Item(number, offset=end))
    _open(parser, Paragraph(number, end + 1, lines=[text[end:]], columns=[end + 1]))
    return True


def _open(parser: Blocks, node: Node) -> None:
    parser.open[-1].children.append(node)
    parser.open.append(node)
