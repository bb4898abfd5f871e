"""The theme of a site: its templates, assets, and what they load."""

import functools
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import blake2b
from pathlib import Path

from jinja2 import Environment, TemplateNotFound
from msgspec import Struct

from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.settings import Settings
from kawaraban.csp.sources import host_in
from kawaraban.elements import grants_in
from kawaraban.images.photo.uses import PageContents
from kawaraban.incremental.cache import Cache
from kawaraban.incremental.page_keys import DIGEST_BYTES
from kawaraban.read.files import scan
from kawaraban.render.assets import Assets, read_assets
from kawaraban.render.templates import environment
from kawaraban.render.theme import theme_grants
from kawaraban.system.regex import lazy_pattern

_REFERENCE = lazy_pattern(r"\{%[-+]?\s*(?:extends|include|import|from)\s+(?:[\"']([^\"']+)[\"'])?")


class Theme(Struct, frozen=True):
    """The site's templates and assets over the product's.

    `questions` answer what pages ask of it, by kind of question; `found` is what is wrong.
    """

    templates: Environment
    assets: Assets
    questions: Mapping[str, Callable[[str], object]]
    found: tuple[Diagnostic, ...]


def loaded_hosts(contents: PageContents) -> tuple[tuple[str, bool], ...]:
    """Return the hosts that published articles load from, and whether each waits for the reader.

    What a network's code may load further (`*.example.com`) is granted and not counted.
    """
    found: dict[str, bool] = {}
    for context, content in contents:
        for grants, waits in grants_in(content, context):
            for directive, source in grants:
                host = host_in(source)
                if host and "*" not in host and directive != "form-action":
                    found[host] = waits and found.get(host, True)
    return tuple(sorted(found.items()))


def load_theme(site: Path, product: Path, cache: Cache, settings: Settings) -> Theme:
    """Read the theme of a site."""
    assets, unread = read_assets(site, product, settings)
    _, astray = scan(site, "templates")
    grants, unsafe = theme_grants(site, product, assets, settings.services)
    templates = environment(site, product, cache)
    questions: dict[str, Callable[[str], object]] = {
        "asset": lambda name: assets.names.get(name, ""),  # its published path
        "grants": lambda template: grants.get(template, ()),  # what its pages need of a browser
        "inline": functools.cache(assets.inline),
        "joined": functools.cache(assets.join),
        "root_file": assets.root.get,
        "template": functools.cache(partial(_template_digest, templates)),
    }
    return Theme(templates, assets, questions, (*unread, *astray, *unsafe))


def _template_digest(templates: Environment, name: str) -> bytes:
    """Return the digest of a template and of all that it may include."""
    seen, left, loader = dict[str, str](), [name], templates.loader
    while left:
        one = left.pop()
        if one not in seen:
            try:
                seen[one] = loader.get_source(templates, one)[0] if loader else ""
            except (TemplateNotFound, OSError, ValueError):  # reported when a page needs it
                seen[one] = ""
            references = _REFERENCE.findall(seen[one])
            # One that is named by a value may be any.
            left += templates.list_templates() if "" in references else references
    text = "\0".join(f"{one}\0{seen[one]}" for one in sorted(seen))
    return blake2b(text.encode(), digest_size=DIGEST_BYTES).digest()
