"""What every page is made from: pictures in their forms, the theme, its assets."""

from __future__ import annotations

from functools import partial

from kawaraban.assets import read_assets
from kawaraban.cache import Cache
from kawaraban.diagnostics import Diagnostic
from kawaraban.elements import all_elements
from kawaraban.images import with_forms
from kawaraban.images.work import Workshop
from kawaraban.model import Site
from kawaraban.options import Options
from kawaraban.parse.site import Texts
from kawaraban.read.files import scan
from kawaraban.read.source import SiteSource
from kawaraban.render import Edition
from kawaraban.templates import environment, load_all
from kawaraban.theme import asked_by_theme


def prepared(
    site: Site, source: SiteSource, texts: Texts, options: Options, cache: Cache
) -> tuple[Edition, tuple[Diagnostic, ...]]:
    """Make the forms of the site's pictures, read its theme, and give both for the pages.

    What is wrong with a picture or an asset, and a template that is not the site's own file,
    comes with them.
    """
    templates = environment(options.site, options.product, cache)
    load = partial(load_all, templates, cache, _unused(texts))
    shop = Workshop(cache, options.jobs, source.settings.language, meanwhile=load)
    site, pictures, spoiled = with_forms(site, source.settings, source.files, options.site, shop)
    assets, unread = read_assets(options.site, options.product)
    _, astray = scan(options.site, "templates")
    theme, unsafe = asked_by_theme(options.site, options.product, assets)
    edition = Edition(
        site=site,
        settings=source.settings,
        templates=templates,
        assets=assets,
        files=source.files,
        pictures=pictures,
        closed=texts.closed,
        theme=theme,
    )
    return edition, (*spoiled, *unread, *astray, *unsafe)


def _unused(texts: Texts) -> set[str]:
    """Give the templates of elements that no text holds: to compile all takes a while."""
    held = {type(slot) for body in texts.bodies.values() for slot in body.slots}
    elements = all_elements().items()
    # What many pages show the same of stands around the texts too.
    return {f"elements/{e.name}.html" for slot, e in elements if slot not in held and not e.repeats}
