"""Markdown in, bodies out: one text to parts and slots."""

from __future__ import annotations

import re
import threading
from functools import cache

from kawaraban.core.diagnostics import Source, sort_diagnostics
from kawaraban.core.model import Body, Grants, Slots, Sponsor
from kawaraban.core.settings import Settings
from kawaraban.csp.policy import grants_of_html
from kawaraban.elements import pictures_in, positioned_elements
from kawaraban.markdown.context import Context, Dialect
from kawaraban.markdown.engine import Kawaraban
from kawaraban.markdown.lint import unclosed
from kawaraban.markdown.lint.checks import check_fragments, clean
from kawaraban.markdown.lint.prices import check_prices
from kawaraban.markdown.lint.redactions import check_redactions
from kawaraban.markdown.parts import replace_marks, split
from kawaraban.markdown.raw_html import mark_addresses
from kawaraban.markdown.text import Text

__all__ = ["parse", "parse_html", "plain_html", "warm_up"]

# What an attribute list can write that a policy rules.
_ATTRIBUTE = re.compile(' (?:style|on[a-z]+|background|ping)="')
_OF_EVERYTHING = "## 見出しの言葉です\n\n- **[a](https://example.com/)**\n"


def parse(
    text: str, path: str, first_line: int, settings: Settings, sponsor: Sponsor | None = None
) -> Body:
    """Parse a Markdown text: a post's body, a notice, an author's few lines.

    `path` is the file that it stands in, `first_line` the line on which it begins
    there; every slot and diagnostic has its source position in that file. Links to `sponsor`
    are ads. The result depends on the arguments alone.
    """
    context = Context(path, first_line, settings, sponsor=sponsor)
    engine = _engine(context.dialect, threading.get_ident())
    text = clean(text, context)
    html = engine.convert(text, context)
    unclosed.report(context)
    check_prices(text, context)
    grants = _grants(html, context)
    html = replace_marks(html, context.code)
    parts, slots = split(html, context.makers)
    if not parts:  # nothing is published then, but what an element needs may not exist
        begin = Source(path, first_line)
        ends = (e for e in positioned_elements() if e.position == "introduction-end")
        slots = Slots(element.slot(source=begin) for element in ends)
    check_redactions(text, html, slots, context)
    reader = engine.reader
    fragments = tuple(reader.ids.taken)
    check_fragments(context, fragments)
    return Body(
        parts=parts,
        slots=slots,
        headings=reader.headings,
        fragments=fragments,
        links=tuple(context.links),
        ads=tuple(context.ads),
        grants=grants,
        picture=next((one.path for one in pictures_in(slots)), ""),
        description=reader.description,
        excerpt=reader.excerpt,
        diagnostics=sort_diagnostics(context.diagnostics),
    )


def parse_html(html: str, path: str, first_line: int, settings: Settings) -> Body:
    """Read HTML that is published byte for byte: its ads, the files it names, what it loads."""
    context = Context(path, first_line, settings)
    html = mark_addresses(html, Text(html, 0, [1]), context)
    unclosed.report(context)
    grants = _grants(html, context)
    parts, slots = split(html, context.makers)
    found = sort_diagnostics(context.diagnostics)
    ads = tuple(context.ads)
    return Body(parts=parts, slots=slots, ads=ads, grants=grants, diagnostics=found)


def _grants(html: str, context: Context) -> Grants:
    """Return what a body's HTML needs of a browser; most have nothing that need be looked at."""
    asks = context.has_raw_html or _ATTRIBUTE.search(html)
    return grants_of_html(html) if asks else ()


def warm_up(settings: Settings) -> None:
    """Build what every parse needs, so that processes forked later share it.

    What only some texts need (Pygments, above all) is still made by the first of them.
    """
    parse(_OF_EVERYTHING, "", 1, settings)


def plain_html(text: str, *, gfm: bool) -> str:
    """Return what CommonMark, or GFM, alone makes of a text, to compare with other renderers."""
    context = Context.empty(Dialect(gfm=gfm, extras=False))
    engine = _engine(context.dialect, threading.get_ident())
    return engine.convert(clean(text, context), context)


@cache
def _engine(dialect: Dialect, _thread: int) -> Kawaraban:
    """Return the engine of this thread; building one costs more than a short parse."""
    return Kawaraban(dialect)
