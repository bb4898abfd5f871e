"""YAML composed by PyYAML, and converted to our nodes by the marks that it leaves on its own."""

import re
from typing import NoReturn

import yaml
from msgspec.structs import replace
from yaml.composer import ComposerError
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from kawaraban.core.diagnostics import Diagnostic, Reported, Source
from kawaraban.core.messages import phrase, report
from kawaraban.read.nodes import Comment, Entry, Items, Mapping, Node, Scalar
from kawaraban.read.text import MAX_DEPTH, UNPRINTABLE, Positions, control_character, too_deep
from kawaraban.read.yaml_errors import explain
from kawaraban.system.regex import lazy_pattern

# It resolves no types, and refuses more than 1,000 levels before it nests a call for each.
_Loader: type[yaml.CBaseLoader | yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_KEY_LINE = lazy_pattern(r"\n(?P<indent> *)[A-Za-z_][\w-]*[:：][ \n]")
_COMMENT = lazy_pattern(r"[ \t]+#(?P<tight>\S)?")
# The rest of a number that a comma inside brackets has cut: `{特典: 最大20,000円分}`.
_CUT_NUMBER = lazy_pattern(r"(?<!\d{4},)(?<=\d,)\d{3}(?!\d)")
_Composed = ScalarNode | SequenceNode | MappingNode
# The parser ends here in silence, whatever follows.
_DOCUMENT_END = lazy_pattern(r"(?m)^\.\.\.(?=\s+\S)")
_FEATURE = lazy_pattern(r"(?P<sign>[&*!])(?P<name>[^\s,\[\]{}]*)")


def compose_nodes(text: str, positions: Positions) -> Reported[Node | None]:
    """Read a text as nodes; None where it is empty, or where a mistake ends the reading."""
    converter = _Converter(text, positions)
    node: Node | None = None
    if end := _DOCUMENT_END.search(text):
        return None, (report(positions.at(end.start()), "several-documents", sign="..."),)
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
                self._stop(report(key.source, "bad-key"))
            value = self.convert(value_node, depth + 1)
            before, at = next(reversed(entries), ""), key_node.start_mark.index
            if before and not value_node.value and _CUT_NUMBER.match(self._text, at):
                entries[before] = _joined(entries[before], key)
            elif key.value in entries:
                about = {"key": key.value, "first_line": entries[key.value].source.line}
                self.found.append(report(key.source, "duplicate-key", **about))
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
            self.found.append(report(source, "yaml-text-goes-on"))

    def explain_composer(self, problem: ComposerError) -> Diagnostic:
        """Explain what does not compose: an alias of nothing, or a second document."""
        index = problem.problem_mark.index if problem.problem_mark else 0
        source = self._at(index)
        if feature := _FEATURE.match(self._text, index):
            return _feature(feature, source)
        return report(source, "several-documents", sign="---")

    def _stop(self, found: Diagnostic) -> NoReturn:
        self.found.append(found)
        raise _StopError


def _joined(begun: Entry, rest: Scalar) -> Entry:
    """Put a number together that YAML has read as a value and a key."""
    if not isinstance(begun.node, Scalar):
        return begun
    return replace(begun, node=replace(begun.node, value=f"{begun.node.value},{rest.value}"))


def _feature(feature: re.Match[str], source: Source) -> Diagnostic:
    if feature["sign"] == "!":  # also alone, with which a title would lose its sign
        name = phrase("yaml-feature-tag", feature=feature[0])
    else:
        name = phrase("yaml-feature-anchor", named=feature["name"])
    return report(source, "yaml-feature", name=name)
