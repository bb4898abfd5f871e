"""Checks of a body as a whole: its characters, its redactions, the headings that it links to."""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kawaraban.core.addresses import is_top
from kawaraban.core.diagnostics import Source, Words, did_you_mean
from kawaraban.core.model import Slot
from kawaraban.markdown.lint import reports
from kawaraban.read.text import NO_CHARACTERS, normal

if TYPE_CHECKING:
    from kawaraban.markdown.context import Context

# Areas in pixels or per cent, which nothing else that is said of a picture looks like.
_NUMBER = r"[0-9０-９.]++%?"
_AREA = rf"""\s*+["'“”＂＇]?\s*+{_NUMBER}(?:[\s,、，]++{_NUMBER}){{3}}"""
_DESTINATION = r"\((?:[^()\\]|\\.|\([^()]{0,200}+\)){0,500}+\)|\[[^\[\]]{0,200}+\]"
_PICTURE = (
    rf"(?:(?<!\\)!\[(?:[^\[\]\\]|\\.|\[[^\[\]]{{0,200}}+\]){{0,300}}+\](?:{_DESTINATION})?+"
    r"|<img\b[^<>]{0,1000}+>)[ \t]*+"
)
# The same, whatever is between them and in front of them, in a list of what is not read.
_DATE = r"[0-9]{4}[-/](?:0?[1-9]|1[0-2])[-/](?:0?[1-9]|[12][0-9]|3[01])(?![0-9/-])"
_WORDS = rf"redact\s*+[=＝]|(?<![\w-])(?:title|alt|style|id|class)\s*+[=＝]|{_DATE}"
_LOOSE = rf"(?<![\w.])(?:(?<=redact-)|(?<!\w-)){_NUMBER}(?:[\s,、，/:：;；x×+-]++{_NUMBER}){{3}}"
_LIST = rf"[{{｛](?![^{{}}｛｝]*(?:{_WORDS}))[^{{}}｛｝]{{0,200}}?{_LOOSE}"
# A list in a line of its own, whose picture is above.
_OWN = rf"""[{{｛]:?\s*+(?:[\w:-]+[=＝]["']?[\w.%-]*["']?\s++){{0,5}}?
    (?:[^\s"'=＝:：,%()\[\]{{}}｛｝]{{1,40}}+\s*+[=＝:：])?{_AREA}[^()\[\]{{}}｛｝]*+[}}｝]"""
_REDACT = re.compile(
    rf"""(?P<named>(?:[{{｛]:?\s*+redact(?![\w-])|(?<![\w-])redact\s*+[=＝])(?:\s*+[=＝:]?{_AREA})?
    |[{{｛]:?\s*+[.\#]redact\s{_AREA}|(?:{_PICTURE}|(?<=[}}｝])){_LIST}
    |(?P<alone>^[ \t>]*+{_OWN}[ \t]*+$))
    |(?P<area>(?<!alt)(?<!title)[=＝]{_AREA})
    |(?P<open>\)\s*+(?=[{{｛])|<img\b|{_PICTURE}(?=[\w-]{{1,40}}+[=＝]["“]))|[}}｝>]""",
    re.IGNORECASE | re.VERBOSE,
)
_QUERY = re.compile(r"""[?&][^\s"'?&=]*$""")
_VALUE = re.compile(
    rf"""(?:[=＝]\s*+["'“”＂＇]?\s*+|[{{｛][^{{}}｛｝\n]{{0,200}}?){_NUMBER}[\s,、，/:：;；x×+-]++[0-9０-９]"""
)
_SHOWS = re.compile(r"(?i)!\[|<img\b")
_NEAR = 6  # lines: a picture, its caption, blank ones
_CODE = re.compile(r"<(code|pre)\b")
_TAG = re.compile("<[^<>]*>")
_BACKTICKS = re.compile("`+")
_SHOWN = b"\t\n\r" + bytes(range(0x20, 0x7F))  # of ASCII
_CONTROL = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{NO_CHARACTERS}]")
# To look for each of the last planes' would take every text longer; what else is there is rare.
_MAY_BE_ONE = re.compile(r"[\x80-\x9f\ufdd0-\ufdef\ufffe\uffff\U0001fffe-\U0010ffff]")


def clean(text: str, context: Context) -> str:
    r"""Give the text with line ends as `\n`, composed letters, and no control characters.

    The parse uses some as marks, and no page may hold them (HTML, "Preprocessing
    the input stream").
    """
    text = normal(text.removeprefix("\ufeff"))
    is_shown = not text.encode("ascii", "ignore").translate(None, _SHOWN)
    if is_shown and not _MAY_BE_ONE.search(text):
        return text
    for number, line in enumerate(text.split("\n")):
        if found := _CONTROL.search(line):
            _report_control(context, number, found)
    return _CONTROL.sub("", text.replace("\0", "\ufffd"))


def check_redactions(text: str, page: str, slots: Iterable[Slot], context: Context) -> None:
    """Report a redaction that is written and not read: its picture would be published whole.

    It may be misspelt, or stand where nothing is shown, as in a card's text, a second list of
    one picture, a footnote that nobody comes to. What code shows is an example.
    """
    if "edact" not in text and "EDACT" not in text and not _may_hold_areas(text):
        return
    redacted = {i.source for i in context.images.values() if "redact" in i.attributes}
    read = redacted.intersection(slot.source for slot in slots)
    lines = text.split("\n")
    written = {n: found for n, line in enumerate(lines) if (found := [*_written(line)])}
    alone = {n for n, found in written.items() if _is_alone(found, lines[max(n - _NEAR, 0) : n])}
    written = {n: found for n, found in written.items() if n not in alone}
    numbers = {lines[n].strip() for n in alone}
    code = [line for code in _code(page) for line in code.split("\n") if any(_written(line))]
    shown = sum(1 for line in code if line.strip() not in numbers for _ in _written(line))
    missing = sum(map(len, written.values())) - len(read) - shown
    if missing > 0:
        columns: dict[int, list[int]] = {}
        for place in read:
            columns.setdefault(place.line - context.first_line, []).append(place.column)
        unread = [(n, at) for n in written for at in _unread(written[n], columns.get(n, []))]
        examples = {*map(str.strip, code)}
        ticks = {n: [found.start() for found in _BACKTICKS.finditer(lines[n])] for n in written}

        def is_shown(found: tuple[int, int]) -> int:
            """Order what may be an example: no code, within code, in a line that is code."""
            number, at = found
            is_example = lines[number].strip() in examples
            return 2 if is_example else bisect_left(ticks[number], at) % 2

        unread.sort(key=is_shown)
        for number, at in unread[:missing] or [(min(written), 0)]:
            _report_unread(context.place(number, at + 1), context)


def _unread(written: list[re.Match[str]], read: list[int]) -> list[int]:
    """Give where a line's redactions stand that are left when each picture has the next one."""
    left, taken, columns = [], 0, sorted(read)
    for found in written:
        if bisect_right(columns, found.start()) > taken:
            taken += 1
        else:
            left.append(found.start())
    return left


def _may_hold_areas(text: str) -> bool:
    """Look at each sign before one: to look for all at once takes ten times as long."""
    for sign in "=＝{｛":
        at = text.find(sign)
        while at >= 0:
            if _VALUE.match(text, at):
                return True
            at = text.find(sign, at + 1)
    return False


def _written(line: str) -> Iterator[re.Match[str]]:
    """Give each redaction in a line: by its name, or misspelt by what it says of a picture."""
    of_a_picture = False  # in a list behind one, or in its tag
    for found in _REDACT.finditer(line):
        begin = found.start()
        if found["area"]:
            if of_a_picture and not _QUERY.search(line, max(begin - 99, 0), begin):
                yield found
        elif found["named"]:
            yield found
        else:
            of_a_picture = found["open"] is not None


def _is_alone(found: list[re.Match[str]], above: list[str]) -> bool:
    """Say whether a line is four numbers in braces, and no picture is near above it."""
    return found[0]["alone"] is not None and not any(_SHOWS.search(line) for line in above)


def _code(page: str) -> Iterator[str]:
    """Give the text of each piece of code."""
    at = 0
    while (found := _CODE.search(page, at)) and (
        at := page.find(f"</{found[1]}>", found.end())
    ) > 0:
        yield html.unescape(_TAG.sub("", page[found.start() : at]))


def _report_unread(place: Source, context: Context) -> None:
    context.error(
        place,
        "unread-redaction",
        Words(
            "この redact は画像のものとして読めません。画像がそのまま公開されます",
            "this redaction is not read as that of a picture, which would be published whole",
        ),
        Words(
            '画像のすぐ後ろに {redact="10 20 300 40"} と、一つの画像に一度だけ書いてください。'
            "書き方の例なら `…` で囲んでください",
            'write {redact="10 20 300 40"} right after its picture, once; '
            "as an example, put it in `…`",
        ),
    )


def _report_control(context: Context, number: int, found: re.Match[str]) -> None:
    name = f"U+{ord(found[0]):04X}"
    reports.control(context, name, context.place(number, found.start() + 1))


def check_fragments(context: Context, fragments: tuple[str, ...]) -> None:
    """Report each link within the body whose heading is not there."""
    there = set(fragments)
    known = tuple(name for name in fragments if not name.startswith(("fn:", "fnref")))
    for source, fragment in context.local:
        if fragment and fragment not in there and not is_top(fragment):
            context.error(
                source,
                "missing-heading",
                Words(
                    f"「#{fragment}」という見出しはこの記事にありません",
                    f"this post has no heading '#{fragment}'",
                ),
                did_you_mean(fragment, known)
                if known
                else Words("この記事には見出しがありません", "this post has no headings"),
            )
