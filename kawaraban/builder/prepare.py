"""What every page is made from: pictures in their forms, the theme, its assets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from jinja2 import Environment
from msgspec import Struct

from kawaraban.builder.options import Options
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.model import Grants, Site
from kawaraban.core.settings import Settings
from kawaraban.elements import Element, all_elements
from kawaraban.images import with_cards, with_forms
from kawaraban.images.photo.work import Workshop
from kawaraban.incremental.cache import Cache
from kawaraban.markdown.stored import Texts
from kawaraban.read.files import scan
from kawaraban.read.source import SiteSource
from kawaraban.render.assets import Assets, read_assets
from kawaraban.render.edition import Edition
from kawaraban.render.templates import environment, load
from kawaraban.render.theme import theme_grants


def prepared(
    site: Site, source: SiteSource, texts: Texts, options: Options, cache: Cache
) -> tuple[Edition, tuple[Diagnostic, ...]]:
    """Make the forms of the site's pictures, read its theme, and give both for the pages.

    What is wrong with a picture or an asset, and a template that is not the site's own file,
    comes with them.
    """
    shop = Workshop(cache, options.jobs, source.settings.language)
    site, pictures, spoiled = with_forms(site, source.files, shop)
    site, cards, unfit = with_cards(site, source.settings, options.site, cache)
    theme = _theme(options, cache)
    load(theme.templates, _held(texts))
    cache.close()  # before a fork
    edition = Edition(
        site=site,
        settings=source.settings,
        templates=theme.templates,
        assets=theme.assets,
        files=source.files,
        pictures=pictures,
        cards=cards,
        closed=texts.closed,
        theme=theme.asked,
    )
    return edition, (*spoiled, *unfit, *theme.found)


def made_ready(settings: Settings, options: Options, cache: Cache) -> None:
    """Do what needs no text: find the fonts of cards, read the theme, load most templates.

    Left for later are the templates of elements that few texts hold.
    """
    from kawaraban.images.cards.title_cards import faces_for  # noqa: PLC0415 - while others parse

    faces_for(settings, options.site, cache.remember)
    templates = _theme(options, cache).templates
    names = templates.list_templates(extensions=("html", "xml"))
    passed_over = ("elements/", "product/", "tools/")
    pages = [name for name in names if not name.startswith(passed_over)]
    # What many pages show the same of stands around the texts too.
    load(templates, [*pages, *(_template(e) for e in all_elements().values() if e.repeats)])


class _Theme(Struct, frozen=True):
    templates: Environment
    assets: Assets
    asked: Mapping[str, Grants]
    found: tuple[Diagnostic, ...]


@lru_cache(1)  # of one build
def _theme(options: Options, cache: Cache) -> _Theme:
    """Read the theme; nothing in it depends on a text."""
    assets, unread = read_assets(options.site, options.product)
    _, astray = scan(options.site, "templates")
    asked, unsafe = theme_grants(options.site, options.product, assets)
    templates = environment(options.site, options.product, cache)
    return _Theme(templates, assets, asked, (*unread, *astray, *unsafe))


def _held(texts: Texts) -> list[str]:
    """Give the templates of the elements that texts hold: to compile all takes a while."""
    held = {type(slot) for body in texts.bodies.values() for slot in body.slots}
    return [_template(e) for slot, e in all_elements().items() if slot in held]


def _template(element: Element) -> str:
    return f"elements/{element.name}.html"
