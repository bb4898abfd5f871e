"""What looks like Markdown and is none: it would be published with its signs."""

import re
from collections.abc import Iterable
from functools import cache

from kawaraban.core.model import Frozen
from kawaraban.core.tables import read_table, with_names, with_parts
from kawaraban.markdown.blocks.leaves import Leaf
from kawaraban.markdown.context import Context
from kawaraban.markdown.html_parts import CLOSE_TAG, OPEN_TAG
from kawaraban.markdown.inline.emphasis import Delimiter
from kawaraban.markdown.references import normal_label
from kawaraban.markdown.text import Text

_LIST, _RUN_ON = "looks-like-list", "looks-like-list-of-signs"


class _Line(Frozen, frozen=True, forbid_unknown_fields=True):
    """What lines look like that begin with some signs: one alone, or only two of a kind."""

    signs: str
    kind: str
    one: str = "(?!)"
    two: str = "(?!)"


class _Table(Frozen, frozen=True, forbid_unknown_fields=True):
    """The patterns of `looks.toml`, which says what they are."""

    parts: dict[str, str]
    lines: tuple[_Line, ...]
    signs: dict[str, tuple[str, ...]]
    patterns: dict[str, str]


_LOOKS = read_table(__file__, _Table)
ODD_SIGNS = frozenset("".join(line.signs for line in _LOOKS.lines) + "|｜！tdc")  # of keys too
"""What a line that becomes text may begin with to be looked at more closely."""
_HARD_BREAKS = ("  ", "\\", "<br>", "<br/>", "<br />")
_P = with_names(_LOOKS.patterns, _LOOKS.parts | {"TAG": f"{OPEN_TAG}|{CLOSE_TAG}"})
# Of which one is in a text with most of these.
SIGNS = ("{%", "{{", "】(", "＊＊", "：//", "%%", "toc}", "\\(", "\\[", "$$", "[oai", *"［｀´＜†")
_ALL_SIGNS = "|".join(f"(?P<{kind}>{'|'.join(ways)})" for kind, ways in _LOOKS.signs.items())
# To look at the first letter alone takes a quarter of the time.
_SIGNS = with_parts(rf"(?m)(?:(?=[{{\[!！［<h)）【＊^`｀´%＜&])|^)(?:{_ALL_SIGNS})", _LOOKS.parts)


def check_paragraph(node: Leaf, context: Context) -> None:
    """Report lines of a paragraph that look like other blocks, each kind once."""
    found, words = _odd_lines(node.lines), node.words
    if context.settings.markdown.breaks:  # such lines are shown as they were typed
        found.pop(_RUN_ON, None)
    if any(bar in words for bar in "|｜+\t") and (table := _P["table"].search(words)):
        found["looks-like-table"] = words.count("\n", 0, table.start())
    if items := _torn_off_items(node):
        found.setdefault(_LIST, items[0])
    if is_front_matter(words):
        found["looks-like-front-matter"] = 0
    for problem, index in found.items():
        context.add(context.source(node.start + index, node.columns[index]), problem)
    if any(line.startswith(("！", "!")) for line in node.lines):
        check_signs(node.text, context)


def _torn_off_items(node: Leaf) -> list[int]:
    """Return the lines that begin as an item does and stand less far in than the first line."""
    lines = enumerate(zip(node.lines, node.columns, strict=True))
    return [n for n, (line, at) in lines if at < node.columns[0] and _P["item"].match(line)]


def _odd_lines(lines: list[str]) -> dict[str, int]:
    """Return the first line of each kind of block that lines look like by their beginning."""
    found: dict[str, int] = {}
    words, at = "\n".join(lines), 0
    is_laid_out = len(lines) > 1 and lines[0].endswith(_HARD_BREAKS)  # on purpose
    for index, line in enumerate(lines):
        for kind, one, two in _kinds(line[0]) if line[0] in ODD_SIGNS else ():
            if kind in found or (kind in {_LIST, _RUN_ON} and is_laid_out):
                continue
            if one.match(words, at) or _matches_twice(two, line, lines):
                found[kind] = index
        at += len(line) + 1
    return found


def _matches_twice(pattern: re.Pattern[str], line: str, lines: list[str]) -> bool:
    """Return whether a pattern matches a line, and another one of its paragraph."""
    return bool(pattern.match(line)) and sum(map(bool, map(pattern.match, lines))) > 1


@cache
def _kinds(sign: str) -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """Return what a line may look like that begins with a sign; few texts have such a line."""
    rows = (line for line in _LOOKS.lines if sign in line.signs)
    parts, lines = _LOOKS.parts, re.MULTILINE
    whole = ((row.kind, with_parts(row.one, parts), with_parts(row.two, parts)) for row in rows)
    return tuple((kind, re.compile(o, lines), re.compile(t, lines)) for kind, o, t in whole)


def is_front_matter(words: str) -> bool:
    """Return whether lines in the middle of a text are keys with values, which articles have."""
    return _P["keys"].match(words) is not None and len(_P["known-key"].findall(words)) > 1


def check_signs(text: Text, context: Context) -> None:
    """Report signs of other tools and of full width, each kind once in a text."""
    seen = set[str]()
    plain = _P["code"].sub(lambda code: " " * len(code[0]), text.text)
    if tex := _P["tex"].search(text.text):
        context.add(context.text_source(text, tex.start("sign")), "looks-like-formula")
    for found in re.finditer(_SIGNS, plain):
        kind, label = found.lastgroup or "", found["label"]
        is_known = label and normal_label(label) in context.footnotes
        if not is_known and kind not in seen:
            context.add(context.text_source(text, found.start()), f"looks-like-{kind}")
            seen.add(kind)


def check_attributes(text: Text, at: int, context: Context) -> None:
    """Report attributes that are not read where they stand."""
    if _P["attributes"].match(text.text, at):
        context.add(context.text_source(text, at), "looks-like-attributes")


def check_runs(runs: Iterable[Delimiter], text: Text, context: Context) -> None:
    """Report the first `**`, `==` or `~~` that marks nothing, or that is not marked off whole."""
    for run in runs:
        if run.closes:
            check_attributes(text, run.start + run.length, context)
        is_left = run.count and run.length == 2  # noqa: PLR2004 - a pair of signs
        if not is_left or (run.sign != "*" and not _P["mark"].match(text.text, run.start)):
            continue
        if not _P["no-strong"].match(text.text, max(run.start - 1, 0)):
            context.add(context.text_source(text, run.start), "looks-like-strong")
            return
