"""The Jinja2 environment: where templates are found, how they are escaped and cached."""

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from kawaraban.incremental.cache import Cache


def environment(
    site_folder: Path, product_folder: Path, cache: Cache | None = None
) -> jinja2.Environment:
    """Return the environment: the site's own templates first, then the product's.

    A site's template can extend the one that it replaces as `product/NAME`. Compiled
    templates are stored in the site's cache.
    """
    own = jinja2.FileSystemLoader(site_folder / "templates")
    product = jinja2.FileSystemLoader(product_folder / "templates")
    return _Environment(
        loader=jinja2.ChoiceLoader([own, product, jinja2.PrefixLoader({"product": product})]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # A template is read once a build: not looked at for every page, none of them dropped.
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_CompiledTemplates(cache) if cache is not None else None,
    )


def retain_compiled(templates: jinja2.Environment) -> None:
    """Keep the code of all templates in the cache, also of those that this build did not need."""
    loaders = templates.loader.loaders if isinstance(templates.loader, jinja2.ChoiceLoader) else ()
    compiled = templates.bytecode_cache
    for loader in loaders:
        if isinstance(loader, jinja2.FileSystemLoader) and isinstance(compiled, _CompiledTemplates):
            folder, names = loader.searchpath[0], loader.list_templates()
            files = ((name, os.path.normpath(f"{folder}/{name}")) for name in names)
            compiled.cache.retain(_cache_key(compiled.get_cache_key(*file)) for file in files)


def overriding(templates: jinja2.Environment) -> list[str]:
    """Return the names of the product's templates that a site has files of its own for."""
    loaders = templates.loader.loaders if isinstance(templates.loader, jinja2.ChoiceLoader) else ()
    own, product, *_ = ({*loader.list_templates()} for loader in loaders)
    return sorted(own & product)


class _Environment(jinja2.Environment):
    """Gives each template one dictionary of globals, for two that are chained are slower."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template, which replace those of the environment."""
        return {**self.globals, **(d or {})}


class _CompiledTemplates(jinja2.BytecodeCache):
    """Stores the code of templates in the cache of a site."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache

    def load_bytecode(self, bucket: Bucket) -> None:
        if (code := self.cache.get(_cache_key(bucket.key))) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.cache.put(_cache_key(bucket.key), bucket.bytecode_to_string())


def _cache_key(key: str) -> str:
    # The bucket itself compares the text of the template, and the version of Python.
    return f"template {jinja2.__version__} {sys.version} {key}"
