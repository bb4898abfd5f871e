"""The blocks of the home page and of the column beside articles and lists.

[side] blocks = ["categories"]   →  a heading, and a link to each category
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from kawaraban.core.addresses import ARCHIVE
from kawaraban.core.settings import SideSettings
from kawaraban.elements import slots_in
from kawaraban.render.pages.frame import category_address, link, summary_of, tag_address
from kawaraban.render.pages.views import BlockView, Term
from kawaraban.render.programmes import filler
from kawaraban.render.renderer import Renderer
from kawaraban.site.context import PageContext

_NEWEST, _MOST_TAGS = "5", 30
_OF_ELEMENTS = frozenset({"profile", "deals"})


def blocks_of(
    settings: SideSettings, renderer: Renderer, context: PageContext
) -> tuple[BlockView, ...]:
    """Return the blocks that a part of `site.toml` asks for, without those that are empty."""
    return tuple(_blocks(settings, renderer, context))


def _blocks(
    settings: SideSettings, renderer: Renderer, context: PageContext
) -> Iterator[BlockView]:
    for name in settings.blocks:
        if name == "newest" and context.is_home:  # its own list, which its side need not repeat
            if settings is renderer.settings.home:
                yield BlockView(name=name)
            continue
        block = _block(name, settings, renderer, context)
        if block.html or block.terms or block.posts:
            yield block


def _block(
    name: str, settings: SideSettings, renderer: Renderer, context: PageContext
) -> BlockView:
    """Return a block: of elements, of links to lists, or else of posts.

    Pasted code (`snippet:NAME`) can be a block of elements, in a region of its name.
    """
    title = (name == "deals" and settings.deals_title) or getattr(context.words, name)
    if name in _OF_ELEMENTS:
        html = filler(context)(slots_in(name, context))
        return BlockView(name=name, title=title, html=html)
    if name in _TERMS:
        return BlockView(name=name, title=title, terms=tuple(_TERMS[name](context)))
    paths = context.site.newest_posts(_NEWEST) if name == "newest" else _picked(settings, context)
    posts = tuple(summary_of(path, renderer, context) for path in paths)
    return BlockView(name=name, title=title, posts=posts)


def _picked(settings: SideSettings, context: PageContext) -> Iterator[str]:
    """Yield the picked posts that are published."""
    paths = (f"content/{path}" for path in settings.picked)
    return (path for path in paths if context.site.headline(path))


def terms_of(kind: str, address_of: Callable[[str], str], context: PageContext) -> Iterator[Term]:
    """Yield the links to all tags or categories, with the number of their posts."""
    for name, count in context.site.term_counts(kind):
        yield Term(link=link(context, name, address_of(name)), count=count)


def _categories(context: PageContext) -> Iterator[Term]:
    return terms_of("categories", category_address, context)


def _tags(context: PageContext) -> Iterable[Term]:
    found = sorted(terms_of("tags", tag_address, context), key=lambda term: -term.count)
    return found[:_MOST_TAGS]


def _years(context: PageContext) -> Iterator[Term]:
    for year, count in context.site.year_counts():
        to = link(context, str(year), ARCHIVE)
        yield Term(link=replace(to, href=f"{to.href}#y{year}"), count=count)


_TERMS: Mapping[str, Callable[[PageContext], Iterable[Term]]] = {
    "categories": _categories,
    "tags": _tags,
    "archive": _years,
}
