"""A callout box.

> [!WARNING]- 題      →  <details class="callout callout-warning"> …
> [!NOTE] 題          →  <div class="callout callout-note"> …

Source of the syntax: GitHub's alerts, and Obsidian's callouts for the title and
the fold sign (`-` closed, `+` open).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from markupsafe import Markup

from kawaraban.core.model import Frozen, Parts, Slot
from kawaraban.core.syntax import QuotedBlock
from kawaraban.elements import Element

if TYPE_CHECKING:
    from kawaraban.site.context import PageContext

CalloutKind = Literal["note", "tip", "important", "warning", "caution"]
Fold = Literal["", "-", "+"]
_KINDS: dict[str, CalloutKind] = {kind: kind for kind in get_args(CalloutKind)}


class Callout(Slot, frozen=True, kw_only=True):
    """A box of prose. An empty `title` means the kind's own name."""

    kind: CalloutKind
    title: Parts = Parts()
    fold: Fold = ""
    content: Parts = Parts()


def box(quoted: QuotedBlock) -> Callout:
    """Make a callout of a quotation that begins with its kind."""
    return Callout(
        source=quoted.source,
        kind=_KINDS[quoted.kind],
        title=quoted.line,
        fold=quoted.fold,
        content=quoted.content,
    )


class CalloutView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    kind: CalloutKind
    title: Markup | str
    fold: Fold
    content: Markup


def view(slot: Callout, context: PageContext) -> CalloutView:
    """Fill the box's title and content."""
    return CalloutView(
        kind=slot.kind,
        title=context.fill(slot.title) or context.words.callouts[slot.kind],
        fold=slot.fold,
        content=context.fill(slot.content),
    )


ELEMENT = Element("callout", Callout, view, boxes=dict.fromkeys(_KINDS, box))
