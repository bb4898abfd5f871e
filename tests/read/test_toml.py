"""TOML as nodes: values are those of `tomllib`, and each has its source position."""

import tomllib

import pytest

from kawaraban.read.nodes import Items, Mapping, Node
from kawaraban.read.toml import load_toml

TEXT = r"""# comment = 1
title = 'a # b'
"q k".x = 2
long = '''
[no.table]
x = 1'''
list = [ # ]
  "a", ["]", 'b'],
  {c = 1},
]
[ a . "b c" ]  # comment
on = true
[[nav]]
to = "x"
[[nav]]
  to = "y"
[nav.sub]
"""


def _read(text: str) -> Mapping:
    node, found = load_toml(text, "site.toml")
    assert found == ()
    assert node is not None
    return node


def _find(node: Node, *path: str | int) -> Node:
    for part in path:
        if isinstance(node, Mapping) and isinstance(part, str):
            node = node.entries[part].node
        elif isinstance(node, Items) and isinstance(part, int):
            node = node.items[part]
    return node


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("title",), 2, 9),
        (("q k", "x"), 3, 11),
        (("long",), 4, 8),
        (("list",), 7, 8),
        (("list", 0), 7, 8),
        (("list", 2, "c"), 7, 8),
        (("a", "b c"), 11, 1),
        (("a", "b c", "on"), 12, 6),
        (("nav", 0, "to"), 14, 6),
        (("nav", 1), 15, 1),
        (("nav", 1, "to"), 16, 8),
        (("nav", 1, "sub"), 17, 1),
    ],
)
def test_values_have_their_position(path: tuple[str | int, ...], line: int, column: int) -> None:
    """Comments, quotes, arrays and strings of several lines move no position."""
    source = _find(_read(TEXT), *path).source
    assert (source.line, source.column) == (line, column)


def test_keys_have_their_position() -> None:
    """A table that is only named on the way to another has the position of that one."""
    entries = _read(TEXT).entries
    assert list(entries) == list(tomllib.loads(TEXT))
    assert [entry.source.line for entry in entries.values()] == [2, 3, 4, 7, 11, 13]


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("a = 1\nb = x", "toml-syntax", 2),
        ('a = "x\n', "toml-syntax", 1),
        ("a = [1\n", "toml-syntax", 1),
        ("a = 1\na = 2\n", "toml-syntax", 2),
        ("a = 1" + "0" * 5000, "toml-syntax", 1),
    ],
)
def test_a_mistake_has_its_line(text: str, rule: str, line: int) -> None:
    """And nothing is read of such a text."""
    node, found = load_toml(text, "site.toml")
    assert node is None
    assert [(d.rule, d.source.line) for d in found] == [(rule, line)]
