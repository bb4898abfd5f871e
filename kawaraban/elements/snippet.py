"""A snippet: HTML of the settings, written once, in a text or in a place of every post.

```snippet
name: infeed     →  <div class="snippet"> the HTML of `[[snippets]]`, byte for byte
```
"""

from collections.abc import Iterator
from functools import partial

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report_unknown
from kawaraban.core.model import Body, Slot
from kawaraban.core.settings import Settings
from kawaraban.core.syntax import DataBlock, Decoded
from kawaraban.elements import INSERT_AT_END, Element, Filled
from kawaraban.read.blocks import read_name
from kawaraban.site.context import CheckContext, PageContext

_BEFORE, _IN_TEXT = "before-h2:", {"top": 0, "after-body": INSERT_AT_END}


class Snippet(Slot, frozen=True, kw_only=True):
    """A snippet by its name; one that is `placed` stands on pages alone, not in the feed."""

    name: str
    placed: bool = False


def read(block: DataBlock, settings: Settings) -> Decoded:
    """Read the YAML of a block."""
    name, found = read_name("name", block, settings.zone)
    return Decoded(Snippet(source=name.source, name=name.name) if name.name else None, found)


def bodies(slot: Snippet, context: PageContext) -> Iterator[Body]:
    """Yield the snippet's HTML where the page shows it."""
    body = context.site.snippet(slot.name)
    if body is not None and not (slot.placed and context.feed):
        yield body


def view(slot: Snippet, context: PageContext) -> Filled | None:
    """Return the snippet's HTML."""
    body = next(bodies(slot, context), None)
    return Filled(content=context.fill(body.parts)) if body else None


def check(slot: Snippet, context: CheckContext) -> Iterator[Diagnostic]:
    """Report a name that the settings do not have.

    Bad:  name: infed
    Good: name: infeed
    """
    known = tuple(one.name for one in context.settings.snippets)
    if slot.name not in known:
        yield report_unknown("snippet", slot.name, slot.source, known)


def inserts(begin: Source, settings: Settings) -> Iterator[tuple[int, Snippet]]:
    """Yield the snippets that stand in the text of each post."""
    if begin.path.startswith("content/posts/"):
        for one in settings.snippets:
            slot = Snippet(source=begin, name=one.name, placed=True)
            for place in one.places:
                if place in _IN_TEXT:
                    yield _IN_TEXT[place], slot
                elif place.startswith(_BEFORE):
                    yield int(place.removeprefix(_BEFORE)), slot


def around(place: str, context: PageContext) -> Iterator[Snippet]:
    """Yield the snippets that stand in a place around the text of each post."""
    if context.article is not None and context.article.kind == "post":
        for one in context.settings.snippets:
            if place in one.places:
                yield Snippet(source=Source("site.toml"), name=one.name, placed=True)


def block(_context: PageContext, name: str) -> Iterator[Snippet]:
    """Yield the snippet that is a block of a page."""
    yield Snippet(source=Source("site.toml"), name=name, placed=True)


ELEMENT = Element(
    "snippet",
    Snippet,
    view,
    check,
    read,
    bodies=bodies,
    inserts=inserts,
    regions={
        "beside-body": partial(around, "sidebar"),
        "below-body": partial(around, "footer"),
        "snippet": block,
    },
)
