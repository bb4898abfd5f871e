"""The inline level: one pass from left to right over each block's text.

It asks the processors of `md.inlinePatterns` in CommonMark's order of precedence
(at each character, instead of one pass over the text for each pattern, which
makes a link of what a code span contains), and has the stacks of brackets and
delimiters that section "Parsing strategy" of the specification describes.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable

import markdown
from markdown.inlinepatterns import InlineProcessor
from msgspec import Struct

from kawaraban.elements import takers
from kawaraban.markdown.attributes import attributes_at
from kawaraban.markdown.context import Context, Dialect
from kawaraban.markdown.footnotes import Notes
from kawaraban.markdown.inline.assemble import Item, fill
from kawaraban.markdown.inline.emphasis import Delimiter, delimiter, pair
from kawaraban.markdown.inline.images import image
from kawaraban.markdown.inline.links import link
from kawaraban.markdown.lint import looks, unread
from kawaraban.markdown.lint.unclosed import drop_tags
from kawaraban.markdown.references import (
    MAX_LABEL,
    Target,
    destination,
    loose_title,
    normal_label,
    title,
)
from kawaraban.markdown.text import Text
from kawaraban.system.regex import lazy_pattern

_SPACE = lazy_pattern(r"[ \t]*\n?[ \t]*")
_LABEL = lazy_pattern(r"(?s)\[((?:[^\\\[\]]|\\.)*+)\]")

# Each alternative begins with a plain character, so that `re` can skip to one of them.
_BEGINS = r"\\|``*|\*\**|__*|!\[(?!\^)|\[|\]|<|&|\n[ \t]*"
# Marked text, but for a comparison (`a==b`); the name of an emoji; what elements take follows.
_OWN_BEGINS = r"|==(?<!===)(?!=)(?!(?<=[A-Za-z0-9]==)[A-Za-z0-9])|:(?=[a-z0-9+-][a-z0-9_+-]*:)"
_GFM_BEGINS = r"|~~*|@|https?://|HTTPS?://|Https?://|www\.|WWW\."


class Bracket(Struct):
    """An open `[` or `![`: its index among the items and its offsets in the text."""

    index: int
    start: int
    end: int
    image: bool
    holds_bracket: bool = False


class Scan(Struct, eq=False):
    """The reading of one text, whose words are `data`."""

    text: Text
    data: str
    items: list[Item] = []
    brackets: list[Bracket] = []
    inactive: int = 0
    has_stray_sign: bool = False

    def put_back(self, count: int) -> bool:
        """Take the last characters of text back, where they are plain text."""
        last = self.items[-1] if self.items else None
        if type(last) is not str or len(last) < count:
            return count == 0
        self.items[-1] = last[: len(last) - count]
        return True


class Inline:
    """Reads inline text into elements."""

    def __init__(self, md: markdown.Markdown, dialect: Dialect) -> None:
        """Take what is to be read."""
        self.md = md
        self.context = Context.empty(dialect)
        self.scan = Scan(Text("", 0, [1]), "")
        self.notes = Notes()
        self.signs = "*_" + "~" * dialect.gfm + "=" * dialect.extras
        own = "".join(rf"|{re.escape(sign)}{re.escape(sign)}*" for sign in takers().signs)
        begins = _BEGINS + _GFM_BEGINS * dialect.gfm + (_OWN_BEGINS + own) * dialect.extras
        self.token = re.compile(begins)
        self.spans: dict[str, list[InlineProcessor]] = {}

    def use(self, spans: Iterable[tuple[str, InlineProcessor]]) -> None:
        """Register the processors of spans, each with the characters that it begins with."""
        for number, (triggers, processor) in enumerate(spans):
            name = f"{type(processor).__name__} {triggers}"
            self.md.inlinePatterns.register(processor, name, 200 - number)
            for trigger in triggers:
                self.spans.setdefault(trigger, []).append(processor)

    def read(self, element: ET.Element, text: Text) -> None:
        """Read inline text into an element."""
        data, pos = text.text, 0
        self.scan = scan = Scan(text, data)
        while found := self.token.search(data, pos):
            if found.start() > pos:
                scan.items.append(data[pos : found.start()])
            pos = self._token(scan, found)
        if pos < len(data):
            scan.items.append(data[pos:])
        if (scan.has_stray_sign or scan.brackets) and self.context.dialect.extras:
            looks.check_signs(text, self.context)
        self.finish(element, scan.items)

    def bare_link(self, address: str, words: str, offset: int) -> ET.Element:
        """Return the link of an address that stands in the text as it is."""
        element = ET.Element("a")
        element.text = words
        source = self.context.text_source(self.scan.text, offset)
        return link(self.context, element, Target(address, "", 0), source)

    def finish(self, element: ET.Element, items: list[Item]) -> None:
        """Settle emphasis among items and make elements of them."""
        if len(items) == 1 and type(items[0]) is str:
            element.text = items[0]
            return
        runs = [item for item in items if type(item) is Delimiter]
        pair(runs)
        if runs and self.context.dialect.extras:
            looks.check_runs(runs, self.scan.text, self.context)
        if not fill(element, items, japanese=self.context.dialect.extras):
            self.context.too_deep(self.scan.text.line, self.scan.text.columns[0])

    # --- one token -----------------------------------------------------------

    def _token(self, scan: Scan, found: re.Match[str]) -> int:
        """Read what begins at a token; give where it ends."""
        sign = found[0][0]
        if sign in self.signs:
            return self._delimiter(scan, found)
        for processor in self.spans.get(sign, ()):
            node, start, end = processor.handleMatch(found, scan.data)
            if start is None or end is None or not scan.put_back(found.start() - start):
                continue
            if node is not None:
                scan.items.append(node)
            return end
        if sign in "[!":
            return self._open(scan, found)
        if sign == "]":
            return self._close(scan, found)
        scan.items.append(found[0])
        scan.has_stray_sign |= sign in "<&"
        return found.end()

    @staticmethod
    def _delimiter(scan: Scan, found: re.Match[str]) -> int:
        if found[0][0] == "~" and len(found[0]) > 2:  # noqa: PLR2004 - GFM: three are no strikethrough
            scan.items.append(found[0])
        else:
            scan.items.append(delimiter(scan.data, *found.span()))
        return found.end()

    @staticmethod
    def _open(scan: Scan, found: re.Match[str]) -> int:
        if scan.brackets:
            scan.brackets[-1].holds_bracket = True
        image = found[0][0] == "!"
        scan.brackets.append(Bracket(len(scan.items), *found.span(), image))
        scan.items.append(found[0])
        return found.end()

    def _close(self, scan: Scan, found: re.Match[str]) -> int:
        if not scan.brackets:
            scan.items.append("]")
            scan.has_stray_sign = True
            return found.end()
        bracket = scan.brackets.pop()
        is_active = bracket.image or len(scan.brackets) >= scan.inactive
        scan.inactive = min(scan.inactive, len(scan.brackets))
        target = self._target(scan, bracket, found.start()) if is_active else None
        if target is None:
            if self.context.dialect.extras:
                source = self.context.text_source(scan.text, bracket.start)
                unread.check_brackets(scan.data, bracket.start, found.end(), source, self.context)
            scan.items.append("]")
            scan.has_stray_sign = True
            return found.end()
        items = scan.items[bracket.index + 1 :]
        del scan.items[bracket.index :]
        scan.items.append(self._element(scan, bracket, target, items))
        if not bracket.image:
            scan.inactive = len(scan.brackets)
        return target.end

    def _element(
        self, scan: Scan, bracket: Bracket, target: Target, items: list[Item]
    ) -> ET.Element:
        element = ET.Element("a")
        self.finish(element, items)
        source = self.context.text_source(scan.text, bracket.start)
        if bracket.image:
            drop_tags(self.context, source, self.context.text_source(scan.text, target.end))
            return image(self.context, element, target, source)
        return link(self.context, element, target, source)

    # --- what a bracket points at ----------------------------------------------

    def _target(self, scan: Scan, bracket: Bracket, close: int) -> Target | None:
        target = self._inline(scan.data, close + 1) or self._reference(scan.data, bracket, close)
        if target is None or not self.context.dialect.extras:
            return target
        found = attributes_at(scan.data, target.end)
        if found is None:
            looks.check_attributes(scan.text, target.end, self.context)
        return target._replace(attributes=found[0], end=found[1]) if found else target

    def _inline(self, data: str, pos: int) -> Target | None:
        """Read `(address "title")`."""
        if not data.startswith("(", pos):
            return None
        pos = _skip(data, pos + 1)
        found = destination(data, pos)
        if found is None:
            return None
        address, pos = found
        after = _skip(data, pos)
        words = title(data, after) if after > pos else None
        if words:
            after = _skip(data, words[1])
        elif self.context.dialect.extras and (words := loose_title(data, pos)):
            after = words[1]
        if not data.startswith(")", after):
            return None
        return Target(address, words[0] if words else "", after + 1)

    def _reference(self, data: str, bracket: Bracket, close: int) -> Target | None:
        """Read `[label]`, `[]` or nothing after the text, and look the label up."""
        found = _LABEL.match(data, close + 1)
        if found and found[1].strip():
            return self._resolve_label(found[1], found.end())
        if bracket.holds_bracket or close - bracket.end > MAX_LABEL:
            return None
        end = found.end() if found and not found[1] else close + 1
        return self._resolve_label(data[bracket.end : close], end)

    def _resolve_label(self, label: str, end: int) -> Target | None:
        references = self.md.references
        known = references.get(normal_label(label)) if references else None
        return None if known is None else Target(known[0], known[1] or "", end)


def _skip(data: str, pos: int) -> int:
    found = _SPACE.match(data, pos)
    return found.end() if found else pos
