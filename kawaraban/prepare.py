"""What every page is made from: pictures in their forms, the theme, its assets."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment

from kawaraban.assets import read_assets
from kawaraban.cache import Cache
from kawaraban.diagnostics import Diagnostic
from kawaraban.elements import Element, all_elements
from kawaraban.images import with_cards, with_forms
from kawaraban.images.work import Workshop
from kawaraban.model import Site
from kawaraban.options import Options
from kawaraban.parse.site import Texts
from kawaraban.read.files import scan
from kawaraban.read.source import SiteSource
from kawaraban.render import Edition
from kawaraban.settings import Settings
from kawaraban.templates import load
from kawaraban.theme import asked_by_theme


def prepared(  # noqa: PLR0913, PLR0917 - all that pages are made from
    site: Site,
    source: SiteSource,
    texts: Texts,
    templates: Environment,
    options: Options,
    cache: Cache,
) -> tuple[Edition, tuple[Diagnostic, ...]]:
    """Make the forms of the site's pictures, read its theme, and give both for the pages.

    What is wrong with a picture or an asset, and a template that is not the site's own file,
    comes with them.
    """
    shop = Workshop(cache, options.jobs, source.settings.language)
    site, pictures, spoiled = with_forms(site, source.files, shop)
    site, cards, unfit = with_cards(site, source.settings, options.site, cache)
    assets, unread = read_assets(options.site, options.product)
    _, astray = scan(options.site, "templates")
    theme, unsafe = asked_by_theme(options.site, options.product, assets)
    load(templates, _held(texts))
    cache.close()  # before a fork
    edition = Edition(
        site=site,
        settings=source.settings,
        templates=templates,
        assets=assets,
        files=source.files,
        pictures=pictures,
        cards=cards,
        closed=texts.closed,
        theme=theme,
    )
    return edition, (*spoiled, *unfit, *unread, *astray, *unsafe)


def made_ready(settings: Settings, templates: Environment, site: Path, cache: Cache) -> None:
    """Do what needs no text: find the fonts of cards, and load the templates of most sites.

    `site` is its folder. Left for later are the templates of elements that few texts hold.
    """
    from kawaraban.images.title_cards import faces_for  # noqa: PLC0415 - while others parse

    faces_for(settings, site, cache.remember)
    names = templates.list_templates(extensions=("html", "xml"))
    passed_over = ("elements/", "product/", "tools/")
    pages = [name for name in names if not name.startswith(passed_over)]
    # What many pages show the same of stands around the texts too.
    load(templates, [*pages, *(_template(e) for e in all_elements().values() if e.repeats)])


def _held(texts: Texts) -> list[str]:
    """Give the templates of the elements that texts hold: to compile all takes a while."""
    held = {type(slot) for body in texts.bodies.values() for slot in body.slots}
    return [_template(e) for slot, e in all_elements().items() if slot in held]


def _template(element: Element) -> str:
    return f"elements/{element.name}.html"
