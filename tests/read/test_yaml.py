"""YAML as nodes: text stays text, positions are exact, mistakes are explained in plain words."""

import pytest

from kawaraban.read.nodes import Items, Mapping, Scalar
from kawaraban.read.yaml import MAX_DATA_CHARACTERS, load_yaml


def only(text: str) -> tuple[str, int, int]:
    """Return the rule and position of the one mistake of a text."""
    _, found = load_yaml(text, "a.yaml")
    assert len(found) == 1, found
    return found[0].rule, found[0].source.line, found[0].source.column


@pytest.mark.parametrize("value", ["2014", "false", "NO", "0120", "1_000", "1:30", "=", "0x1F"])
def test_text_stays_text(value: str) -> None:
    """No value is given a type here."""
    node, found = load_yaml(f"key: {value}", "a.yaml")
    assert found == ()
    assert isinstance(node, Mapping)
    scalar = node.entries["key"].node
    assert isinstance(scalar, Scalar)
    assert scalar.value == value


def test_positions_are_of_the_file() -> None:
    """Keys, values and items have the line and column of the file, in characters."""
    node, _ = load_yaml("名前: 😀 値\nlist:\n  - a\n  - b\n", "a.yaml", 10, 5)
    assert isinstance(node, Mapping)
    name, items = node.entries["名前"], node.entries["list"].node
    assert (name.source.line, name.source.column) == (10, 5)
    assert (name.node.source.line, name.node.source.column) == (10, 9)
    assert isinstance(items, Items)
    assert [(item.source.line, item.source.column) for item in items.items] == [(12, 9), (13, 9)]


def test_a_line_separator_inside_a_value_is_no_line() -> None:
    """Places count the lines that editors count, not those of YAML 1.1."""
    node, _ = load_yaml('a: "x\u2028y"\nb: c', "a.yaml")
    assert isinstance(node, Mapping)
    assert node.entries["b"].source.line == 2


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("title: a: b", (1, 9)),
        ("a: 1\ntitle:foo\nb: 2", (2, 1)),
        ("title:foo\nb: 2", (1, 1)),
        ("a: 'b\nc: d\n", (1, 4)),
        ('a: "b\nc: ["d"]\n', (1, 4)),
        ('a:\n  b: "c\n  d: "e"\n', (2, 6)),
        ('a:\n- "b\nc: "d"\n', (2, 3)),
        ("a: [b, c\nd: e\n", (1, 4)),
        ("a: {b: c\n", (1, 4)),
        ("\ta: b", (1, 1)),
        ("a:\n\tb: c", (2, 1)),
        ("a: @b", (1, 4)),
        ("a: `b`", (1, 4)),
        ('a: "b\\q"', (1, 6)),
        ("a: - b", (1, 4)),
        ("a: 'b' c", (1, 8)),
        ("a:\n - b\n- c\n", (3, 1)),
        ("a: 1\n題：値\nb: 2\n", (2, 1)),
        ("a: [b]]", (1, 7)),
        ("a: [\n", (1, 4)),
        ("a: {\n  b: [c],\n", (1, 4)),
        ("a: [b,, c]", (1, 7)),
        ('a: ["]",\n', (1, 4)),
        ("a: [a, # ]\n", (1, 4)),
    ],
)
def test_a_syntax_error_has_its_position(text: str, position: tuple[int, int]) -> None:
    """What the parser complains of is one error at the exact position."""
    assert only(text) == ("yaml-syntax", *position)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: a: b", "値の中に「: 」"),
        ("a: 1\ntitle:foo\nb: 2", "「:」の後に空白がありません"),
        ("a: 'b", "引用符が閉じていません"),
        ("a: [b", "括弧が閉じていない"),
        ("a: [b,\n", "括弧が閉じていない"),
        ("a: }", "この記号では始められません"),
        ("a: &", "この記号では始められません"),
        ('a: "\\x"', "「\\」が正しくありません"),
        ("\ta: b", "タブ"),
        ("a: 1\n題：値\n", "全角の「：」"),
        ("a: @b", "この記号では"),
        ("title:　題\nb: 2", "「:」の後に空白がありません"),
        ("title:\u00a0題\nb: 2", "「:」の後に空白がありません"),
        ("title :題\nb: 2", "「:」の後に空白がありません"),
        ("title = 題\nb: 2", "「キー: 値」の形ではない"),
        ("title\nb: 2", "「キー: 値」の形ではない"),
    ],
)
def test_common_mistakes_are_named(text: str, says: str) -> None:
    """A common mistake is explained in words, not in the parser's terms."""
    _, found = load_yaml(text, "a.yaml")
    assert says in found[0].what.ja
    assert found[0].source.line == (1 + text.startswith("a: 1\n"))


def test_a_duplicate_key_is_an_error() -> None:
    """The second of two equal keys is reported, and names the first."""
    assert only("a: 1\nb: 2\na: 3") == ("duplicate-key", 3, 1)
    assert only("m:\n  a: 1\n  a: 1") == ("duplicate-key", 3, 3)


@pytest.mark.parametrize("slip", ["a: 1\na: 2", 'a: "\\0"', "a: !!str 1", "a: ! 1"])
def test_the_rest_of_a_text_is_read(slip: str) -> None:
    """So that what else is wrong with it is reported in the same run."""
    node, found = load_yaml(f"{slip}\nb: 2", "a.yaml")
    assert len(found) == 1
    assert isinstance(node, Mapping)
    assert list(node.entries) == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("a: &x 1", 4),
        ("a: *x", 4),
        ("a: !!python/object:os.system x", 4),
        ("a: !!str 1", 4),
        ("a: ! 驚き", 4),
    ],
)
def test_features_of_yaml_are_refused(text: str, column: int) -> None:
    """Anchors, aliases and tags are refused where they stand."""
    assert only(text) == ("yaml-feature", 1, column)


def test_an_alias_bomb_costs_nothing() -> None:
    """A text of aliases of aliases ends at its first anchor."""
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(1000))
    node, found = load_yaml(bomb, "a.yaml")
    assert node is None
    assert [(d.rule, d.source.line) for d in found] == [("yaml-feature", 1)]


@pytest.mark.parametrize("sign", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused(sign: str) -> None:
    """More than 20 levels are refused, in every form of nesting."""
    assert only(sign * 5000)[0] == "too-deep"


def test_large_data_is_refused() -> None:
    """Data beyond the limit is not even parsed."""
    assert only("a: " + "x" * MAX_DATA_CHARACTERS) == ("too-large", 1, 1)


def test_a_second_document_is_refused() -> None:
    """A second document is an error at its `---`."""
    assert only("a: 1\n---\nb: 2") == ("several-documents", 2, 1)


def test_a_control_character_is_named() -> None:
    """A character that YAML does not allow is an error at its position."""
    assert only("a: 1\nb: x\x07y") == ("control-character", 2, 5)


def test_a_key_must_be_text() -> None:
    """A list or mapping as a key is an error."""
    assert only("[a, b]: c")[0] == "bad-key"


def test_a_comment_behind_a_plain_value_is_known() -> None:
    """A comment behind a plain value has its position; behind quotes and brackets it is nothing."""
    node, _ = load_yaml("a: C # x\nb: 'C' # x\nc: [C] # x\nd: C#\ne: # x\n", "a.yaml")
    assert isinstance(node, Mapping)
    comments = {
        key: entry.node.comment and entry.node.comment.source.column
        for key, entry in node.entries.items()
        if isinstance(entry.node, Scalar)
    }
    assert comments == {"a": 6, "b": None, "d": None, "e": 4}


def test_nothing_is_nothing() -> None:
    """An empty text, or one of comments, gives no node and no mistake."""
    assert load_yaml("", "a.yaml") == (None, ())
    assert load_yaml("# only a comment\n", "a.yaml") == (None, ())
