"""Spans that begin with a character of their own: Python-Markdown inline processors.

Each is asked at its character; `(None, None, None)` means that the character is
something else (CommonMark 2.4, 2.5, 6.1, 6.5 to 6.7; GFM, "Autolinks (extension)").
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from kawaraban.parse.assemble import BREAK, Raw
from kawaraban.parse.html_blocks import CLOSE_TAG, OPEN_TAG
from kawaraban.parse.rawhtml import with_addresses
from kawaraban.parse.references import ENTITY, character, normal_label

if TYPE_CHECKING:
    from kawaraban.parse.assemble import Break
    from kawaraban.parse.inline import Inline

Handled = tuple[ET.Element | str | None, int | None, int | None]
NOTHING: Handled = (None, None, None)


class Span(InlineProcessor):
    """A processor that is asked where its character stands."""

    def __init__(self, inline: Inline) -> None:
        """Take the reader that asks."""
        super().__init__(r"(?!)", inline.md)
        self.inline = inline


class Escape(Span):
    r"""`\*`, and a hard break at a line's end."""

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802, PLR6301 - Python-Markdown's name and form
        """Give the character, or a break."""
        after = data[m.end() : m.end() + 1]
        if after == "\n":
            return ET.Element("br"), m.start(), m.end()
        if after and after in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~":
            return after, m.start(), m.end() + 1
        return NOTHING


class LineEnd(Span):
    """A soft break, or a hard one after two spaces."""

    def handleMatch(self, m: re.Match[str], data: str) -> Handled | tuple[Break, int, int]:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Take the spaces before it off."""
        items = self.inline.scan.items
        start = m.start()
        while start and data[start - 1] == " ":
            start -= 1
        if items and type(items[-1]) is str:
            items[-1] = items[-1].rstrip(" ")
        end = m.end()
        while data[end : end + 1] in {" ", "\t"}:
            end += 1
        if m.start() - start >= 2:  # noqa: PLR2004 - two spaces are a hard break
            self.inline.scan.items.append(ET.Element("br"))
            return "\n", m.start(), end
        if items and isinstance(items[-1], ET.Element) and items[-1].tag == "br":
            return "\n", m.start(), end
        return BREAK, m.start(), end


class Code(Span):
    """`` `code` ``."""

    _runs = re.compile(r"`+")

    def __init__(self, inline: Inline) -> None:
        """Remember no text."""
        super().__init__(inline)
        self._data = ""
        self._ends: dict[int, list[int]] = {}

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Look for a run of the same length; without one the signs are text."""
        length = len(m[0])
        end = self._end(data, m.end(), length)
        if end is None:
            return m[0], *m.span()
        code = data[m.end() : end].replace("\n", " ")
        if code[0] == code[-1] == " " and code.strip(" "):
            code = code[1:-1]
        element = ET.Element("code")
        element.text = AtomicString(code)
        return element, m.start(), end + length

    def _end(self, data: str, pos: int, length: int) -> int | None:
        """Find the next run of a length; each text is searched once."""
        if data is not self._data:
            self._data, self._ends = data, {}
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

    _address = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*+)>")
    _mail = re.compile(
        r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]++@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
        r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*+)>"
    )

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Give the link."""
        found = self._address.match(data, m.start()) or self._mail.match(data, m.start())
        if not found:
            return NOTHING
        prefix = "mailto:" if found.re is self._mail else ""
        element = self.inline.bare_link(prefix + found[1], found[1], found.start() + 1)
        return element, *found.span()


class Html(Span):
    """Raw HTML, kept byte for byte."""

    _tag = re.compile(rf"{OPEN_TAG}|{CLOSE_TAG}|<!--->|<!-->", re.ASCII)
    _kinds = (
        (re.compile(r"<!--"), "-->"),
        (re.compile(r"<\?"), "?>"),
        (re.compile(r"<!\[CDATA\["), "]]>"),
        (re.compile(r"<![A-Za-z]"), ">"),
    )

    def __init__(self, inline: Inline) -> None:
        """Remember no text."""
        super().__init__(inline)
        self._data = ""
        self._absent: set[str] = set()

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Give the mark of what was kept."""
        end = self._end(data, m.start())
        if end is None:
            return NOTHING
        raw = data[m.start() : end]
        if self.inline.extras:
            scan = self.inline.scan
            raw = with_addresses(raw, scan.text, self.inline.context, m.start())
        return Raw(self.inline.md.htmlStash.store(raw)), m.start(), end

    def _end(self, data: str, start: int) -> int | None:
        if found := self._tag.match(data, start):
            return found.end()
        if data is not self._data:
            self._data, self._absent = data, set()
        for begin, closing in self._kinds:
            if closing not in self._absent and (found := begin.match(data, start)):
                end = data.find(closing, found.end())
                if end >= 0:
                    return end + len(closing)
                self._absent.add(closing)  # nor is it after any later beginning
        return None


class Entity(Span):
    """`&amp;`."""

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802, PLR6301 - Python-Markdown's name and form
        """Give its character."""
        found = ENTITY.match(data, m.start())
        return (character(found[0]), *found.span()) if found else NOTHING


_NAME = r"[A-Za-z0-9_\-\u00a1-\u024f\U0001f000-\U0001faff]++"
_HOST = rf"{_NAME}(?:\.{_NAME})*+"


class BareUrl(Span):
    """`https://…` and `www.…` as they are; they end before Japanese punctuation."""

    _url = re.compile(
        rf"(?:(?:https?|ftp)://|www\.)(?:{_HOST}|[\w-]++(?:\.[\w-]++)*+)(?::\d+)?"
        r"(?:[/?#][^\s<\u3000-\u303f\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b-\uff64]*+)?",
        re.IGNORECASE,
    )
    _end = re.compile(r"(?:[?!.,:*_~'\"]+|&[A-Za-z0-9]++;)$")

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Give the link, without punctuation at its end."""
        found = self._url.match(data, m.start())
        before = data[m.start() - 1 : m.start()]
        if not found or self.inline.scan.brackets:
            return NOTHING
        if (
            before
            and before.isascii()
            and (before.isalnum() or (m[0][0] in "wW" and before not in "\n \t*_~("))
        ):
            return NOTHING
        url = self._trimmed(found[0])
        if url.endswith("//"):
            return NOTHING
        prefix = "http://" if m[0][0] in "wW" else ""
        element = self.inline.bare_link(prefix + url, url, m.start())
        return element, m.start(), m.start() + len(url)

    def _trimmed(self, url: str) -> str:
        """Take punctuation off the end, and brackets that were not opened in the address."""
        unopened = url.count(")") - url.count("(")
        while True:
            brackets = len(url) - len(url.rstrip(")"))
            if unopened > 0 and brackets:
                url = url[: len(url) - min(unopened, brackets)]
                unopened -= brackets
            elif found := self._end.search(url, max(0, len(url) - 40)):
                url = url[: found.start()]
            else:
                return url


class BareMail(Span):
    """`me@example.com` as it is."""

    _local = re.compile(r"[A-Za-z0-9.+_-]+$")
    _domain = re.compile(r"@[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)+(?<![-_])")

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Take the name before the sign back from the text."""
        domain = self._domain.match(data, m.start())
        items = self.inline.scan.items
        text = items[-1] if items and type(items[-1]) is str else ""
        local = self._local.search(text, max(0, len(text) - 64))
        if not domain or not local or self.inline.scan.brackets:
            return NOTHING
        address = local[0] + domain[0]
        start = m.start() - len(local[0])
        return self.inline.bare_link(f"mailto:{address}", address, start), start, domain.end()


class FootnoteReference(Span):
    """`[^1]`."""

    _reference = re.compile(r"\[\^([^\s\]\[]+)\]")

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Give its number as a link; a label without a definition stays text."""
        notes = self.inline.notes
        found = self._reference.match(data, m.start())
        if not found or normal_label(found[1]) not in self.inline.context.footnotes:
            return NOTHING
        return notes.reference(normal_label(found[1])), *found.span()


def spans(inline: Inline, *, gfm: bool) -> dict[str, tuple[InlineProcessor, ...]]:
    """Give the processors by the characters that they are asked at."""
    own: dict[str, tuple[InlineProcessor, ...]] = {
        "\\": (Escape(inline),),
        "`": (Code(inline),),
        "<": (Autolink(inline), Html(inline)),
        "&": (Entity(inline),),
        "\n": (LineEnd(inline),),
    }
    if not gfm:
        return own
    return own | {
        "hfwHFW": (BareUrl(inline),),
        "@": (BareMail(inline),),
        "[": (FootnoteReference(inline),),
    }


__all__ = ["markdown", "spans"]
