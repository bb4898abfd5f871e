"""A formula in TeX, as MathML; in a feed, whose readers may not know that, as typed.

$a^2$, $`a^2`$                    →  <math class="formula"> … in the line
$$ … $$ or a fence named `math`   →  <math class="formula" display="block"> …

Source: GitHub, "Writing mathematical expressions": a dollar sign beside a Latin letter or a
digit on its outer side, or beside white space on its inner side, is none of a formula's.
"""

import re
import xml.etree.ElementTree as ET
from html import unescape

from markupsafe import Markup

from kawaraban.core.diagnostics import Source
from kawaraban.core.messages import report
from kawaraban.core.model import Frozen, Slot
from kawaraban.core.settings import Settings
from kawaraban.core.syntax import DataBlock, Decoded
from kawaraban.elements import Element
from kawaraban.site.context import PageContext
from kawaraban.system.regex import lazy_pattern

_FORMULA = lazy_pattern(
    r"(?s)(?<![A-Za-z0-9])(?:\$\$(?!\$)(?P<block>(?:\\.|[^\\$]|\$(?!\$))++)\$\$"
    r"|\$`([^`]++)`\$|\$(?=[^\s$])((?:\\.|[^\\$`\n])++)(?<!\s)\$)(?![A-Za-z0-9$])"
)
# Words begin with this letter between the dollar signs of two prices, or of a shell's variables.
_WORDS, _TEX = "\u3040", lazy_pattern(r"\\(?!\$)|[\^_=]")
# Environments of which the library knows another name, and what it need not know.
_ALIGNED = lazy_pattern(r"(\\(?:begin|end)\{)(?:aligned|gather(?:ed|\*)?)\}")
_UNSEEN = lazy_pattern(r"\\(?:nonumber|notag|label\{[^}]*\})")
# What the library raises besides its own where a formula is broken.
_MISTAKES = (ValueError, LookupError, TypeError, StopIteration, RecursionError)
_CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3}
_NO_FORMULA = {"href", "style", "class"}


class Formula(Slot, frozen=True, kw_only=True):
    """A formula as typed, and as MathML."""

    tex: str
    mathml: str


def take(text: str, start: int, source: Source, settings: Settings) -> tuple[Decoded, int] | None:
    """Take a formula that begins at a dollar sign."""
    found = _FORMULA.match(text, start)
    if found is None or not settings.markdown.math:
        return None
    tex = next(filter(None, found.groups()))
    if not tex.strip() or (max(tex) >= _WORDS and not _TEX.search(tex)):
        return None
    return _decode(tex, source, "block" if found["block"] else "inline"), found.end()


def read(block: DataBlock, settings: Settings) -> Decoded:
    """Read a fence named `math`."""
    return _decode(block.text, block.source, "block") if settings.markdown.math else Decoded(None)


def _decode(tex: str, source: Source, display: str) -> Decoded:
    """Make a formula; report one of which the library cannot read all."""
    mathml, short = _mathml(tex, display), " ".join(tex.split())[:40]
    if mathml is not None:
        return Decoded(Formula(source=source, tex=tex.strip(), mathml=mathml))
    return Decoded(None, (report(source, "unread-formula", short=short),))


def _mathml(tex: str, display: str) -> str | None:
    """Return MathML, or None where the library does not know something in a formula."""
    from latex2mathml import converter, exceptions  # noqa: PLC0415 - most sites have no formula

    own = (one for one in vars(exceptions).values() if isinstance(one, type))
    mistakes: tuple[type[Exception], ...] = (*_MISTAKES, *own)
    tex = _UNSEEN.sub("", _ALIGNED.sub(r"\1split}", tex))
    if "\\\\" in tex and "\\begin" not in tex:  # MathML breaks no line by itself
        tex = rf"\begin{{split}}{tex}\end{{split}}"
    try:
        math = converter.convert_to_element(tex, display=display)
    except mistakes:
        return None
    bare = re.sub(r"\\.", "", tex)
    if bare.count("{") != bare.count("}") or not all(map(_is_known, math.iter())):
        return None
    for part in math.iter():
        part.text = unescape(part.text or "")
    math.attrib = {"class": "formula", "display": display}
    return ET.tostring(math, encoding="unicode", short_empty_elements=False)


def _is_known(part: ET.Element) -> bool:
    """Return whether a part is no command as typed, no half of one, and no formula's alone."""
    text, children = part.text or "", _CHILDREN.get(part.tag, len(part))
    if text.startswith("\\") or text in {"&", "{", "}"}:
        return False
    return len(part) == children and not part.attrib.keys() & _NO_FORMULA


class FormulaView(Frozen, frozen=True, kw_only=True):
    """What the template is given. In a feed `mathml` is empty."""

    tex: str
    mathml: Markup


def view(slot: Formula, context: PageContext) -> FormulaView:
    """Return both forms of the formula."""
    mathml = Markup("" if context.feed else slot.mathml)  # noqa: S704 - serialised
    return FormulaView(tex=slot.tex, mathml=mathml)


ELEMENT = Element("formula", Formula, view, read=read, fence="math", signs={"$": take})
