"""Keys that stand in the body: a second front matter, whose `draft: true` would be published."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice, pairwise

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.model import FrontMatter
from kawaraban.core.tables import read_patterns
from kawaraban.read.front_matter_rules import RULES

_KEYS = {*FrontMatter.__struct_fields__, *RULES.aliases} - RULES.hidden
_MAX_LINES = 200
_MAX_CHARACTERS = 200  # of a line: more marks on one letter would take long to put in order
_P = read_patterns(__file__)
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
    if block := _P["block"].match(text, start):
        yield from _keys_of_block(block)
    first_lines = _P["first-lines"].match(text, start)
    first_end = first_lines.end() if first_lines else start
    for line, below in pairwise(islice(_P["lines"].finditer(text, start), _MAX_LINES + 1)):
        key = hiding_key(line[0], below[0])
        if key and (key.lower() != "date" or line.start() < first_end):
            yield line.start(), key
        if not _P["like-data"].fullmatch(line[0]):
            break


def _keys_of_block(block: re.Match[str]) -> Iterator[tuple[int, str]]:
    """Yield known keys where all lines are data, and those that hide the text in any case."""
    lines, start = block[0], block.start()
    is_data = block["fenced"] or block["data"]
    for found in _P["key"].finditer(lines) if is_data else ():
        # In prose a word before a colon begins with a capital.
        if (found[1].lower() if block["fenced"] else found[1]) in _KEYS:
            yield start + found.start(), found[1]
    for line, below in pairwise(_P["lines"].finditer(lines)):
        if key := hiding_key(line[0], below[0]):
            yield start + line.start(), key


def hiding_key(line: str, below: str = "") -> str:
    """Return the key of a line that keeps a text from its readers, however it is written, or "".

    Signs, letters and spaces of full width are what an input method made of the others. A
    value may stand on the line `below`, indented. A misspelt one was meant to hide as well.
    """
    found = _P["hiding"].match(unicodedata.normalize("NFKC", line[:_MAX_CHARACTERS]))
    if not found:
        return ""
    key, value = found["key"], found["value"]
    if not value and below[:1].isspace():
        value = unicodedata.normalize("NFKC", below[:_MAX_CHARACTERS]).lstrip("\"' \t\n")
    if _P["hides-nothing"].match(value):
        return ""
    if key in _LOWER_CASE and found["sign"] == ":":
        is_value = key != "date" or _P["day"].match(value)
    else:
        is_value = _P["short" if key.lower() in {"draft", "noindex"} else "date"].match(value)
    return key if is_value else ""
