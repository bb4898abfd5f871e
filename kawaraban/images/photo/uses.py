"""Which pictures and files the published pages use, where, and what for."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Article, Body, FileAddress, FileUse, Site, Slot
from kawaraban.core.settings import Settings
from kawaraban.elements import Content, all_elements, content_of, pictures_in
from kawaraban.images.photo.plan import Purpose
from kawaraban.site.context import CheckContext, PageContext, check_context, site_view
from kawaraban.site.pictures import LEAD_WIDTH, LIST_WIDTH, LOGO_WIDTH, PORTRAIT_WIDTH

PageContents = tuple[tuple[CheckContext, Content], ...]


class Use(NamedTuple):
    """A file that something published shows, or links to, and where.

    `path` is as written until `picture_uses` has found the file.
    """

    path: str
    source: Source
    purpose: Purpose
    linked: bool = False


def page_contents(site: Site, settings: Settings) -> PageContents:
    """Return what each page has, the home page too, with a context to read it in."""
    view = site_view(site, settings)
    contexts = [check_context(site, settings, one, view) for one in site.articles.values()]
    contexts.append(replace(check_context(site, settings, view=view), is_home=True))
    return tuple((context, content_of(context)) for context in contexts)


def picture_uses(site: Site, settings: Settings, contents: PageContents) -> Iterator[Use]:
    """Yield each use of a file of the site by what is published, the `contents` of its pages."""
    yield from _find_files(_written_uses(site, settings, contents), site, settings)


def uses_by(articles: Iterable[Article], site: Site, settings: Settings) -> Iterator[Use]:
    """Yield each use of a file of the site by articles, published or not."""
    context = check_context(site, settings)
    for article in articles:
        uses = (
            *_standing_for(article, site, settings),
            *_uses_in_slots(article.body.slots, context),
        )
        yield from _find_files(uses, site, settings)


def _find_files(uses: Iterable[Use], site: Site, settings: Settings) -> Iterator[Use]:
    context = check_context(site, settings)
    for use in uses:
        found = context.find(use.source, use.path)
        if found is not None and not (use.linked and found.endswith(".md")):
            yield use._replace(path=found)


def redacting(
    bodies: Iterable[Body], site: Site, settings: Settings
) -> Iterator[tuple[str, FileUse]]:
    """Yield each picture with a redaction and its file's path, in what is not published too.

    A draft that covers a name knows better than the post that has forgotten it.
    """
    context = check_context(site, settings)
    slots = (slot for body in bodies for slot in body.slots)
    for picture in filter(lambda one: one.redact is not None, pictures_in(slots)):
        if found := context.find(picture.source, picture.path):
            yield found, picture


def _written_uses(site: Site, settings: Settings, contents: PageContents) -> Iterator[Use]:
    for article in site.articles.values():
        yield from _standing_for(article, site, settings)
    for context, content in contents:
        yield from _uses_in_slots(content.slots, context)
    if settings.sharing.image:
        yield Use(settings.sharing.image, Source("site.toml"), Purpose(shared=True))
    if settings.theme.logo:
        yield Use(settings.theme.logo, Source("site.toml"), Purpose(small=frozenset({LOGO_WIDTH})))


def _standing_for(article: Article, site: Site, settings: Settings) -> Iterator[Use]:
    """Yield the use of an article's picture in lists, beside texts, and where it is shared."""
    widths = {LIST_WIDTH, LEAD_WIDTH} if article in site.posts[:1] else {LIST_WIDTH}
    if not {"newest", "picked"}.isdisjoint(settings.side.blocks):
        widths |= {PORTRAIT_WIDTH}
    purpose = Purpose(small=frozenset(widths), shared=True)
    front_matter = article.front_matter
    if front_matter.image:
        yield Use(front_matter.image, front_matter.positions["image"], purpose)
    elif first := next(pictures_in(article.body.slots), None):
        yield Use(first.path, first.source, purpose)


def _uses_in_slots(slots: Iterable[Slot], context: PageContext) -> Iterator[Use]:
    for slot in slots:
        if element := all_elements().get(type(slot)):
            for use in element.uses(slot, context):
                yield Use(use.path, use.source, Purpose(small=frozenset({use.width})))
        elif isinstance(slot, FileAddress):
            yield Use(slot.path, slot.source, Purpose(shown=True), linked=True)
    for picture in pictures_in(slots):
        yield Use(picture.path, picture.source, Purpose(shown=True))
