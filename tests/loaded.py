"""What every run of the command loads and compiles, before it starts; forked runs share it."""

from __future__ import annotations

import gc
import pkgutil
from importlib import import_module
from typing import Any

from jinja2 import Environment
from phonenumbers import PhoneMetadata

import kawaraban
from kawaraban.render.templates import environment
from tests.command import PROJECT

_OTHERS = (
    "PIL.AvifImagePlugin", "PIL.Image", "PIL.ImageFont", "PIL.WebPImagePlugin", "budoux",
    "concurrent.futures.thread", "encodings.cp932", "encodings.unicode_escape",
    "encodings.utf_8_sig", "frontmatter", "html.parser", "isal.isal_zlib",
    "markdown.extensions.attr_list", "pygments", "xml.parsers.expat", "yaml",
)  # fmt: skip
_compile = Environment.compile
_COMPILED: dict[tuple[str, str | None, str | None], Any] = {}


def _compiled(self: Environment, source: Any, *names: str | None, **options: Any) -> Any:
    """Compile a template, unless it is one of the theme's, whose code never differs."""
    found = None if options else _COMPILED.get((source, *names))
    return found or _compile(self, source, *names, **options)


def _load() -> None:
    modules = pkgutil.walk_packages(kawaraban.__path__, "kawaraban.")
    for name in (*_OTHERS, *(m.name for m in modules if ".cli.import" not in m.name)):
        import_module(name)
    PhoneMetadata.load_all()
    templates = environment(PROJECT / "no site", PROJECT)
    for name in templates.list_templates(["html", "xml"]):
        source, file, _ = templates.loader.get_source(templates, name)
        _COMPILED[source, name, file] = _compile(templates, source, name, file)
    Environment.compile = _compiled
    gc.freeze()


_load()
