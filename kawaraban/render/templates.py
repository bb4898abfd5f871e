"""The Jinja2 environment: where templates are found, how they are escaped and cached."""

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
)
from jinja2.bccache import Bucket

from kawaraban.incremental.cache import Cache


def environment(site_folder: Path, product_folder: Path, cache: Cache | None = None) -> Environment:
    """Return the environment: the site's own templates first, then the product's.

    A site's template can extend the one that it replaces as `product/NAME`. Compiled
    templates are stored in the site's cache.
    """
    own = FileSystemLoader(site_folder / "templates")
    product = FileSystemLoader(product_folder / "templates")
    return Environment(
        loader=ChoiceLoader([own, product, PrefixLoader({"product": product})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # A template is read once a build: not looked at for every page, none of them dropped.
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_CompiledTemplates(cache) if cache is not None else None,
    )


def load(templates: Environment, names: Iterable[str]) -> None:
    """Load some templates, so that processes which are forked later have them.

    What is wrong with one is found when a page needs it.
    """
    for name in names:
        with suppress(TemplateError, ValueError, OSError, RecursionError):
            templates.get_template(name)


def overriding(templates: Environment) -> list[str]:
    """Return the names of the product's templates that a site has files of its own for."""
    loaders = templates.loader.loaders if isinstance(templates.loader, ChoiceLoader) else ()
    own, product, *_ = ({*loader.list_templates()} for loader in loaders)
    return sorted(own & product)


class _CompiledTemplates(BytecodeCache):
    """Stores the code of templates in the cache of a site."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def load_bytecode(self, bucket: Bucket) -> None:
        code = self._cache.get(_cache_key(bucket))
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._cache.put(_cache_key(bucket), bucket.bytecode_to_string())


def _cache_key(bucket: Bucket) -> str:
    # The bucket itself compares the text of the template, and the version of Python.
    return f"template {jinja2.__version__} {sys.version} {bucket.key}"
