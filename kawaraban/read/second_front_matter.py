"""Keys that stand in the body: a second front matter, whose `draft: true` would be published."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice, pairwise

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.model import FrontMatter
from kawaraban.read.front_matter_rules import RULES
from kawaraban.system.regex import lazy_pattern

_KEYS = {*FrontMatter.__struct_fields__, *RULES.aliases} - RULES.hidden
_MAX_LINES = 200
# Lines above a rule: anything but code between two of them, else lines of data or a paragraph.
_RULE = r"(?:-{3,}|\+{3}|;;;|\.{3})[ \t]*(?:\n|\Z)"
_DATA_LINE = r"(?:[\w.-]+[ \t]*:(?:[ \t].*)?|[ \t]+\S.*|-[ \t].*)\n"
_NO_PARAGRAPH = r"[ \t]*(?:[>|#]|<(?!<)|```|~~~|[-*+][ \t]|\d+[.)])"
_BLOCK = lazy_pattern(
    rf"[\s\ufeff]*+(?:(?P<fenced>(?:---|\+\+\+|;;;)[ \t]*(?:\#.*)?\n(?=[ \t]*\S)"
    rf"(?:(?!{_RULE}|[ \t]*```).*\n){{1,{_MAX_LINES}}}+)|(?P<data>(?:{_DATA_LINE})++)(?={_RULE})"
    rf"|(?:(?!{_RULE}|{_NO_PARAGRAPH})[ \t]*\S.*\n){{1,{_MAX_LINES}}}+){_RULE}"
)
_LINES = lazy_pattern(r".*\n?")  # and an empty one at the end
_KEY = lazy_pattern(r"""(?m)^[ \t]*\{?[ \t]*["']?([\w.-]+)["']?[ \t]*[:：=]""")
# What keeps a text from its readers is no prose, in whatever lines of data it stands; a date
# is one in the first lines alone, as lists of days stand below.
_FIRST_LINES = lazy_pattern(r"(?:[\s\ufeff]|[-+;]{3,}+[ \t]*+\n)*+(?:[ \t]*+\S.*\n?)*+")
_LIKE_DATA = lazy_pattern(
    r"""(?:[ \t]*+|[-+;]{3,}+[ \t]*+|\.{3}|\#.*|-[ ].*|[ \t]++\S.*"""
    r"""|[\s{"']*+[\w.-]++["']?[ \t]*+[:：=].*)\n?"""
)

_MAX_CHARACTERS = 200  # of a line: more marks on one letter would take long to put in order
# A line that begins with a key that hides, in quotes and brackets or none, and what follows it.
_HIDING = lazy_pattern(
    r"""(?s)[\s{"']*+(?P<key>(?i:draft|noindex|expires|expirydate|date))["']?[ \t]*"""
    r"""(?P<sign>[:=])(?!:|//)[\s"']*(?P<value>.*)"""
)
_HIDES_NOTHING = lazy_pattern(r"(?i:false|no|off|none|never|null|n|0)(?![\w/-])|[~\s},]*(?:\Z|#)")
# Nothing but a value, and what may stand behind one: in prose more words follow, or a full stop.
_END = r"""[\s"'},;。]*(?:\([^()]+\)[\s"'},;。]*)?(?:\Z|\#)"""
_SHORT = lazy_pattern(rf"(?:!\S*\s+)?\w{{1,5}}{_END}")
_DAY = lazy_pattern(
    r"(?:[0-9]{4}[ ]?[-/.年]|[0-9]{8}(?![0-9])|[0-9]{1,2}[ ]?[/月][ ]?[0-9]"
    r"|(?:明治|大正|昭和|平成|令和|[MTSHR])[ ]?(?:[0-9]{1,2}|元)[ ]?[-/.年])"
)
_DATE = lazy_pattern(rf"{_DAY.pattern}(?:[\s0-9:+TZ/年月日時分秒-]|\.(?=[0-9]))*+{_END}")
# In prose a word before a colon begins with a capital: behind these all is a value.
_LOWER_CASE = frozenset({"date", "draft", "expires", "expirydate", "expiryDate"})


def check_body_start(path: str, text: str, start: int) -> Iterator[Diagnostic]:
    """Report the first key of a second front matter at `start`, where the body begins.

    Bad:  ---, title: 題, ---, draft: true, ---
    Good: ---, title: 題, draft: true, ---
    """
    for index, key in islice(_stray_keys(text, start), 1):
        yield report(Source(path, text.count("\n", 0, index) + 1), "second-front-matter", key=key)


def _stray_keys(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield the index and name of each key in a block at the start of a body."""
    if block := _BLOCK.match(text, start):
        yield from _keys_of_block(block)
    first_lines = _FIRST_LINES.match(text, start)
    first_end = first_lines.end() if first_lines else start
    for line, below in pairwise(islice(_LINES.finditer(text, start), _MAX_LINES + 1)):
        key = hiding_key(line[0], below[0])
        if key and (key.lower() != "date" or line.start() < first_end):
            yield line.start(), key
        if not _LIKE_DATA.fullmatch(line[0]):
            break


def _keys_of_block(block: re.Match[str]) -> Iterator[tuple[int, str]]:
    """Yield known keys where all lines are data, and those that hide the text in any case."""
    lines, start = block[0], block.start()
    is_data = block["fenced"] or block["data"]
    for found in _KEY.finditer(lines) if is_data else ():
        # In prose a word before a colon begins with a capital.
        if (found[1].lower() if block["fenced"] else found[1]) in _KEYS:
            yield start + found.start(), found[1]
    for line, below in pairwise(_LINES.finditer(lines)):
        if key := hiding_key(line[0], below[0]):
            yield start + line.start(), key


def hiding_key(line: str, below: str = "") -> str:
    """Return the key of a line that keeps a text from its readers, however it is written, or "".

    Signs, letters and spaces of full width are what an input method made of the others. A
    value may stand on the line `below`, indented. A misspelt one was meant to hide as well.
    """
    found = _HIDING.match(unicodedata.normalize("NFKC", line[:_MAX_CHARACTERS]))
    if not found:
        return ""
    key, value = found["key"], found["value"]
    if not value and below[:1].isspace():
        value = unicodedata.normalize("NFKC", below[:_MAX_CHARACTERS]).lstrip("\"' \t\n")
    if _HIDES_NOTHING.match(value):
        return ""
    if key in _LOWER_CASE and found["sign"] == ":":
        is_value = key != "date" or _DAY.match(value)
    else:
        is_value = (_SHORT if key.lower() in {"draft", "noindex"} else _DATE).match(value)
    return key if is_value else ""
