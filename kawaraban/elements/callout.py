"""A callout box.

> [!WARNING]- 題      →  <details class="callout callout-warning"> …
> [!NOTE] 題          →  <div class="callout callout-note"> …

Source of the syntax: GitHub's alerts, and Obsidian's callouts for the title, the fold
sign (`-` closed, `+` open), and most types. A type that is unknown is a note with that name.
"""

from typing import Literal

from markupsafe import Markup

from kawaraban.core.model import Frozen, Parts, Slot
from kawaraban.core.syntax import QuotedBlock
from kawaraban.elements import Element
from kawaraban.site.context import PageContext

Fold = Literal["", "-", "+"]
# The types of each kind. What is not Latin is what its box is called.
_TYPES = {
    "note": "note メモ", "tip": "tip hint ヒント", "important": "important 重要",
    "warning": "warning attention 注意", "caution": "caution 警告", "info": "info 補足",
    "abstract": "abstract summary tldr", "todo": "todo", "success": "success check done",
    "question": "question help faq 質問", "failure": "failure fail missing",
    "danger": "danger error", "bug": "bug", "example": "example 例", "quote": "quote cite",
    "pros": "pros 良い点", "cons": "cons 気になる点",
}  # fmt: skip
_KINDS = {name: kind for kind, names in _TYPES.items() for name in names.split()}


class Callout(Slot, frozen=True, kw_only=True):
    """A box of prose. `name` is what its author calls it, where that is not its kind."""

    kind: str
    name: str = ""
    title: Parts = Parts()
    fold: Fold = ""
    content: Parts = Parts()


def box(quoted: QuotedBlock) -> Callout:
    """Make a callout of a quotation that begins with its kind."""
    kind = quoted.kind.lower()
    is_name = kind not in _KINDS or not kind.isascii()
    return Callout(
        source=quoted.source,
        kind=_KINDS.get(kind, "note"),
        name=quoted.kind if is_name else "",
        title=quoted.line,
        fold=quoted.fold,
        content=quoted.content,
    )


class CalloutView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    kind: str
    name: str
    title: Markup
    fold: Fold
    content: Markup


def view(slot: Callout, context: PageContext) -> CalloutView:
    """Fill the box's title and content."""
    return CalloutView(
        kind=slot.kind,
        name=slot.name or context.words.callouts[slot.kind],
        title=context.fill(slot.title),
        fold=slot.fold,
        content=context.fill(slot.content),
    )


ELEMENT = Element("callout", Callout, view, boxes=dict.fromkeys((*_KINDS, ""), box))
