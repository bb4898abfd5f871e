"""Spans that begin with a character of their own: Python-Markdown inline processors.

Each is asked at its character; `(None, None, None)` means that the character is
something else (CommonMark 2.4, 2.5, 6.1, 6.5 to 6.7).
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from kawaraban.core.syntax import Decoded
from kawaraban.elements import Take
from kawaraban.markdown.ad_links import is_pasted_code, leads_to_an_ad
from kawaraban.markdown.html_parts import CLOSE_TAG, OPEN_TAG
from kawaraban.markdown.inline.assemble import BREAK, Break, Raw
from kawaraban.markdown.inline.parser import Inline, Scan
from kawaraban.markdown.lint.looks import check_attributes
from kawaraban.markdown.lint.unclosed import report_comment
from kawaraban.markdown.raw_html import mark_addresses
from kawaraban.markdown.references import ENTITY, character, normal_label
from kawaraban.system.regex import lazy_pattern

Handled = tuple[ET.Element | str | Break | None, int | None, int | None]
NOTHING: Handled = (None, None, None)


class Span(InlineProcessor):
    """A processor that is asked where its character stands."""

    def __init__(self, inline: Inline) -> None:
        """Take the reader that asks."""
        super().__init__(r"(?!)", inline.md)
        self.inline = inline


class Sign(Span):
    """What an element takes from its sign on."""

    def __init__(self, inline: Inline, take: Take) -> None:
        """Take the element's function."""
        super().__init__(inline)
        self.take = take

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Return the mark of the slot; the typed words in it stand for it in plain text."""
        context, start = self.inline.context, m.start()
        if m[0] == "[" and self._is_of_link(data, m.end()):
            return NOTHING
        source = context.text_source(self.inline.scan.text, start)
        found, end = self.take(data, start, source, context.settings) or (Decoded(None), 0)
        if not end:
            return NOTHING
        context.diagnostics.extend(found.diagnostics)
        if found.slot is None:
            return data[start:end], start, end
        mark = ET.Element(context.slot(found.slot))
        words = data[start:end].strip("$[]`\n")
        mark.text = re.split("[|#]", words)[-1] if m[0] == "[" else words
        return mark, start, end

    def _is_of_link(self, data: str, start: int) -> bool:
        """Return whether a bracket is single, in those of a link, or one by its definition."""
        if not data.startswith("[", start):
            return True
        label = data[start + 1 : data.find("]", start)]
        return bool(self.inline.scan.brackets) or normal_label(label) in self.inline.md.references


class Escape(Span):
    r"""`\*`, and a hard break at a line's end."""

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name and form
        """Return the character, or a break."""
        after = data[m.end() : m.end() + 1]
        if after == "\n":
            return ET.Element("br"), m.start(), m.end()
        if after and after in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~":
            return after, m.start(), m.end() + 1
        return NOTHING


class LineEnd(Span):
    """A soft break, or a hard one after two spaces, or where the site asks for it."""

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: ARG002, N802 - Python-Markdown's name and form
        """Take the spaces before it off."""
        items, is_hard = self.inline.scan.items, self.inline.context.settings.markdown.breaks
        if items and type(items[-1]) is str:
            text = items[-1].rstrip(" ")
            is_hard |= len(items[-1]) - len(text) >= 2  # noqa: PLR2004 - two spaces are a hard break
            items[-1] = text
        if items and isinstance(items[-1], ET.Element) and items[-1].tag == "br":
            is_hard = True
        elif is_hard:
            items.append(ET.Element("br"))
        return "\n" if is_hard else BREAK, *m.span()


class Code(Span):
    """`` `code` ``."""

    _runs = lazy_pattern(r"`+")

    def __init__(self, inline: Inline) -> None:
        """Start without a text."""
        super().__init__(inline)
        self._scan: Scan | None = None
        self._ends: dict[int, list[int]] = {}

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Look for a run of the same length; without one the signs are text."""
        length = len(m[0])
        end = self._end(data, m.end(), length)
        if end is None:
            self.inline.scan.has_stray_sign = True
            return m[0], *m.span()
        code = data[m.end() : end].replace("\n", " ")
        if code[0] == code[-1] == " " and code.strip(" "):
            code = code[1:-1]
        check_attributes(self.inline.scan.text, end + length, self.inline.context)
        element = ET.Element("code")
        element.text = AtomicString(code)
        return element, m.start(), end + length

    def _end(self, data: str, pos: int, length: int) -> int | None:
        """Find the next run of a length; each text is searched once."""
        if self.inline.scan is not self._scan:
            self._scan, self._ends = self.inline.scan, {}
            for run in self._runs.finditer(data):
                self._ends.setdefault(len(run[0]), []).append(run.start())
            for ends in self._ends.values():
                ends.reverse()
        ends = self._ends.get(length, [])
        while ends and ends[-1] < pos:
            ends.pop()
        return ends[-1] if ends else None


class Autolink(Span):
    """`<https://…>` and `<me@example.com>`."""

    _address = lazy_pattern(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*+)>")
    _mail = lazy_pattern(
        r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]++@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
        r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*+)>"
    )

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Return the link."""
        address = self._address.match(data, m.start())
        found = address or self._mail.match(data, m.start())
        if not found:
            return NOTHING
        prefix = "" if address else "mailto:"
        element = self.inline.bare_link(prefix + found[1], found[1], found.start() + 1)
        return element, *found.span()


_LONGEST_AD = 2000  # characters of a pasted ad's text


class Html(Span):
    """Raw HTML, published byte for byte."""

    _tag = lazy_pattern(rf"(?a){OPEN_TAG}|{CLOSE_TAG}|<!--->|<!-->")
    _following = lazy_pattern(rf"(?a)\s*+({OPEN_TAG})")
    _kinds = (
        (lazy_pattern(r"<!--"), "-->"),
        (lazy_pattern(r"<\?"), "?>"),
        (lazy_pattern(r"<!\[CDATA\["), "]]>"),
        (lazy_pattern(r"<![A-Za-z]"), ">"),
    )
    _link = lazy_pattern(r"(?i)<a[ \t\n]")
    _markdown = lazy_pattern(r"\]\(|\*\*|`")
    _end_of_link = lazy_pattern(r"(?i)</a[ \t\n]*>")
    # A script or style in a line is one piece here, as it is in a block: what stands in it is
    # no Markdown, and an ad's id in its strings is read.
    _whole = (
        (lazy_pattern(r"(?i)<script\b"), "</script>"),
        (lazy_pattern(r"(?i)<style\b"), "</style>"),
    )

    def __init__(self, inline: Inline) -> None:
        """Start without a text."""
        super().__init__(inline)
        self._scan: Scan | None = None
        self._absent: set[str] = set()
        self._last = (0, "")  # where the last piece ended, and the piece

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Return the mark of the stored HTML."""
        end = self._end(data, m.start())
        if end is None:
            return NOTHING
        raw, context, stash = data[m.start() : end], self.inline.context, self.inline.md.htmlStash
        is_comment = context.dialect.extras and self._is_loose_comment(raw, data, m.start(), end)
        self._last = (end, raw)
        context.raw_html[len(stash.rawHtmlBlocks)] = "" if is_comment else raw
        if context.dialect.extras:
            scan = self.inline.scan
            raw = "" if is_comment else mark_addresses(raw, scan.text, context, m.start())
        return Raw(stash.store(raw)), m.start(), end

    def _is_loose_comment(self, raw: str, data: str, start: int, end: int) -> bool:
        """Return whether a piece is a comment, and none that stands beside pasted code."""
        if not raw.startswith(("<!", "<?")):
            return False
        context, (last, piece) = self.inline.context, self._last
        if not data[last:start].strip() and is_pasted_code(piece, context):
            return False
        following = self._following.match(data, end)
        return following is None or not is_pasted_code(following[1], context)

    def _end(self, data: str, start: int) -> int | None:
        if self.inline.scan is not self._scan:
            self._scan, self._absent, self._last = self.inline.scan, set(), (0, "")
        kinds = self._whole if self.inline.context.dialect.extras else ()
        if whole := self._closing_end(kinds, data, start):
            return whole
        if found := self._tag.match(data, start):
            return self._end_of_ad(data, found)
        end = self._closing_end(self._kinds, data, start)
        if end is None and data.startswith("<!--", start) and self.inline.context.dialect.extras:
            context = self.inline.context
            report_comment(context, context.text_source(self.inline.scan.text, start))
        return end

    def _end_of_ad(self, data: str, tag: re.Match[str]) -> int:
        """Return where a tag ends; of a pasted ad's link, where the link does: its text stays.

        Where an author has put Markdown into it, that is read.
        """
        context, begin = self.inline.context, tag.end()
        if not context.dialect.extras or not self._link.match(tag[0]):
            return begin
        closing = self._end_of_link.search(data, begin, begin + _LONGEST_AD)
        if closing is None or self._markdown.search(data, begin, closing.start()):
            return begin
        return closing.end() if leads_to_an_ad(tag[0], context) else begin

    def _closing_end(
        self, kinds: Iterable[tuple[re.Pattern[str], str]], data: str, start: int
    ) -> int | None:
        """Return where raw HTML of one of these kinds ends, by its closing sign."""
        for begin, closing in kinds:
            if closing not in self._absent and (found := begin.match(data, start)):
                end = data.find(closing, found.end())
                if end >= 0:
                    return end + len(closing)
                self._absent.add(closing)  # nor is it after any later beginning
        return None


# What stands for a number of no character that a page may hold.
_NONE = ("", "\ufffd")


class Entity(Span):
    """`&amp;`."""

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name and form
        """Return its character."""
        found = ENTITY.match(data, m.start())
        if found is None:
            return NOTHING
        sign, context = character(found[0]), self.inline.context
        if sign in _NONE and found[0][1] == "#" and context.dialect.extras:
            source = context.text_source(self.inline.scan.text, m.start())
            context.add(source, "control-character", name=found[0])
        return sign, *found.span()
