"""The blocks of the home page and of the column beside articles and lists.

[side] blocks = ["categories"]   →  a heading, and a link to each category
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from kawaraban.core.addresses import ARCHIVE, list_address
from kawaraban.core.settings import SideSettings
from kawaraban.elements import slots_in
from kawaraban.render.pages.frame import link, summary_of
from kawaraban.render.pages.views import BlockView, Link, Term
from kawaraban.render.programmes import filler
from kawaraban.render.renderer import Renderer
from kawaraban.site.context import PageContext
from kawaraban.site.pictures import LIST_WIDTH, PORTRAIT_WIDTH

_NEWEST, _MOST_TAGS = "5", 30
_OF_ELEMENTS = frozenset({"profile", "deals", "snippet"})


def blocks_of(
    settings: SideSettings, renderer: Renderer, context: PageContext
) -> tuple[BlockView, ...]:
    """Return the blocks that a part of `site.toml` asks for, without those that are empty.

    The home page has its own list, also an empty one, which its side need not repeat.
    """
    has_list, is_home = settings is renderer.settings.home, context.is_home
    names = (n for n in settings.blocks if n != "newest" or has_list or not is_home)
    found = (_block(name, settings, renderer, context) for name in names)
    return tuple(b for b in found if any((b.html, b.terms, b.posts, b.name == "newest")))


def _block(name: str, side: SideSettings, renderer: Renderer, context: PageContext) -> BlockView:
    """Return a block: of elements, of links to lists, or else of posts."""
    own = side.deals_title if name == "deals" else ""
    title = own or str(getattr(context.words, name, ""))
    if name.partition(":")[0] in _OF_ELEMENTS:
        html = filler(context)(slots_in(name, context))
        return BlockView(name=name, title=title, html=html)
    if name in _TERMS:
        return BlockView(name=name, title=title, terms=tuple(_TERMS[name](context)))
    picked = filter(context.site.headline, (f"content/{path}" for path in side.picked))
    paths = context.site.newest_posts(_NEWEST) if name == "newest" else picked
    width = PORTRAIT_WIDTH if side is renderer.settings.side else LIST_WIDTH
    posts = tuple(summary_of(path, renderer, context, width) for path in paths)
    return BlockView(name=name, title=title, posts=posts)


def terms_of(kind: str, context: PageContext) -> Iterator[Term]:
    """Yield the links to all tags or categories, with the number of their posts."""
    for name, count in context.site.term_counts(kind):
        yield Term(link=link(context, name, list_address(kind, name)), count=count)


def _years(context: PageContext) -> Iterator[Term]:
    archive = context.href(ARCHIVE)
    for year, count in context.site.year_counts():
        yield Term(link=Link(text=str(year), href=f"{archive}#y{year}"), count=count)


_TERMS: Mapping[str, Callable[[PageContext], Iterable[Term]]] = {
    "categories": partial(terms_of, "categories"),
    "tags": lambda page: sorted(terms_of("tags", page), key=lambda one: -one.count)[:_MOST_TAGS],
    "archive": _years,
}
