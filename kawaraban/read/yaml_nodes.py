"""YAML composed by PyYAML, and converted to our nodes by the marks that it leaves on its own."""

from __future__ import annotations

import re
from typing import NoReturn

import yaml
from yaml.composer import ComposerError
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
from kawaraban.read.data_errors import (
    DELETE_ONE,
    MAX_DEPTH,
    UNPRINTABLE,
    control_character,
    too_deep,
)
from kawaraban.read.nodes import Comment, Entry, Items, Mapping, Node, Scalar
from kawaraban.read.positions import Positions
from kawaraban.read.yaml_errors import explain

# It resolves no types, and refuses more than 1,000 levels before it nests a call for each.
_Loader: type[yaml.CBaseLoader | yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_KEY_LINE = re.compile(r"\n(?P<indent> *)[A-Za-z_][\w-]*[:：][ \n]")
_COMMENT = re.compile(r"[ \t]+#(?P<tight>\S)?")
_Composed = ScalarNode | SequenceNode | MappingNode
# The parser ends here in silence, whatever follows.
_DOCUMENT_END = re.compile(r"^\.\.\.(?=\s+\S)", re.MULTILINE)
_FEATURE = re.compile(r"(?P<sign>[&*!])(?P<name>[^\s,\[\]{}]*)")


def compose_nodes(text: str, positions: Positions) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Read a text as nodes; None where it is empty, or where a mistake ends the reading."""
    converter = _Converter(text, positions)
    node: Node | None = None
    if end := _DOCUMENT_END.search(text):
        return None, (_several_documents(positions.at(end.start()), "..."),)
    try:
        root = yaml.compose(text, Loader=_Loader)
        if isinstance(root, _Composed):
            node = converter.convert(root)
    except _StopError:
        pass
    except ComposerError as problem:
        converter.found.append(converter.explain_composer(problem))
    except yaml.YAMLError as problem:
        converter.found.append(explain(problem, text, positions.at))
    except RecursionError:  # of PyYAML's own parser, where LibYAML is missing
        converter.found.append(too_deep(positions.at(0)))
    return node, tuple(converter.found)


class _StopError(Exception):
    """Nothing below can be read; the reason is among the diagnostics."""


class _Converter:
    """Converts the nodes of one text; `found` collects what is wrong with them."""

    def __init__(self, text: str, positions: Positions) -> None:
        self._text, self._at = text, positions.at
        self._has_comments, self._has_escapes = "#" in text, "\\" in text
        self.found: list[Diagnostic] = []

    def convert(self, node: _Composed, depth: int = 0) -> Node:
        """Convert a node and all that it holds.

        An anchor ends the reading: its alias would stand for the same node, any number of times.
        """
        start = node.start_mark.index
        source = self._at(start)
        if feature := _FEATURE.match(self._text, start):
            self.found.append(_feature(feature, source))
            if feature["sign"] != "!":
                raise _StopError
        if isinstance(node, ScalarNode):
            return self._scalar(node, source)
        if depth >= MAX_DEPTH:
            self._stop(too_deep(source))
        if isinstance(node, MappingNode):
            return Mapping(entries=self._entries(node, depth), source=source)
        items = tuple(self.convert(item, depth + 1) for item in node.value)
        return Items(items=items, source=source)

    def _entries(self, node: MappingNode, depth: int) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for key_node, value_node in node.value:
            key = self.convert(key_node, depth + 1)
            if not isinstance(key, Scalar):
                self._stop(_bad_key(key.source))
            value = self.convert(value_node, depth + 1)
            if key.value in entries:
                first = entries[key.value].source.line
                self.found.append(_duplicate_key(key.value, key.source, first))
            else:
                entries[key.value] = Entry(key.source, value)
        return entries

    def _scalar(self, node: ScalarNode, source: Source) -> Scalar:
        if node.style in {'"', "'"}:
            self._refuse_swallowed_keys(node, source)
        if self._has_escapes and (bad := UNPRINTABLE.search(node.value)):  # "\a", "\0"
            self.found.append(control_character(bad[0], source))
        comment = None if node.style else self._comment(node.end_mark.index)
        return Scalar(value=node.value, source=source, plain=not node.style, comment=comment)

    def _comment(self, index: int) -> Comment | None:
        """Find the comment behind a plain value."""
        found = _COMMENT.match(self._text, index) if self._has_comments else None
        if found is None:
            return None
        return Comment(self._at(self._text.index("#", index)), tight=found["tight"] is not None)

    def _refuse_swallowed_keys(self, node: ScalarNode, source: Source) -> None:
        """Report a quote that is closed lines too late: the keys inside it are not read."""
        start, end = node.start_mark.index, node.end_mark.index
        if "\n" not in self._text[start:end]:
            return
        line = self._text[self._text.rfind("\n", 0, start) + 1 : start]
        indent = len(line) - len(line.lstrip(" "))
        keys = _KEY_LINE.finditer(self._text, start, end)
        if any(len(key["indent"]) <= indent for key in keys):
            self.found.append(_unclosed_quote(source))

    def explain_composer(self, problem: ComposerError) -> Diagnostic:
        """Explain what does not compose: an alias of nothing, or a second document."""
        index = 0 if problem.problem_mark is None else problem.problem_mark.index
        feature = _FEATURE.match(self._text, index)
        source = self._at(index)
        return _several_documents(source, "---") if feature is None else _feature(feature, source)

    def _stop(self, found: Diagnostic) -> NoReturn:
        self.found.append(found)
        raise _StopError


def _feature(feature: re.Match[str], source: Source) -> Diagnostic:
    if feature["sign"] == "!":  # also alone, with which a title would lose its sign
        name = Words(f"タグ {feature[0]}", f"tag {feature[0]}")
    else:
        named = feature["name"]
        name = Words(f"アンカー・別名 {named}", f"anchor or alias '{named}'")
    return error(
        source,
        "yaml-feature",
        Words(f"YAMLの{name.ja}は使えません", f"YAML's {name.en} is not allowed here"),
        Words("値をそのまま書くか、引用符で囲んでください", "write the value itself, or quote it"),
    )


def _several_documents(source: Source, sign: str) -> Diagnostic:
    return error(
        source,
        "several-documents",
        Words("YAMLの文書が2つ以上あります", "more than one YAML document"),
        Words(f"「{sign}」の行を消してください", f"delete the '{sign}' line"),
    )


def _unclosed_quote(source: Source) -> Diagnostic:
    return error(
        source,
        "yaml-syntax",
        Words(
            "引用符の閉じる前に、ほかのキーの行があります", "lines of other keys stand in a quote"
        ),
        Words("値の終わりで引用符を閉じてください", "close the quote where its value ends"),
    )


def _bad_key(source: Source) -> Diagnostic:
    return error(
        source,
        "bad-key",
        Words("キーが文字ではありません", "a key is not text"),
        Words("値なら引用符で囲んでください", "quote it if it is a value"),
    )


def _duplicate_key(key: str, source: Source, first_line: int) -> Diagnostic:
    return error(
        source,
        "duplicate-key",
        Words(
            f"「{key}」が2度書かれています（{first_line}行目にもあります）",
            f"'{key}' is given twice (also on line {first_line})",
        ),
        DELETE_ONE,
    )
