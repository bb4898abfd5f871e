"""A quotation whose source is marked.

> …
> 出典: [title](url)   →  <blockquote>…<footer><cite>…</cite></footer></blockquote>
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kawaraban.core.model import Frozen, Parts, Slot
from kawaraban.elements import Element

if TYPE_CHECKING:
    from kawaraban.site.context import PageContext


class Quotation(Slot, frozen=True, kw_only=True):
    """A block quotation with a source line. `url` is the source's address, or empty.

    `cite` is the source without its sign (`出典:`, `—`), usually a link.
    """

    content: Parts
    cite: Parts
    url: str = ""


class QuotationView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    content: Markup
    cite: Markup
    url: str


def view(slot: Quotation, context: PageContext) -> QuotationView:
    """Fill the quotation and its source."""
    return QuotationView(
        content=context.fill(slot.content), cite=context.fill(slot.cite), url=slot.url
    )


ELEMENT = Element("quotation", Quotation, view)
