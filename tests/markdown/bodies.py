"""Short ways to parse in a test."""

from __future__ import annotations

from typing import TypeVar

from kawaraban.core.model import Body, Slot
from kawaraban.core.settings import LinkSettings, Settings
from kawaraban.markdown.context import Context, Dialect
from kawaraban.markdown.engine import Kawaraban
from kawaraban.markdown.parse import clean, parse

SETTINGS = Settings(
    title="Test", base_url="https://example.com/", links=LinkSettings(new_tab=False)
)
PATH = "content/posts/a.md"
S = TypeVar("S", bound=Slot)


def body(text: str, first_line: int = 1, settings: Settings = SETTINGS) -> Body:
    """Parse a text as the body of a post."""
    return parse(text, PATH, first_line, settings)


def plain_html(text: str, *, gfm: bool) -> str:
    """Give what CommonMark, or GFM, alone makes of a text, to compare with other renderers."""
    context = Context.empty(Dialect(gfm=gfm, extras=False))
    return Kawaraban(context.dialect).convert(clean(text, context), context)


def html(text: str) -> str:
    """Give the HTML of a text; a slot is its type's name in brackets. No notice's place."""
    names = [
        part if isinstance(part, str) else f"[{type(part).__name__}]" for part in body(text).parts
    ]
    return "".join(names).replace("[NoticeBox]\n", "").replace("\n[NoticeBox]", "").strip()


def slots(text: str, kind: type[S]) -> list[S]:
    """Give the slots of one type."""
    return [slot for slot in body(text).slots if isinstance(slot, kind)]


def reported(text: str, first_line: int = 1) -> list[str]:
    """Give each diagnostic as `line:column rule`."""
    found = body(text, first_line).diagnostics
    return [f"{d.source.line}:{d.source.column} {d.rule}" for d in found]
