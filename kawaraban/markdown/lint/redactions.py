"""Redactions that are written and not read: their pictures would be published whole."""

import html
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kawaraban.core.model import Slot
from kawaraban.core.tables import read_patterns
from kawaraban.markdown.context import Context
from kawaraban.system.regex import lazy_pattern

_P = read_patterns(__file__)
_NEAR = 6  # lines: a picture, its caption, blank ones
_BACKTICKS = lazy_pattern("`+")


def check_redactions(text: str, page: str, slots: Iterable[Slot], context: Context) -> None:
    """Report each redaction that is written and not read as that of an image.

    It may be misspelt, or stand where nothing is published, as in a card's text, a second list of
    one image, a footnote that nobody comes to. What code shows is an example: as many
    redactions as the text has must be read or stand in the code of its `page`.
    """
    if "edact" not in text and "EDACT" not in text and not _may_hold_areas(text):
        return
    lines = text.split("\n")
    written, others = _redactions_by_line(lines)
    read = _read_columns(slots, context)
    examples = _examples(page)
    in_code = examples.total() - sum(examples[line] for line in others)
    missing = sum(map(len, written.values())) - sum(map(len, read.values())) - in_code
    if missing > 0:
        unread = _unread_positions(lines, written, read, examples)
        for number, begin in unread[:missing] or [(min(written), 0)]:
            context.add(context.source(number, begin + 1), "unread-redaction")


def _redactions_by_line(lines: list[str]) -> tuple[dict[int, list[int]], set[str]]:
    """Return where the redactions in each line begin, and lines that only look like one."""
    written, others = {}, set()
    for number, line in enumerate(lines):
        found, above = list(_redactions_in(line)), lines[max(number - _NEAR, 0) : number]
        if found and found[0]["alone"] is not None and not any(map(_P["image"].search, above)):
            others.add(line.strip())
        elif found:
            written[number] = [one.start() for one in found]
    return written, others


def _redactions_in(line: str) -> Iterator[re.Match[str]]:
    """Yield each redaction in a line: by its name, or misspelt by what it says of an image."""
    is_of_image = False  # in a list after one, or in its tag
    for found in _P["redact"].finditer(line):
        begin = found.start()
        if found["area"]:
            if is_of_image and not _P["query"].search(line, max(begin - 99, 0), begin):
                yield found
        elif found["named"]:
            yield found
        else:
            is_of_image = found["open"] is not None


def _read_columns(slots: Iterable[Slot], context: Context) -> dict[int, list[int]]:
    """Return the columns of the images in the body that are redacted, by the number of the line."""
    redacted = {i.source for i in context.images.values() if "redact" in i.attributes}
    read = defaultdict(list)
    for source in redacted.intersection(slot.source for slot in slots):
        read[source.line - context.first_line].append(source.column)
    return read


def _unread_positions(
    lines: list[str],
    written: Mapping[int, list[int]],
    read: Mapping[int, list[int]],
    examples: Counter[str],
) -> list[tuple[int, int]]:
    """Return line and column of what is left when each image has the next redaction in its line.

    What may be an example comes last: first what is outside code, then what is within code,
    then lines that are code on the page.
    """
    left = []
    for number, begins in written.items():
        line = lines[number]
        ticks = [found.start() for found in _BACKTICKS.finditer(line)]
        columns, taken = sorted(read.get(number, [])), 0
        for begin in begins:
            if bisect_right(columns, begin) > taken:
                taken += 1
            else:
                order = 2 if line.strip() in examples else bisect_left(ticks, begin) % 2
                left.append((order, number, begin))
    return [(number, begin) for _, number, begin in sorted(left)]


def _may_hold_areas(text: str) -> bool:
    """Look at each sign by itself: to look for all at once takes ten times as long."""
    for sign in "=＝{｛":
        at = text.find(sign)
        while at >= 0:
            if _P["value"].match(text, at):
                return True
            at = text.find(sign, at + 1)
    return False


def _examples(page: str) -> Counter[str]:
    """Count the redactions that the page shows as code, by the line of code."""
    counts: Counter[str] = Counter()
    at = 0
    while (found := _P["code"].search(page, at)) and (
        at := page.find(f"</{found[1]}>", found.end())
    ) > 0:
        for line in html.unescape(_P["tag"].sub("", page[found.start() : at])).split("\n"):
            if count := sum(1 for _ in _redactions_in(line)):
                counts[line.strip()] += count
    return counts
