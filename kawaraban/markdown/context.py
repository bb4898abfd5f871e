"""The state of one parse, shared by the block and inline levels."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from msgspec import Struct, field

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.model import AdLink, ExternalLink, Parts, Slot, Sponsor
from kawaraban.core.settings import Settings
from kawaraban.core.syntax import Image
from kawaraban.markdown.blocks.nodes import Footnote
from kawaraban.markdown.marks import CODE, SIGN
from kawaraban.markdown.text import Text

Make = Callable[[tuple[Parts, ...]], Slot]
"""Makes a slot of its fields' parts, once these are known."""


class Dialect(Struct, frozen=True):
    """What is read besides CommonMark: GFM's extensions, and this dialect's own syntax.

    Only the comparison with other renderers turns either off.
    """

    gfm: bool = True
    extras: bool = True


WHOLE = Dialect()


class Tag(NamedTuple):
    """A tag of raw HTML whose other half is not in the same piece of HTML."""

    source: Source
    name: str
    is_end: bool


class Context(Struct):
    """The state of one parse; a body's values once it is over."""

    path: str
    first_line: int
    settings: Settings
    dialect: Dialect = WHOLE
    sponsor: Sponsor | None = None
    makers: list[Make] = []
    links: list[ExternalLink] = []
    suspects: list[ExternalLink] = []
    ads: list[AdLink] = []
    unlabelled: list[ET.Element] = []
    diagnostics: list[Diagnostic] = []
    footnotes: dict[str, Footnote] = {}
    own_links: list[tuple[Source, str]] = []
    images: dict[str, Image] = {}
    code: list[str] = []
    counts: Counter[str] = field(default_factory=Counter)
    ids: list[tuple[Source, str]] = []
    has_raw_html: bool = False
    raw_html: dict[int, str] = {}
    unpaired: list[Tag] = []
    is_too_deep: bool = False
    has_odd_signs: bool = False

    @classmethod
    def empty(cls, dialect: Dialect = WHOLE) -> Context:
        """Return the state of a parse of nothing."""
        return cls("", 1, Settings(title="", base_url=""), dialect)

    def text_source(self, text: Text, offset: int = 0) -> Source:
        """Return the source position of a character of inline text."""
        return text.source(self.path, self.first_line, offset)

    def source(self, line: int, column: int) -> Source:
        """Return the source position of a line of the body, from 0, and a column, from 1."""
        return Source(self.path, self.first_line + line, column)

    def add(self, source: Source, name: str, /, **values: object) -> None:
        """Report what is wrong, or to be looked at, by its name in `messages.toml`."""
        self.diagnostics.append(report(source, name, **values))

    def slot(self, make: Make | Slot) -> str:
        """Store a slot, or how to make it; give the tag of its mark."""
        self.makers.append((lambda _fields: make) if isinstance(make, Slot) else make)
        return f"{SIGN}{len(self.makers) - 1}"

    def code_mark(self, html: str) -> str:
        """Store highlighted code, which nothing need read; give its mark."""
        self.code.append(html)
        return f"{CODE}{len(self.code) - 1}{CODE}"

    def address(self, slot: Slot) -> str:
        """Store a slot; give its mark for an attribute's value."""
        return self.slot(slot) + SIGN

    def slot_at(self, address: str) -> Slot | None:
        """Return the slot that an address or a tag is the mark of, if it is one."""
        number = address.split(SIGN)[1] if address.startswith(SIGN) else ""
        return self.makers[int(number)](()) if number else None

    def too_deep(self, line: int, column: int) -> None:
        """Report blocks or emphasis that are nested too deeply, once."""
        if self.is_too_deep:
            return
        self.is_too_deep = True
        self.add(self.source(line, column), "too-deep")
