"""What the processors of spans have in common."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from markdown.inlinepatterns import InlineProcessor

from kawaraban.markdown.inline.assemble import Break

if TYPE_CHECKING:
    from kawaraban.markdown.inline.parser import Inline

Handled = tuple[ET.Element | str | Break | None, int | None, int | None]
NOTHING: Handled = (None, None, None)


class Span(InlineProcessor):
    """A processor that is asked where its character stands."""

    def __init__(self, inline: Inline) -> None:
        """Take the reader that asks."""
        super().__init__(r"(?!)", inline.md)
        self.inline = inline
