"""A quotation whose source is marked.

> …
> 出典: [title](url)   →  <blockquote>…<footer><cite>…</cite></footer></blockquote>
"""

from html import unescape

from markupsafe import Markup

from kawaraban.core.model import Frozen, Parts, Slot
from kawaraban.core.syntax import QuotedBlock
from kawaraban.elements import Element
from kawaraban.site.context import PageContext
from kawaraban.system.regex import lazy_pattern

_SIGN = lazy_pattern(r"(?:出典|引用元|Source)[ \t]*[:：][ \t]*|(?:—|――|--)[ \t]*(?=\S)")
_LINK = lazy_pattern(r"""<a(?=[\s>])(?:[^>]*?\shref="([^"]*)")?""")


class Quotation(Slot, frozen=True, kw_only=True):
    """A block quotation with a source line. `url` is the source's address, or empty.

    `cite` is the source without its sign (`出典:`, `—`), usually a link.
    """

    content: Parts
    cite: Parts
    url: str = ""


def quotation(quoted: QuotedBlock) -> Quotation:
    """Make a quotation of one whose last line names its source, by the first link there."""
    texts = (part for part in quoted.line if isinstance(part, str))
    link = next(filter(None, map(_LINK.search, texts)), None)
    url = unescape(link[1] or "") if link else ""
    return Quotation(source=quoted.source, content=quoted.content, cite=quoted.line, url=url)


class QuotationView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    content: Markup
    cite: Markup
    url: str


def view(slot: Quotation, context: PageContext) -> QuotationView:
    """Fill the quotation and its source."""
    content = context.fill(slot.content)
    return QuotationView(content=content, cite=context.fill(slot.cite), url=slot.url)


ELEMENT = Element("quotation", Quotation, view, endings={_SIGN: quotation})
