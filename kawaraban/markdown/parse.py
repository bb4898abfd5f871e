"""One text parsed to its body: HTML in parts, and slots."""

import threading
from functools import cache

from kawaraban.core.addresses import is_top
from kawaraban.core.diagnostics import Source, did_you_mean, sort_diagnostics
from kawaraban.core.messages import phrase
from kawaraban.core.model import Body, Grants, Slots, Sponsor
from kawaraban.core.settings import Settings
from kawaraban.csp.policy import grants_of_html
from kawaraban.elements import pictures_in, positioned_elements
from kawaraban.markdown.ad_links import ads_of
from kawaraban.markdown.context import Context, Dialect
from kawaraban.markdown.engine import Kawaraban
from kawaraban.markdown.lint import unclosed
from kawaraban.markdown.lint.prices import check_prices
from kawaraban.markdown.lint.redactions import check_redactions
from kawaraban.markdown.parts import replace_marks, split
from kawaraban.markdown.raw_html import mark_addresses
from kawaraban.markdown.text import Text
from kawaraban.read.text import NO_CHARACTERS, normal
from kawaraban.system.regex import lazy_pattern

# What an attribute list can write that a policy rules.
_ATTRIBUTE = lazy_pattern(' (?:style|on[a-z]+|background|ping)="')
_CONTROL = lazy_pattern(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{NO_CHARACTERS}]")
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
    _check_fragments(context, reader.ids.taken)
    return Body(
        parts=parts,
        slots=slots,
        headings=reader.headings,
        fragments="\n".join(reader.ids.taken),
        links=tuple(context.links),
        suspects=tuple(context.suspects),
        ads=ads_of(context),
        grants=grants,
        picture=next((one.path for one in pictures_in(slots)), ""),
        description=reader.description,
        excerpt=reader.excerpt,
        length=len(text),
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
    return Body(parts=parts, slots=slots, ads=ads_of(context), grants=grants, diagnostics=found)


def clean(text: str, context: Context) -> str:
    r"""Return the text with line ends as `\n`, composed letters, and no control characters.

    The parse uses some as marks, and no page may hold them (HTML, "Preprocessing
    the input stream").
    """
    text = normal(text.removeprefix("\ufeff"))
    if text.replace("\n", "").replace("\t", "").replace("\u3000", "").isprintable():
        return text  # as most are; to look for each character takes ten times as long
    for number, line in enumerate(text.split("\n")):
        if found := _CONTROL.search(line):
            source = context.source(number, found.start() + 1)
            context.add(source, "control-character", name=f"U+{ord(found[0]):04X}")
    return _CONTROL.sub("", text.replace("\0", "\ufffd"))


def _check_fragments(context: Context, there: dict[str, int]) -> None:
    """Report each link within the body whose heading is not there."""
    for source, fragment in context.own_links:
        if fragment and fragment not in there and not is_top(fragment):
            known = tuple(name for name in there if not name.startswith(("fn:", "fnref")))
            remedy = did_you_mean(fragment, known) if known else phrase("no-headings")
            context.add(source, "missing-heading-here", fragment=fragment, remedy=remedy)


def _grants(html: str, context: Context) -> Grants:
    """Return what a body's HTML needs of a browser; most have nothing that need be looked at."""
    return grants_of_html(html) if context.has_raw_html or _ATTRIBUTE.search(html) else ()


def warm_up(settings: Settings) -> None:
    """Build what every parse needs, so that processes forked later share it.

    What only some texts need (Pygments, above all) is still made by the first of them.
    """
    parse(_OF_EVERYTHING, "", 1, settings)


@cache
def _engine(dialect: Dialect, _thread: int) -> Kawaraban:
    """Return the engine of this thread; building one costs more than a short parse."""
    return Kawaraban(dialect)
